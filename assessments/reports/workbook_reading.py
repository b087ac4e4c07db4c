"""Reads an entry workbook cell by cell, whatever somebody has made of it."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.cell_range import CellRange

from assessments.reports.workbook_layout import ITEM_COLUMNS, ORIGIN_PAGE, ORIGIN_ROW, SECTION_COLUMNS, Columns
from assessments.reports.workbook_pages import FIRST_ROW, NARRATIVE_PAGE
from tiepcanpl.kit.text import nfc

# Unpacked; a real one has a quarter of a megabyte, with the longest notes and sections two. A page has 50 kB.
_MOST_BYTES, _MOST_BYTES_OF_PAGE = 4 * 1024 * 1024, 1024 * 1024
_MOST_PARTS, _MOST_PAGES, _MOST_ROWS, _MOST_MERGES = 200, 40, 2000, 500
_BROKEN = (
    OSError, EOFError, ValueError, LookupError, TypeError, AttributeError, RuntimeError, ArithmeticError, SyntaxError,
    AssertionError, struct.error, zlib.error, zipfile.BadZipFile, InvalidFileException,
)  # fmt: skip  # one block
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"(\$?[A-Z]{1,3}\$?\d{1,7}:\$?[A-Z]{1,3}\$?\d{1,7})\"")


class UnreadableError(Exception):
    """The file is broken, or far larger than any workbook of ours."""


class Content(Enum):
    """What stands in a cell."""

    EMPTY = auto()
    TEXT = auto()
    NUMBER = auto()
    TRUTH = auto()
    DATE = auto()
    ERROR = auto()
    UNCOUNTED = auto()  # a formula whose value was not stored


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its page and place for people, what stands in it."""

    page: str
    place: str
    content: Content
    value: Any = None
    is_merged: bool = False

    @property
    def text(self) -> str:
        """The value as text."""
        if self.content is Content.NUMBER and float(self.value).is_integer():
            return str(int(self.value))
        if self.content is Content.DATE and isinstance(self.value, date):
            return f"{self.value:%d/%m/%Y}"
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """One row with a key: what it says it is, and what was filled in."""

    page: str
    number: int
    code: str
    label: str
    value: Cell
    note: Cell | None


@dataclass(frozen=True, slots=True)
class Cells:
    """The token of the workbook and its rows by key; a key that was copied has several."""

    token: str
    rows: dict[str, list[Row]]


def read(file: IO[bytes]) -> Cells:
    """Return the cells of a file whose type was checked before. Raises UnreadableError."""
    try:
        _check_size(file)
        formulas = set(_formulas(file))
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        rows: dict[str, list[Row]] = {}
        for sheet in book.worksheets[:_MOST_PAGES]:
            for key, row in _rows(sheet, formulas):
                rows.setdefault(key, []).append(row)
        return Cells(_token(book), rows)
    except _BROKEN as error:
        raise UnreadableError(str(error)) from error


def _check_size(file: IO[bytes]) -> None:
    """Refuse what would unpack to far more; a part never gives more bytes than its entry promises."""
    file.seek(0)
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        pages = [part.file_size for part in parts if part.filename != "xl/sharedStrings.xml"]
        if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_BYTES:
            raise UnreadableError("too large")
        if max(pages, default=0) > _MOST_BYTES_OF_PAGE:
            raise UnreadableError("a page is too large")


def _formulas(file: IO[bytes]) -> Iterator[tuple[str, str]]:
    file.seek(0)
    book = load_workbook(file, read_only=True, keep_links=False)
    for sheet in book.worksheets[:_MOST_PAGES]:
        for cells in sheet.iter_rows(min_row=FIRST_ROW, max_row=_MOST_ROWS, max_col=ITEM_COLUMNS.key):
            yield from ((sheet.title, cell.coordinate) for cell in cells if cell.data_type == "f")


def _token(book: Any) -> str:  # noqa: ANN401  # openpyxl has no types
    pages = [sheet for sheet in book.worksheets[:_MOST_PAGES] if nfc(sheet.title) == ORIGIN_PAGE]
    place = ORIGIN_ROW
    values = [row[0].value for page in pages for row in page.iter_rows(min_row=place, max_row=place, max_col=1)]
    return str(values[0]) if values and values[0] else ""


def _rows(sheet: Any, formulas: set[tuple[str, str]]) -> Iterator[tuple[str, Row]]:  # noqa: ANN401  # see above
    name = nfc(sheet.title)
    columns = SECTION_COLUMNS if name == NARRATIVE_PAGE else ITEM_COLUMNS
    merges = _merges(sheet)
    for number, cells in enumerate(
        sheet.iter_rows(min_row=FIRST_ROW, max_row=_MOST_ROWS, max_col=columns.key), start=FIRST_ROW
    ):
        key = _plain(cells, columns.key)
        if key:
            yield key, _row(sheet.title, number, cells, columns, merges, formulas)


def _row(
    title: str,
    number: int,
    cells: tuple[Any, ...],
    columns: Columns,
    merges: list[CellRange],
    formulas: set[tuple[str, str]],
) -> Row:
    def cell(column: int) -> Cell:
        place = f"{get_column_letter(column)}{number}"
        merged = any(
            area.min_row <= number <= area.max_row and area.min_col <= column <= area.max_col for area in merges
        )
        return _cell(nfc(title), place, cells[column - 1], is_formula=(title, place) in formulas, is_merged=merged)

    note = cell(columns.note) if columns.note else None
    code, label = _plain(cells, columns.code), _plain(cells, columns.label)
    return Row(nfc(title), number, code, label, cell(columns.value), note)


def _cell(page: str, place: str, found: Any, *, is_formula: bool, is_merged: bool) -> Cell:  # noqa: ANN401  # see above
    value = found.value
    if value is None or value == "":
        content = Content.UNCOUNTED if is_formula else Content.EMPTY
    elif found.data_type == "e":
        content = Content.ERROR
    elif isinstance(value, bool):
        content = Content.TRUTH
    elif isinstance(value, datetime | date | time | timedelta):
        content = Content.DATE
    else:
        content = Content.NUMBER if isinstance(value, int | float) else Content.TEXT
    return Cell(page, place, content, value, is_merged)


def _plain(cells: tuple[Any, ...], column: int) -> str:
    value = cells[column - 1].value if column <= len(cells) else None
    return " ".join(nfc(str(value)).split()) if value is not None else ""


def _merges(sheet: Any) -> list[CellRange]:  # noqa: ANN401  # see above
    """Find the merged cells, which the streaming reader leaves out: all but the first of them look empty."""
    with sheet._get_source() as part:  # noqa: SLF001  # there is no public way
        found = _MERGE.findall(part.read(_MOST_BYTES_OF_PAGE))
    return [CellRange(area.decode()) for area in found[:_MOST_MERGES]]
