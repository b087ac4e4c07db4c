"""The conclusions that differ from the commune's claims: the list that the office head reads before closing the review."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from assessments.domain.hashing import sha256_of
from assessments.domain.scoring import Line
from assessments.domain.standard import Criterion
from assessments.domain.standard import Standard as Edition
from assessments.models import AuditEvent, Dossier, ItemReview
from assessments.selectors import sheets, snapshots

READ = "changes_read"


@dataclass(frozen=True, slots=True)
class Change:
    """One changed conclusion; `difference` is counted less claimed (điểm), None where the standard has no points."""

    claimed: Line
    counted: Line
    review: ItemReview
    evidence_count: int

    @property
    def difference(self) -> Fraction | None:
        """Counted less claimed."""
        if self.claimed.points is None or self.counted.points is None:
            return None
        return Fraction(self.counted.points) - Fraction(self.claimed.points)

    @property
    def size(self) -> Fraction:
        """How much it changes, for the order; a change between met and not met comes first."""
        return Fraction(10**6) if self.difference is None else abs(self.difference)


@dataclass(frozen=True, slots=True)
class CriterionSum:
    """The changes of one criterion: how many, and by how many points in all."""

    criterion: Criterion
    count: int
    difference: Fraction


@dataclass(frozen=True, slots=True)
class Changes:
    """The list, biggest change first; `digest` names exactly this list, `read_by` who confirmed to have read it ("" = nobody)."""

    rows: tuple[Change, ...]
    sums: tuple[CriterionSum, ...]
    difference: Fraction
    digest: str
    read_by: str

    @property
    def in_points(self) -> bool:
        """Tell whether the changes are points; otherwise they are verdicts."""
        return any(row.difference is not None for row in self.rows)


def changes_of(dossier: Dossier) -> Changes | None:
    """Read the list of the current round in a fixed number of queries; None before anything was handed in."""
    submission = snapshots.latest(dossier)
    if submission is None:
        return None
    reviews = list(dossier.reviews.filter(round=dossier.round).select_related("reviewed_by"))
    claimed, counted = sheets.both(submission, dossier, reviews, dossier.declarations.all())
    items = submission.snapshot["items"]
    rows = [
        Change(
            claimed.line(review.item_code),
            counted.line(review.item_code),
            review,
            len(items[review.item_code]["evidence"]),
        )
        for review in _changed(reviews)
    ]
    edition = claimed.standard
    sums = [_sum(edition, criterion, rows) for criterion in edition.criteria]
    digest = digest_of(reviews)
    return Changes(
        rows=tuple(sorted(rows, key=lambda row: (-row.size, row.review.item_code))),
        sums=tuple(one for one in sums if one.count),
        difference=_added(rows),
        digest=digest,
        read_by=reader_of(dossier, digest),
    )


def count_of(dossier: Dossier) -> int:
    """Count the changed conclusions of the current round."""
    return dossier.reviews.filter(round=dossier.round, verdict=ItemReview.Verdict.CHANGED).count()


def _changed(reviews: Iterable[ItemReview]) -> list[ItemReview]:
    return [review for review in reviews if review.verdict == ItemReview.Verdict.CHANGED]


def _sum(edition: Edition, criterion: Criterion, rows: Iterable[Change]) -> CriterionSum:
    own = [row for row in rows if edition.criterion_of(row.review.item_code) is criterion]
    return CriterionSum(criterion, len(own), _added(own))


def _added(rows: Iterable[Change]) -> Fraction:
    return sum((row.difference or Fraction(0) for row in rows), Fraction(0))


def digest_of(reviews: Iterable[ItemReview]) -> str:
    """Return the hash of what the list says; any other point, reason or item makes another one."""
    return sha256_of(sorted([review.item_code, _ruling_of(review), review.reason] for review in _changed(reviews)))


def _ruling_of(review: ItemReview) -> str:
    """Return the points as an exact number, however many places are stored, or the verdict."""
    return str(review.counted_met) if review.counted_points is None else str(Fraction(review.counted_points))


def reader_of(dossier: Dossier, digest: str) -> str:
    """Return the name of the head who confirmed to have read this very list in this round; "" for nobody."""
    read = AuditEvent.objects.filter(
        stream=f"dossier:{dossier.pk}", action=READ, changes__digest=digest, changes__round=dossier.round
    )
    return read.values_list("actor_name", flat=True).last() or ""
