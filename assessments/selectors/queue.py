"""The list of dossiers: who is missing or late stands first, then who has waited longest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import (
    Case,
    Count,
    F,
    FilteredRelation,
    IntegerField,
    Max,
    Q,
    QuerySet,
    Value,
    When,
)

from assessments.domain.deadlines import Calendar, is_late, working_days_between
from assessments.domain.standard import Kind
from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED, WITH_COMMUNE_BEFORE_SUBMISSION, State
from assessments.models import Campaign, Dossier, Submission, SupplementRequest
from assessments.models.dossier import URGENCY, DossierQuerySet
from assessments.models.labels import STATE_FOR_OFFICE
from assessments.selectors import calendars
from communes.models import User
from tiepcanpl.kit import dates

LATE, MISSING, OVERDUE = "late", "missing", "overdue"
STATUS_CHOICES = [
    (LATE, "Quá hạn chưa nộp"),
    (MISSING, "Chưa nộp"),
    (OVERDUE, "Quá hạn bổ sung"),
    *[(state.value, STATE_FOR_OFFICE[state]) for state in State],
]
# The two states before submission stand together under "missing".
TABS = [("", "Tất cả"), *[row for row in STATUS_CHOICES if row[0] not in WITH_COMMUNE_BEFORE_SUBMISSION]]
# Other orders: the states along the workflow, and the claims that are to be seen.
STATE_ORDER = Case(
    *[When(state=state.value, then=Value(place)) for place, state in enumerate(State)], output_field=IntegerField()
)
_NOT_HANDED_IN = Q(state__in=[state.value for state in WITH_COMMUNE_BEFORE_SUBMISSION])
CLAIM_SHOWN = Case(When(~_NOT_HANDED_IN & ~Q(state=State.RETURNED), then=F("claimed_total")))
# What a row needs; the rest, above all the text of the standard, stays in the database.
_FIELDS = (
    "state",
    "round",
    "due_before",
    "claimed_total",
    "counted_total",
    "commune__name",
    "commune__kind",
    "campaign__year",
    "campaign__state",
    "campaign__authority",
    "campaign__standard__kind",
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One status above the list with the number of dossiers behind it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Due:
    """What the commune has to meet now; `days` are the working days left, or overdue where it is late."""

    label: str
    late: bool
    days: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the list; figures are None where they are not to be seen yet.

    `due` is None where nothing is asked of the commune.
    """

    dossier: Dossier
    is_readable: bool
    is_own: bool
    claimed: Decimal | Fraction | None
    counted: Decimal | None
    due: Due | None
    submitted_at: datetime | None
    was_late: bool

    @property
    def in_points(self) -> bool:
        """Tell whether the figures are points; otherwise they count the indicators met."""
        return self.dossier.campaign.standard.kind == Kind.POINTS


def campaigns_of(user: User) -> list[Campaign]:
    """Return the campaigns that the person may know of."""
    return list(Campaign.objects.visible_to(user).only("title", "year", "state"))


def in_order(dossiers: DossierQuerySet, *, closed: Sequence[int]) -> DossierQuerySet:
    """Return the dossiers in the order of urgency; those of closed campaigns stand at the end.

    Who is late has the earlier due date. Ties keep the order in which the campaign was opened, which is that of names:
    a list of the whole country then needs no join.
    """
    if not closed:
        return dossiers.order_by(*URGENCY)
    return dossiers.order_by(Case(When(campaign__in=closed, then=Value(1)), default=Value(0)), *URGENCY)


def _late(on: date) -> Q:
    return _NOT_HANDED_IN & Q(due_before__lte=on)


def _overdue(on: date) -> Q:
    """Return the condition of a supplement whose last day is over."""
    asked = SupplementRequest.objects.filter(dossier__state=State.RETURNED, round=F("dossier__round"))
    over = asked.order_by().values("dossier").annotate(last=Max("due_on")).filter(last__lt=on)
    return Q(state=State.RETURNED, pk__in=over.values("dossier"))


def status_query(status: str, *, on: date) -> Q:
    """Return the condition of one status: a state, not handed in (overdue or not), or a supplement that is overdue."""
    return {LATE: _late(on), MISSING: _NOT_HANDED_IN, OVERDUE: _overdue(on)}.get(status, Q(state=status))


