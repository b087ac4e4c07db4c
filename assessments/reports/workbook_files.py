"""Writes the entry workbook as XLSX: input cells open, everything else locked, choices and yes/no as lists."""

import re
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook as Book
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation

from assessments.domain.readings import LARGEST_COUNT
from assessments.reports.workbook_layout import (
    GUIDE_PAGE,
    ITEM_COLUMNS,
    LISTS_PAGE,
    LONGEST_NOTE,
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
    OPTION,
    Field,
    ItemRows,
    Page,
    Section,
    Workbook,
)

_HEAD, _INPUT, _LOCKED, _GROUP = (PatternFill("solid", fgColor=c) for c in ("17365F", "FFF8DC", "EEF1F4", "DCE6F1"))
_LINE = Border(*(Side(style="thin", color="B8C2CC"),) * 4)
_TOP = Alignment(vertical="top", wrap_text=True)
_OPEN = Protection(locked=False)
_WIDTHS = {"A": 9, "B": 40, "C": 9, "D": 36, "E": 38, "F": 26, "G": 42}
_TITLES = ("Nội dung", "Tên nội dung", "Điểm tối đa", "Cách tính", "Số liệu", "Ô nhập", "Ghi chú, giải trình")
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
    sheet.column_dimensions["A"].width = 100
    lines = [
        f"BIỂU NHẬP TỰ ĐÁNH GIÁ – {book.commune.upper()}",
        book.campaign,
        f"Bộ tiêu chí: {book.edition}",
        f"Số liệu đang lưu lúc {book.made_at:%H:%M ngày %d/%m/%Y}",
        "",
        *(f"{number}. {line}" for number, line in enumerate(_GUIDE, start=1)),
    ]
    for row, line in enumerate(lines, start=1):
        _text(sheet.cell(row, 1), line)
    sheet["A1"].font = Font(bold=True, size=14)


def _criterion(sheet: Any, page: Page, book: Workbook, lists: Any) -> None:  # noqa: ANN401  # see above
    _head(sheet, page.title, book, _TITLES, ITEM_COLUMNS)
    for letter, width in _WIDTHS.items():
        sheet.column_dimensions[letter].width = width
    sheet.column_dimensions["C"].hidden = not book.with_points
    checks = _Checks(sheet, lists)
    for group in page.groups:
        for column in range(1, ITEM_COLUMNS.key):
            sheet.cell(group.row, column).fill = _GROUP
        _text(sheet.cell(group.row, 1), group.title, wrap=False).font = Font(bold=True)
        for item in group.items:
            _item(sheet, item, checks)
    checks.add()


def _head(sheet: Any, title: str, book: Workbook, titles: Iterable[str], columns: Columns) -> None:  # noqa: ANN401  # see above
    for row, line in enumerate((title, f"{book.commune} – {book.campaign}", "Chỉ nhập vào ô nền vàng."), start=1):
        _text(sheet.cell(row, 1), line, wrap=False).font = Font(bold=row == 1, size=14 if row == 1 else 11)
    for column, name in enumerate(titles, start=1):
        cell = _text(sheet.cell(FIRST_ROW - 1, column), name)
        cell.fill, cell.font, cell.border = _HEAD, Font(bold=True, color="FFFFFF"), _LINE
    _text(sheet.cell(FIRST_ROW - 1, columns.key), "Mã dòng (không sửa)")
    sheet.column_dimensions[chr(ord("A") + columns.key - 1)].hidden = True
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _item(sheet: Any, item: ItemRows, checks: "_Checks") -> None:  # noqa: ANN401  # see above
    for column, text in enumerate((item.code, item.title, item.max_points, item.how), start=1):
        _text(sheet.cell(item.row, column), text)
    for part in item.fields:
        _text(sheet.cell(part.row, ITEM_COLUMNS.code), item.code)
        _text(sheet.cell(part.row, ITEM_COLUMNS.label), part.label)
        _text(sheet.cell(part.row, ITEM_COLUMNS.key), part.key)
        cell = sheet.cell(part.row, ITEM_COLUMNS.value)
        _value(cell, part)
        _shade(cell, is_open=item.is_open)
        checks.of(cell, part, is_open=item.is_open)
    if item.fields:
        note = _text(sheet.cell(item.row, ITEM_COLUMNS.note), item.note)
        _shade(note, is_open=item.is_open)
        checks.note(note, is_open=item.is_open)
    for row in range(item.row, item.row + max(len(item.fields), 1)):
        for column in range(1, ITEM_COLUMNS.key):
            sheet.cell(row, column).border = _LINE


