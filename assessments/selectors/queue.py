"""The list of dossiers: who is missing or late stands first, then who has waited longest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Case, Count, F, IntegerField, Max, Q, Value, When
from django.db.models.functions import Coalesce

from assessments.domain.deadlines import Calendar, is_late, working_days_between
from assessments.domain.workflow import DECIDED, WITH_COMMUNE_BEFORE_SUBMISSION, State
from assessments.models import Campaign, Dossier, Submission, SupplementRequest
from assessments.models.dossier import DossierQuerySet
from assessments.models.labels import STATE_FOR_OFFICE
from assessments.selectors import calendars
from communes.models import User
from tiepcanpl.kit import dates

LATE, MISSING = "late", "missing"
STATUS_CHOICES = [
    (LATE, "Quá hạn chưa nộp"),
    (MISSING, "Chưa nộp"),
    *[(state.value, STATE_FOR_OFFICE[state]) for state in State],
]
# The two states before submission stand together under "missing".
TABS = [("", "Tất cả"), *[row for row in STATUS_CHOICES if row[0] not in WITH_COMMUNE_BEFORE_SUBMISSION]]
STATE_ORDER = Case(
    *[When(state=state.value, then=Value(place)) for place, state in enumerate(State)], output_field=IntegerField()
)
_NOT_HANDED_IN = Q(state__in=[state.value for state in WITH_COMMUNE_BEFORE_SUBMISSION])
_DECIDED = Q(state__in=[state.value for state in DECIDED])


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
    """What the list shows of one dossier beside its own fields; figures are None where they are not to be seen yet.

    `due` is None where nothing is asked of the commune.
    """

    is_readable: bool
    is_own: bool
    claimed: Decimal | Fraction | None
    counted: Decimal | None
    due: Due | None
    submitted_at: datetime | None
    was_late: bool


def listed_for(user: User, *, on: date) -> DossierQuerySet:
    """Return what the person's list names, in the order of urgency.

    An office also sees who has not handed in; whether a row leads into the content is told by `rows_of`.
    """
    named = Dossier.objects.visible_to(user) | Dossier.objects.in_charge_of(user)
    return (
        named.select_related("campaign__standard", "campaign__authority", "commune")
        .defer("campaign__standard__content")
        .annotate(
            urgency=Case(
                When(campaign__state=Campaign.State.CLOSED, then=Value(4)),
                When(_late(on), then=Value(0)),
                When(_NOT_HANDED_IN, then=Value(1)),
                When(_DECIDED, then=Value(3)),
                default=Value(2),
            ),
            missing_since=Case(When(_NOT_HANDED_IN, then=F("due_before"))),
            waiting_since=Coalesce("decided_at", "appraised_at", "received_at", "submitted_at", "posted_at"),
            claimed_shown=Case(When(~_NOT_HANDED_IN & ~Q(state=State.RETURNED), then=F("claimed_total"))),
            state_order=STATE_ORDER,
        )
        .order_by("urgency", "missing_since", "waiting_since", "commune__sort_name", "pk")
    )


def _late(on: date) -> Q:
    return _NOT_HANDED_IN & Q(due_before__lte=on)


def status_query(status: str, *, on: date) -> Q:
    """Return the condition of one status: a state, not handed in, or not handed in and overdue."""
    return {LATE: _late(on), MISSING: _NOT_HANDED_IN}.get(status, Q(state=status))


def tabs_of(dossiers: DossierQuerySet, *, on: date) -> list[Tab]:
    """Count the dossiers of each status in one query."""
    conditions = {f"n_{value}": Count("pk", filter=status_query(value, on=on)) for value, _ in TABS if value}
    counts = dossiers.order_by().aggregate(n_=Count("pk"), **conditions)
    return [Tab(value, label, counts[f"n_{value}"]) for value, label in TABS]


def rows_of(dossiers: Iterable[Dossier], user: User, *, on: date) -> dict[int, Row]:
    """Return what the rows of one page show, in a fixed number of queries."""
    found = {dossier.pk: dossier for dossier in dossiers}
    readable = set(Dossier.objects.visible_to(user).filter(pk__in=found).values_list("pk", flat=True))
    own = set(Dossier.objects.editable_by(user).filter(pk__in=found).values_list("pk", flat=True))
    latest = Submission.objects.filter(dossier__in=found, round=F("dossier__round")).defer("snapshot")
    submissions = {submission.dossier_id: submission for submission in latest}
    dues = _dues(found.values(), on=on)
    handed_in = _totals_handed_in(found.values())
    return {
        pk: Row(
            is_readable=pk in readable,
            is_own=pk in own,
            claimed=dossier.claimed_total if pk in own else handed_in.get(pk),
            counted=None if pk in own and not _is_appraised(dossier) else dossier.counted_total,
            due=dues.get(pk),
            submitted_at=submissions[pk].submitted_at if pk in submissions else None,
            was_late=pk in submissions and submissions[pk].is_late,
        )
        for pk, dossier in found.items()
    }


def _is_appraised(dossier: Dossier) -> bool:
    return dossier.status is State.APPRAISED or dossier.status in DECIDED


def _dues(dossiers: Iterable[Dossier], *, on: date) -> dict[int, Due]:
    """Return the deadlines that the communes have to meet now."""
    calendar = calendars.current()
    asked = SupplementRequest.objects.filter(
        dossier__in=[dossier.pk for dossier in dossiers if dossier.status is State.RETURNED], round=F("dossier__round")
    )
    last_days = dict(asked.order_by().values_list("dossier").annotate(last=Max("due_on")))
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


def _due(label: str, before: date, *, on: date, calendar: Calendar) -> Due:
    """Compare the first day that is too late with today."""
    late = is_late(before, on)
    first, last = (before, on) if late else (on, before)
    return Due(label, late, working_days_between(first, last, calendar))


def _totals_handed_in(dossiers: Iterable[Dossier]) -> dict[int, Decimal | Fraction]:
    """Return the claims as they were handed in: a returned dossier's own total already follows the commune's changes."""
    totals: dict[int, Decimal | Fraction] = {}
    returned = []
    for dossier in dossiers:
        if dossier.status is State.RETURNED:
            returned.append(dossier.pk)
        elif dossier.status not in WITH_COMMUNE_BEFORE_SUBMISSION and dossier.claimed_total is not None:
            totals[dossier.pk] = dossier.claimed_total
    snapshots = Submission.objects.filter(dossier__in=returned, round=F("dossier__round"))
    for pk, total in snapshots.values_list("dossier", "snapshot__total"):
        if total is not None:
            totals[pk] = Fraction(total)
    return totals
