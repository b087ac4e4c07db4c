"""The two lists of a campaign's report, and which criteria and indicators are weak."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from assessments.domain.numbers import shown
from assessments.domain.scoring import ScoreSheet, Subtotal
from assessments.domain.standard import ConditionKind, Criterion, Indicator, Standard
from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED, State
from assessments.models import DecisionLine
from assessments.models.labels import STATE_FOR_OFFICE
from assessments.reports.score_sheet_document import Value
from assessments.selectors.reports import Result
from tiepcanpl.kit import dates

_WEAKEST = 5
_UNKNOWN_CLASS = "Chưa có thông tin phân loại"


@dataclass(frozen=True, slots=True)
class Figures:
    """Columns (3) to (9): total, criteria, satisfaction (a ratio; None where no condition asks for it)."""

    total: Fraction | None
    met: int
    criteria: tuple[Value, ...]
    satisfaction: Fraction | None


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One commune in a list; without figures where the office has not concluded."""

    number: int
    name: str
    figures: Figures | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The communes of one class; the title is "" where the edition knows no classes."""

    title: str
    rows: tuple[ResultRow, ...]


@dataclass(frozen=True, slots=True)
class Weak:
    """A criterion or indicator over all appraised dossiers: average share of the maximum, or how many did not meet it."""

    code: str
    title: str
    max_points: Fraction | None
    average: Fraction | None
    share: Fraction | None
    failed: int
    is_provisional: bool


@dataclass
class Tally:
    """Adds up the sheets of the appraised dossiers without keeping them."""

    standard: Standard
    count: int = 0
    points: defaultdict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    failed: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, sheet: ScoreSheet) -> None:
        """Count one sheet."""
        self.count += 1
        floor = floor_of(self.standard)
        for row in (*sheet.criteria, *sheet.indicators):
            self.points[row.code] += row.points or Fraction(0)
            self.failed[row.code] += _fails(row, floor)

    def criteria(self) -> tuple[Weak, ...]:
        """Return the criteria in the standard's order."""
        return tuple(self._weak(node) for node in self.standard.criteria) if self.count else ()

    def indicators(self) -> tuple[Weak, ...]:
        """Return the weakest indicators, weakest first; one that everybody fulfils is not weak."""
        if not self.count:
            return ()
        rows = [self._weak(node) for node in self.standard.indicators]
        weak = [row for row in rows if row.failed or (row.share is not None and row.share < 1)]
        weak.sort(key=lambda row: (row.share if row.share is not None else -row.failed, rows.index(row)))
        return tuple(weak[:_WEAKEST])

    def _weak(self, node: Criterion | Indicator) -> Weak:
        return weak_of(node, self.points[node.code] / self.count, failed=self.failed[node.code])


def weak_of(node: Criterion | Indicator, mean: Fraction, *, failed: int) -> Weak:
    """Return the row of a criterion or an indicator: its mean points (unused where it has none), how many fail it."""
    limit = None if node.max_points is None else Fraction(node.max_points)
    return Weak(
        code=node.code,
        title=node.title,
        max_points=limit,
        average=None if limit is None else mean,
        share=mean / limit if limit else None,
        failed=failed,
        is_provisional="provisional" in {node.title_provenance, limit is not None and node.points_provenance},
    )


def floor_of(standard: Standard) -> Fraction | None:
    """Return the share that each criterion must reach by the standard's conditions."""
    kind = ConditionKind.EACH_CRITERION_AT_LEAST_PERCENT
    found = [rule.percent for rule in standard.pass_rules if rule.kind is kind and rule.percent is not None]
    return Fraction(found[0]) / 100 if found else None


def _fails(row: Subtotal, floor: Fraction | None) -> bool:
    if row.max_points is None:
        return row.met is False
    return floor is not None and row.max_points > 0 and row.ratio < floor


