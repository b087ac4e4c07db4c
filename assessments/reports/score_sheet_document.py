"""The commune's score sheet (Bản tổng hợp điểm số): what it says, as data."""

from dataclasses import dataclass
from fractions import Fraction

from assessments.reports import parts


@dataclass(frozen=True, slots=True)
class Value:
    """Points (điểm, exact) or met; both None while there is no value."""

    points: Fraction | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """What criterion, indicator and item rows share; the flags mark values that are not verified."""

    code: str
    title: str
    max_points: Fraction | None
    claimed: Value
    counted: Value
    title_provisional: bool
    points_provisional: bool


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One content: how it is computed, the facts, the ratio, and why the office counts something else."""

    node: Node
    how: str
    how_provisional: bool
    facts: str
    facts_provisional: bool
    ratio: Fraction | None
    changed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator with its contents."""

    node: Node
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One criterion with its indicators."""

    node: Node
    indicators: tuple[IndicatorRow, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition for recognition with its verdict (None: not yet) and the sentence that says why."""

    asked: str
    ok: bool | None
    finding: str
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class ScoreSheetDocument:
    """Everything that the paper says."""

    head: parts.Head
    signature: parts.Signature
    edition: parts.Edition
    bases: tuple[parts.Basis, ...]
    notices: tuple[str, ...]
    made_at: str
    year: str
    commune: str
    committee: str
    unit_class: str
    criteria: tuple[CriterionRow, ...]
    total_claimed: Fraction | None
    total_counted: Fraction | None
    total_max: Fraction | None
    met_claimed: int
    met_counted: int
    indicator_count: int
    show_counted: bool
    conditions: tuple[Condition, ...]
    source: str

    @property
    def title(self) -> str:
        """The kind of paper; without points there is no score."""
        return "BẢN TỔNG HỢP ĐIỂM SỐ" if self.edition.with_points else "BẢN TỔNG HỢP KẾT QUẢ"

    @property
    def author(self) -> str:
        """Who issues the paper."""
        return self.committee

    @property
    def subject_lines(self) -> tuple[str, str]:
        """What the paper is about, broken where it reads well."""
        deed = "Kết quả tự đánh giá, thẩm tra" if self.show_counted else "Kết quả tự đánh giá"
        return f"{deed} chuẩn tiếp cận pháp luật", f"năm {self.year} của {self.commune}"

    @property
    def subject(self) -> str:
        """What the paper is about, in one line."""
        return " ".join(self.subject_lines)
