"""Who looks at what: assignments with their progress, a reviewer's own load."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Min, Q, QuerySet

from assessments.domain.nodes import Node, items_under, label_of, nodes_of
from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED, WITH_COMMUNE_BEFORE_SUBMISSION
from assessments.models import Assignment, Campaign, Dossier, ItemReview, SpecialisedOffice, SpecialistOpinion
from communes.models import Role, User

OVER = AFTER_APPRAISAL | DECIDED
_REVIEWING = (Role.REVIEWER, Role.OFFICE_HEAD)
RELATED = ("dossier__campaign__standard", "dossier__commune", "reviewer", "office", "opinion")
RELATED_OF_OFFICE = (
    "dossier__campaign",
    "dossier__commune",
    "office",
    "opinion",
)  # no reviewer, and no items to count


@dataclass(frozen=True, slots=True)
class Row:
    """One assignment with its progress: `done` of `total` items concluded, or the office's opinion."""

    assignment: Assignment
    done: int
    total: int
    opinion: SpecialistOpinion | None
    on: date

    @property
    def label(self) -> str:
        """The part that was given."""
        return label_of(self.assignment.node_code)

    @property
    def is_waiting(self) -> bool:
        """Tell whether the commune has not handed in yet."""
        return self.assignment.dossier.status in WITH_COMMUNE_BEFORE_SUBMISSION

    @property
    def is_over(self) -> bool:
        """Tell whether the review has ended."""
        return self.assignment.dossier.status in OVER

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to do: a review that ended needs no reviewer any more."""
        if self.assignment.office_id:
            return self.opinion is not None
        return self.is_over or (self.total > 0 and self.done == self.total)

    @property
    def is_overdue(self) -> bool:
        """Tell whether the last day is over with work left that could have been done."""
        due_on = self.assignment.due_on
        return due_on is not None and due_on < self.on and not (self.is_done or self.is_over or self.is_waiting)

    @property
    def is_open(self) -> bool:
        """Tell whether work is left."""
        return not (self.is_done or self.is_over)

    @property
    def is_on_earlier_round(self) -> bool:
        """Tell whether the opinion was given before the commune handed in again."""
        handed_in = self.assignment.dossier.submitted_at
        return self.opinion is not None and handed_in is not None and self.opinion.given_at < handed_in


@dataclass(frozen=True, slots=True)
class OwnLoad:
    """What a reviewer has on the home page: parts under review, those past their day, and the next day to come."""

    parts: int
    past_due: int
    next_due: date | None


@dataclass(frozen=True, slots=True)
class NodeRow:
    """One part of a dossier with who has it now."""

    node: Node
    reviewer: Row | None
    offices: tuple[Row, ...]


def rows_of(assignments: QuerySet[Assignment], *, on: date) -> list[Row]:
    """Return the assignments with their progress in two queries."""
    return progress_of(assignments.select_related(*RELATED), on=on)


def without_progress(assignments: QuerySet[Assignment], *, on: date) -> list[Row]:
    """Return assignments that were asked of their dossier, with the opinions and without what was reviewed: one query."""
    found = assignments.select_related("reviewer", "office", "opinion__given_by")
    return [Row(row, 0, 0, getattr(row, "opinion", None), on) for row in found]


def progress_of(assignments: Iterable[Assignment], *, on: date) -> list[Row]:
    """Return the progress of assignments that were read with RELATED (offices: RELATED_OF_OFFICE): one query."""
    found = list(assignments)
    concluded = _concluded({row.dossier_id for row in found if row.reviewer_id})
    return [_row(row, concluded, on) for row in found]


def _row(row: Assignment, concluded: Mapping[int, set[str]], on: date) -> Row:
    opinion = getattr(row, "opinion", None)
    if row.office_id:
        return Row(row, 0, 0, opinion, on)
    codes = {item.code for item in items_under(row.dossier.campaign.standard.parsed, row.node_code)}
    return Row(row, len(codes & concluded.get(row.dossier_id, set())), len(codes), None, on)


def _concluded(dossier_ids: Iterable[int]) -> dict[int, set[str]]:
    """Return the items with a conclusion in the present round, by dossier."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    reviews = ItemReview.objects.filter(dossier__in=dossier_ids, round=F("dossier__round"))
    for dossier_id, code in reviews.values_list("dossier_id", "item_code"):
        found[dossier_id].add(code)
    return found


