"""Signed in time or not: working days, days off, the edge of the last day, and what the law leaves open."""

from datetime import UTC, date, datetime

import pytest

from assessments.domain.deadlines import Calendar
from assessments.domain.procedure import Setting
from assessments.domain.provenance import Provenance
from assessments.domain.signing import VIETNAM, Judgement, Timing, judge
from tests.domain.makers import edition

# Thursday and Friday off, made up for on Saturday 10/01/2026.
NEW_YEAR = Calendar(off=frozenset({date(2026, 1, 1), date(2026, 1, 2)}), working=frozenset({date(2026, 1, 10)}))
SEVEN = Setting(7, Provenance.PROVISIONAL, "working_days")
START = date(2025, 12, 31)  # a Wednesday: the seventh working day after it is Monday 12/01/2026
LAST = date(2026, 1, 12)


def at(day: date, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=VIETNAM)


def judged(when: datetime, deadline: Setting | None = SEVEN, start: date | None = START) -> Judgement:
    return judge(when, deadline, start=start, due_before=date(2027, 1, 5), calendar=NEW_YEAR)


@pytest.mark.parametrize(
    ("when", "timing", "days"),
    [
        (at(date(2025, 12, 30)), Timing.IN_TIME, 0),
        (at(LAST, 23, 59, 59), Timing.IN_TIME, 0),
        (at(date(2026, 1, 13), 0, 0, 0), Timing.LATE, 1),
        (at(date(2026, 1, 16)), Timing.LATE, 4),
        (at(date(2026, 1, 17)), Timing.LATE, 4),  # a Saturday: no working day more
        (at(date(2026, 1, 19)), Timing.LATE, 5),
    ],
)
def test_working_days(when: datetime, timing: Timing, days: int) -> None:
    found = judged(when)
    assert (found.timing, found.last_day, found.late_days) == (timing, LAST, days)


def test_the_last_day_ends_at_midnight_in_vietnam() -> None:
    """17:00 in Greenwich is midnight in Hà Nội: the first moment that is too late."""
    assert judged(datetime(2026, 1, 12, 16, 59, 59, tzinfo=UTC)).timing is Timing.IN_TIME
    assert judged(datetime(2026, 1, 12, 17, 0, tzinfo=UTC)).timing is Timing.LATE


def test_plain_days() -> None:
    ten = Setting(10, Provenance.SOURCED, "days")
    assert judged(at(date(2026, 1, 10)), ten).timing is Timing.IN_TIME
    late = judged(at(date(2026, 1, 12)), ten)
    assert (late.timing, late.last_day, late.late_days) == (Timing.LATE, date(2026, 1, 10), 2)


def test_without_a_start_nothing_is_claimed() -> None:
    found = judged(at(date(2030, 1, 1)), start=None)
    assert (found.timing, found.last_day, found.late_days) == (Timing.START_UNKNOWN, None, 0)


@pytest.mark.parametrize("deadline", [None, Setting(None, Provenance.PROVISIONAL, "working_days")])
def test_without_a_deadline_of_the_item_the_dossiers_own_counts(deadline: Setting | None) -> None:
    assert judged(at(date(2027, 1, 4), 23, 59), deadline).timing is Timing.BEFORE_SUBMISSION
    assert judged(at(date(2027, 1, 5), 0, 0), deadline).timing is Timing.AFTER_SUBMISSION


def test_the_editions_name_one_deadline_and_not_its_beginning() -> None:
    found = {
        (name, item.code): item.deadline
        for name in ("qd-619-2017", "qd-25-2021", "qd-27-2025")
        for item in edition(name).items
        if item.deadline
    }
    assert list(found) == [("qd-27-2025", "2.4.1")]
    (deadline,) = found.values()
    assert (deadline.value, deadline.in_working_days, deadline.counted_from) == (7, True, "")
    assert deadline.provenance is Provenance.PROVISIONAL
