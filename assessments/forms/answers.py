"""Reads the entry of one item; what cannot be read stays in the fields with a sentence beside it."""

from dataclasses import dataclass

from django.http import QueryDict

from assessments.selectors.cards import Typed
from assessments.services.answers import Entry
from tiepcanpl.kit.numbers import NumberError, parse_count

_CHOICES = "choices"
_FACTS = ("numerator", "denominator", "count", "option")
_COUNTS = frozenset({"numerator", "denominator", "count"})
_LONGEST_NOTE = 4000


@dataclass(frozen=True)
class Reading:
    """What was read: the entry to save (None while a field cannot be read), and everything as it was typed.

    `version` is the one that the page knew, or the one that the person has seen and chooses to overwrite.
    """

    entry: Entry | None
    version: int
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
    known = _version(str(data.get("version", "")))
    typed = Typed(facts=raw, not_applicable=not_applicable, note=note, version=known, errors=errors)
    entry = Entry(facts=facts, not_applicable=not_applicable, note=note)
    return Reading(
        entry=None if errors else entry,
        version=_version(str(data["overwrite"])) if "overwrite" in data else known,
        typed=typed,
    )


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


def _version(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004  # nobody saves a billion times
