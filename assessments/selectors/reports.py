"""Reads for reports: the list of files, and the results of a whole campaign in a fixed number of queries for each batch."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Prefetch, Q

from assessments.domain.scoring import ScoreSheet, score
from assessments.domain.standard import Standard
from assessments.models import Campaign, DecisionLine, Dossier, ItemReview, Report, ReportPart, Submission
from assessments.models.dossier import DossierQuerySet
from assessments.models.report import ReportQuerySet
from assessments.selectors import contents, sheets, snapshots
from assessments.selectors.papers import table
from communes.models import User

# How many dossiers are held in memory at a time; a snapshot weighs some 50 kB.
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Result:
    """One dossier with what the office counts (None before the first submission), and the decisions on it."""

    dossier: Dossier
    submission: Submission | None
    sheet: ScoreSheet | None
    decision_lines: tuple[DecisionLine, ...]
    is_late: bool
    was_asked: bool


def listed(user: User, *, kind: str = "", campaign_id: int | None = None) -> ReportQuerySet:
    """Return the reports that the person may see, newest first, without the data and minutes that they were made from."""
    found = Report.objects.visible_to(user).defer("data", "meeting__minutes")
    if kind:
        found = found.filter(kind=kind)
    if campaign_id:
        found = found.filter(campaign_id=campaign_id)
    return found.select_related(
        "campaign__authority",
        "campaign__standard",
        "dossier__commune",
        "meeting__council",
        "decision",
        "draft",
        "area",
        "requested_by",
        "template__authority",
    )


def campaigns_with_reports(user: User) -> list[Campaign]:
    """Return the campaigns of which the person may see a report."""
    seen = Report.objects.visible_to(user).order_by().values("campaign_id")
    return list(Campaign.objects.filter(pk__in=seen).select_related("authority"))


def may_request(user: User, report: Report) -> bool:
    """Tell whether the person may have this document made (again)."""
    return table.offer_of(report.kind).may(user, report)


def time_left(report: Report, at: datetime) -> str:
    """Say how long a report in parts will still take, by what its parts have taken so far; "" where nothing tells."""
    if report.state != Report.State.RUNNING:
        return ""
    found = report.parts.aggregate(
        all=Count("pk"), done=Count("pk", filter=Q(state=ReportPart.State.DONE)), since=Min("planned_at")
    )
    if not found["done"]:
        return ""
    left = (at - found["since"]) / found["done"] * (found["all"] - found["done"])
    minutes = round(left / timedelta(minutes=1))
    return f"còn khoảng {minutes} phút" if minutes else "còn dưới một phút"


def file_name(report: Report, suffix: str = "") -> str:
    """Return the name under which the file is saved: kind, place, year."""
    suffix = suffix or ("zip" if report.kind == Report.Kind.SHEET_BUNDLE else "pdf")
    if report.meeting and report.kind == Report.Kind.COUNCIL_MINUTES:
        number = report.meeting.minutes_number.replace("/", "-")
        return f"Biên bản số {number} - {report.authority} - {report.assessment_year}.{suffix}"
    return f"{report} - {report.place} - {report.assessment_year}.{suffix}"


def results_of(campaign: Campaign, only: Iterable[int] | None = None) -> Iterator[Result]:
    """Yield the result of each dossier of the campaign, or of those alone (by id), by the communes' names."""
    standard, dossiers = campaign.standard.parsed, _dossiers(campaign)
    chosen = dossiers if only is None else dossiers.filter(pk__in=list(only))
    for dossier in chosen.iterator(chunk_size=_BATCH):
        submission = next(iter(dossier.submissions.all()), None)
        yield Result(
            dossier=dossier,
            submission=submission,
            sheet=_counted(standard, dossier, submission) if submission else None,
            decision_lines=tuple(dossier.decision_lines.all()),
            is_late=_was_late(dossier),
            was_asked=bool(dossier.requests.all()),
        )


def _counted(standard: Standard, dossier: Dossier, submission: Submission) -> ScoreSheet:
    """Return what `sheets.counted` returns, from rows that are already read."""
    return score(
        standard,
        snapshots.claims(submission.snapshot),
        unit_class=contents.unit_class(dossier),
        declared=_declared(dossier),
        rulings=sheets.rulings(dossier.reviews.all()),
    )


def _dossiers(campaign: Campaign) -> DossierQuerySet:
    """Read the dossiers with all that belongs to their current round."""
    current = F("dossier__round")
    return (
        campaign.dossiers.select_related("commune")
        .order_by("commune__sort_name", "pk")
        .prefetch_related(
            "commune__classes",
            "declarations",
            "requests",
            Prefetch("submissions", Submission.objects.filter(round=current)),
            Prefetch("submissions", Submission.objects.defer("snapshot"), to_attr="rounds"),
            Prefetch("reviews", ItemReview.objects.filter(round=current)),
            Prefetch(
                "decision_lines",
                DecisionLine.objects.select_related("decision")
                .prefetch_related("decision__corrections")
                .order_by("pk"),
            ),
        )
    )


def _declared(dossier: Dossier) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for row in dossier.declarations.all():
        found[row.fact_code] = found.get(row.fact_code, False) or row.arose
    return found


def _was_late(dossier: Dossier) -> bool:
    """Tell whether the dossier came too late; what was sent later on request has a deadline of its own."""
    first = min((row.round for row in dossier.requests.all()), default=dossier.round)
    rounds: list[Submission] = dossier.rounds  # type: ignore[attr-defined]  # prefetched
    return any(row.is_late for row in rounds if row.round == first)
