"""The list of documents of an indicator: which are there, which did not arise, which are left.

The standard names the documents that are usually asked for; only a file for the indicator as a whole is demanded before
posting (`domain.completeness`), so whatever is left here is advice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessments.domain.standard import Indicator


@dataclass(frozen=True, slots=True)
class Line:
    """One document of the list: `number` counts from 1; it is there (`is_there`) or did not arise (`reason`)."""

    number: int
    name: str
    is_there: bool
    reason: str

    @property
    def is_done(self) -> bool:
        """Tell whether nothing is left to do about it."""
        return self.is_there or bool(self.reason)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many documents of a list are settled."""

    done: int
    total: int

    @property
    def left(self) -> int:
        """How many are left."""
        return self.total - self.done

    def __add__(self, other: "Completeness") -> "Completeness":
        return Completeness(self.done + other.done, self.total + other.total)


NOTHING = Completeness(0, 0)


def lines_of(indicator: Indicator, ticked: Iterable[int], absent: Mapping[str, str]) -> tuple[Line, ...]:
    """Return the list of an indicator; `ticked` are the numbers that files stand for, `absent` the reasons by number."""
    there = frozenset(ticked)
    return tuple(
        Line(number, name, number in there, absent.get(str(number), ""))
        for number, name in enumerate(indicator.evidence, start=1)
    )


def completeness(lines: Iterable[Line]) -> Completeness:
    """Count the lines."""
    found = tuple(lines)
    return Completeness(sum(line.is_done for line in found), len(found))


def period_of(year: int) -> tuple[date, date]:
    """Return the first and the last day of an assessment year."""
    return date(year, 1, 1), date(year, 12, 31)


def is_outside(first: date | None, last: date | None, issued_on: date | None, *, period: tuple[date, date]) -> bool:
    """Tell whether a document belongs to another time than the assessment period (first and last day).

    The period that the commune stated decides; an open end reaches as far as needed. Where none was stated the date of the
    document decides. Nothing stated: nothing is known, so nothing is flagged.
    """
    begin, end = period
    if first or last:
        return bool((first and first > end) or (last and last < begin))
    return issued_on is not None and not begin <= issued_on <= end
