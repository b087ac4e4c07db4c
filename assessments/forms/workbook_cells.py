"""Reads the cells of one item of an entry workbook the way the page reads its fields; what cannot be read is named by cell."""

from collections.abc import Iterator

from assessments.domain.item_rules import NO_ACTIVITY
from assessments.reports.workbook_layout import ITEM_COLUMNS, LONGEST_NOTE
from assessments.reports.workbook_pages import COUNT, NOT_APPLICABLE, OPTION, Field, ItemRows, Page, Section
from assessments.reports.workbook_reading import Cell, Cells, Content, Row
from assessments.selectors.workbooks import Facts, Filled
from tiepcanpl.kit.numbers import NumberError, parse_count
from tiepcanpl.kit.text import fold, plain_lines

_VALUE_COLUMN = chr(ord("A") + ITEM_COLUMNS.value - 1)
_YES, _NO = frozenset({"co", "x", "1", "true"}), frozenset({"khong", "0", "false"})
_CANNOT = {
    Content.ERROR: "ô báo lỗi của Excel. Vui lòng nhập số liệu vào ô thay cho công thức.",
    Content.UNCOUNTED: "công thức chưa được tính. Vui lòng mở tệp bằng Excel rồi lưu lại, hoặc nhập thẳng giá trị.",
}


class CellError(ValueError):
    """Why a cell cannot be read, as the end of a sentence."""


def item(cells: Cells, page: Page, rows: ItemRows) -> Filled | list[str]:
    """Return what was filled in, or a sentence for each cell that cannot be read."""
    faults: list[str] = []
    values: dict[str, str] = {}
    for part in rows.fields:
        try:
            values[part.key.partition("|")[2]] = _value(_cell(cells, part, rows), part)
        except CellError as error:
            faults.append(_sentence(_place(cells, page, part), rows.code, str(error)))
    note = _note(cells, rows, faults)
    return faults or Filled(_facts(values), values.get(NOT_APPLICABLE) == "yes", note)


def _place(cells: Cells, page: Page, part: Field) -> str:
    """Return where the cell stands, or where it stood before its row was taken out."""
    found = cells.rows.get(part.key)
    if found:
        return f"Trang “{found[0].page}”, ô {found[0].value.place}"
    return f"Trang “{page.name}”, ô {_VALUE_COLUMN}{part.row}"


def _sentence(place: str, code: str, reason: str) -> str:
    return f"{place} (nội dung {code}): {reason}"


def _cell(cells: Cells, part: Field, rows: ItemRows) -> Cell:
    """Return the one cell of the field, if its row is still the row that it was."""
    found = cells.rows.get(part.key, [])
    if not found:
        raise CellError(f"dòng “{part.label}” đã bị xóa. Vui lòng tải biểu mới và không xóa dòng.")
    if len(found) > 1:
        places = ", ".join(row.value.place for row in found[1:])
        raise CellError(f"dòng “{part.label}” bị chép thêm ở ô {places}. Vui lòng chỉ giữ một dòng.")
    (row,) = found
    if row.value.is_merged:
        raise CellError("ô đã bị gộp với ô khác. Vui lòng bỏ gộp ô rồi nhập lại.")
    if (row.code, row.label) != (rows.code, " ".join(part.label.split())):
        raise CellError(f"dòng này lẽ ra là “{part.label}” nhưng các cột đã bị xáo trộn. Vui lòng nhập vào biểu mới.")
    return row.value


def _value(cell: Cell, part: Field) -> str:
    """Return the value as the rules take it: digits, an index, "yes", "no", or ""."""
    if cell.content in _CANNOT:
        raise CellError(_CANNOT[cell.content])
    if cell.content is Content.DATE:
        raise CellError(f"ô chứa ngày tháng ({cell.text}). Vui lòng đặt lại định dạng ô rồi nhập lại.")
    text = plain_lines(cell.text)
    if not text:
        return ""
    if part.kind == COUNT:
        return _count(cell, text)
    return _option(text, part.options) if part.kind == OPTION else _tick(text)


def _count(cell: Cell, text: str) -> str:
    if cell.content is Content.TRUTH:
        raise CellError("ô này cần một số, không phải “Có/Không”.")
    if cell.content is Content.NUMBER:
        text = text.replace(".", ",")  # what is left of a decimal number: the page's reader says that it is none
    try:
        return parse_count(text)
    except NumberError as error:
        shown = f"“{text}”: " if cell.content is Content.TEXT else f"{text}: "
        raise CellError(f"{shown}{error}") from error


def _option(text: str, options: tuple[str, ...]) -> str:
    wanted = fold(text)
    found = [str(place) for place, label in enumerate(options) if fold(label) == wanted]
    if not found:
        raise CellError(f"“{text[:80]}” không có trong danh sách. Vui lòng chọn một mức trong danh sách của ô.")
    return found[0]


def _tick(text: str) -> str:
    typed = fold(text)
    if typed in _YES | _NO:
        return "yes" if typed in _YES else "no"
    raise CellError(f"“{text[:80]}” không hợp lệ. Vui lòng chọn “Có” hoặc “Không”.")


def _facts(values: dict[str, str]) -> Facts:
    facts: Facts = {
        name: value for name, value in values.items() if value and name != NOT_APPLICABLE and "." not in name
    }
    ticks = {name.partition(".")[2]: value for name, value in values.items() if "." in name}
    chosen = sorted(place for place, value in ticks.items() if value == "yes")
    if ticks and all(value == "no" for place, value in ticks.items() if place != NO_ACTIVITY):
        chosen = [NO_ACTIVITY]  # "Không" beside every activity says that there was none
    return facts | {"choices": chosen} if chosen else facts


def _note(cells: Cells, rows: ItemRows, faults: list[str]) -> str:
    found = cells.rows.get(rows.fields[0].key, [])
    cell = found[0].note if found else None
    if cell is None:
        return ""
    place = f"Trang “{cell.page}”, ô {cell.place}"
    text = plain_lines(cell.text)
    faults += (_sentence(place, rows.code, reason) for reason in _faults_of_text(cell, text, LONGEST_NOTE))
    return text


def _faults_of_text(cell: Cell, text: str, longest: int) -> Iterator[str]:
    if cell.content in _CANNOT:
        yield _CANNOT[cell.content]
    if cell.is_merged:
        yield "ô đã bị gộp với ô khác. Vui lòng bỏ gộp ô rồi nhập lại."
    if longest and len(text) > longest:
        yield f"ghi chú dài tối đa {longest} ký tự. Vui lòng rút gọn hoặc đính kèm tài liệu."


def fault_of_section(section: Section, found: list[Row]) -> str:
    """Say why a section of the report in words cannot be read, or ""."""
    if len(found) != 1:
        return f"Trang “Thuyết minh”, ô B{section.row}: dòng “{section.title}” đã bị xóa hoặc chép thêm. Vui lòng tải biểu mới."
    cell = found[0].value
    reasons = list(_faults_of_text(cell, cell.text, 0))
    return f"Trang “{cell.page}”, ô {cell.place} (phần “{section.title}”): {reasons[0]}" if reasons else ""
