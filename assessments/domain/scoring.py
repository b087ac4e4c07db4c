"""The scoring engine: claims and the office's rulings in, one frozen sheet out. Pure, exact, the same everywhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from assessments.domain.claims import Answer, claim_of
from assessments.domain.item_rules import Penalty
from assessments.domain.lines import Line, Outcome
from assessments.domain.numbers import Number, added, percent, shown
from assessments.domain.readings import Fault
from assessments.domain.rules_of_recognition import Standing, Subtotal, Verdict, judge
from assessments.domain.standard import Criterion, Indicator, Item, Kind, Standard

__all__ = [
    "Answer",
    "Fault",
    "Line",
    "Number",
    "Outcome",
    "Ruling",
    "ScoreSheet",
    "Subtotal",
    "Verdict",
    "facts_text",
    "fields_of",
    "percent",
    "score",
    "shown",
]

# What the office counts instead of the claim: points, or met where the standard has no points.
Ruling = Decimal | bool


@dataclass(frozen=True, eq=False)
class ScoreSheet:
    """The result: a line for each item, subtotals, the verdict of each condition; sentences are built when they are read."""

    standard: Standard
    lines: Mapping[str, Line]
    unit_class: str | Callable[[], str | None] | None
    declared: Mapping[str, bool] = field(default_factory=dict)

    def line(self, item_code: str) -> Line:
        """Return the line of an item; raises KeyError."""
        return self.lines[item_code]

    @cached_property
    def indicators(self) -> tuple[Subtotal, ...]:
        """The indicators in order."""
        return tuple(
            _subtotal(node, [self.lines[item.code] for item in node.items]) for node in self.standard.indicators
        )

    @cached_property
    def criteria(self) -> tuple[Subtotal, ...]:
        """The criteria in order."""
        of_code = {row.code: row for row in self.indicators}
        return tuple(
            _subtotal(node, [of_code[child.code] for child in node.indicators]) for node in self.standard.criteria
        )

    @cached_property
    def total(self) -> Fraction | None:
        """All points (điểm, exact; what is not answered counts 0); None where the standard has no points."""
        if self.standard.kind is not Kind.POINTS:
            return None
        return added(row.points for row in self.criteria if row.points is not None)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict of each condition for recognition."""
        standing = Standing(
            criteria={row.code: row for row in self.criteria},
            indicators={row.code: row for row in self.indicators},
            unit_class=self.unit_class() if callable(self.unit_class) else self.unit_class,
            declared=self.declared,
        )
        return judge(self.standard, standing)

    @property
    def passed(self) -> bool:
        """Tell whether every condition is met for certain."""
        return all(verdict.ok is True for verdict in self.verdicts)

    @property
    def answered_count(self) -> int:
        """The number of items that have their answer."""
        return sum(1 for item in self.standard.answerable_items if self.lines[item.code].counts_as_answered)


def score(
    standard: Standard,
    answers: Mapping[str, Answer],
    *,
    unit_class: str | Callable[[], str | None] | None = None,
    declared: Mapping[str, bool] | None = None,
    rulings: Mapping[str, Ruling] | None = None,
) -> ScoreSheet:
    """Score the answers by item code. Unknown codes are ignored; the order of the mappings does not matter.

    `unit_class` is the class (loại) that some conditions ask for (a function is asked only when a verdict is read), `declared` tells for each declared fact whether it arose,
    `rulings` replaces the claimed points, or the claimed verdict, by what the office counts.
    """
    ruled = rulings or {}
    lines: dict[str, Line] = {}
    for item in standard.answerable_items:
        claimed = claim_of(item, answers)
        lines[item.code] = claimed.ruled(ruled[item.code]) if item.code in ruled else claimed
    for item in standard.items:
        if isinstance(item.rule, Penalty):
            lines[item.code] = _penalty(item, item.rule, lines)
    return ScoreSheet(standard, lines, unit_class, declared or {})


def _penalty(item: Item, rule: Penalty, lines: Mapping[str, Line]) -> Line:
    """Take points off for each failed task: one failed when the item that it zeroes stands at its failing level: "bị 0 điểm và bị trừ"."""
    failed = tuple(place for place, task in enumerate(rule.tasks) if lines[task.zeroes].is_failed(task.option))
    result = rule.of(failed)
    return Line(item=item, outcome=Outcome.COMPUTED, points=result.points, result=result)


def _subtotal(node: Indicator | Criterion, parts: list[Line] | list[Subtotal]) -> Subtotal:
    complete = all(part.complete for part in parts)
    if node.max_points is None:
        verdicts = [part.met for part in parts]
        met = False if False in verdicts else True if complete else None
        return Subtotal(node.code, node.title, None, None, met, complete)
    points = added(part.points for part in parts if part.points is not None)
    return Subtotal(node.code, node.title, points, node.max_points, None, complete)


def fields_of(item: Item) -> tuple[str, ...]:
    """Return the keys of the facts that are entered for the item."""
    return item.rule.fields


def facts_text(item: Item, facts: Mapping[str, object]) -> str:
    """Show claimed facts in one line; "" for a computed item."""
    if isinstance(item.rule, Penalty):
        return ""
    known = {
        key: tuple(map(str, value)) if isinstance(value, list | tuple) else str(value) for key, value in facts.items()
    }
    return item.rule.facts_text(known)
