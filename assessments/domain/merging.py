"""Two people, or two windows, changed the same thing: what each changed, and what a choice makes of it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

_ATTEMPT = re.compile(r"([0-9a-f]{32})-(\d{1,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to save: the line of typing in one window, and how many edits it held."""

    line: str
    edits: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Read "<32 hex digits>-<edits>"; None for anything else."""
        found = _ATTEMPT.fullmatch(text)
        return cls(found[1], int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.line}-{self.edits}"


@dataclass(frozen=True, slots=True)
class Save:
    """One save of the past: the version that it made, all values after it, who and when, and from which attempt."""

    version: int
    values: Mapping[str, Any]
    actor_id: int | None
    at: datetime
    attempt: Attempt | None


@dataclass(frozen=True, slots=True)
class Known:
    """The latest version that a line of typing knows; `repeated` is the save that already holds all that was sent."""

    version: int
    repeated: Save | None = None


def known_to(
    attempt: Attempt | None, version: int, values: Mapping[str, Any], saves: Iterable[Save], *, actor_id: int
) -> Known:
    """Return what the sender knows: `version`, or a later one that its own attempts made while the answer was lost."""
    own = [
        save
        for save in saves
        if attempt and save.version > version and save.actor_id == actor_id and _line_of(save) == attempt.line
    ]
    if not own or attempt is None:
        return Known(version)
    latest = own[-1]
    overtaken = latest.attempt is not None and latest.attempt.edits > attempt.edits
    return Known(latest.version, latest if overtaken or latest.values == values else None)


def _line_of(save: Save) -> str:
    return save.attempt.line if save.attempt else ""


class Side(StrEnum):
    """Who changed a field since the version that both started from."""

    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which what was typed differs from what is stored."""

    name: str
    mine: Any
    theirs: Any
    side: Side


def differences(
    base: Mapping[str, Any] | None, mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Compare field by field; without a known base whatever differs counts as changed by both."""
    return tuple(
        Difference(name, value, theirs[name], _side(base, name, value, theirs[name]))
        for name, value in mine.items()
        if value != theirs[name]
    )


def _side(base: Mapping[str, Any] | None, name: str, mine: object, theirs: object) -> Side:
    if base is not None and base[name] == theirs:
        return Side.MINE
    if base is not None and base[name] == mine:
        return Side.THEIRS
    return Side.BOTH


def undecided(found: Sequence[Difference], choices: Mapping[str, str]) -> tuple[str, ...]:
    """Name the fields that both changed and for which nothing was chosen."""
    chosen = {Side.MINE, Side.THEIRS}
    return tuple(row.name for row in found if row.side is Side.BOTH and choices.get(row.name) not in chosen)


def merged(found: Sequence[Difference], choices: Mapping[str, str], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the stored values with mine where only I changed them or where I chose mine."""
    taken = {
        row.name: row.mine
        for row in found
        if row.side is Side.MINE or (row.side is Side.BOTH and choices.get(row.name) == Side.MINE)
    }
    return {**theirs, **taken}
