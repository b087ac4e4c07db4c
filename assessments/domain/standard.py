"""A standard (bộ tiêu chí): criteria › indicators › items with typed rules, conditions, procedure and provenance.

Everything here comes from data with its provenance; nothing is known from code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from assessments.domain.item_rules import ItemRule, Penalty
from assessments.domain.procedure import Procedure, Setting
from assessments.domain.provenance import Provenance


class Kind(StrEnum):
    """How the standard measures."""

    POINTS = "points"
    PASS_FAIL = "pass_fail"  # noqa: S105  # no password


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The tick "nothing arose": full points, or met. `shared_by` names the items that one tick answers together."""

    label: str
    provenance: Provenance
    shared_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """A content (nội dung) that is answered; `max_points` (điểm) is None where the standard has no points.

    `deadline` is the period within which the document that proves the item has to be issued, where the standard has one.
    """

    code: str
    title: str
    max_points: Decimal | None
    provenance: Provenance
    title_provenance: Provenance
    points_provenance: Provenance
    rule: ItemRule
    not_applicable: NotApplicable | None
    deadline: Setting | None = None

    @property
    def is_computed(self) -> bool:
        """Tell whether the item follows from others and is not entered (a penalty row)."""
        return isinstance(self.rule, Penalty)

    @property
    def how(self) -> str:
        """Say in Vietnamese how the points or the verdict come about."""
        return self.rule.how()

    @property
    def bounds(self) -> tuple[Decimal, Decimal] | None:
        """The least and the most points that the item can have; None where it has no points."""
        if self.max_points is None:
            return None
        return (self.rule.min_points, Decimal(0)) if isinstance(self.rule, Penalty) else (Decimal(0), self.max_points)


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """An indicator (chỉ tiêu); `evidence` names the documents that are usually asked for."""

    code: str
    title: str
    max_points: Decimal | None
    provenance: Provenance
    title_provenance: Provenance
    points_provenance: Provenance
    items: tuple[Item, ...]
    evidence: tuple[str, ...]
    evidence_provenance: Provenance
    legal_basis: str


@dataclass(frozen=True, slots=True, eq=False)
class Criterion:
    """A criterion (tiêu chí)."""

    code: str
    title: str
    max_points: Decimal | None
    provenance: Provenance
    title_provenance: Provenance
    points_provenance: Provenance
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """The assessment years of an edition; `last` is None while it is in force."""

    first: int
    last: int | None


# Kinds of documents by the abbreviation in their number (Nghị định 30/2020/NĐ-CP, Phụ lục III).
_DOCUMENT_KINDS = {"QĐ": "Quyết định", "TT": "Thông tư", "NĐ": "Nghị định", "NQ": "Nghị quyết"}


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A legal document that the edition rests on."""

    number: str
    date: date
    issuer: str
    title: str
    provenance: Provenance
    title_provenance: Provenance

    @property
    def short(self) -> str:
        """Kind and number: "Quyết định số 619/QĐ-TTg"."""
        kinds = [name for mark, name in _DOCUMENT_KINDS.items() if f"/{mark}-" in self.number]
        return f"{kinds[0]} số {self.number}" if kinds else f"Văn bản số {self.number}"

    @property
    def citation(self) -> str:
        """The full first citation: kind, number, date (Nghị định 30/2020/NĐ-CP writes months 1 and 2 with a zero), issuer, title."""
        month = f"{self.date.month:02d}" if self.date.month <= 2 else str(self.date.month)  # noqa: PLR2004  # the Decree's months
        day = f"ngày {self.date.day:02d} tháng {month} năm {self.date.year}"
        return f"{self.short} {day} của {self.issuer} {self.title[:1].lower()}{self.title[1:]}"


@dataclass(frozen=True, slots=True)
class Fact:
    """A disqualifying fact that each commune declares."""

    code: str
    label: str
    provenance: Provenance


class ConditionKind(StrEnum):
    """Kinds of conditions for recognition."""

    TOTAL_BY_CLASS = "total_by_class"
    TOTAL_AT_LEAST = "total_at_least"
    EACH_CRITERION_AT_LEAST_PERCENT = "each_criterion_at_least_percent"
    INDICATOR_AT_LEAST_PERCENT = "indicator_at_least_percent"
    NO_DISQUALIFYING_FACT = "no_disqualifying_fact"
    ALL_INDICATORS_MET = "all_indicators_met"


@dataclass(frozen=True, slots=True)
class PassRule:
    """A condition for recognition. Only the fields of its kind are set; `percent` and thresholds as in the law."""

    code: str
    kind: ConditionKind
    sentence: str
    provenance: Provenance
    clause: str
    threshold: Decimal | None = None
    thresholds: tuple[tuple[str, Decimal], ...] = ()
    percent: Decimal | None = None
    indicator: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """An official form; `code` is "" where its number was not found."""

    code: str
    title: str
    made_by: str
    columns: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, eq=False)
class Standard:
    """One edition: read once, never changed. Hashable by identity; looked up by codes."""

    edition: str
    title: str
    kind: Kind
    years: Years
    authority_level: str
    total_points: Decimal | None
    unit_kinds: tuple[str, ...]
    unit_classes: tuple[str, ...]
    legal_bases: tuple[LegalBasis, ...]
    pass_rules: tuple[PassRule, ...]
    procedure: Procedure
    forms: tuple[Form, ...]
    criteria: tuple[Criterion, ...]
    is_provisional: bool

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators in order."""
        return tuple(indicator for criterion in self.criteria for indicator in criterion.indicators)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in order, computed ones included."""
        return tuple(item for indicator in self.indicators for item in indicator.items)

    @cached_property
    def answerable_items(self) -> tuple[Item, ...]:
        """The items that a commune answers and the office reviews."""
        return tuple(item for item in self.items if not item.is_computed)

    @cached_property
    def timed_items(self) -> tuple[Item, ...]:
        """The items whose document has to be issued within a period."""
        return tuple(item for item in self.items if item.deadline is not None and item.deadline.value is not None)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The disqualifying facts to be declared, in order."""
        return tuple(fact for rule in self.pass_rules for fact in rule.facts)

    @cached_property
    def satisfaction_indicator(self) -> str:
        """The indicator whose share is the people's satisfaction, by the condition that names one; "" where none does."""
        kind = ConditionKind.INDICATOR_AT_LEAST_PERCENT
        return next((rule.indicator for rule in self.pass_rules if rule.kind is kind), "")

    @cached_property
    def _by_code(self) -> dict[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def _indicator_of(self) -> dict[str, Indicator]:
        return {item.code: indicator for indicator in self.indicators for item in indicator.items}

    def item(self, code: str) -> Item:
        """Return the item; raises KeyError."""
        return self._by_code[code]

    def opened_by(self, asked: Iterable[str]) -> frozenset[str]:
        """Return the items that open when these are asked for: themselves, and those whose denominators come from them."""
        codes = frozenset(asked)
        sources = {item.code: getattr(item.rule, "denominator_from", None) for item in self.answerable_items}
        return codes | {code for code, source in sources.items() if source and source.item in codes}

    def criterion(self, code: str) -> Criterion:
        """Return the criterion; raises KeyError."""
        return {criterion.code: criterion for criterion in self.criteria}[code]

    def indicator_of(self, item_code: str) -> Indicator:
        """Return the indicator to which an item belongs; raises KeyError."""
        return self._indicator_of[item_code]

    def criterion_of(self, item_code: str) -> Criterion:
        """Return the criterion to which an item belongs; raises KeyError."""
        indicator = self._indicator_of[item_code]
        return next(criterion for criterion in self.criteria if indicator in criterion.indicators)
