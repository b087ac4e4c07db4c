"""What the page of one criterion shows of an item and of an indicator."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from assessments.domain.completeness import Missing
from assessments.domain.documents import Completeness
from assessments.domain.item_rules import NO_ACTIVITY, NO_ACTIVITY_LABEL, Checklist, Choice, ItemRule
from assessments.domain.provenance import Provenance
from assessments.domain.scoring import Line, Subtotal, facts_text, fields_of
from assessments.domain.standard import Indicator, Item
from assessments.models import Answer, EvidenceLink, SupplementRequest
from assessments.selectors.comments import Talk
from assessments.selectors.conflicts import Conflict
from tiepcanpl.kit.numbers import group


@dataclass(frozen=True, slots=True)
class LastYear:
    """What the same commune handed in for the same item a year ago (only under the same edition)."""

    year: int
    facts: str
    not_applicable: bool
    note: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Typed:
    """An entry that was refused: everything as it was typed, a sentence by field, the version that the page knew."""

    facts: Mapping[str, Any]
    not_applicable: bool
    note: str
    version: int
    errors: Mapping[str, str]


class NumberInput(NamedTuple):
    """One field for a count."""

    name: str
    label: str
    value: str
    error: str


class Tick(NamedTuple):
    """One radio button or checkbox; `worth` says what it brings."""

    value: str
    label: str
    worth: str
    checked: bool


@dataclass(frozen=True)
class ItemCard:
    """One item on the page; `typed` keeps what was refused."""

    item: Item
    line: Line
    answer: Answer | None
    links: list[EvidenceLink]
    editable: bool
    request: SupplementRequest | None = None
    last_year: LastYear | None = None
    talk: Talk | None = None
    typed: Typed | None = None
    conflict: Conflict | None = None

    @property
    def html_id(self) -> str:
        """The code as part of an HTML id."""
        return _html_id(self.item.code)

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """What stands in the fields: what was just typed, or else what is stored."""
        if self.typed:
            return self.typed.facts
        return self.answer.facts if self.answer else {}

    @property
    def note(self) -> str:
        """What stands in the field of the note."""
        if self.typed:
            return self.typed.note
        return self.answer.note if self.answer else ""

    @property
    def not_applicable(self) -> bool:
        """Tell whether the tick "nothing arose" is set."""
        if self.typed:
            return self.typed.not_applicable
        return self.answer is not None and self.answer.not_applicable

    @property
    def version(self) -> int:
        """The version that the page knows (0 = nothing stored)."""
        if self.typed:
            return self.typed.version
        return self.answer.version if self.answer else 0

    @property
    def facts_text(self) -> str:
        """The stored facts in one line, or ""."""
        return _in_one_line(self.item, self.answer.facts if self.answer else {})

    @cached_property
    def numbers(self) -> tuple[NumberInput, ...]:
        """The fields for counts, with dots between thousands."""
        rule, errors = self.item.rule, self.typed.errors if self.typed else {}
        if isinstance(rule, Checklist | Choice):
            return ()
        return tuple(
            NumberInput(name, _label(rule, name), _shown(self.facts.get(name, "")), errors.get(name, ""))
            for name in fields_of(self.item)
        )

    @cached_property
    def radios(self) -> tuple[Tick, ...]:
        """The levels to choose from."""
        rule = self.item.rule
        if not isinstance(rule, Choice):
            return ()
        chosen = self.facts.get("option", "")
        return tuple(
            Tick(str(place), option.label, option.worth if rule.kind == "choice" else "", chosen == str(place))
            for place, option in enumerate(rule.options)
        )

    @cached_property
    def checks(self) -> tuple[Tick, ...]:
        """The activities to tick, and the tick that there was none."""
        rule = self.item.rule
        if not isinstance(rule, Checklist):
            return ()
        chosen = self.facts.get("choices", ())
        labels = [*((str(place), label) for place, label in enumerate(rule.choices)), (NO_ACTIVITY, NO_ACTIVITY_LABEL)]
        return tuple(Tick(value, label, "", value in chosen) for value, label in labels)

    @property
    def denominator_source(self) -> str:
        """The code of the item whose figure is the denominator, or ""."""
        source = getattr(self.item.rule, "denominator_from", None)
        return source.item if source else ""

    @cached_property
    def unverified(self) -> str:
        """Name what was not compared with the official text, or ""."""
        rule = self.item.rule
        parts = {
            "tên nội dung": self.item.title_provenance,
            "điểm tối đa": self.item.points_provenance if self.item.max_points is not None else None,
            "cách tính": rule.provenance,
            "tên số liệu": getattr(rule, "labels_provenance", None),
            "“không phát sinh”": self.item.not_applicable.provenance if self.item.not_applicable else None,
        }
        return _unverified(parts)


@dataclass(frozen=True, slots=True)
class IndicatorCard:
    """One indicator with its items, what is missing in it, and how much of its list of documents is there."""

    indicator: Indicator
    subtotal: Subtotal
    items: tuple[ItemCard, ...]
    missing: tuple[Missing, ...]
    documents: Completeness

    @property
    def html_id(self) -> str:
        """The code as part of an HTML id."""
        return _html_id(self.indicator.code)

    @property
    def unverified(self) -> str:
        """Name what was not compared with the official text, or ""."""
        indicator = self.indicator
        parts = {
            "tên chỉ tiêu": indicator.title_provenance,
            "điểm tối đa": indicator.points_provenance if indicator.max_points is not None else None,
        }
        return _unverified(parts)


def _html_id(code: str) -> str:
    return code.replace(".", "-")


def _in_one_line(item: Item, facts: Mapping[str, Any]) -> str:
    return facts_text(item, facts) if any(facts.values()) else ""


def _unverified(parts: Mapping[str, Provenance | None]) -> str:
    return ", ".join(name for name, provenance in parts.items() if provenance is Provenance.PROVISIONAL)


def _label(rule: ItemRule, name: str) -> str:
    label: str = getattr(rule, "label" if name == "count" else name)
    return label


def _shown(value: object) -> str:
    text = str(value)
    return group(int(text)) if text.isascii() and text.isdigit() else text