def own_load(user: User, *, on: date) -> OwnLoad | None:
    """Return what a reviewer has in dossiers whose review has not ended, in one count; None where there is nothing.

    Whether a part is done is told by the list: a home page does not read every conclusion.
    """
    if not any(user.has_role(role) for role in _REVIEWING):
        return None
    mine = Assignment.objects.current().filter(reviewer=user)
    found = mine.exclude(dossier__state__in=[state.value for state in OVER]).aggregate(
        parts=Count("pk"),
        past_due=Count("pk", filter=Q(due_on__lt=on)),
        next_due=Min("due_on", filter=Q(due_on__gte=on)),
    )
    return OwnLoad(**found) if found["parts"] else None


def campaigns_of(user: User) -> QuerySet[Campaign]:
    """Return the opened campaigns of the authorities for whose office the person reviews, newest first."""
    units = sorted({unit for role in _REVIEWING for unit in user.role_units.get(role, ())})
    found = Campaign.objects.filter(authority__in=units).exclude(state=Campaign.State.PREPARING)
    return found.select_related("authority", "standard").order_by("-year", "-pk")


def open_dossiers_of(campaign: Campaign) -> QuerySet[Dossier]:
    """Return the dossiers of which parts may still be given, by the commune's name."""
    found = campaign.dossiers.exclude(state__in=[state.value for state in OVER])
    return found.select_related("campaign__standard", "commune").order_by("commune__sort_name", "pk")


def reviewers_of(authority_id: int) -> QuerySet[User]:
    """Return the people who review for the authority, by name."""
    found = User.objects.filter(is_active=True, memberships__role__in=_REVIEWING, memberships__unit=authority_id)
    return found.distinct().order_by("full_name", "pk")


def offices_of(authority_id: int) -> QuerySet[SpecialisedOffice]:
    """Return the specialised offices in use."""
    return SpecialisedOffice.objects.filter(authority=authority_id, is_active=True).order_by("name")


def board_of(dossier: Dossier, *, on: date) -> list[NodeRow]:
    """Return every part of the dossier with who has it now, in two queries."""
    rows = rows_of(dossier.assignments.current(), on=on)
    reviewers = {row.assignment.node_code: row for row in rows if row.assignment.reviewer_id}
    return [
        NodeRow(
            node=node,
            reviewer=reviewers.get(node.code),
            offices=tuple(row for row in rows if row.assignment.office_id and row.assignment.node_code == node.code),
        )
        for node in nodes_of(dossier.campaign.standard.parsed)
    ]


def chosen_by(user: User, query: Mapping[str, str]) -> User | SpecialisedOffice | None:
    """Return the reviewer (`nguoi`) or office (`co-quan`) of the person's authorities that the address names.

    Without a name it is the person; None for anybody else.
    """
    units = sorted({unit for role in _REVIEWING for unit in user.role_units.get(role, ())})
    if "co-quan" in query:
        return SpecialisedOffice.objects.filter(authority__in=units, pk=_number(query, "co-quan")).first()
    if "nguoi" in query:
        people = User.objects.filter(memberships__unit__in=units, pk=_number(query, "nguoi"))
        return people.first()
    return user


def listed(
    rows: QuerySet[Assignment], who: User | SpecialisedOffice, query: Mapping[str, str]
) -> QuerySet[Assignment]:
    """Cut the assignments down to the reviewer or office, and to the campaign (`dot`); the earlier last day first."""
    rows = rows.select_related(*RELATED).order_by(F("due_on").asc(nulls_last=True), "pk")
    if _number(query, "dot"):
        rows = rows.filter(dossier__campaign=_number(query, "dot"))
    return rows.filter(office=who) if isinstance(who, SpecialisedOffice) else rows.filter(reviewer=who)


def _number(query: Mapping[str, str], name: str) -> int:
    """Return the key in the address, 0 where there is none."""
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004  # what a key can have
