"""One line of a score sheet: what was claimed for an item, what it brings, and why."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from assessments.domain.item_rules import Choice, Penalty
from assessments.domain.numbers import shown
from assessments.domain.readings import Fault, Result
from assessments.domain.standard import Item


class Outcome(StrEnum):
    """How a line came about."""

    UNANSWERED = "unanswered"
    INVALID = "invalid"
    NOT_ARISEN = "not_arisen"
    SCORED = "scored"
    COMPUTED = "computed"
    RULED = "ruled"


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """The points (điểm, exact) or the verdict of one item; `faults` say what is wrong, `warnings` what should be looked at.

    `claimed` is the line that the office's ruling replaced.
    """

    item: Item
    outcome: Outcome
    points: Fraction | None = None
    met: bool | None = None
    result: Result = field(default_factory=Result)
    faults: tuple[Fault, ...] = ()
    warnings: tuple[str, ...] = ()
    claimed: "Line | None" = None

    @property
    def counts_as_answered(self) -> bool:
        """Tell whether the commune has nothing left to enter here."""
        return (self.claimed or self).outcome in {Outcome.SCORED, Outcome.NOT_ARISEN}

    @property
    def complete(self) -> bool:
        """Tell whether the line has its final value."""
        return self.outcome not in {Outcome.UNANSWERED, Outcome.INVALID}

    @property
    def ratio(self) -> Fraction | None:
        """The ratio behind the points, where the rule has one."""
        return Fraction(*self.result.ratio) if self.result.ratio and self.result.ratio[1] else None

    @property
    def explanation(self) -> str:
        """Say in Vietnamese where the value comes from."""
        if self.outcome is Outcome.UNANSWERED:
            return "Chưa có số liệu."
        if self.outcome is Outcome.INVALID:
            return " ".join(_sentence(fault.sentence) for fault in self.faults)
        if self.outcome is Outcome.NOT_ARISEN:
            return f"Không phát sinh → {self._worth()}."
        if self.outcome is Outcome.RULED:
            before = self.claimed.worth if self.claimed else "chưa có"
            return f"Cơ quan thẩm tra tính {self._worth()} (xã, phường tự chấm: {before})."
        return self.item.rule.explain(self.result)

    @property
    def next_step(self) -> str:
        """Say what would bring more; "" at the top or where nothing was entered."""
        if self.outcome is not Outcome.SCORED or isinstance(self.item.rule, Penalty):
            return ""
        return self.item.rule.next_step(self.result)

    @property
    def worth(self) -> str:
        """The value in words: "9,5 điểm", "đạt", "chưa có"."""
        return self._worth() if self.complete else "chưa có"

    def _worth(self) -> str:
        if self.points is not None:
            return f"{shown(self.points)} điểm"
        return "đạt" if self.met else "không đạt"

    def ruled(self, ruling: Decimal | bool) -> "Line":  # noqa: FBT001  # a ruling is one value
        """Return the line with what the office counts instead."""
        if isinstance(ruling, bool):
            return replace(self, outcome=Outcome.RULED, met=ruling, faults=(), claimed=self)
        return replace(self, outcome=Outcome.RULED, points=Fraction(ruling), faults=(), claimed=self)

    def is_failed(self, option: str) -> bool:
        """Tell whether the duty behind the item failed: its level `option` (or any level without points) is chosen.

        Where the office has ruled, only its points count.
        """
        if self.outcome is Outcome.RULED:
            return self.points == 0
        if self.outcome is not Outcome.SCORED:
            return False
        rule = self.item.rule
        if option and isinstance(rule, Choice):
            return rule.options[self.result.chosen[0]].label == option
        return self.points == 0


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
