"""What a specialised office sees of a dossier, and what it answered: its own part and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import F, QuerySet

from assessments.domain.nodes import items_under, nearest, nodes_of, path_of
from assessments.domain.standard import Item
from assessments.models import Assignment, Dossier
from assessments.selectors import assignments, snapshots
from assessments.selectors.assignments import Row
from communes.models import Role, User


@dataclass(frozen=True, slots=True)
class AskedItem:
    """One item of the part with what the commune handed in (as in the snapshot)."""

    item: Item
    handed_in: Mapping[str, Any]

    @property
    def points(self) -> Fraction | None:
        """The claimed points (điểm); None where there are none."""
        text = self.handed_in["points"]
        return None if text is None else Fraction(text)


@dataclass(frozen=True, slots=True)
class AskedPage:
    """Everything that the page of one request shows."""

    row: Row
    title: str
    items: tuple[AskedItem, ...]


@dataclass(frozen=True, slots=True)
class ItemPeople:
    """Who has an item of the bench, and what the specialised offices say about it."""

    reviewer: Assignment | None
    is_another: bool
    offices: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """How many specialised offices answered about a dossier."""

    asked: int
    answered: int
    overdue: int


def requests_of(user: User) -> QuerySet[Assignment]:
    """Return what the person's offices are asked about: unanswered first, the earlier last day first."""
    return Assignment.objects.asked_of(user).order_by(F("opinion__given_at").desc(nulls_first=True), "due_on", "pk")


def keys_of(user: User) -> QuerySet[Assignment, int]:
    """Return the keys of the requests in their order: a list of the whole country is sorted without its dossiers."""
    return requests_of(user).values_list("pk", flat=True)


def rows_of(keys: list[int], *, on: date) -> list[Row]:
    """Return the requests with these keys, in the order of the keys: one query."""
    found = Assignment.objects.select_related(*assignments.RELATED_OF_OFFICE).in_bulk(keys)
    return assignments.progress_of([found[key] for key in keys], on=on)


def first_requests(user: User, *, on: date) -> list[Row]:
    """Return the first requests that wait for an answer, for the home page."""
    if not user.has_role(Role.SPECIALIST):
        return []
    waiting = requests_of(user).filter(opinion__isnull=True)
    waiting = waiting.exclude(dossier__state__in=[state.value for state in assignments.OVER])
    return rows_of(list(waiting.order_by("due_on", "pk").values_list("pk", flat=True)[:10]), on=on)


def page_of(row: Row) -> AskedPage:
    """Return the page of one request: the items of its part from the latest submission."""
    given = row.assignment
    edition = given.dossier.campaign.standard.parsed
    submission = snapshots.latest(given.dossier)
    assert submission is not None  # noqa: S101  # only what was handed in is asked about
    handed_in = submission.snapshot["items"]
    (title,) = (node.title for node in nodes_of(edition) if node.code == given.node_code)
    return AskedPage(
        row=row,
        title=title,
        items=tuple(AskedItem(item, handed_in[item.code]) for item in items_under(edition, given.node_code)),
    )


def people_of_item(dossier: Dossier, item_code: str, user: User, *, on: date) -> ItemPeople:
    """Return who has the item and what the offices asked about it say: one query.

    An opinion stays although its assignment was ended since.
    """
    edition = dossier.campaign.standard.parsed
    rows = assignments.without_progress(dossier.assignments.all(), on=on)
    current = [row for row in rows if row.assignment.ended_at is None]
    reviewers = {row.assignment.node_code: row.assignment for row in current if row.assignment.reviewer_id}
    reviewer = nearest(edition, item_code, reviewers)
    codes = path_of(edition, item_code)
    offices = (row for row in rows if row.assignment.office_id and row.assignment.node_code in codes)
    return ItemPeople(
        reviewer=reviewer,
        is_another=reviewer is not None and reviewer.reviewer_id != user.pk,
        offices=tuple(row for row in offices if row.opinion or row.assignment.ended_at is None),
    )


def answers_of(dossier: Dossier, *, on: date) -> Answers:
    """Count the answers of the offices that are asked about the dossier."""
    rows = assignments.without_progress(dossier.assignments.current().filter(office__isnull=False), on=on)
    return Answers(
        asked=len(rows),
        answered=sum(row.is_done for row in rows),
        overdue=sum(row.is_overdue for row in rows),
    )
