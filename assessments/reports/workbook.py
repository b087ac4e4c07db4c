"""A description as an Excel workbook: the words on the first sheet, each table on its own, numbers as numbers."""

import io
import re
from datetime import datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessments.reports import archive
from assessments.reports.blocks import Break, Columns, Description, Paragraph, Table
from assessments.reports.blocks import Row as SourceRow
from assessments.reports.widths import widths_of

_NUMBER = re.compile(r"-?\d{1,3}(\.\d{3})*(,\d+)?|-?\d+(,\d+)?")
_FACE = "Times New Roman"
_LINE = Side(style="thin")
_BOX = Border(_LINE, _LINE, _LINE, _LINE)
_BOLD_KINDS = frozenset({"h1", "h2", "h3", "document-type", "subject", "agency", "nation-name", "motto", "notice"})
_WORDS = "Văn bản"
_WIDTH = 110  # characters
_TABLE_ROOM = 250  # mm, shared out like on paper
_PER_MM = 0.55  # characters of Excel's width for one mm


def from_description(found: Description) -> bytes:
    """Return the XLSX; the same description gives the same bytes."""
    book = Workbook()
    words = book.active
    words.title = _WORDS
    words.column_dimensions["A"].width = _WIDTH
    tables = 0
    for block in found.blocks:
        match block:
            case Paragraph():
                _line(words, block)
            case Columns():
                for paragraph in (*block.left, *block.right):
                    _line(words, paragraph)
            case Table():
                tables += 1
                name = f"Bảng {tables}"
                _line(words, Paragraph("p", ()), text=f"(Xem trang tính “{name}”)")
                _table(book.create_sheet(name), block)
            case Break():
                words.append([])
    for paragraph in found.verification:
        _line(words, paragraph)
    _describe(book, found)
    return archive.repacked(_saved(book, datetime.fromisoformat(found.made_at)))


def _describe(book: Workbook, found: Description) -> None:
    properties = book.properties
    properties.title, properties.creator, properties.language = found.title, found.author, "vi-VN"
    properties.lastModifiedBy = found.author


def _saved(book: Workbook, at: datetime) -> bytes:
    """Save the book; the library writes the moment of saving into it, which is put back to that of the data."""
    book.properties.created = at.replace(tzinfo=None)
    buffer = io.BytesIO()
    book.save(buffer)
    return archive.replaced(
        buffer.getvalue(),
        "docProps/core.xml",
        lambda text: re.sub(r"(<dcterms:modified[^>]*>)[^<]*", rf"\g<1>{at:%Y-%m-%dT%H:%M:%SZ}", text),
    )


def _line(sheet: Worksheet, paragraph: Paragraph, *, text: str = "") -> None:
    words = text or paragraph.text
    if not words:
        return
    sheet.append([ILLEGAL_CHARACTERS_RE.sub("", words)])
    cell = sheet.cell(sheet.max_row, 1)
    cell.data_type = "s"  # never a formula, whatever the text begins with
    cell.font = Font(name=_FACE, size=12, bold=paragraph.kind in _BOLD_KINDS)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _table(sheet: Worksheet, table: Table) -> None:
    for number, width in enumerate(widths_of(table, _TABLE_ROOM), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width * _PER_MM
    for place, row in enumerate((*table.head, *table.body), start=1):
        _row(sheet, row, place, is_head=place <= len(table.head))
    if table.head:
        sheet.freeze_panes = sheet.cell(len(table.head) + 1, 1)
        sheet.print_title_rows = f"1:{len(table.head)}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _row(sheet: Worksheet, row: SourceRow, number: int, *, is_head: bool) -> None:
    place = 1
    for source in row.cells:
        cell = sheet.cell(number, place)
        _put(cell, source.text, source.figure if "figure" in source.classes else "")
        cell.font = Font(name=_FACE, size=12, bold=is_head or bool(row.kind))
        centred = is_head or source.classes & {"centre", "figure"}
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center" if centred else "left")
        for column in range(place, place + source.span):
            sheet.cell(number, column).border = _BOX
        if source.span > 1:
            sheet.merge_cells(start_row=number, start_column=place, end_row=number, end_column=place + source.span - 1)
        place += source.span


def _put(cell: Cell, text: str, figure: str) -> None:
    """Write a number as a number with the places that are printed, everything else as text."""
    shown, percent = figure.removesuffix("%"), figure.endswith("%")
    if not _NUMBER.fullmatch(shown):
        cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", text), "s"
        return
    value = Decimal(shown.replace(".", "").replace(",", "."))
    places = "0" * len(shown.partition(",")[2])
    pattern = f"#,##0{'.' if places else ''}{places}"
    cell.value = value / 100 if percent else value
    cell.number_format = f"{pattern}%" if percent else pattern
    if text != figure:  # a mark such as (*) is kept as part of the look
        cell.number_format += f'"{text.removeprefix(figure)}"'
