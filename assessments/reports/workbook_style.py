"""How the entry workbook looks: colours, widths, and rows that are high enough for their words."""

from collections.abc import Mapping
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

HEAD, INPUT, LOCKED, GROUP = (PatternFill("solid", fgColor=c) for c in ("17365F", "FFF8DC", "EEF1F4", "DCE6F1"))
LINE = Border(*(Side(style="thin", color="B8C2CC"),) * 4)
TOP, MIDDLE = (Alignment(horizontal=side, vertical="top", wrap_text=True) for side in (None, "center"))
WIDTHS = {1: 10, 2: 40, 3: 9, 4: 36, 5: 38, 6: 26, 7: 42}
_OPEN = Protection(locked=False)
_LINE_HEIGHT, _HIGHEST = 15, 400  # points; Excel allows 409


def font(*, bold: bool = False, size: int = 11, colour: str = "1D2733") -> Font:
    """Return the one face of the workbook."""
    return Font(name="Arial", bold=bold, size=size, color=colour)


def text(cell: Any, words: str) -> Any:  # noqa: ANN401  # openpyxl has no types
    """Write text as text: what begins with "=" is no formula."""
    if words:
        cell.value = words
        cell.data_type, cell.quotePrefix = "s", words.startswith(("=", "+", "-", "@"))
    cell.alignment, cell.font = TOP, font()
    return cell


def shade(cell: Any, *, is_open: bool) -> None:  # noqa: ANN401  # see above
    """Show whether the cell can be filled in, and let it."""
    cell.fill = INPUT if is_open else LOCKED
    if is_open:
        cell.protection = _OPEN


def banner(sheet: Any, row: int, words: str, columns: int, *, bold: bool = False, size: int = 11) -> None:  # noqa: ANN401  # see above
    """Write one line across all columns."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)
    text(sheet.cell(row, 1), words).font = font(bold=bold, size=size)
    width = sum(sheet.column_dimensions[chr(64 + column)].width for column in range(1, columns + 1))
    fit(sheet, row, {words: int(width * 11 / size)})


def fit(sheet: Any, row: int, widths: Mapping[str, int]) -> None:  # noqa: ANN401  # see above
    """Make the row high enough for texts in columns of these widths: not every program does it by itself."""
    lines = max((_lines(words, width) for words, width in widths.items()), default=1)
    sheet.row_dimensions[row].height = min(_LINE_HEIGHT * lines + 3, _HIGHEST)


def _lines(words: str, width: int) -> int:
    return sum(1 + len(line) // max(width - 2, 1) for line in words.split("\n"))
