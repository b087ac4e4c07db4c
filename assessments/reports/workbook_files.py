"""Writes the entry workbook as XLSX: input cells open, everything else locked, choices and yes/no as lists."""

import re
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook as Book

from assessments.reports import workbook_style as style
from assessments.reports.workbook_checks import Checks
from assessments.reports.workbook_layout import (
    GUIDE_PAGE,
    ITEM_COLUMNS,
    LISTS_PAGE,
    ORIGIN_PAGE,
    ORIGIN_ROW,
    SECTION_COLUMNS,
    Columns,
)
from assessments.reports.workbook_pages import (
    COUNT,
    FIRST_ROW,
    LONGEST_CELL,
    NARRATIVE_PAGE,
    Field,
    ItemRows,
    Page,
    Section,
    Workbook,
)

_TITLES = ("Nội dung", "Tên nội dung", "Điểm tối đa", "Cách tính", "Số liệu", "Ô nhập", "Ghi chú, giải trình")
_SECTION_WIDTH = 110
_GUIDE = (
    "Chỉ nhập vào các ô nền vàng. Các ô khác được khóa để biểu đọc lại được; không xóa, chèn, gộp hoặc chuyển dòng.",
    "Số lượng: nhập số nguyên, ví dụ 1250. Ô để trống nghĩa là chưa nhập.",
    "Ô chọn mức và ô “Có/Không”: bấm vào ô rồi chọn trong danh sách xổ xuống.",
    "Trong năm không phát sinh: chọn “Có” ở dòng “Không phát sinh” của nội dung đó, không nhập số 0 vào mẫu số.",
    "Điểm không nhập ở đây: hệ thống tính điểm khi tải biểu lên và cho xem trước mọi thay đổi.",
    "Tài liệu minh chứng tải lên ở trang của từng tiêu chí, không chèn vào biểu này.",
    "Nhập xong: lưu tệp (vẫn là XLSX), mở hồ sơ trên hệ thống, chọn “Biểu nhập (Excel)”, tải tệp lên, xem trước rồi ghi.",
    "Nội dung được người khác sửa sau khi tải biểu không bị ghi đè: hệ thống hỏi giữ giá trị nào.",
)


def to_xlsx(book: Workbook) -> bytes:
    """Return the file; the same workbook gives the same bytes."""
    file = Book()
    _guide(file.active, book)
    lists = file.create_sheet(LISTS_PAGE)
    for place, page in enumerate(book.pages, start=1):
        _criterion(file.create_sheet(page.name, place), page, book, lists)
    _narrative(file.create_sheet(NARRATIVE_PAGE, len(book.pages) + 1), book)
    _origin(file.create_sheet(ORIGIN_PAGE), book)
    lists.sheet_state = "hidden"
    file.security.lockStructure = True
    for sheet in file.worksheets:
        _protect(sheet)
    file.properties.creator, file.properties.title = book.commune, f"Biểu nhập – {book.commune}"
    stream = BytesIO()
    file.save(stream)
    return _same_bytes(stream, book.made_at)


def _guide(sheet: Any, book: Workbook) -> None:  # noqa: ANN401  # openpyxl has no types
    sheet.title = GUIDE_PAGE
    sheet.column_dimensions["A"].width = 110
    lines = [
        f"BIỂU NHẬP TỰ ĐÁNH GIÁ – {book.commune.upper()}",
        book.campaign,
        f"Bộ tiêu chí: {book.edition}",
        f"Số liệu đang lưu lúc {book.made_at:%H:%M ngày %d/%m/%Y}",
        "",
        *(f"{number}. {line}" for number, line in enumerate(_GUIDE, start=1)),
    ]
    for row, line in enumerate(lines, start=1):
        style.banner(sheet, row, line, 1, bold=row == 1, size=14 if row == 1 else 11)
    _on_paper(sheet)


def _criterion(sheet: Any, page: Page, book: Workbook, lists: Any) -> None:  # noqa: ANN401  # see above
    _head(sheet, page.title, book, dict(zip(_TITLES, style.WIDTHS.values(), strict=True)), ITEM_COLUMNS)
    sheet.column_dimensions["C"].hidden = not book.with_points
    checks = Checks(sheet, lists)
    for group in page.groups:
        for column in range(1, ITEM_COLUMNS.key):
            sheet.cell(group.row, column).fill = style.GROUP
        style.banner(sheet, group.row, group.title, ITEM_COLUMNS.note, bold=True)
        for item in group.items:
            _item(sheet, item, checks)
    checks.add()


