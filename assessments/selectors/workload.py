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
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from assessments.domain.nodes import WHOLE, items_under
from assessments.domain.standard import Standard
from assessments.domain.workflow import WITH_COMMUNE_BEFORE_SUBMISSION, State
from assessments.models import Assignment, Campaign, ItemReview, SpecialisedOffice
from assessments.selectors import assignments
from assessments.selectors.assignments import OVER
from communes.models import User

_OVER = sorted(state.value for state in OVER)
_OPEN = sorted(state.value for state in State if state not in OVER)
_UNDER_REVIEW = [State.UNDER_REVIEW.value, State.RETURNED.value]
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
    rows = _counted(campaign, on)
    for row in rows:
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
        unassigned=_unassigned(campaign, rows),
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
    """Count the current parts by how they stand: one query, a row for each kind and not for each part."""
    keys = {
        "is_over": _holds(Q(dossier__state__in=_OVER)),
        "is_waiting": _holds(Q(dossier__state__in=_WAITING)),
        "is_past": Coalesce(_holds(Q(due_on__lt=on)), Value(False)),  # noqa: FBT003  # a value
        "answered": _holds(Q(opinion__isnull=False)),
        "concluded": _concluded(),
    }
    fields = ("reviewer_id", "office_id", "node_code", *keys)
    rows = Assignment.objects.current().filter(dossier__campaign=campaign).order_by().annotate(**keys)
    grouped = rows.values(*fields).annotate(parts=Count("pk"), first_due=Min("due_on"))
    return [_Alike(*row) for row in grouped.values_list(*fields, "parts", "first_due")]


def _holds(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())


def _concluded() -> Case:
    """Count what is concluded of a reviewer's part in the present round, while it is reviewed.

    For a whole dossier the count is kept; the items of a smaller part are counted one dossier at a time.
    """
    start = Concat(OuterRef("node_code"), Value("."), output_field=CharField())
    reviews = ItemReview.objects.filter(
        dossier=OuterRef("dossier"), round=OuterRef("dossier__round"), item_code__startswith=start
    )
    counted = reviews.order_by().values("dossier").annotate(n=Count("*")).values("n")
    return Case(
        When(~Q(dossier__state__in=_UNDER_REVIEW) | Q(reviewer__isnull=True), then=0),
        When(node_code=WHOLE, then=F("dossier__reviewed_count")),
        default=Coalesce(Subquery(counted), 0),
        output_field=IntegerField(),
    )


def _unassigned(campaign: Campaign, rows: Iterable[_Alike]) -> int:
    """Count the open dossiers of which no part has a reviewer: all that are open less those that have one.

    Who has a whole dossier is known from the parts, one for each dossier; left to ask is where only parts of it are given.
    """
    whole = sum(row.parts for row in rows if row.reviewer_id and row.node_code == WHOLE and not row.is_over)
    given = Assignment.objects.current().filter(reviewer__isnull=False)
    has_whole = Exists(given.filter(dossier=OuterRef("dossier"), node_code=WHOLE))
    in_parts = given.exclude(node_code=WHOLE).filter(dossier__campaign=campaign, dossier__state__in=_OPEN)
    partly = in_parts.exclude(has_whole).order_by().aggregate(n=Count("dossier", distinct=True))["n"]
    return campaign.dossiers.filter(state__in=_OPEN).count() - whole - int(partly)
