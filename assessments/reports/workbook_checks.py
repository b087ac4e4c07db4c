"""What Excel itself refuses while somebody fills in an entry workbook."""

from typing import Any

from openpyxl.worksheet.datavalidation import DataValidation

from assessments.domain.readings import LARGEST_COUNT
from assessments.reports import workbook_style as style
from assessments.reports.workbook_layout import LISTS_PAGE, LONGEST_NOTE
from assessments.reports.workbook_pages import COUNT, OPTION, Field


class Checks:
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
            style.text(self._lists.cell(row, 1), label)
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
