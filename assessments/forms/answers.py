"""Reads the entry of one item; what cannot be read stays in the fields with a sentence beside it."""

from dataclasses import dataclass

from django.http import QueryDict

from assessments.domain.standard import Item
from assessments.forms.conflicts import typing_of, version_of
from assessments.selectors.cards import Typed
from assessments.selectors.conflicts import Typing, answer_fields
from assessments.services.answers import Entry
from tiepcanpl.kit.numbers import NumberError, parse_count
from tiepcanpl.kit.text import nfc

_CHOICES = "choices"
_FACTS = ("numerator", "denominator", "count", "option")
_COUNTS = frozenset({"numerator", "denominator", "count"})
_LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Reading:
    """What was read: the entry to save (None while a field cannot be read), and everything as it was typed."""

    entry: Entry | None
    typed: Typed


def read(data: QueryDict) -> Reading:
    """Read the posted facts; which of them the item's rule knows is the service's question."""
    raw: dict[str, str | list[str]] = {name: str(data[name]).strip() for name in _FACTS if name in data}
    if _CHOICES in data:
        raw[_CHOICES] = data.getlist(_CHOICES)
    facts, errors = _facts(raw)
    note, not_applicable = data.get("note", ""), "not_applicable" in data
    if len(note) > _LONGEST_NOTE:
        errors["note"] = f"Ghi chú dài tối đa {_LONGEST_NOTE} ký tự. Vui lòng rút gọn hoặc đính kèm tài liệu."
    typed = Typed(facts=raw, not_applicable=not_applicable, note=note, version=version_of(data), errors=errors)
    entry = Entry(facts=facts, not_applicable=not_applicable, note=note)
    return Reading(entry=None if errors else entry, typed=typed)


def compared(data: QueryDict, item: Item, entry: Entry) -> Typing:
    """Return the entry as it is compared with what is stored, with the choices that were posted."""
    values = {"facts": entry.facts, "not_applicable": entry.not_applicable, "note": nfc(entry.note).strip()}
    return typing_of(data, answer_fields(item, values))


def _facts(raw: dict[str, str | list[str]]) -> tuple[dict[str, str | list[str]], dict[str, str]]:
    """Return the facts that could be read and a sentence for each that could not; empty fields are no facts."""
    facts: dict[str, str | list[str]] = {}
    errors: dict[str, str] = {}
    for name, value in raw.items():
        try:
            if value:
                facts[name] = parse_count(str(value)) if name in _COUNTS else value
        except NumberError as error:
            errors[name] = str(error)
    return facts, errors
