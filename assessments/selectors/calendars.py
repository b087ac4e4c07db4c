"""The calendar of working days, from the table that the office can correct."""

from assessments.domain.deadlines import Calendar
from assessments.models import Holiday


def current() -> Calendar:
    """Return the days off and the make-up days; weekends are known to the rules."""
    days = Holiday.objects.values_list("day", "is_off")
    return Calendar(
        off=frozenset(day for day, is_off in days if is_off),
        working=frozenset(day for day, is_off in days if not is_off),
    )
