"""Turns a context into the data that a report keeps, and back: what is printed is what was stored."""

from dataclasses import fields, is_dataclass
from fractions import Fraction
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from assessments.domain.numbers import exact

Context = TypeVar("Context")


def to_data(value: Any) -> Any:
    """Return JSON values: dataclasses as objects, tuples as lists, exact numbers as text."""
    if is_dataclass(value):
        return {field.name: to_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_data(part) for part in value]
    return exact(value) if isinstance(value, Fraction) else value


def from_data(kind: type[Context], data: Any) -> Context:
    """Return the context that `to_data` was given."""
    built: Context = _read(kind, data)
    return built


def _read(kind: Any, data: Any) -> Any:
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _read(hint, data[name]) for name, hint in hints.items()})  # type: ignore[operator]  # a class
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], part) for part in data)
    if isinstance(kind, UnionType):
        (inner,) = (arm for arm in get_args(kind) if arm is not type(None))
        return None if data is None else _read(inner, data)
    return Fraction(data) if kind is Fraction else data
