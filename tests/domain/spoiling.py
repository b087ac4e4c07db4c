"""Ways to spoil the data of a standard, and what the parser says to it."""

from collections.abc import Callable
from typing import Any

import pytest

from assessments.domain.parsing import StandardFaults, parse

Data = dict[str, Any]
Spoil = Callable[[Data], object]


def find(data: Data, code: str) -> Data:
    """Return the criterion, indicator, item or condition with the code."""
    rows = list(data["criteria"]) + list(data["pass_rules"])
    rows += [row for criterion in data["criteria"] for row in criterion["indicators"]]
    rows += [row for criterion in data["criteria"] for part in criterion["indicators"] for row in part["items"]]
    return next(row for row in rows if row["code"] == code)


def put(code: str, /, **values: object) -> Spoil:
    """Return a change of some values of one node."""
    return lambda data: find(data, code).update(values)


def rule(code: str, /, **values: object) -> Spoil:
    """Return a change of some values of one item's rule."""
    return lambda data: find(data, code)["rule"].update(values)


def drop(code: str, key: str) -> Spoil:
    return lambda data: find(data, code).pop(key)


def procedure(key: str, /, **values: object) -> Spoil:
    return lambda data: data["procedure"][key].update(values)


def top(**values: object) -> Spoil:
    return lambda data: data.update(values)


def told(data: object) -> list[str]:
    with pytest.raises(StandardFaults) as caught:
        parse(data)  # type: ignore[arg-type]  # broken on purpose
    return list(caught.value.sentences)
