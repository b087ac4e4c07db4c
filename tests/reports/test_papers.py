"""Every paper says the same on paper, in Word and in Excel; a new paper joins with one line in PAPERS."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from docx import Document
from openpyxl import load_workbook

from assessments.models import (
    Campaign,
    Decision,
    Dossier,
    DraftDecision,
    DraftLine,
    Meeting,
    Report,
    ReportFile,
    ReportKind,
)
from assessments.services import opinions
from assessments.services.opinions import Heard
from tests.factories import NOW, evidence, steps
from tests.factories.council import make_room
from tests.factories.town import Town, load_standard, make_town
from tests.reports import made
from tests.reports.words import sheet_text, word_text, words_of

POINTS, PASS_FAIL = "qd-619-2017", "qd-27-2025"
_YEARS = {POINTS: 2020, PASS_FAIL: 2026}
About = Callable[[Town], dict[str, object]]


def the_dossier(town: Town) -> dict[str, object]:
    """Name what the papers of a dossier are about."""
    return {"dossier": Dossier.objects.get(pk=town.dossier.pk)}


def the_meeting(town: Town) -> dict[str, object]:
    """Name a meeting whose agenda is the dossier."""
    meeting = make_room(town, town.dossier).meeting
    return {"meeting": Meeting.objects.select_related("council__authority", "campaign__standard").get(pk=meeting.pk)}


def the_draft(town: Town) -> dict[str, object]:
    """Name a draft that recognises one commune and refuses the other; how they came there does not matter here."""
    draft = DraftDecision.objects.create(campaign=town.campaign, drafted_at=NOW, drafted_by=town.head)
    DraftLine.objects.create(draft=draft, dossier=town.dossier, outcome="recognised", rests_on=NOW)
    refused = {"outcome": "not_recognised", "reason": "Chưa bố trí công chức."}
    DraftLine.objects.create(draft=draft, dossier=town.other_dossier, rests_on=NOW, **refused)
    return {"draft": draft}


def the_decision(town: Town) -> dict[str, object]:
    """Name a decision that recognises the commune."""
    decision = Decision.objects.create(
        authority=town.authority,
        campaign=town.campaign,
        kind=Decision.Kind.RECOGNITION,
        number="55/QĐ-UBND",
        decided_on=NOW.date(),
        signer_position="Chủ tịch",
        recorded_at=NOW,
        recorded_by=town.decider,
    )
    decision.lines.create(dossier=town.dossier, outcome="recognised")
    return {"decision": decision}


def the_recognised(town: Town) -> dict[str, object]:
    """Name the recognised commune of a decision."""
    return the_decision(town) | the_dossier(town)


# The kind of paper, the edition, the person of the town who asks for it, and what it is about.
PAPERS: list[tuple[ReportKind, str, str, About]] = [
    (ReportKind.SELF_REPORT, POINTS, "official", the_dossier),
    (ReportKind.SELF_REPORT, PASS_FAIL, "official", the_dossier),
    (ReportKind.SATISFACTION, POINTS, "official", the_dossier),
    (ReportKind.OPINIONS, POINTS, "official", the_dossier),
    (ReportKind.OPINIONS, PASS_FAIL, "official", the_dossier),
    (ReportKind.POSTING_NOTICE, POINTS, "official", the_dossier),
    (ReportKind.POSTING_NOTICE, PASS_FAIL, "official", the_dossier),
    (ReportKind.RECEIPT, POINTS, "official", the_dossier),
    (ReportKind.RECEIPT, PASS_FAIL, "reviewer", the_dossier),
    (ReportKind.INVITATION, POINTS, "head", the_meeting),
    (ReportKind.OPINION_FORM, PASS_FAIL, "head", the_meeting),
    (ReportKind.PROPOSAL, POINTS, "head", the_draft),
    (ReportKind.PROPOSAL, PASS_FAIL, "head", the_draft),
    (ReportKind.RECOGNITION, POINTS, "head", the_draft),
    (ReportKind.RECOGNITION, PASS_FAIL, "head", the_decision),
    (ReportKind.CERTIFICATE, POINTS, "head", the_recognised),
    (ReportKind.CERTIFICATE, PASS_FAIL, "head", the_recognised),
]


def make(edition: str) -> Town:
    """Give a town whose first ward has handed in a dossier with a file and an answered opinion."""
    year = _YEARS[edition]
    town = make_town(load_standard(edition), year=year, due_before=date(year + 1, 1, 5))
    first = town.campaign.standard.parsed.answerable_items[0].code
    evidence.attach(town.dossier, town.official, item_code=first)
    steps.post(town, town.dossier)
    heard = Heard(received_on=NOW.date(), origin="Tổ dân phố 3", content="Đề nghị bổ sung số liệu hòa giải.")
    pk, actor = town.dossier.pk, town.official
    row = opinions.add(dossier_id=pk, heard=heard, actor=actor, at=NOW)
    opinions.reply(dossier_id=pk, opinion_id=row.pk, text="Tiếp thu, đã bổ sung.", actor=actor, at=NOW)
    steps.submit(town, town.dossier)
    steps.receive(town, town.dossier)
    return town


def content_of(stored: ReportFile) -> io.BytesIO:
    """Return the stored file."""
    with stored.file.open("rb") as file:
        return io.BytesIO(file.read())


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "edition", "person", "about"), PAPERS)
def test_all_three_outputs_carry_the_same_words(kind: ReportKind, edition: str, person: str, about: About) -> None:
    town = make(edition)
    campaign = Campaign.objects.get(pk=town.campaign.pk)
    report = made.paper(Report(kind=kind, campaign=campaign, **about(town)), getattr(town, person))
    files = {row.format: content_of(row) for row in report.files.all()}
    paper = words_of(made.text(report))
    in_word, in_excel = word_text(Document(files["docx"])), sheet_text(load_workbook(files["xlsx"]))
    whole = "".join(paper)  # a long hash is broken at the end of a line
    assert len(in_word) > 60
    assert [part for part in dict.fromkeys(in_word) if part not in whole] == []
    assert [part for part in dict.fromkeys(in_excel) if part not in whole] == []
    assert sorted({part for part in paper if part not in "".join(in_word)} - set("123456789")) == []
    assert [part for part in paper if part not in "".join(in_excel) and any(map(str.isalpha, part))] == []
