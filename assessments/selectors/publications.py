"""What the office may publish now, what is public, and whether the time to publish is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from assessments.domain.deadlines import due_on
from assessments.domain.numbers import exact
from assessments.domain.scoring import ScoreSheet
from assessments.domain.workflow import DECIDED
from assessments.models import Campaign, Decision, DecisionLine, Dossier, Publication
from assessments.selectors import calendars, contents, decisions
from communes.models import User

Outcome = DecisionLine.Outcome
_BATCH = 200  # how many snapshots of dossiers are in memory at a time


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the publication of a campaign stands.

    `newest` is the last publication, withdrawn or not; `unpublished` counts decisions recorded since. `due_on` is the last day
    in time for the first of them; None where there is none, or the standard names no time.
    """

    campaign: Campaign
    newest: Publication | None
    unpublished: int
    due_on: date | None
    is_overdue: bool
    has_deadline: bool

    @property
    def is_public(self) -> bool:
        """Tell whether everybody can read results now."""
        return self.newest is not None and self.newest.withdrawn_at is None


def campaigns_of(user: User) -> QuerySet[Campaign]:
    """Return the opened campaigns of the person's own office, newest first."""
    opened = Campaign.objects.run_by(user).exclude(state=Campaign.State.PREPARING)
    return opened.select_related("authority", "standard").order_by("-year", "authority__sort_name", "pk")


def standings(campaigns: list[Campaign], *, on: date) -> list[Standing]:
    """Return how each campaign stands, in a fixed number of queries."""
    ids = [campaign.pk for campaign in campaigns]
    newest = {row.campaign_id: row for row in Publication.objects.newest().filter(campaign__in=ids).defer("snapshot")}
    made: dict[int, list[Decision]] = {pk: [] for pk in ids}
    for row in Decision.objects.filter(campaign__in=ids).prefetch_related("corrections"):
        made[row.campaign_id].append(row)
    calendar = calendars.current()

    def standing(campaign: Campaign) -> Standing:
        last = newest.get(campaign.pk)
        since = last.published_at if last and last.withdrawn_at is None else None
        waiting = [row for row in made[campaign.pk] if since is None or row.recorded_at > since]
        setting = campaign.standard.parsed.procedure.publication
        first = min((row.heading.decided_on for row in waiting), default=None)
        due = due_on(setting, first, calendar) if first else None
        return Standing(
            campaign, last, len(waiting), due, bool(due and on > due), has_deadline=setting.value is not None
        )

    return [standing(campaign) for campaign in campaigns]


def history_of(campaign: Campaign) -> QuerySet[Publication]:
    """Return all publications of the campaign, newest first, without their contents."""
    return campaign.publications.defer("snapshot").select_related("published_by", "withdrawn_by")


def public_of(campaign: Campaign) -> Publication | None:
    """Return what everybody reads of the campaign now."""
    return Publication.objects.public().filter(campaign=campaign).first()


def snapshot_of(campaign: Campaign) -> dict[str, Any]:
    """Return the results as they would be published now: the decided dossiers and nothing of the others."""
    standard = campaign.standard
    return {
        "schema": 1,
        "campaign": {"title": campaign.title, "year": str(campaign.year), "plan_number": campaign.plan_number},
        "authority": {"code": campaign.authority.code, "name": campaign.authority.full_name},
        "standard": {
            "edition": standard.edition,
            "version": str(standard.version),
            "title": standard.title,
            "kind": standard.kind,
            "is_provisional": standard.is_provisional,
            "criteria": [
                {"code": node.code, "title": node.title, "max_points": _text(node.max_points)}
                for node in standard.parsed.criteria
            ],
        },
        "is_demo": campaign.is_demo,
        "communes": list(_communes(campaign)),
    }


def _communes(campaign: Campaign) -> Iterator[dict[str, Any]]:
    rows = campaign.dossiers.filter(state__in=DECIDED).select_related("commune")
    decided = list(rows.prefetch_related("commune__classes").order_by("commune__sort_name", "commune__code", "pk"))
    for start in range(0, len(decided), _BATCH):
        dossiers = decided[start : start + _BATCH]
        for dossier in dossiers:
            dossier.campaign = campaign
        sheets, lines = decisions.counted_sheets(dossiers), _lines_of(dossiers)
        for dossier in dossiers:
            yield _commune(dossier, sheets[dossier.pk], lines.get(dossier.pk, {}))


def _lines_of(dossiers: list[Dossier]) -> dict[int, dict[str, Decision]]:
    """Return by dossier the decision behind each outcome."""
    found: dict[int, dict[str, Decision]] = {}
    rows = DecisionLine.objects.filter(dossier__in=[row.pk for row in dossiers]).select_related("decision")
    for line in rows.prefetch_related("decision__corrections").order_by("pk"):
        found.setdefault(line.dossier_id, {})[line.outcome] = line.decision
    return found


def _commune(dossier: Dossier, sheet: ScoreSheet, by_outcome: dict[str, Decision]) -> dict[str, Any]:
    first = by_outcome.get(Outcome.RECOGNISED) or by_outcome.get(Outcome.NOT_RECOGNISED)
    met = sum(1 for row in sheet.indicators if row.met)
    return {
        "code": dossier.commune.code,
        "name": dossier.commune.full_name,
        "class": contents.unit_class(dossier),
        "outcome": dossier.state,
        "total": _text(sheet.total),
        "met": None if sheet.total is not None else f"{met}/{len(sheet.indicators)}",
        "criteria": {row.code: row.met if row.points is None else _text(row.points) for row in sheet.criteria},
        "decision": _paper(first),
        "revocation": _paper(by_outcome.get(Outcome.REVOKED)),
    }


def _paper(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    heading = decision.heading
    return {
        "number": heading.number,
        "decided_on": heading.decided_on.isoformat(),
        "is_corrected": decision.is_corrected,
    }


def _text(points: Any) -> str | None:  # noqa: ANN401  # a decimal or a fraction
    return None if points is None else exact(points)
