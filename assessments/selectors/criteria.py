"""What the page of one criterion shows: indicators, items, answers, points, files, last year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.domain.completeness import Missing
from assessments.domain.item_rules import Checklist, Choice
from assessments.domain.provenance import Provenance
from assessments.domain.scoring import Line, Subtotal, facts_text, fields_of
from assessments.domain.standard import Indicator, Item
from assessments.models import Answer, Dossier, EvidenceLink, Submission, SupplementRequest
from assessments.selectors.contents import DossierContents
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


@dataclass(frozen=True, slots=True)
class NumberInput:
    """One field for a count."""

    name: str
    label: str
    value: str
    error: str


@dataclass(frozen=True, slots=True)
class Tick:
    """One radio button or checkbox; `worth` says what it brings."""

    value: str
    label: str
    worth: str
    checked: bool


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item on the page; `typed` keeps what was refused."""

    item: Item
    line: Line
    answer: Answer | None
    links: list[EvidenceLink]
    editable: bool
    request: SupplementRequest | None = None
    last_year: LastYear | None = None
    typed: Typed | None = None

    @property
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
        """The stored facts in one line."""
        return facts_text(self.item, self.answer.facts) if self.answer else ""

    @property
    def numbers(self) -> tuple[NumberInput, ...]:
        """The fields for counts, with dots between thousands."""
        rule, errors = self.item.rule, self.typed.errors if self.typed else {}
        if isinstance(rule, Checklist | Choice):
            return ()
        return tuple(
            NumberInput(name, _label(rule, name), _shown(self.facts.get(name, "")), errors.get(name, ""))
            for name in fields_of(self.item)
        )

    @property
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

    @property
    def checks(self) -> tuple[Tick, ...]:
        """The activities to tick."""
        rule = self.item.rule
        if not isinstance(rule, Checklist):
            return ()
        chosen = self.facts.get("choices", ())
        return tuple(Tick(str(place), label, "", str(place) in chosen) for place, label in enumerate(rule.choices))

    @property
    def denominator_source(self) -> str:
        """The code of the item whose figure is the denominator, or ""."""
        source = getattr(self.item.rule, "denominator_from", None)
        return source.item if source else ""

    @property
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
    """One indicator with its items and what is missing in it."""

    indicator: Indicator
    subtotal: Subtotal
    items: tuple[ItemCard, ...]
    missing: tuple[Missing, ...]

    @property
    def unverified(self) -> str:
        """Name what was not compared with the official text, or ""."""
        indicator = self.indicator
        parts = {
            "tên chỉ tiêu": indicator.title_provenance,
            "điểm tối đa": indicator.points_provenance if indicator.max_points is not None else None,
        }
        return _unverified(parts)


def _unverified(parts: Mapping[str, Provenance | None]) -> str:
    return ", ".join(name for name, provenance in parts.items() if provenance is Provenance.PROVISIONAL)


def _label(rule: Any, name: str) -> str:
    label: str = rule.label if name == "count" else getattr(rule, name)
    return label


def _shown(value: object) -> str:
    text = str(value)
    return group(int(text)) if text.isascii() and text.isdigit() else text


def cards(
    found: DossierContents,
    criterion_code: str,
    *,
    editable: frozenset[str],
    requests: Mapping[str, SupplementRequest],
    last_year: Submission | None,
) -> tuple[IndicatorCard, ...]:
    """Return the indicators of one criterion in order."""
    return tuple(
        indicator_card(found, indicator, editable=editable, requests=requests, last_year=last_year)
        for indicator in found.edition.criterion(criterion_code).indicators
    )


def indicator_card(
    found: DossierContents,
    indicator: Indicator,
    *,
    editable: frozenset[str] = frozenset(),
    requests: Mapping[str, SupplementRequest] | None = None,
    last_year: Submission | None = None,
) -> IndicatorCard:
    """Return one indicator with its items."""
    asked = requests or {}
    return IndicatorCard(
        indicator=indicator,
        subtotal=next(row for row in found.sheet.indicators if row.code == indicator.code),
        items=tuple(
            item_card(found, item, editable=editable, request=asked.get(item.code), last_year=last_year)
            for item in indicator.items
        ),
        missing=gaps_of(found, indicator),
    )


def item_card(
    found: DossierContents,
    item: Item,
    *,
    editable: frozenset[str],
    request: SupplementRequest | None = None,
    last_year: Submission | None = None,
) -> ItemCard:
    """Return what the page shows for one item."""
    return ItemCard(
        item=item,
        line=found.sheet.line(item.code),
        answer=found.answers.get(item.code),
        links=found.links.get(item.code, []),
        editable=item.code in editable,
        request=request,
        last_year=last_year_of(last_year, item),
    )


def gaps_of(found: DossierContents, indicator: Indicator) -> tuple[Missing, ...]:
    """Return what is missing in one indicator."""
    codes = {indicator.code, *(item.code for item in indicator.items)}
    return tuple(gap for gap in found.missing if gap.code in codes)


def touched_by(found: DossierContents, item: Item) -> tuple[Item, ...]:
    """Return the other items of the same criterion whose result may change when the item is saved."""
    criterion = found.edition.criterion_of(item.code)
    others = (other for indicator in criterion.indicators for other in indicator.items if other != item)
    return tuple(other for other in others if other.is_computed or item.code in _leans_on(other))


def _leans_on(item: Item) -> Iterator[str]:
    source = getattr(item.rule, "denominator_from", None)
    if source:
        yield source.item
    if item.not_applicable:
        yield from item.not_applicable.shared_by


def last_year_of(submission: Submission | None, item: Item) -> LastYear | None:
    """Return what was handed in for the item a year ago, or None."""
    stored = submission.snapshot["items"].get(item.code, {}) if submission else {}
    if submission is None or not stored.get("answered"):
        return None
    return LastYear(
        year=submission.snapshot["campaign"]["year"],
        facts=facts_text(item, stored["facts"]),
        not_applicable=stored["not_applicable"],
        note=stored["note"],
        explanation=stored["explanation"],
    )


def submission_of_last_year(dossier: Dossier) -> Submission | None:
    """Return the last submission of the same commune in the year before, if it was made under the same edition."""
    return (
        Submission.objects.filter(
            dossier__commune=dossier.commune,
            dossier__campaign__year=dossier.campaign.year - 1,
            dossier__campaign__standard__edition=dossier.campaign.standard.edition,
        )
        .order_by("-round")
        .first()
    )


def requests_by_item(dossier: Dossier) -> dict[str, SupplementRequest]:
    """Return the requests of the current round by item code."""
    return {row.item_code: row for row in dossier.requests.filter(round=dossier.round)}
