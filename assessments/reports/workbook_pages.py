"""What the entry workbook (biểu nhập Excel) says: its pages, rows and cells, and how it is recognised again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from assessments.domain.item_rules import NO_ACTIVITY, NO_ACTIVITY_LABEL, Checklist, Choice
from assessments.domain.numbers import shown
from assessments.domain.scoring import fields_of
from assessments.domain.standard import Criterion, Indicator, Item, Kind
from assessments.models.labels import SECTIONS
from assessments.selectors.contents import DossierContents
from assessments.selectors.workbooks import Filled, digest, filled_of
from tiepcanpl.kit.text import plain_lines

FIRST_ROW = 5
LONGEST_CELL = 32_000  # Excel keeps 32,767 characters in a cell
COUNT, OPTION, TICK, TEXT = "count", "option", "tick", "text"
YES, NO = "Có", "Không"
NOT_APPLICABLE, NOTE = "not_applicable", "note"
NARRATIVE_PAGE = "Thuyết minh"
_SALT = "assessments.workbook"


@dataclass(frozen=True, slots=True)
class Field:
    """One cell to fill in: `key` names its item and fact, `row` its place in the page."""

    key: str
    label: str
    kind: str
    value: str
    row: int
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemRows:
    """The rows of one item; the note stands in the first of them."""

    code: str
    title: str
    max_points: str
    how: str
    row: int
    is_open: bool
    fields: tuple[Field, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class GroupRows:
    """The items of one indicator under its title."""

    title: str
    row: int
    items: tuple[ItemRows, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One criterion."""

    name: str
    title: str
    groups: tuple[GroupRows, ...]

    @property
    def items(self) -> Iterator[ItemRows]:
        """All items of the criterion."""
        return (item for group in self.groups for item in group.items)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the report in words; a text too long for a cell is entered on the page alone."""

    code: str
    title: str
    text: str
    row: int
    is_open: bool
    fits: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """Everything that the file says; `token` recognises it when it comes back."""

    commune: str
    campaign: str
    edition: str
    made_at: datetime
    with_points: bool
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    token: str = ""

    @property
    def structure(self) -> str:
        """A hash of every place and label: a file of another structure is not read."""
        cells = [
            [page.name, part.row, part.key, part.label, list(part.options)]
            for page in self.pages
            for item in page.items
            for part in item.fields
        ]
        return digest([cells, [[section.code, section.row] for section in self.sections]])


@dataclass(frozen=True, slots=True)
class Origin:
    """From what a workbook was made, by its token: version and hash by code of item and of section."""

    dossier: int
    commune: str
    campaign: str
    edition: str
    standard: str
    structure: str
    items: dict[str, tuple[int, str]]
    sections: dict[str, tuple[int, str]]


def gather(found: DossierContents, *, editable: frozenset[str], sections_open: bool, at: datetime) -> Workbook:
    """Return the workbook of what is stored now; only what is open can be filled in."""
    campaign = found.dossier.campaign
    plain = Workbook(
        commune=found.dossier.commune.full_name,
        campaign=f"{campaign.title} (năm {campaign.year})",
        edition=found.edition.title,
        made_at=timezone.localtime(at),
        with_points=found.edition.kind is Kind.POINTS,
        pages=tuple(_page(found, criterion, editable) for criterion in found.edition.criteria),
        sections=tuple(_sections(found, is_open=sections_open)),
    )
    values = {name: getattr(plain, name) for name in plain.__slots__} | {"token": _token(found, plain)}
    return Workbook(**values)


def _page(found: DossierContents, criterion: Criterion, editable: frozenset[str]) -> Page:
    groups, row = [], FIRST_ROW
    for indicator in criterion.indicators:
        groups.append(_group(found, indicator, row, editable))
        row = 1 + max(item.row + max(len(item.fields), 1) - 1 for item in groups[-1].items)
    return Page(f"Tiêu chí {criterion.code}", f"Tiêu chí {criterion.code}. {criterion.title}", tuple(groups))


def _group(found: DossierContents, indicator: Indicator, row: int, editable: frozenset[str]) -> GroupRows:
    items, below = [], row + 1
    for item in indicator.items:
        items.append(_item(item, filled_of(found.answers.get(item.code), item), below, is_open=item.code in editable))
        below += max(len(items[-1].fields), 1)
    return GroupRows(f"Chỉ tiêu {indicator.code}. {indicator.title}", row, tuple(items))


def _item(item: Item, filled: Filled, row: int, *, is_open: bool) -> ItemRows:
    fields = tuple(
        Field(f"{item.code}|{name}", label, kind, value, row + place, options)
        for place, (name, label, kind, value, options) in enumerate(_cells(item, filled))
    )
    return ItemRows(
        code=item.code,
        title=item.title,
        max_points=shown(item.max_points) if item.max_points is not None else "",
        how="Hệ thống tự tính theo các nội dung khác, không phải nhập." if item.is_computed else item.how,
        row=row,
        is_open=is_open,
        fields=fields,
        note=filled.note,
    )


_Cell = tuple[str, str, str, str, tuple[str, ...]]


def _cells(item: Item, filled: Filled) -> Iterator[_Cell]:
    """Yield name, label, kind, value and options of each cell of an item."""
    rule, facts = item.rule, filled.facts
    if isinstance(rule, Choice):
        labels = tuple(option.label for option in rule.options)
        place = str(facts.get("option", ""))
        yield "option", "Chọn một mức", OPTION, labels[int(place)] if place else "", labels
    elif isinstance(rule, Checklist):
        ticked = facts.get("choices", ())
        named = [(str(number), activity) for number, activity in enumerate(rule.choices)]
        for code, label in [*named, (NO_ACTIVITY, NO_ACTIVITY_LABEL)]:
            yield f"choices.{code}", label, TICK, YES if code in ticked else "", (YES, NO)
    else:
        for name in fields_of(item):
            label = getattr(rule, "label" if name == "count" else name)
            yield name, label, COUNT, str(facts.get(name, "")), ()
    if item.not_applicable:
        label = f"Không phát sinh: {item.not_applicable.label[:1].lower()}{item.not_applicable.label[1:]}"
        yield NOT_APPLICABLE, label, TICK, YES if filled.not_applicable else "", (YES, NO)


def _sections(found: DossierContents, *, is_open: bool) -> Iterator[Section]:
    for place, (code, title) in enumerate(SECTIONS.items()):
        stored = found.narratives.get(code)
        text = plain_lines(stored.text) if stored else ""
        fits = len(text) <= LONGEST_CELL
        yield Section(code, title, text if fits else "", FIRST_ROW + place, is_open and fits, fits)


def _token(found: DossierContents, book: Workbook) -> str:
    items, dossier = found.edition.answerable_items, found.dossier
    versions: dict[str, list[Any]] = {}
    for item in items:
        answer = found.answers.get(item.code)
        versions[item.code] = [answer.version if answer else 0, filled_of(answer, item).digest]
    sections = {}
    for section in book.sections:
        stored = found.narratives.get(section.code)
        sections[section.code] = [stored.version if stored else 0, digest(section.text)]
    data = {
        "dossier": dossier.pk,
        "commune": book.commune,
        "campaign": book.campaign,
        "edition": book.edition,
        "standard": dossier.campaign.standard.sha256,
        "structure": book.structure,
        "items": versions,
        "sections": sections,
    }
    return Signer(salt=_SALT).sign_object(data, compress=True)


def origin_of(token: str) -> Origin | None:
    """Return from what a workbook was made; None where the token is none of ours."""
    try:
        data = Signer(salt=_SALT).unsign_object(token)
    except BadSignature:
        return None
    pairs = {name: {code: tuple(pair) for code, pair in data[name].items()} for name in ("items", "sections")}
    return Origin(**{**data, **pairs})
