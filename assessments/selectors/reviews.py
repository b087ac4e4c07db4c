"""What the office's review shows: always what was handed in, never what the commune is writing now."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from assessments.domain import item_hashes
from assessments.domain.documents import Completeness, Line, completeness
from assessments.domain.scoring import Line as ScoreLine
from assessments.domain.scoring import ScoreSheet, Subtotal
from assessments.domain.standard import Criterion, Fact, Indicator, Item
from assessments.domain.standard import Standard as Edition
from assessments.models import Dossier, FactDeclaration, ItemReview, Submission, SupplementRequest
from assessments.selectors import checklists, contents, criteria, sheets, snapshots
from assessments.selectors.cards import LastYear
from assessments.selectors.snapshots import ItemDifference


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item with what was handed in (`handed_in`, as in the snapshot), what the office counts, and what changed.

    `request` is what was asked for in the round before, with the commune's reply.
    """

    item: Item
    handed_in: Mapping[str, Any]
    claimed: ScoreLine
    counted: ScoreLine
    review: ItemReview | None
    difference: ItemDifference | None
    request: SupplementRequest | None

    @property
    def version(self) -> int:
        """The version of the conclusion that the page knows (0 = none)."""
        return self.review.version if self.review else 0


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion: claimed against counted, and its items that are reviewed."""

    criterion: Criterion
    claimed: Subtotal
    counted: Subtotal
    items: tuple[ItemRow, ...]

    @property
    def reviewed(self) -> int:
        """How many items have their conclusion."""
        return sum(1 for row in self.items if row.review)

    @property
    def open_count(self) -> int:
        """How many unreviewed items may be accepted together: those that did not change and were not asked about."""
        return sum(1 for row in self.items if not (row.review or row.difference or row.request))


@dataclass(frozen=True)
class Bench:
    """One round under review."""

    dossier: Dossier
    submission: Submission
    previous: Submission | None
    reviews: Mapping[str, ItemReview]
    requests: Mapping[str, SupplementRequest]
    claimed: ScoreSheet
    counted: ScoreSheet
    declarations: tuple[FactDeclaration, ...]

    @property
    def edition(self) -> Edition:
        """The standard's edition."""
        return self.claimed.standard

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The items that are reviewed, in order."""
        return tuple(item.code for item in self.edition.answerable_items)

    @cached_property
    def differences(self) -> dict[str, ItemDifference]:
        """What the commune changed since the round that was reviewed before."""
        if self.previous is None:
            return {}
        return snapshots.differences(self.previous.snapshot, self.submission.snapshot)

    @cached_property
    def unchanged_count(self) -> int:
        """How many items have the same hash as in the round before: the commune left them as they were."""
        if self.previous is None:
            return 0
        changed = set(item_hashes.differing(self.previous.snapshot, self.submission.snapshot))
        return sum(1 for code in self.codes if code not in changed)

    @cached_property
    def rows(self) -> dict[str, ItemRow]:
        """The rows of all items that are reviewed, by code."""
        return {item.code: self._row(item) for item in self.edition.answerable_items}

    @cached_property
    def criteria(self) -> tuple[CriterionRow, ...]:
        """The criteria in order."""
        of_criterion: dict[str, list[ItemRow]] = {criterion.code: [] for criterion in self.edition.criteria}
        for code, row in self.rows.items():
            of_criterion[self.edition.criterion_of(code).code].append(row)
        return tuple(
            CriterionRow(criterion, claimed, counted, tuple(of_criterion[criterion.code]))
            for criterion, claimed, counted in zip(
                self.edition.criteria, self.claimed.criteria, self.counted.criteria, strict=True
            )
        )

    @property
    def computed(self) -> tuple[tuple[ScoreLine, ScoreLine], ...]:
        """Lines that follow from others and are not reviewed: claimed beside counted."""
        items = (item for item in self.edition.items if item.is_computed)
        return tuple((self.claimed.line(item.code), self.counted.line(item.code)) for item in items)

    @property
    def changed_rows(self) -> tuple[ItemRow, ...]:
        """The items that the commune changed since the round before, or that it was asked about."""
        return tuple(row for row in self.rows.values() if row.difference or row.request)

    @cached_property
    def unreviewed(self) -> tuple[str, ...]:
        """The items without a conclusion, in order."""
        return tuple(code for code in self.codes if code not in self.reviews)

    @property
    def reviewed_count(self) -> int:
        """How many items have their conclusion."""
        return len(self.codes) - len(self.unreviewed)

    @property
    def met_counts(self) -> tuple[int, int]:
        """Indicators met as claimed and as counted, where the standard has no points."""
        claimed, counted = (sum(1 for row in sheet.indicators if row.met) for sheet in (self.claimed, self.counted))
        return claimed, counted

    @property
    def acceptable_count(self) -> int:
        """How many items of a dossier handed in again may be accepted in one go."""
        return sum(part.open_count for part in self.criteria) if self.previous else 0

    @property
    def start(self) -> str:
        """The item at which the work begins: the first unreviewed one, or else the first."""
        return self.unreviewed[0] if self.unreviewed else self.codes[0]

    def place_of(self, code: str) -> "Place":
        """Return where an item stands among the others."""
        index = self.codes.index(code)
        later = [other for other in (*self.unreviewed, *self.unreviewed) if other != code]
        after = [other for other in later if self.codes.index(other) > index]
        fresh = (
            other for other in self.codes[index + 1 :] if not (other in self.reviews and self.reviews[other].carried)
        )
        return Place(
            number=index + 1,
            count=len(self.codes),
            previous=self.codes[index - 1] if index else "",
            next=self.codes[index + 1] if index + 1 < len(self.codes) else "",
            next_unreviewed=next(iter(after or later), ""),
            after_saving=next(fresh, ""),
        )

    def _row(self, item: Item) -> ItemRow:
        return ItemRow(
            item=item,
            handed_in=self.submission.snapshot["items"][item.code],
            claimed=self.claimed.line(item.code),
            counted=self.counted.line(item.code),
            review=self.reviews.get(item.code),
            difference=self.differences.get(item.code),
            request=self.requests.get(item.code),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: its number, its neighbours ("" = none), where "save and next" leads.

    Saving passes over items whose conclusion was carried over from the round before: nothing changed in them.
    """

    number: int
    count: int
    previous: str
    next: str
    next_unreviewed: str
    after_saving: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Everything that the page of one item shows beside the form; `documents` is the indicator's list as handed in."""

    row: ItemRow
    place: Place
    criterion: Criterion
    indicator: Indicator
    last_year: LastYear | None
    documents: tuple[Line, ...]

    @property
    def completeness(self) -> Completeness:
        """How much of the list is there."""
        return completeness(self.documents)