def _value(cell: Any, part: Field) -> None:  # noqa: ANN401  # see above
    cell.alignment = _TOP
    if part.kind == COUNT and part.value.isascii() and part.value.isdigit():
        cell.value, cell.number_format = int(part.value), "#,##0"
    elif part.value:
        _text(cell, part.value)
    elif part.kind == COUNT:
        cell.number_format = "#,##0"


def _shade(cell: Any, *, is_open: bool) -> None:  # noqa: ANN401  # see above
    cell.fill = _INPUT if is_open else _LOCKED
    if is_open:
        cell.protection = _OPEN


class _Checks:
    """What Excel itself refuses while somebody types; the levels of a choice stand on a hidden page."""

    def __init__(self, sheet: Any, lists: Any) -> None:  # noqa: ANN401  # see above
        """Prepare one check for each kind of cell."""
        self._sheet, self._lists = sheet, lists
        self._count = _check(
            "Chỉ nhập số nguyên từ 0 trở lên.", type="whole", formula1="0", formula2=str(LARGEST_COUNT)
        )
        self._tick = _check("Vui lòng chọn “Có” hoặc “Không”.", type="list", formula1='"Có,Không"')
        longest = f"Ghi chú dài tối đa {LONGEST_NOTE} ký tự."
        self._note = _check(longest, type="textLength", operator="lessThanOrEqual", formula1=str(LONGEST_NOTE))
        self._levels: list[DataValidation] = []

    def of(self, cell: Any, part: Field, *, is_open: bool) -> None:  # noqa: ANN401  # see above
        """Add the check of a fact."""
        if not is_open:
            return
        if part.kind == OPTION:
            self._levels.append(self._levels_of(part))
            self._levels[-1].add(cell)
        else:
            (self._count if part.kind == COUNT else self._tick).add(cell)

    def note(self, cell: Any, *, is_open: bool) -> None:  # noqa: ANN401  # see above
        """Add the check of a note."""
        if is_open:
            self._note.add(cell)

    def _levels_of(self, part: Field) -> DataValidation:
        first = self._lists.max_row + 1
        for row, label in enumerate(part.options, start=first):
            _text(self._lists.cell(row, 1), label)
        area = f"'{LISTS_PAGE}'!$A${first}:$A${first + len(part.options) - 1}"
        return _check("Vui lòng chọn một mức trong danh sách.", type="list", formula1=area)

    def add(self) -> None:
        """Put the checks that are used into the page."""
        for check in (self._count, self._tick, self._note, *self._levels):
            if check.sqref.ranges:
                self._sheet.add_data_validation(check)


def _check(sentence: str, **rule: str) -> DataValidation:
    check = DataValidation(allow_blank=True, **rule)
    check.showErrorMessage, check.errorTitle, check.error = True, "Chưa nhập được", sentence
    return check


def _narrative(sheet: Any, book: Workbook) -> None:  # noqa: ANN401  # see above
    _head(sheet, "Thuyết minh", book, ("Phần", "Nội dung"), SECTION_COLUMNS)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 110
    for section in book.sections:
        _section(sheet, section)


def _section(sheet: Any, section: Section) -> None:  # noqa: ANN401  # see above
    _text(sheet.cell(section.row, SECTION_COLUMNS.code), section.title).border = _LINE
    _text(sheet.cell(section.row, SECTION_COLUMNS.key), section.code)
    too_long = f"Phần này dài hơn {LONGEST_CELL} ký tự nên chỉ sửa được trên hệ thống."
    cell = _text(sheet.cell(section.row, SECTION_COLUMNS.value), section.text if section.fits else too_long)
    _shade(cell, is_open=section.is_open)
    cell.border = _LINE
    if not section.text:
        sheet.row_dimensions[section.row].height = 60


def _origin(sheet: Any, book: Workbook) -> None:  # noqa: ANN401  # see above
    _text(sheet["A1"], "Trang này để hệ thống nhận lại biểu. Vui lòng không sửa.")
    _text(sheet.cell(ORIGIN_ROW, 1), book.token)
    sheet.sheet_state = "veryHidden"


def _text(cell: Any, text: str, *, wrap: bool = True) -> Any:  # noqa: ANN401  # see above
    """Write text as text: what begins with "=" is no formula."""
    if text:
        cell.value = text
        cell.data_type, cell.quotePrefix = "s", text.startswith(("=", "+", "-", "@"))
    if wrap:
        cell.alignment = _TOP
    return cell


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
