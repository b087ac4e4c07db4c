"""The first content of the calendar: from the package, with our corrections, under what the office entered."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from assessments.models import Holiday
from assessments.selectors import calendars
from assessments.services import holiday_seed

pytestmark = pytest.mark.django_db


def test_the_swap_that_the_package_lacks_is_known() -> None:
    holiday_seed.seed([2026])
    calendar = calendars.current()
    assert [calendar.is_working(day) for day in (date(2026, 1, 2), date(2026, 1, 10), date(2026, 1, 3))] == [
        False,
        True,
        False,
    ]
    assert "12729/VPCP-KGVX" in Holiday.objects.get(day=date(2026, 1, 2)).basis


def test_swaps_of_the_package_are_days_of_work() -> None:
    holiday_seed.seed([2024])
    calendar = calendars.current()
    assert (calendar.is_working(date(2024, 4, 29)), calendar.is_working(date(2024, 5, 4))) == (False, True)


def test_what_the_office_entered_stays() -> None:
    Holiday.objects.create(day=date(2024, 9, 2), is_off=False, note="Làm việc", basis="Thông báo của cơ quan")
    out = StringIO()
    call_command("load_holidays", "2024", "2024", stdout=out)
    assert Holiday.objects.get(day=date(2024, 9, 2)).note == "Làm việc"
    assert "Đã thêm" in out.getvalue()
    assert holiday_seed.seed([2024]) == 0
