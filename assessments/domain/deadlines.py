"""Working days and deadlines; the calendar is an argument, weekends are known."""

from dataclasses import dataclass
from datetime import date, timedelta

from assessments.domain.procedure import Setting

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days that differ from their weekday: `off` although Monday to Friday, `working` although at the weekend."""

    off: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Tell whether people work on the day."""
        return day in self.working or (day.weekday() < _SATURDAY and day not in self.off)


def working_day_after(start: date, count: int, calendar: Calendar) -> date:
    """Return the `count`-th working day after `start`, which is not counted itself."""
    day = start
    while count > 0:
        day += _DAY
        count -= calendar.is_working(day)
    return day


def working_day_before(end: date, count: int, calendar: Calendar) -> date:
    """Return the `count`-th working day before `end`, which is not counted itself."""
    day = end
    while count > 0:
        day -= _DAY
        count -= calendar.is_working(day)
    return day


def next_working_day(day: date, calendar: Calendar) -> date:
    """Return the day itself if people work on it, or the first working day after it."""
    while not calendar.is_working(day):
        day += _DAY
    return day


def fault_of_last_day(day: date | None, on: date, calendar: Calendar) -> str:
    """Say why a request cannot end on the day: missing, not after today, or a day off; "" if it can.

    A day off is refused, not moved: the person is told the next working day and chooses.
    """
    if day is None or day <= on:
        return "Vui lòng chọn hạn bổ sung sau ngày hôm nay."
    if calendar.is_working(day):
        return ""
    following = next_working_day(day, calendar)
    return f"Ngày {day:%d/%m/%Y} là ngày nghỉ. Vui lòng chọn ngày làm việc; ngày kế tiếp là {following:%d/%m/%Y}."


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Count the working days from `first` (counted) to `last` (not counted); 0 when they are not in order."""
    if last <= first:
        return 0
    weeks, rest = divmod((last - first).days, 7)
    plain = weeks * 5 + sum(1 for n in range(rest) if (first.weekday() + n) % 7 < _SATURDAY)
    off = sum(1 for day in calendar.off - calendar.working if first <= day < last and day.weekday() < _SATURDAY)
    made_up = sum(1 for day in calendar.working if first <= day < last and day.weekday() >= _SATURDAY)
    return plain - off + made_up


def is_late(due_before: date, on: date) -> bool:
    """Tell whether the day is too late: "trước ngày X" makes X the first late day."""
    return on >= due_before


def due_on(setting: Setting, start: date, calendar: Calendar) -> date | None:
    """Return the last day of a period of the procedure that begins after `start`; None where the law was not found."""
    if setting.value is None or isinstance(setting.value, str | bool):
        return None
    if setting.in_working_days:
        return working_day_after(start, setting.value, calendar)
    return start + _DAY * setting.value
