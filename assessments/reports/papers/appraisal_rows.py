"""What the review of a campaign's dossiers found: claimed against counted, every change with its reason, who meets the conditions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from assessments.domain.provenance import Provenance
from assessments.domain.scoring import ScoreSheet, score
from assessments.domain.standard import Standard
from assessments.domain.workflow import WITH_COMMUNE_BEFORE_SUBMISSION
from assessments.models import ItemReview
from assessments.reports import campaign_rows as rows
from assessments.reports import parts
from assessments.reports.score_sheet_document import Value
from assessments.selectors import snapshots
from assessments.selectors.reports import Result
from communes.models import Unit


@dataclass(frozen=True, slots=True)
class AppraisedRow:
    """One appraised dossier: claimed and counted in total and by criterion; `notes` say why not, and of late or further rounds."""

    name: str
    claimed: Value
    counted: Value
    met_claimed: int
    met_counted: int
    criteria: tuple[Value, ...]
    is_eligible: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One item that the office counts otherwise than the commune claimed."""

    code: str
    title: str
    claimed: Value
    counted: Value
    reason: str
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class ChangedDossier:
    """The changes of one dossier."""

    commune: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """A criterion over all appraised dossiers: averages in points, or how many met it; `failed` are below the floor."""

    code: str
    title: str
    max_points: Fraction | None
    claimed: Fraction | None
    counted: Fraction | None
    failed_claimed: int
    failed: int
    is_provisional: bool


@dataclass
class Review:
    """What the dossiers say together while they are read."""

    standard: Standard
    claimed: rows.Tally
    counted: rows.Tally
    listed: list[AppraisedRow] = field(default_factory=list)
    changed: list[ChangedDossier] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    eligible: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def add(self, result: Result) -> None:
        """Take in one dossier; what was not handed in is counted and not read."""
        name = parts.in_sentence(result.dossier.commune)
        self.units.append(result.dossier.commune)
        if result.dossier.status in WITH_COMMUNE_BEFORE_SUBMISSION:
            self.missing.append(name)
            return
        self.late += [name] if result.is_late else []
        self.asked += [name] if result.was_asked else []
        if result.sheet and rows.is_concluded(result):
            (self.eligible if result.sheet.passed else self.others).append(name)
            self._add_appraised(result, result.sheet)

    def _add_appraised(self, result: Result, counted: ScoreSheet) -> None:
        changed = [row for row in result.dossier.reviews.all() if row.verdict == ItemReview.Verdict.CHANGED]
        claimed = _claimed(result, counted) if changed else counted
        self.claimed.add(claimed)
        self.counted.add(counted)
        self.listed.append(_row(result, claimed, counted))
        if changed:
            reviews = {row.item_code: row for row in changed}
            found = tuple(_changes(reviews, claimed, counted))
            self.changed.append(ChangedDossier(result.dossier.commune.full_name, found))

    @property
    def submitted(self) -> int:
        """How many communes have handed in."""
        return len(self.units) - len(self.missing)

    @property
    def in_review(self) -> int:
        """How many dossiers are in the office and not appraised."""
        return self.submitted - len(self.listed)

    def criteria(self) -> tuple[CriterionResult, ...]:
        """Return the criteria in the standard's order; nothing before a dossier is appraised."""
        pairs = zip(self.claimed.criteria(), self.counted.criteria(), strict=True)
        return tuple(
            CriterionResult(
                code=after.code,
                title=after.title,
                max_points=after.max_points,
                claimed=before.average,
                counted=after.average,
                failed_claimed=before.failed,
                failed=after.failed,
                is_provisional=after.is_provisional,
            )
            for before, after in pairs
        )


def begin(standard: Standard) -> Review:
    """Return the review of a campaign before its first dossier."""
    return Review(standard, rows.Tally(standard), rows.Tally(standard))


def _claimed(result: Result, counted: ScoreSheet) -> ScoreSheet:
    """Return the sheet as the commune claims it: what was handed in without the office's rulings."""
    snapshot = result.submission.snapshot if result.submission else {"items": {}}
    return score(
        counted.standard, snapshots.claims(snapshot), unit_class=counted.unit_class, declared=counted.declared
    )


def _row(result: Result, claimed: ScoreSheet, counted: ScoreSheet) -> AppraisedRow:
    figures = rows.figures_of(counted)
    failed = tuple(verdict.sentence for verdict in counted.verdicts if verdict.ok is not True)
    return AppraisedRow(
        name=result.dossier.commune.full_name,
        claimed=Value(claimed.total, None),
        counted=Value(counted.total, None),
        met_claimed=rows.figures_of(claimed).met,
        met_counted=figures.met,
        criteria=figures.criteria,
        is_eligible=counted.passed,
        notes=(*failed, *_notes(result)),
    )


def _notes(result: Result) -> tuple[str, ...]:
    late = ("Nộp quá hạn.",) if result.is_late else ()
    again = (f"Đã bổ sung, giải trình; nộp lần {result.dossier.round}.",) if result.was_asked else ()
    return (*late, *again)


def _changes(reviews: dict[str, ItemReview], claimed: ScoreSheet, counted: ScoreSheet) -> Iterator[Change]:
    """Yield the changes in the standard's order."""
    for item in counted.standard.items:
        if item.code in reviews:
            before, after = claimed.line(item.code), counted.line(item.code)
            yield Change(
                code=item.code,
                title=item.title,
                claimed=Value(before.points, before.met),
                counted=Value(after.points, after.met),
                reason=reviews[item.code].reason.strip(),
                is_provisional=item.title_provenance is Provenance.PROVISIONAL,
            )
