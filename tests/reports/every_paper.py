"""Every document of the process, from the towns of the tests: what is printed is the same on every day and machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import transaction

from assessments.domain.workflow import State
from assessments.models import Campaign, DecisionLine, Dossier, Meeting, Report, ReportKind
from assessments.reports import documents
from assessments.reports.layout import Stamp
from assessments.services import opinions
from assessments.services.opinions import Heard
from tests.factories import NOW, drafting, steps
from tests.factories.council import make_room
from tests.factories.town import Town, make_town
from tests.reports import made

Kind = ReportKind
Data = dict[str, Any]
STAMP = Stamp(code="23456789ABCD")
OF_COMMUNE = (
    Kind.POSTING_NOTICE,
    Kind.OPINIONS,
    Kind.SATISFACTION,
    Kind.SELF_REPORT,
    Kind.SCORE_SHEET,
    Kind.RECEIPT,
)


@cache
def data() -> dict[ReportKind, Data]:
    """Return what each document says; asks for the database the first time, and leaves nothing in it."""
    found: dict[ReportKind, Data] = {}
    for story in (_of_commune, _of_office, _of_review, _of_council, _of_leader):
        with _undone():
            found |= {ReportKind(asked.kind): _gathered(asked) for asked in story(make_town())}
    return found


def printed(kind: ReportKind) -> bytes:
    """Return the document as a PDF."""
    return documents.render(kind, data()[kind], stamp=STAMP, identifier="0" * 32, beat=made.no_beat).content


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _gathered(asked: Report) -> Data:
    """Read anew what the document is about, as a job does."""
    return documents.gather(asked, at=NOW, progress=lambda *_: None)


def _about(kind: ReportKind, town: Town, **about: Any) -> Report:
    campaign = Campaign.objects.select_related("authority__parent", "standard").get(pk=town.campaign.pk)
    return Report(kind=kind, campaign=campaign, **about)


def _of_commune(town: Town) -> Iterator[Report]:
    yield _about(Kind.PLAN, town)
    steps.post(town, town.dossier)
    heard = Heard(received_on=NOW.date(), origin="Tổ dân phố 3", content="Đề nghị bổ sung số liệu hòa giải.")
    row = opinions.add(dossier_id=town.dossier.pk, heard=heard, actor=town.official, at=NOW)
    opinions.reply(
        dossier_id=town.dossier.pk, opinion_id=row.pk, text="Tiếp thu, đã bổ sung.", actor=town.official, at=NOW
    )
    steps.submit(town, town.dossier)
    for kind in OF_COMMUNE:
        yield _about(kind, town, dossier=Dossier.objects.get(pk=town.dossier.pk))


def _of_office(town: Town) -> Iterator[Report]:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    steps.return_for(town, dossier, "1.1.1", "2.1.1")
    yield _about(Kind.SUPPLEMENT, town, dossier=Dossier.objects.get(pk=dossier.pk), by_office=True)
    yield _about(Kind.REMINDER, town, by_office=True)


def _of_review(town: Town) -> Iterator[Report]:
    steps.bring_to(town, State.APPRAISED)
    steps.bring_to(town, State.UNDER_REVIEW, town.other_dossier)
    for kind in (Kind.APPRAISAL, Kind.ELIGIBILITY):
        yield _about(kind, town, by_office=True)


def _of_council(town: Town) -> Iterator[Report]:
    room = make_room(town, town.dossier, town.other_dossier)
    meeting = Meeting.objects.select_related("council__authority", "campaign__standard").get(pk=room.meeting.pk)
    for kind in (Kind.INVITATION, Kind.OPINION_FORM):
        yield _about(kind, town, meeting=meeting)


def _of_leader(town: Town) -> Iterator[Report]:
    drafting.both_advised(town)
    draft = drafting.draft_of(town, {town.dossier: drafting.RECOGNISED, town.other_dossier: drafting.DECLINED})
    yield _about(Kind.COUNCIL_MINUTES, town, meeting=Meeting.objects.order_by("pk")[0])
    yield _about(Kind.PROPOSAL, town, draft=draft)
    yield _about(Kind.RECOGNITION, town, draft=draft)
    decision = drafting.sign(town, draft)
    line = DecisionLine.objects.select_related("dossier").get(outcome=DecisionLine.Outcome.RECOGNISED)
    yield _about(Kind.CERTIFICATE, town, decision=decision, dossier=line.dossier)
    yield _about(Kind.CAMPAIGN_RESULT, town)
    drafting.publish(town)
    yield Report(kind=Kind.AREA_RESULT, area=town.province, year=town.campaign.year)
