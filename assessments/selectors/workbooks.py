"""The entry workbook (biểu nhập Excel): what it holds, what a filled one would change, and what stands against it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from assessments.domain.hashing import sha256_of
from assessments.domain.lines import Line
from assessments.domain.scoring import Answer as Claim
from assessments.domain.scoring import ScoreSheet, facts_text, fields_of, score
from assessments.domain.standard import Item
from assessments.models import Answer, Narrative
from assessments.models.labels import SECTIONS
from assessments.selectors.contents import DossierContents
from tiepcanpl.kit.text import plain_lines

Facts = dict[str, str | list[str]]


@dataclass(frozen=True, slots=True)
class Filled:
    """What one item holds: facts as the scoring engine takes them, the tick "nothing arose", the note."""

    facts: Facts = field(default_factory=dict)
    not_applicable: bool = False
    note: str = ""

    @property
    def digest(self) -> str:
        """A short hash by which two entries are compared."""
        return digest([self.facts, self.not_applicable, self.note])

    @property
    def claim(self) -> Claim:
        """The entry as the scoring engine reads it."""
        facts = {name: tuple(value) if isinstance(value, list) else value for name, value in self.facts.items()}
        return Claim(facts=facts, not_applicable=self.not_applicable)


@dataclass(frozen=True, slots=True)
class DraftItem:
    """An item that was changed in the file; `version` was stored when the workbook was downloaded."""

    filled: Filled
    version: int
    base: str


@dataclass(frozen=True, slots=True)
class DraftSection:
    """A section of the report in words that was changed in the file."""

    text: str
    version: int
    base: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What a filled workbook changes against the one that was downloaded; `faults` name cells that could not be read."""

    items: Mapping[str, DraftItem]
    sections: Mapping[str, DraftSection]
    faults: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemChange:
    """What the file would change in one item. `is_conflict`: somebody else has stored something else since the download."""

    item: Item
    criterion: str
    old: Filled
    new: Filled
    before: Line
    after: Line
    stored: Answer | None
    saves_since: int
    is_conflict: bool

    @property
    def version(self) -> int:
        """The stored version that the person has seen."""
        return self.stored.version if self.stored else 0

    @property
    def old_text(self) -> str:
        """The stored facts in one line."""
        return text_of(self.item, self.old)

    @property
    def new_text(self) -> str:
        """The facts of the file in one line."""
        return text_of(self.item, self.new)


@dataclass(frozen=True, slots=True)
class SectionChange:
    """What the file would change in one section of the report in words."""

    code: str
    title: str
    old: str
    new: str
    stored: Narrative | None
    is_conflict: bool

    @property
    def version(self) -> int:
        """The stored version that the person has seen."""
        return self.stored.version if self.stored else 0


@dataclass(frozen=True)
class Comparison:
    """The draft against what is stored now. `locked` names what was changed in the file and cannot be stored."""

    found: DossierContents
    items: tuple[ItemChange, ...]
    sections: tuple[SectionChange, ...]
    locked: tuple[str, ...]
    faults: tuple[str, ...]
    notices: tuple[str, ...]

    @property
    def changes(self) -> tuple[ItemChange, ...]:
        """The items that nobody else has touched."""
        return tuple(row for row in self.items if not row.is_conflict)

    @property
    def conflicts(self) -> tuple[ItemChange, ...]:
        """The items for which the person has to choose."""
        return tuple(row for row in self.items if row.is_conflict)

    @property
    def unchanged_count(self) -> int:
        """How many items stay as they are."""
        return len(self.found.edition.answerable_items) - len(self.items) - len(self.locked_items)

    @property
    def locked_items(self) -> tuple[str, ...]:
        """The codes of the items among what is locked."""
        return tuple(code for code in self.locked if code not in SECTIONS)

    @property
    def locked_names(self) -> tuple[str, ...]:
        """What is locked, in words."""
        return tuple(f"phần “{SECTIONS[code]}”" if code in SECTIONS else f"nội dung {code}" for code in self.locked)

    @cached_property
    def sheet_after(self) -> ScoreSheet:
        """The score sheet once all changes without conflict are stored."""
        return _score(self.found, {row.item.code: row.new for row in self.changes})


def digest(value: object) -> str:
    """Return a short hash of a value."""
    return sha256_of(value)[:16]


def filled_of(answer: Answer | None, item: Item) -> Filled:
    """Return a stored answer in the form in which a workbook holds it."""
    if answer is None:
        return Filled()
    facts: Facts = {}
    for name in fields_of(item):
        value: Any = answer.facts.get(name)
        if value:
            facts[name] = sorted(value) if isinstance(value, list) else str(value)
    return Filled(facts, answer.not_applicable, plain_lines(answer.note))


def text_of(item: Item, filled: Filled) -> str:
    """Return the facts in one line, or that nothing was entered."""
    if filled.not_applicable:
        return "Không phát sinh"
    return facts_text(item, filled.facts) if any(filled.facts.values()) else "Chưa nhập"


def compare(found: DossierContents, draft: Draft, *, editable: frozenset[str], sections_open: bool) -> Comparison:
    """Set the draft against what is stored now; what both hold alike is no change."""
    drafted = {code: row for code, row in draft.items.items() if not _is_stored(found, code, row)}
    after = _score(found, {code: row.filled for code, row in drafted.items() if code in editable})
    items = tuple(
        _item_change(found, after, item, drafted[item.code])
        for item in found.edition.answerable_items
        if item.code in drafted and item.code in editable
    )
    sections = tuple(
        row for code, part in draft.sections.items() if (row := _section_change(found, code, part)).old != row.new
    )
    locked = [item.code for item in found.edition.answerable_items if item.code in set(drafted) - editable]
    return Comparison(
        found=found,
        items=items,
        sections=sections if sections_open else (),
        locked=(*locked, *(() if sections_open else (row.code for row in sections))),
        faults=draft.faults,
        notices=draft.notices,
    )


def _is_stored(found: DossierContents, code: str, row: DraftItem) -> bool:
    return filled_of(found.answers.get(code), found.edition.item(code)) == row.filled


def _item_change(found: DossierContents, after: ScoreSheet, item: Item, row: DraftItem) -> ItemChange:
    stored = found.answers.get(item.code)
    old = filled_of(stored, item)
    return ItemChange(
        item=item,
        criterion=found.edition.criterion_of(item.code).code,
        old=old,
        new=row.filled,
        before=found.sheet.line(item.code),
        after=after.line(item.code),
        stored=stored,
        saves_since=max(0, (stored.version if stored else 0) - row.version),
        is_conflict=old.digest != row.base,
    )


def _section_change(found: DossierContents, code: str, part: DraftSection) -> SectionChange:
    stored = found.narratives.get(code)
    old = plain_lines(stored.text) if stored else ""
    return SectionChange(code, SECTIONS[code], old, part.text, stored, is_conflict=digest(old) != part.base)


def _score(found: DossierContents, new: Mapping[str, Filled]) -> ScoreSheet:
    claims = {code: answer.claim for code, answer in found.answers.items()}
    claims |= {code: filled.claim for code, filled in new.items()}
    sheet = found.sheet
    return score(sheet.standard, claims, unit_class=sheet.unit_class, declared=sheet.declared)
