"""Who has how much: the load of each reviewer and office in one campaign, counted by the database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    ExpressionWrapper,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from assessments.domain.nodes import WHOLE, items_under
from assessments.domain.standard import Standard
from assessments.domain.workflow import IN_OFFICE, WITH_COMMUNE_BEFORE_SUBMISSION, State
from assessments.models import Assignment, Campaign, ItemReview, SpecialisedOffice
from assessments.selectors import assignments
from assessments.selectors.assignments import OVER
from communes.models import User

_OVER = sorted(state.value for state in OVER)
_OPEN = sorted(state.value for state in State if state not in OVER)
_UNDER_WAY = sorted(state.value for state in IN_OFFICE - OVER)
_WAITING = sorted(state.value for state in WITH_COMMUNE_BEFORE_SUBMISSION)


@dataclass(frozen=True, slots=True)
class Load:
    """What one reviewer or office has: parts assigned, done, overdue, and the next last day."""

    who: User | SpecialisedOffice
    assigned: int
    done: int
    overdue: int
    next_due: date | None

    @property
    def left(self) -> int:
        """How many parts are not done."""
        return self.assigned - self.done


@dataclass(frozen=True, slots=True)
class Workload:
    """The load of everybody in one campaign; `unassigned` dossiers have no reviewer for any part."""

    reviewers: tuple[Load, ...]
    offices: tuple[Load, ...]
    unassigned: int


@dataclass(frozen=True, slots=True)
class _Alike:
    """So many parts that stand alike: the same person, part of the standard, progress; `due_on` is the earliest last day.

    What is done and overdue is told as for a single part, see `assignments.Row`.
    """

    reviewer_id: int | None
    office_id: int | None
    node_code: str
    is_over: bool
    is_waiting: bool
    is_past: bool
    answered: bool
    concluded: int
    parts: int
    due_on: date | None

    def is_done(self, edition: Standard) -> bool:
        """Tell whether nothing is left to do in them."""
        if self.office_id:
            return self.answered
        total = len(items_under(edition, self.node_code))
        return self.is_over or (total > 0 and self.concluded == total)


def workload_of(campaign: Campaign, *, on: date) -> Workload:
    """Return the load of everybody in a fixed number of queries; people without work stand there too."""
    by_reviewer: defaultdict[int, list[_Alike]] = defaultdict(list)
    by_office: defaultdict[int, list[_Alike]] = defaultdict(list)
    for row in _counted(campaign, on):
        if row.office_id:
            by_office[row.office_id].append(row)
        elif row.reviewer_id:
            by_reviewer[row.reviewer_id].append(row)
    edition, authority = campaign.standard.parsed, campaign.authority_id
    people = User.objects.filter(Q(pk__in=assignments.reviewers_of(authority).values("pk")) | Q(pk__in=by_reviewer))
    offices = SpecialisedOffice.objects.filter(Q(is_active=True) | Q(pk__in=by_office), authority=authority)
    return Workload(
        reviewers=tuple(_load(one, by_reviewer[one.pk], edition) for one in people.order_by("full_name", "pk")),
        offices=tuple(_load(one, by_office[one.pk], edition) for one in offices),
        unassigned=_unassigned(campaign),
    )


def _load(who: User | SpecialisedOffice, rows: Iterable[_Alike], edition: Standard) -> Load:
    assigned = done = overdue = 0
    due = []
    for row in rows:
        is_done = row.is_done(edition)
        assigned += row.parts
        done += row.parts if is_done else 0
        if not is_done and not row.is_over:
            overdue += row.parts if row.is_past and not row.is_waiting else 0
            due.append(row.due_on)
    return Load(who, assigned, done, overdue, min((day for day in due if day), default=None))


def _counted(campaign: Campaign, on: date) -> list[_Alike]:
    """Count the current parts by how they stand: two queries, a row for each kind and not for each part.

    What is concluded is counted only in reviews under way, apart from the rest: there it costs, elsewhere it is known.
    """
    current = Assignment.objects.current().filter(dossier__campaign=campaign).order_by()
    under_way = Q(reviewer__isnull=False, dossier__state__in=_UNDER_WAY)
    keys = {
        "is_over": _holds(Q(dossier__state__in=_OVER)),
        "is_waiting": _holds(Q(dossier__state__in=_WAITING)),
        "is_past": Coalesce(_holds(Q(due_on__lt=on)), Value(False)),  # noqa: FBT003  # a value
        "answered": _holds(Q(opinion__isnull=False)),
    }
    rest = current.exclude(under_way).annotate(**keys, concluded=Value(0))
    reviewed = current.filter(under_way).annotate(**keys, concluded=_concluded())
    fields = ("reviewer_id", "office_id", "node_code", *keys, "concluded")
    measures = {"parts": Count("pk"), "first_due": Min("due_on")}
    grouped = (rows.values(*fields).annotate(**measures) for rows in (rest, reviewed))
    return [_Alike(*row) for rows in grouped for row in rows.values_list(*fields, *measures)]


def _holds(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())


def _concluded() -> Case:
    """Count what is concluded of a reviewer's part in the present round."""
    reviews = ItemReview.objects.filter(dossier=OuterRef("dossier"), round=OuterRef("dossier__round"))
    start = Concat(OuterRef("node_code"), Value("."), output_field=CharField())
    return Case(
        When(node_code=WHOLE, then=_number_of(reviews)),
        default=_number_of(reviews.filter(item_code__startswith=start)),
        output_field=IntegerField(),
    )


def _number_of(reviews: QuerySet[ItemReview]) -> Coalesce:
    """Count the rows, not a column: the index alone answers that."""
    counted = reviews.order_by().values("dossier").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(counted), 0)


def _unassigned(campaign: Campaign) -> int:
    """Count the open dossiers of which no part has a reviewer: those that are open less those that have one."""
    given = Assignment.objects.current().filter(
        reviewer__isnull=False, dossier__campaign=campaign, dossier__state__in=_OPEN
    )
    has_one = given.order_by().aggregate(n=Count("dossier", distinct=True))["n"]
    return campaign.dossiers.filter(state__in=_OPEN).count() - int(has_one)