def _head(sheet: Any, title: str, book: Workbook, titles: Mapping[str, int], columns: Columns) -> None:  # noqa: ANN401  # see above
    for column, width in enumerate(titles.values(), start=1):
        sheet.column_dimensions[chr(64 + column)].width = width
    for row, line in enumerate((title, f"{book.commune} – {book.campaign}", "Chỉ nhập vào ô nền vàng."), start=1):
        style.banner(sheet, row, line, len(titles), bold=row == 1, size=14 if row == 1 else 11)
    for column, name in enumerate(titles, start=1):
        cell = style.text(sheet.cell(FIRST_ROW - 1, column), name)
        cell.fill, cell.font, cell.border = style.HEAD, style.font(bold=True, colour="FFFFFF"), style.LINE
    style.text(sheet.cell(FIRST_ROW - 1, columns.key), "Mã dòng (không sửa)")
    sheet.column_dimensions[chr(64 + columns.key)].hidden = True
    style.fit(sheet, FIRST_ROW - 1, titles)
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
    _on_paper(sheet)


def _on_paper(sheet: Any) -> None:  # noqa: ANN401  # see above
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _item(sheet: Any, item: ItemRows, checks: Checks) -> None:  # noqa: ANN401  # see above
    for column, text in enumerate((item.code, item.title, item.max_points, item.how), start=1):
        style.text(sheet.cell(item.row, column), text)
    for part in item.fields:
        style.text(sheet.cell(part.row, ITEM_COLUMNS.code), item.code)
        style.text(sheet.cell(part.row, ITEM_COLUMNS.label), part.label)
        style.text(sheet.cell(part.row, ITEM_COLUMNS.key), part.key)
        cell = sheet.cell(part.row, ITEM_COLUMNS.value)
        _value(cell, part)
        style.shade(cell, is_open=item.is_open)
        checks.of(cell, part, is_open=item.is_open)
    if item.fields:
        note = style.text(sheet.cell(item.row, ITEM_COLUMNS.note), item.note)
        style.shade(note, is_open=item.is_open)
        checks.note(note, is_open=item.is_open)
    for row in range(item.row, item.row + max(len(item.fields), 1)):
        cells = [sheet.cell(row, column) for column in style.WIDTHS]
        for cell in cells:
            cell.border = style.LINE
        style.fit(sheet, row, {str(cell.value or ""): style.WIDTHS[cell.column] for cell in cells})


def _value(cell: Any, part: Field) -> None:  # noqa: ANN401  # see above
    if part.kind == COUNT and part.value.isascii() and part.value.isdigit():
        cell.value, cell.number_format = int(part.value), "#,##0"
    elif part.value:
        style.text(cell, part.value)
    elif part.kind == COUNT:
        cell.number_format = "#,##0"
    cell.alignment, cell.font = style.MIDDLE if part.kind == COUNT else style.TOP, style.font()


def _narrative(sheet: Any, book: Workbook) -> None:  # noqa: ANN401  # see above
    _head(sheet, "Thuyết minh", book, {"Phần": 28, "Nội dung": _SECTION_WIDTH}, SECTION_COLUMNS)
    for section in book.sections:
        _section(sheet, section)


def _section(sheet: Any, section: Section) -> None:  # noqa: ANN401  # see above
    style.text(sheet.cell(section.row, SECTION_COLUMNS.code), section.title).border = style.LINE
    style.text(sheet.cell(section.row, SECTION_COLUMNS.key), section.code)
    too_long = f"Phần này dài hơn {LONGEST_CELL} ký tự nên chỉ sửa được trên hệ thống."
    cell = style.text(sheet.cell(section.row, SECTION_COLUMNS.value), section.text if section.fits else too_long)
    style.shade(cell, is_open=section.is_open)
    cell.border = style.LINE
    style.fit(sheet, section.row, {section.text or "\n" * 4: _SECTION_WIDTH})


def _origin(sheet: Any, book: Workbook) -> None:  # noqa: ANN401  # see above
    style.text(sheet["A1"], "Trang này để hệ thống nhận lại biểu. Vui lòng không sửa.")
    style.text(sheet.cell(ORIGIN_ROW, 1), book.token)
    sheet.sheet_state = "veryHidden"


def _protect(sheet: Any) -> None:  # noqa: ANN401  # see above
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # widths and heights may be changed


_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def _same_bytes(stream: BytesIO, at: datetime) -> bytes:
    """Pack the file again with one time for everything."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    packed = BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _TIMES.sub(rb"\g<1>" + moment, data)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
