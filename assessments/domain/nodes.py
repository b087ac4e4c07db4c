"""Parts of a standard that are given to somebody: the whole (""), a criterion ("2"), an indicator ("2.3")."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from assessments.domain.standard import Item, Standard

WHOLE = ""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Node:
    """One part: its code, its title, how deep it lies (0 = the whole)."""

    code: str
    title: str
    depth: int

    @property
    def label(self) -> str:
        """The short name: "Toàn bộ hồ sơ", "Tiêu chí 2", "Chỉ tiêu 2.3"."""
        return label_of(self.code)


def label_of(code: str) -> str:
    """Return the short name of a part."""
    if code == WHOLE:
        return "Toàn bộ hồ sơ"
    return f"Chỉ tiêu {code}" if "." in code else f"Tiêu chí {code}"


def nodes_of(edition: Standard) -> Iterator[Node]:
    """Yield every part that can be given to somebody, in the standard's order."""
    yield Node(WHOLE, "Toàn bộ hồ sơ", 0)
    for criterion in edition.criteria:
        yield Node(criterion.code, criterion.title, 1)
        yield from (Node(indicator.code, indicator.title, 2) for indicator in criterion.indicators)


def items_under(edition: Standard, code: str) -> tuple[Item, ...]:
    """Return the items of a part that are reviewed; none for a code that the standard does not know."""
    return tuple(item for item in edition.answerable_items if code in path_of(edition, item.code))


def nearest(edition: Standard, item_code: str, given: Mapping[str, T]) -> T | None:
    """Return what was given for the smallest part that holds the item: the indicator's before the criterion's."""
    return next((given[code] for code in path_of(edition, item_code) if code in given), None)


def path_of(edition: Standard, item_code: str) -> tuple[str, str, str]:
    """Return the parts that hold the item, the smallest first."""
    return edition.indicator_of(item_code).code, edition.criterion_of(item_code).code, WHOLE
