"""Reads the entry of one item; what cannot be read stays in the fields with a sentence beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from assessments.domain.scoring import fields_of
from assessments.domain.standard import Item
from assessments.services.answers import Entry
from tiepcanpl.kit.numbers import NumberError, parse_count

_CHOICES = "choices"
_COUNTS = frozenset({"numerator", "denominator", "count"})


@dataclass(frozen=True)
class Reading:
    """What was read: the entry to save (None while a field cannot be read), the texts as typed, a sentence by field."""

    entry: Entry | None
    version: int
    typed: Mapping[str, str | list[str]]
    errors: Mapping[str, str] = field(default_factory=dict)


def read(item: Item, data: QueryDict) -> Reading:
    """Read the posted fields of the item's rule."""
    typed: dict[str, str | list[str]] = {}
    facts: dict[str, str | list[str]] = {}
    errors: dict[str, str] = {}
    for name in fields_of(item):
        value = data.getlist(name) if name == _CHOICES else data.get(name, "").strip()
        typed[name] = value
        try:
            if value:
                facts[name] = parse_count(str(value)) if name in _COUNTS else value
        except NumberError as error:
            errors[name] = str(error)
    entry = Entry(facts=facts, not_applicable="not_applicable" in data, note=data.get("note", ""))
    version = data.get("version", "0")
    known = int(version) if version.isdecimal() else 0
    return Reading(entry=None if errors else entry, version=known, typed=typed, errors=errors)
