"""Reads what every form that saves itself sends along: the version it rests on, the attempt, the choices of a conflict."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from assessments.domain.merging import Attempt
from assessments.selectors.conflicts import Typing

_CHOICE = "choice-"


def version_of(data: QueryDict, name: str = "version") -> int:
    """Return the version that the page knew (0 = nothing was stored)."""
    text = str(data.get(name, ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004  # nobody saves a billion times


def attempt_of(data: QueryDict) -> Attempt | None:
    """Return the attempt by which a repeated request is known; a form without JavaScript sends none."""
    return Attempt.parse(str(data.get("attempt", "")))


def typing_of(data: QueryDict, values: Mapping[str, Any]) -> Typing:
    """Return what was typed, with everything that a comparison needs."""
    return Typing(
        values=values,
        version=version_of(data),
        attempt=attempt_of(data),
        compared=version_of(data, "compared"),
        choices={name.removeprefix(_CHOICE): str(data[name]) for name in data if name.startswith(_CHOICE)},
        decides="merge" in data,
    )
