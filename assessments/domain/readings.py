"""Reads claimed facts, and what a rule makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.domain.numbers import shown

Facts = Mapping[str, str | tuple[str, ...]]

# Far above anything that a commune counts; a longer number is a slip of the finger.
LARGEST_COUNT = 999_999_999


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the facts that cannot be right: `field` is the key of the fact."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule makes of facts: points (điểm, exact) or met; faults when neither can be said.

    `ratio` keeps numerator and denominator, `chosen` the indexes of the chosen options, for the sentences.
    """

    points: Fraction | None = None
    met: bool | None = None
    ratio: tuple[int, int] | None = None
    chosen: tuple[int, ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whole numbers read from facts, or the faults that prevent it."""

    values: tuple[int, ...]
    faults: tuple[Fault, ...]


def counts(facts: Facts, labels: Mapping[str, str]) -> Numbers:
    """Read a whole number for each key of `labels` (key → label for people)."""
    read = [_count(facts.get(name, ""), name, label) for name, label in labels.items()]
    faults = tuple(value for value in read if isinstance(value, Fault))
    return Numbers(() if faults else tuple(value for value in read if isinstance(value, int)), faults)


def _count(value: object, name: str, label: str) -> int | Fault:
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return Fault(name, f"vui lòng nhập “{label}”.")
    if text.startswith("-") and text[1:].isascii() and text[1:].isdigit():
        return Fault(name, f"“{label}” không được là số âm.")
    if not (text.isascii() and text.isdigit()):
        return Fault(name, f"“{label}” phải là số nguyên, chỉ gồm chữ số.")
    if len(text) > len(str(LARGEST_COUNT)):
        return Fault(name, f"“{label}” quá lớn, vui lòng kiểm tra lại.")
    return int(text)


def count_text(value: object) -> str:
    """Show a count the way people write it; what is no count stays as it was typed."""
    text = str(value)
    is_count = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_COUNT))
    return shown(int(text)) if is_count else text


def index(value: object, size: int) -> int | None:
    """Read the index of an option; None when there is no such option."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 3 and int(value) < size:  # noqa: PLR2004  # no list has a thousand options
        return int(value)
    return None
