"""Working days and deadlines."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.domain.deadlines import Calendar, due_on, is_late, working_day_after, working_days_between
from assessments.domain.procedure import Deadline, Setting
from tests.domain.makers import KNOWN, edition

# The New Year of 2026: Thursday and Friday off, the Friday made up for on Saturday 10/01/2026.
NEW_YEAR = Calendar(off=frozenset({date(2026, 1, 1), date(2026, 1, 2)}), working=frozenset({date(2026, 1, 10)}))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 12, 31), True),
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 3), False),
        (date(2026, 1, 5), True),
        (date(2026, 1, 10), True),
        (date(2026, 1, 11), False),
    ],
)
def test_days_off_and_days_made_up_for(*, day: date, works: bool) -> None:
    assert NEW_YEAR.is_working(day) is works


@pytest.mark.parametrize(
    ("start", "count", "day"),
    [
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2025, 12, 31), 5, date(2026, 1, 9)),
        (date(2025, 12, 31), 6, date(2026, 1, 10)),
        (date(2025, 12, 31), 7, date(2026, 1, 12)),
        (date(2026, 1, 1), 1, date(2026, 1, 5)),
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
        (date(2026, 1, 3), 0, date(2026, 1, 3)),
    ],
)
def test_the_first_day_is_not_counted(start: date, count: int, day: date) -> None:
    assert working_day_after(start, count, NEW_YEAR) == day


@pytest.mark.parametrize(
    ("setting", "last_day"),
    [
        (Setting(10, KNOWN, unit="working_days"), date(2026, 1, 15)),
        (Setting(10, KNOWN, unit="days"), date(2026, 1, 10)),
        (Setting(0, KNOWN, unit="days"), date(2025, 12, 31)),
        (Setting(None, KNOWN, unit="working_days"), None),
        (Setting("Phòng Tư pháp", KNOWN), None),
        (Setting(True, KNOWN), None),  # noqa: FBT003  # a value of the law's data
    ],
)
def test_periods_of_the_procedure(setting: Setting, last_day: date | None) -> None:
    assert due_on(setting, date(2025, 12, 31), NEW_YEAR) == last_day


def test_the_posting_of_2020() -> None:
    assert due_on(
        edition().procedure.posting, date(2020, 12, 18), Calendar(off=frozenset({date(2021, 1, 1)}))
    ) == date(2021, 1, 4)


@pytest.mark.parametrize(
    ("on", "late"), [(date(2021, 1, 4), False), (date(2021, 1, 5), True), (date(2021, 2, 1), True)]
)
def test_before_a_day_means_that_the_day_is_too_late(*, on: date, late: bool) -> None:
    assert is_late(date(2021, 1, 5), on) is late


@pytest.mark.parametrize(
    ("deadline", "before"),
    [
        (Deadline(1, 5, 1, KNOWN), date(2021, 1, 5)),
        (Deadline(12, 31, 0, KNOWN), date(2020, 12, 31)),
        (Deadline(None, None, 1, KNOWN), None),
    ],
)
def test_the_first_day_that_is_too_late(deadline: Deadline, before: date | None) -> None:
    assert deadline.before(2020) == before


days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
calendars = st.builds(Calendar, off=st.frozensets(days, max_size=40), working=st.frozensets(days, max_size=40))


@given(days, st.integers(-10, 900), calendars)
def test_counting_in_weeks_gives_what_counting_days_gives(first: date, length: int, calendar: Calendar) -> None:
    last = first + timedelta(days=length)
    one_by_one = sum(1 for n in range(max(length, 0)) if calendar.is_working(first + timedelta(days=n)))
    assert working_days_between(first, last, calendar) == one_by_one


@given(days, st.integers(1, 60), calendars)
def test_the_last_day_of_a_period_is_a_working_day(start: date, count: int, calendar: Calendar) -> None:
    last = working_day_after(start, count, calendar)
    day = timedelta(days=1)
    assert calendar.is_working(last)
    assert working_days_between(start + day, last + day, calendar) == count
