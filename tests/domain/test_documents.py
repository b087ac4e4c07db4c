"""The list of documents of an indicator, and documents of another time."""

from dataclasses import replace
from datetime import date

import pytest

from assessments.domain.documents import Completeness, completeness, is_outside, lines_of, period_of
from tests.domain.makers import edition


def test_a_line_is_there_did_not_arise_or_is_left() -> None:
    indicator = replace(edition().indicators[0], evidence=("Kế hoạch", "Báo cáo", "Sổ"))
    lines = lines_of(indicator, [1, 1, 9], {"1": "thừa", "2": "Không có vụ việc."})
    assert [(line.number, line.name, line.is_there, line.reason, line.is_done) for line in lines] == [
        (1, "Kế hoạch", True, "thừa", True),
        (2, "Báo cáo", False, "Không có vụ việc.", True),
        (3, "Sổ", False, "", False),
    ]
    assert completeness(lines) == Completeness(2, 3)
    assert (completeness(lines) + Completeness(1, 4)).left == 4


@pytest.mark.parametrize(
    ("first", "last", "issued_on", "outside"),
    [
        (None, None, None, False),
        (None, None, date(2019, 12, 31), True),
        (None, None, date(2020, 1, 1), False),
        (None, None, date(2020, 12, 31), False),
        (None, None, date(2021, 1, 1), True),
        (date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 10), False),
        (date(2019, 1, 1), date(2019, 12, 31), date(2020, 1, 10), True),
        (date(2019, 6, 1), None, date(2019, 6, 1), False),
        (None, date(2019, 12, 31), None, True),
        (date(2021, 1, 1), None, None, True),
    ],
)
def test_outside(first: date | None, last: date | None, issued_on: date | None, *, outside: bool) -> None:
    """The stated period decides before the date of the document: a report of January tells of the year before."""
    assert is_outside(first, last, issued_on, period=period_of(2020)) is outside