def bench_of(dossier: Dossier) -> Bench | None:
    """Read the current round in a fixed number of queries; None before anything was handed in."""
    submission = snapshots.latest(dossier)
    if submission is None:
        return None
    previous = snapshots.previous(dossier)
    reviews = list(dossier.reviews.filter(round=dossier.round))  # one page names one reviewer at most
    asked_in = _requests_of(dossier, previous.round) if previous else ()
    declarations = tuple(contents.with_person(dossier.declarations.all(), "recorded_by"))
    claimed, counted = sheets.both(submission, dossier, reviews, declarations)
    return Bench(
        dossier=dossier,
        submission=submission,
        previous=previous,
        reviews={review.item_code: review for review in reviews},
        requests={row.item_code: row for row in asked_in},
        claimed=claimed,
        counted=counted,
        declarations=declarations,
    )


def _requests_of(dossier: Dossier, number: int) -> QuerySet[SupplementRequest]:
    return dossier.requests.filter(round=number).select_related("requested_by", "replied_by")


def page_of(bench: Bench, code: str) -> ItemPage:
    """Return the page of one item."""
    row = bench.rows[code]
    return ItemPage(
        row=row,
        place=bench.place_of(code),
        criterion=bench.edition.criterion_of(code),
        indicator=bench.edition.indicator_of(code),
        last_year=criteria.last_year_of(criteria.submission_of_last_year(bench.dossier), row.item),
        documents=checklists.of_snapshot(bench.submission.snapshot, bench.edition.indicator_of(code)),
    )


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """One kind of disqualifying fact with what was declared: one row "none", or a row for each that arose."""

    fact: Fact
    rows: tuple[FactDeclaration, ...]


def facts_of(bench: Bench) -> tuple[DeclaredFact, ...]:
    """Return the register: the commune cannot touch it any more, the office adds to it."""
    return tuple(
        DeclaredFact(fact, tuple(row for row in bench.declarations if row.fact_code == fact.code))
        for fact in bench.edition.facts
    )
