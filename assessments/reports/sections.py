"""Cuts the HTML of a big paper into sections that can be printed apart and come out as if it had been printed whole.

The text before the annexes is one section. An annex is one or several: its table is cut only where a page ends anyway
(`paging` knows where), and each section says on which number it begins.
"""

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml import html
from lxml.html import HtmlElement

from assessments.reports import paging

PAGES = 12  # of a section: some seconds of work, and some 100 MB while it is printed
_MANY = 400  # rows of a paper from which it is worth while to cut it
_MANY_HERE = 150  # rows of one table


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a paper as a page of HTML; `pages` is how many it has to come out as (0: not known beforehand)."""

    html: str
    pages: int = 0


def is_big(page: str) -> bool:
    """Tell whether it is worth while to print the paper in sections."""
    return page.count("<tr") >= _MANY


def split(page: str, *, pages: int = PAGES) -> tuple[Section, ...]:
    """Return the sections of the HTML in their order; a table that cannot be cut stays in one section."""
    root = html.document_fromstring(page)
    annexes = [element for element in root.body.iterchildren("section") if _is(element, "annex")]
    for annex in annexes:
        root.body.remove(annex)
    body = [Section(_written(root))] if len(root.body) else []
    frame = _Frame(root)
    return (*body, *(section for annex in annexes for section in _sections(frame, annex, pages)))


def _is(element: HtmlElement, name: str) -> bool:
    return name in (element.get("class") or "").split()


def _written(root: HtmlElement) -> str:
    return str(html.tostring(root, encoding="unicode", doctype="<!DOCTYPE html>"))


class _Frame:
    """The page of HTML without its contents."""

    def __init__(self, root: HtmlElement) -> None:
        self.empty = copy.deepcopy(root)
        for child in list(self.empty.body):
            self.empty.body.remove(child)
        self.empty.body.text = None

    def around(self, annex: HtmlElement, *, style: str = "") -> str:
        """Return a page with the annex as its only content."""
        page = copy.deepcopy(self.empty)
        page.body.append(annex)
        if style:
            html.etree.SubElement(page.head, "style").text = style
        return _written(page)


def _sections(frame: _Frame, annex: HtmlElement, pages: int) -> Iterator[Section]:
    rows = _rows_to_cut(annex)
    if not rows:
        yield Section(frame.around(annex))
        return
    starts = paging.starts(_Measured(frame, annex), rows)
    cuts = [*starts[::pages], len(rows)]
    for number, (begin, end) in enumerate(pairwise(cuts)):
        is_last = end == len(rows)
        part = _part(annex, rows[begin:end], is_first=begin == 0, is_last=is_last)
        style = paging.numbered_from(annex, number * pages + 1) if begin else ""
        yield Section(frame.around(part, style=style), 0 if is_last else pages)


def _rows_to_cut(annex: HtmlElement) -> list[HtmlElement]:
    """Return the rows of the annex's only table; none where it is short or where cells reach over rows."""
    tables = annex.findall("table")
    rows = tables[0].findall("tbody/tr") if len(tables) == 1 else []
    if len(rows) < _MANY_HERE or annex.xpath(".//*[@rowspan]") or len(tables[0].findall("tbody")) != 1:
        return []
    return list(rows)


def _part(annex: HtmlElement, rows: Sequence[HtmlElement], *, is_first: bool, is_last: bool) -> HtmlElement:
    """Return the annex with these rows alone; what stands over and under the table goes with the first and the last."""
    part = html.Element("section", dict(annex.attrib))
    children = list(annex)
    place = next(number for number, child in enumerate(children) if child.tag == "table")
    for child in children[:place] if is_first else []:
        part.append(copy.deepcopy(child))
    part.append(_table(children[place], rows, is_first=is_first))
    for child in children[place + 1 :] if is_last else []:
        part.append(copy.deepcopy(child))
    return part


def _table(table: HtmlElement, rows: Sequence[HtmlElement], *, is_first: bool) -> HtmlElement:
    found = html.Element("table", dict(table.attrib))
    if not is_first:
        found.set("style", "margin-top: 0")  # as a table that goes on from the page before
    found.extend(copy.deepcopy(head) for head in table.findall("thead"))
    html.etree.SubElement(found, "tbody").extend(copy.deepcopy(row) for row in rows)
    return found


class _Measured:
    """The annex as `paging` wants to lay it out: with rows of its choice."""

    def __init__(self, frame: _Frame, annex: HtmlElement) -> None:
        self.frame, self.annex = frame, annex

    def with_rows(self, rows: Sequence[HtmlElement], *, is_first: bool, style: str = "") -> str:
        """Return a page of HTML with the annex and these rows."""
        part = _part(self.annex, rows, is_first=is_first, is_last=False)
        return self.frame.around(part, style=style)
