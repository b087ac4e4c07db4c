"""Finds where the pages of a long table end without laying all of it out.

The printer itself measures: each kind of cell once, on a page without end. What is on one line for certain is measured once
for its column; what may wrap is measured by its own words. From the heights follow the pages, because a page depends on
nothing but the row that it begins with.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from fontTools.ttLib import TTFont
from lxml import html
from lxml.html import HtmlElement

from assessments.reports import pdf

_ENDLESS = 10_000_000  # CSS pixels
_FUDGE = 1 + 1e-9  # as the printer compares
_SURE = 0.95  # of the room of a cell; kerning hardly widens a line
_AVOID = frozenset({"avoid", "avoid-page"})


class Table(Protocol):
    """The table that is measured."""

    def with_rows(self, rows: Sequence[HtmlElement], *, is_first: bool, style: str = "") -> str:
        """Return a page of HTML with the table and these rows."""
        ...


@dataclass(frozen=True, slots=True)
class Row:
    """How high a row is (CSS pixels), and whether the page may not end before or after it."""

    height: float
    keep_before: bool = False
    keep_after: bool = False


@dataclass(frozen=True, slots=True)
class _Page:
    """Where rows begin on the first page and on the others, where pages end; width of the paper, room in each column."""

    first_top: float
    next_top: float
    bottom: float
    width: float
    rooms: tuple[tuple[float, float], ...]  # width of the cell's content, size of its type


def starts(table: Table, rows: Sequence[HtmlElement]) -> list[int]:
    """Return the number of the row with which each page begins."""
    plain = next(row for row in rows if not _is_special(row))
    page = _page(table, plain)
    return cut(_measured(table, rows, page), page.first_top, page.next_top, page.bottom)


def cut(rows: Sequence[Row], first_top: float, next_top: float, bottom: float) -> list[int]:
    """Fill the pages as the printer does: a row that does not fit begins the next one, with those that stay with it."""
    found, position = [0], first_top
    for number, row in enumerate(rows):
        if position + row.height > bottom * _FUDGE and number > found[-1]:
            begin = _begin(rows, found[-1], number)
            found.append(begin)
            position = next_top
            for moved in rows[begin:number]:
                position += moved.height
        position += row.height
    return found


def _begin(rows: Sequence[Row], earliest: int, number: int) -> int:
    begin = number
    while begin > earliest and (rows[begin].keep_before or rows[begin - 1].keep_after):
        begin -= 1
    return begin if begin > earliest else number


def numbered_from(annex: HtmlElement, number: int) -> str:
    """Return the style by which the pages of an annex go on with this number."""
    name = "wide" if "wide" in (annex.get("class") or "").split() else "annex"
    return (
        f"@page {name}:nth(1 of {name}) "
        f"{{ counter-reset: page {number} !important; @top-center {{ content: counter(page) !important; }} }}"
    )


def _page(table: Table, plain: HtmlElement) -> _Page:
    (first,) = pdf.laid_out(table.with_rows([plain], is_first=True)).pages
    (following,) = pdf.laid_out(table.with_rows([plain], is_first=False)).pages
    box, (row,), (next_row,) = first._page_box, _rows(first), _rows(following)  # noqa: SLF001  # boxes have no other way in
    return _Page(
        first_top=row.position_y,
        next_top=next_row.position_y,
        bottom=box.content_box_y() + box.height,
        width=box.margin_width(),
        rooms=tuple((cell.width, cell.style["font_size"]) for cell in row.children),
    )


def _rows(page: Any) -> list[Any]:  # noqa: ANN401  # untyped library
    """Return the boxes of the rows below the table's head."""
    return [
        row
        for box in page._page_box.descendants()  # noqa: SLF001  # see above
        if box.element_tag == "tbody" and not box.is_header
        for row in box.children
        if row.element_tag == "tr"
    ]


def _measured(table: Table, rows: Sequence[HtmlElement], page: _Page) -> list[Row]:
    """Lay out every distinct cell (or row, where it is special) once and put the rows together from that."""
    keys = [_keys(row, page) for row in rows]
    specimens: dict[str, HtmlElement] = {}
    for found in keys:
        for key in found:
            if key not in specimens:
                specimens[key] = html.fragment_fromstring(f"<table><tbody>{key}</tbody></table>").find("tbody/tr")
    style = f"@page annex, wide {{ size: {page.width}px {_ENDLESS}px !important; }}"
    (endless,) = pdf.laid_out(table.with_rows(list(specimens.values()), is_first=False, style=style)).pages
    sizes = {key: _row(box) for key, box in zip(specimens, _rows(endless), strict=True)}
    return [_tallest([sizes[key] for key in found]) for found in keys]


def _row(box: Any) -> Row:  # noqa: ANN401  # untyped library
    return Row(box.height, box.style["break_before"] in _AVOID, box.style["break_after"] in _AVOID)


def _tallest(rows: Sequence[Row]) -> Row:
    return max(rows, key=lambda row: row.height)


def _is_special(row: HtmlElement) -> bool:
    return bool(row.attrib) or any(cell.get("colspan") for cell in row)


def _keys(row: HtmlElement, page: _Page) -> tuple[str, ...]:
    """Return the rows of HTML that are together as high as this one: itself, or one for each of its cells."""
    if _is_special(row):
        return (html.tostring(row, encoding="unicode", with_tail=False),)
    return tuple(_specimens(row, page))


def _specimens(row: HtmlElement, page: _Page) -> Iterator[str]:
    count = len(row)
    for place, cell in enumerate(row):
        attributes = "".join(f' {name}="{value}"' for name, value in cell.attrib.items())
        inner = "x" if _is_one_line(cell, page.rooms[place]) else _inner(cell)
        before = f'<td colspan="{place}"></td>' if place else ""
        after = f'<td colspan="{count - place - 1}"></td>' if count - place - 1 else ""
        yield f"<tr>{before}<{cell.tag}{attributes}>{inner}</{cell.tag}>{after}</tr>"


def _inner(cell: HtmlElement) -> str:
    content = html.tostring(cell, encoding="unicode", with_tail=False)
    return str(content[content.index(">") + 1 : content.rindex("</")])


def _is_one_line(cell: HtmlElement, room: tuple[float, float]) -> bool:
    """Tell whether the words fit on one line for certain, or cannot be broken."""
    text = " ".join((cell.text or "").split())
    if len(cell) or not text:
        return False
    width, size = room
    return text.isdecimal() or _width(text) * size < width * _SURE


def _width(text: str) -> float:
    """Return the width of the text in the bold cut, which is the widest, for type of size 1."""
    advances = _advances()
    return sum(advances.get(ord(char), 1.0) for char in text)


@lru_cache(maxsize=1)
def _advances() -> dict[int, float]:
    with TTFont(pdf.FONTS / "LiberationSerif-Bold.ttf", lazy=True) as font:
        widths, unit = font["hmtx"], font["head"].unitsPerEm
        return {code: widths[name][0] / unit for code, name in font.getBestCmap().items()}
