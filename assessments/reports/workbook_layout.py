"""Where the entry workbook keeps what, for the one who writes it and the one who reads it again."""

from typing import NamedTuple

GUIDE_PAGE, LISTS_PAGE, ORIGIN_PAGE = "Hướng dẫn", "Danh mục", "Nhận dạng"
ORIGIN_ROW = 2
LONGEST_NOTE = 4000


class Columns(NamedTuple):
    """The numbers of the columns of a page; 0 where it has no such column."""

    code: int
    label: int
    value: int
    note: int
    key: int


ITEM_COLUMNS = Columns(code=1, label=5, value=6, note=7, key=8)
SECTION_COLUMNS = Columns(code=1, label=1, value=2, note=0, key=3)
