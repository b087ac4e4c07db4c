"""Whether a document was signed in time: the item's own deadline where the standard has one, else the campaign's.

Nothing is invented: where the law does not say from when a deadline counts, somebody has to have entered the day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from assessments.domain.deadlines import Calendar, due_on, is_late, working_days_between
from assessments.domain.procedure import Setting

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Timing(StrEnum):
    """How a time of signing stands."""

    IN_TIME = "in_time"  # not after the item's last day
    LATE = "late"  # after it
    START_UNKNOWN = "start_unknown"  # the item has a deadline, and nobody said from when it counts
    BEFORE_SUBMISSION = "before_submission"  # no deadline of the item; before the dossier was due
    AFTER_SUBMISSION = "after_submission"  # no deadline of the item; on the first day that is too late, or later


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict; `last_day` and `late_days` (of the deadline's own kind) only where the item has a known deadline."""

    timing: Timing
    signed_on: date
    last_day: date | None = None
    late_days: int = 0


def judge(
    signed_at: datetime, deadline: Setting | None, *, start: date | None, due_before: date, calendar: Calendar
) -> Judgement:
    """Compare the day of signing in Vietnam with the deadline that counts from the day after `start`."""
    day = signed_at.astimezone(VIETNAM).date()
    if deadline is None or deadline.value is None:
        late = is_late(due_before, day)
        return Judgement(Timing.AFTER_SUBMISSION if late else Timing.BEFORE_SUBMISSION, day)
    last = due_on(deadline, start, calendar) if start else None
    if last is None:
        return Judgement(Timing.START_UNKNOWN, day)
    if day <= last:
        return Judgement(Timing.IN_TIME, day, last)
    return Judgement(Timing.LATE, day, last, _days_late(deadline, last, day, calendar))


def _days_late(deadline: Setting, last: date, day: date, calendar: Calendar) -> int:
    """Count the days after the last one up to the day of signing, which is counted too."""
    if not deadline.in_working_days:
        return (day - last).days
    return working_days_between(last, day, calendar) - calendar.is_working(last) + calendar.is_working(day)
