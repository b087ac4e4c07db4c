"""What changed between two texts, word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Words, runs of spaces, single signs. A line break stands alone, so that it is never lost in a run of spaces.
_TOKENS = re.compile(r"\w+|\n|[^\S\n]+|[^\w\s]")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Comparing word by word takes time in the product of both lengths; longer texts are compared line by line.
_MOST_PAIRS = 1_000_000


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that stayed, came or went."""

    kind: Kind
    text: str


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Return both texts as one sequence: what stayed and came makes `after`, what stayed and went makes `before`."""
    if before == after:
        return (Piece(Kind.SAME, before),) if before else ()
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if len(old) * len(new) > _MOST_PAIRS:
        old, new = _LINES.findall(before), _LINES.findall(after)
    return tuple(_joined(_bridged(list(_compared(old, new)))))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Piece(Kind.SAME, "".join(old[i:j]))
            continue
        yield Piece(Kind.REMOVED, "".join(old[i:j]))
        yield Piece(Kind.ADDED, "".join(new[k:m]))


def _bridged(found: list[Piece]) -> Iterator[Piece]:
    """Take a space between two changes into both, so that a changed sentence reads as one."""
    for place, piece in enumerate(found):
        inside = 0 < place < len(found) - 1
        if inside and piece.kind is Kind.SAME and piece.text.isspace() and "\n" not in piece.text:
            yield Piece(Kind.REMOVED, piece.text)
            yield Piece(Kind.ADDED, piece.text)
        else:
            yield piece


def _joined(found: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours: between two pieces that stayed, all that went stands before all that came."""
    gone, come = "", ""
    for piece in found:
        if piece.kind is Kind.SAME:
            yield from _change(gone, come)
            gone, come = "", ""
            if piece.text:
                yield piece
        elif piece.kind is Kind.REMOVED:
            gone += piece.text
        else:
            come += piece.text
    yield from _change(gone, come)


def _change(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece(Kind.REMOVED, gone)
    if come:
        yield Piece(Kind.ADDED, come)