def counts_of(dossiers: DossierQuerySet, *, on: date) -> dict[str, int]:
    """Count the dossiers of each status, "" for all of them, in two queries."""
    counts = dict.fromkeys(["", *dict(STATUS_CHOICES)], 0)
    by_state = (
        dossiers.order_by().values_list("state").annotate(n=Count("state"), late=Count("state", filter=_late(on)))
    )
    for state, count, late in by_state:
        counts[state] += count
        counts[""] += count
        counts[LATE] += late
        counts[MISSING] += count if state in WITH_COMMUNE_BEFORE_SUBMISSION else 0
    counts[OVERDUE] = dossiers.filter(_overdue(on)).count() if counts[State.RETURNED] else 0
    return counts


def tabs_of(counts: Mapping[str, int]) -> list[Tab]:
    """Return the tabs with their counts."""
    return [Tab(value, label, counts[value]) for value, label in TABS]


def rows_of(pks: Sequence[int], user: User, *, on: date) -> list[Row]:
    """Read the rows of one page in the given order, in a fixed number of queries."""
    found = _shown(user).in_bulk(pks)
    dues, handed_in = _dues(found.values(), on=on), _totals_handed_in(found.values())
    rows = []
    for pk in pks:
        dossier = found[pk]
        own = user.has_perm("assessments.edit_dossier", dossier)
        row = Row(
            dossier=dossier,
            is_readable=dossier.is_readable,
            is_own=own,
            claimed=dossier.claimed_total if own else handed_in.get(pk),
            counted=None if own and not _is_appraised(dossier) else dossier.counted_total,
            due=dues.get(pk),
            submitted_at=dossier.handed_in_at,
            was_late=bool(dossier.was_late),
        )
        rows.append(row)
    return rows


def _shown(user: User) -> QuerySet[Any]:
    """Return what a row shows, with the submission of the round and whether the person may read the content."""
    latest = FilteredRelation("submissions", condition=Q(submissions__round=F("round")))
    return (
        Dossier.objects.select_related("campaign__standard", "commune")
        .only(*_FIELDS)
        .alias(latest=latest)
        .annotate(handed_in_at=F("latest__submitted_at"), was_late=F("latest__is_late"))
        .with_readable(user)
        .order_by()
    )


def _is_appraised(dossier: Dossier) -> bool:
    return dossier.status in AFTER_APPRAISAL | DECIDED


def _dues(dossiers: Iterable[Dossier], *, on: date) -> dict[int, Due]:
    """Return the deadlines that the communes have to meet now."""
    calendar = calendars.current()
    last_days = _supplement_days(dossiers)
    found = {}
    for dossier in dossiers:
        if dossier.status in WITH_COMMUNE_BEFORE_SUBMISSION:
            label = f"Nộp trước ngày {dates.short(dossier.due_before)}"
            found[dossier.pk] = _due(label, dossier.due_before, on=on, calendar=calendar)
        elif dossier.pk in last_days:
            day = last_days[dossier.pk]
            label = f"Bổ sung đến hết ngày {dates.short(day)}"
            found[dossier.pk] = _due(label, day + timedelta(days=1), on=on, calendar=calendar)
    return found


def _supplement_days(dossiers: Iterable[Dossier]) -> dict[int, date]:
    """Return the last day for the supplement of each returned dossier."""
    returned = _returned(dossiers)
    if not returned:
        return {}
    asked = SupplementRequest.objects.filter(dossier__in=returned, round=F("dossier__round")).order_by()
    return dict(asked.values_list("dossier").annotate(last=Max("due_on")))


def _returned(dossiers: Iterable[Dossier]) -> list[int]:
    return [dossier.pk for dossier in dossiers if dossier.status is State.RETURNED]


def _due(label: str, before: date, *, on: date, calendar: Calendar) -> Due:
    """Compare the first day that is too late with today."""
    late = is_late(before, on)
    first, last = (before, on) if late else (on, before)
    return Due(label, late, working_days_between(first, last, calendar))


def _totals_handed_in(dossiers: Iterable[Dossier]) -> dict[int, Decimal | Fraction]:
    """Return the claims as they were handed in: a returned dossier's own total already follows the commune's changes."""
    outside = {*WITH_COMMUNE_BEFORE_SUBMISSION, State.RETURNED}
    totals: dict[int, Decimal | Fraction] = {
        dossier.pk: dossier.claimed_total
        for dossier in dossiers
        if dossier.status not in outside and dossier.claimed_total is not None
    }
    returned = _returned(dossiers)
    if returned:
        snapshots = Submission.objects.filter(dossier__in=returned, round=F("dossier__round"))
        stored = snapshots.values_list("dossier", "snapshot__total")
        totals.update({pk: Fraction(total) for pk, total in stored if total is not None})
    return totals
