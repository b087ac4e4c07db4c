"""Turns a context into the data that a report keeps, and back: what is printed is what was stored."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from types import UnionType
from typing import TypeVar, cast, get_args, get_origin, get_type_hints

from assessments.domain.numbers import exact

Context = TypeVar("Context")


def to_data(value: object) -> object:
    """Return JSON values: dataclasses as objects, tuples as lists, exact numbers as text."""
    if is_dataclass(value):
        return {field.name: to_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_data(part) for part in value]
    return exact(value) if isinstance(value, Fraction) else value


def from_data(kind: type[Context], data: object) -> Context:
    """Return the context that `to_data` was given."""
    return cast("Context", _read(kind, data))


def _read(kind: object, data: object) -> object:
    if isinstance(kind, type) and is_dataclass(kind):
        values = cast("Mapping[str, object]", data)
        hints = get_type_hints(kind)  # what was stored before a field existed takes the field's default
        return kind(**{name: _read(hint, values[name]) for name, hint in hints.items() if name in values})
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], part) for part in cast("list[object]", data))
    if isinstance(kind, UnionType):
        (inner,) = (arm for arm in get_args(kind) if arm is not type(None))
        return None if data is None else _read(inner, data)
    return Fraction(cast("str", data)) if kind is Fraction else data
