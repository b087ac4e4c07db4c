"""Each paper says the same as PDF, as Word and as Excel."""

from collections.abc import Callable
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook

from assessments.models import Meeting, Report, ReportKind
from tests.factories.council import make_room
from tests.factories.drafting import DECLINED, RECOGNISED, both_advised, draft_of, sign
from tests.factories.town import Town
from tests.reports import made
from tests.reports.test_three_outputs import sheet_text, word_text, words_of


def of_meeting(town: Town, kind: ReportKind) -> Report:
    room = make_room(town, town.dossier, town.other_dossier)
    meeting = Meeting.objects.select_related("council__authority", "campaign__standard").get(pk=room.meeting.pk)
    return made.paper(Report(kind=kind, campaign=meeting.campaign, meeting=meeting), town.head)


def of_draft(town: Town, kind: ReportKind) -> Report:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: DECLINED})
    return made.paper(Report(kind=kind, campaign=town.campaign, draft=draft), town.head)


def of_recognised(town: Town, kind: ReportKind) -> Report:
    both_advised(town)
    decision = sign(town, draft_of(town, {town.dossier: RECOGNISED}))
    asked = Report(kind=kind, campaign=town.campaign, decision=decision, dossier=town.dossier)
    return made.paper(asked, town.head)


Make = Callable[[Town, ReportKind], Report]
PAPERS: dict[ReportKind, Make] = {
    ReportKind.INVITATION: of_meeting,
    ReportKind.OPINION_FORM: of_meeting,
    ReportKind.PROPOSAL: of_draft,
    ReportKind.RECOGNITION: of_draft,
    ReportKind.CERTIFICATE: of_recognised,
}


@pytest.mark.parametrize(("kind", "make"), PAPERS.items(), ids=list(PAPERS))
def test_three_files_say_the_same(town: Town, kind: ReportKind, make: Make) -> None:
    report = make(town, kind)
    stored = {row.format: BytesIO(made.bytes_of(row.file)) for row in report.files.all()}
    paper, in_word = made.text(report), word_text(Document(stored["docx"]))
    assert [part for part in dict.fromkeys(in_word) if part not in paper] == []
    assert sorted(set(words_of(paper)) - set(in_word) - set("123456789")) == []
    in_sheets = set(sheet_text(load_workbook(stored["xlsx"])))
    assert sorted(word for word in set(in_word) - in_sheets if not any(sign.isdigit() for sign in word)) == []
