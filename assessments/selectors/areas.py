"""The results of a whole area in one year, counted by the database: what was decided and published, and nothing of drafts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from assessments.domain.workflow import DECIDED, State
from assessments.models import Campaign, Decision, DecisionLine, Dossier, Publication
from communes.models import Role, Unit, UnitLevel, User

REPORTING = (Role.OBSERVER, Role.OFFICE_HEAD, Role.REVIEWER)


@dataclass
class Part:
    """One campaign of the area: how many communes take part and were recognised by kind, and the decisions on them."""

    campaign: Campaign
    taking_part: Counter[str] = field(default_factory=Counter)
    recognised: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    decisions: list[Decision] = field(default_factory=list)

    @property
    def undecided(self) -> int:
        """How many communes have no decision; where their dossiers stand is their own affair."""
        return self.taking_part.total() - sum(self.states[state] for state in DECIDED)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why communes were not recognised: what the decisions say, and of how many communes."""

    outcome: str
    text: str
    count: int


def units_of(user: User) -> QuerySet[Unit]:
    """Return the provinces whose results the person may sum up."""
    ids = frozenset().union(*(user.role_units.get(role, frozenset()) for role in REPORTING))
    return Unit.objects.filter(pk__in=ids, level=UnitLevel.PROVINCE).order_by("sort_name")


def campaigns_in(area: Unit, year: int | None = None) -> QuerySet[Campaign]:
    """Return the opened campaigns of the area itself and of its districts, of the year or of all years."""
    inside = Campaign.objects.filter(Q(authority=area) | Q(authority__parent=area))
    opened = inside.exclude(state=Campaign.State.PREPARING)
    return opened if year is None else opened.filter(year=year)


def years_of(area: Unit) -> list[int]:
    """Return the years in which the area assessed, newest first."""
    return list(campaigns_in(area).order_by("-year").values_list("year", flat=True).distinct())


def parts_of(area: Unit, year: int) -> list[Part]:
    """Return the campaigns with their counts and decisions in four queries, by the names of their authorities."""
    campaigns = campaigns_in(area, year).select_related("authority__parent", "standard")
    parts = {row.pk: Part(row) for row in campaigns.order_by("authority__sort_name", "pk")}
    counted = Dossier.objects.filter(campaign__in=parts).values("campaign_id", "state", kind=F("commune__kind"))
    for row in counted.annotate(count=Count("pk")).order_by():
        _count(parts[row["campaign_id"]], row["kind"], row["state"], row["count"])
    decisions = Decision.objects.filter(campaign__in=parts).prefetch_related("corrections")
    for decision in decisions.order_by("decided_on", "pk"):
        parts[decision.campaign_id].decisions.append(decision)
    return list(parts.values())


def _count(part: Part, kind: str, state: str, count: int) -> None:
    part.taking_part[kind] += count
    part.states[state] += count
    if state == State.RECOGNISED:
        part.recognised[kind] += count


def reasons_in(parts: Iterable[Part]) -> list[Reason]:
    """Return the reasons of the decisions that hold, most frequent first; in one query."""
    lines = DecisionLine.objects.filter(dossier__campaign__in=[part.campaign.pk for part in parts])
    holding = lines.filter(dossier__state=F("outcome")).exclude(outcome=DecisionLine.Outcome.RECOGNISED)
    rows = holding.values("outcome", "reason").annotate(count=Count("dossier", distinct=True))
    return [
        Reason(row["outcome"], row["reason"], row["count"]) for row in rows.order_by("-count", "outcome", "reason")
    ]


def published_in(parts: Iterable[Part]) -> list[Publication]:
    """Return what everybody can read of the campaigns now, with its contents; in one query."""
    public = Publication.objects.public().filter(campaign__in=[part.campaign.pk for part in parts])
    return list(public.order_by("campaign__authority__sort_name", "pk"))