def figures_of(sheet: ScoreSheet) -> Figures:
    """Return the columns of a concluded sheet."""
    code = sheet.standard.satisfaction_indicator
    satisfaction = next((row.ratio for row in sheet.indicators if row.code == code), None)
    return Figures(
        total=sheet.total,
        met=sum(1 for row in sheet.indicators if row.met),
        criteria=tuple(Value(row.points, row.met) for row in sheet.criteria),
        satisfaction=satisfaction,
    )


def is_concluded(result: Result) -> bool:
    """Tell whether the office has finished its review."""
    return result.dossier.status in AFTER_APPRAISAL | DECIDED


def grouped(rows: Iterable[tuple[str, ResultRow]], standard: Standard) -> tuple[Group, ...]:
    """Group rows (each with its group's title) as the standard orders the classes; numbered through the list."""
    found: defaultdict[str, list[ResultRow]] = defaultdict(list)
    for title, row in rows:
        found[title].append(row)
    groups: list[Group] = []
    number = 0
    for title in group_titles(standard):
        numbered = tuple(replace(row, number=number + place) for place, row in enumerate(found[title], start=1))
        number += len(numbered)
        if numbered:
            groups.append(Group(title, numbered))
    return tuple(groups)


def group_titles(standard: Standard) -> tuple[str, ...]:
    """Return the titles of the groups in order; one without a title where the edition knows no classes."""
    return (*(f"Loại {value}" for value in standard.unit_classes), _UNKNOWN_CLASS) if standard.unit_classes else ("",)


def class_title(result: Result, standard: Standard) -> str:
    """Return the title of the commune's group."""
    if not standard.unit_classes:
        return ""
    found = result.dossier.commune.class_on(result.dossier.campaign.period_end)
    return f"Loại {found.value}" if found else _UNKNOWN_CLASS


def class_is_demo(result: Result) -> bool:
    """Tell whether the commune's class was made up for demonstration."""
    found = result.dossier.commune.class_on(result.dossier.campaign.period_end)
    return bool(found and found.is_demo)


def row_of(result: Result) -> ResultRow:
    """Return the commune's row; its number is given when the list is put together."""
    sheet = result.sheet if is_concluded(result) else None
    figures = figures_of(sheet) if sheet else None
    return ResultRow(0, result.dossier.commune.full_name, figures, _reasons(result))


def _reasons(result: Result) -> tuple[str, ...]:
    """Say why a commune is not recognised: the decision's reason, then the conditions that are not met."""
    dossier = result.dossier
    if dossier.status is State.RECOGNISED:
        return ()
    if dossier.status not in AFTER_APPRAISAL | DECIDED:
        late = f"Chưa nộp hồ sơ (hạn nộp: trước ngày {dates.short(dossier.due_before)})."
        return (
            (late,) if dossier.round == 0 or result.submission is None or _withdrawn(result) else (_pending(result),)
        )
    failed = [verdict.sentence for verdict in result.sheet.verdicts if verdict.ok is not True] if result.sheet else []
    lines = [_decided(line) for line in result.decision_lines if line.outcome != DecisionLine.Outcome.RECOGNISED]
    pending = [] if lines else [_pending(result)]
    return tuple(dict.fromkeys((*lines, *pending, *failed)))


def _withdrawn(result: Result) -> bool:
    return result.dossier.status in {State.DRAFT, State.POSTED}


def _pending(result: Result) -> str:
    return f"{STATE_FOR_OFFICE[result.dossier.status]}."


def _decided(line: DecisionLine) -> str:
    reason = line.reason.strip()
    if line.outcome == DecisionLine.Outcome.REVOKED:
        heading = line.decision.heading
        return f"Thu hồi công nhận theo Quyết định số {heading.number} {dates.in_words(heading.decided_on)}: {reason}"
    return reason


def share_text(part: int, whole: int) -> str:
    """Write a part of a whole in percent; a dash where there is no whole."""
    return f"{shown(Fraction(part * 100, whole))}%" if whole else "–"
