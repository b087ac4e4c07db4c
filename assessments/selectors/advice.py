"""What the council advised on many dossiers, and which meeting a decision's paper refers to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.utils import timezone

from assessments.domain.workflow import State
from assessments.models import AgendaItem, Decision, Dossier, Meeting

_LONGEST = Decision._meta.get_field("council_minutes").max_length or 0  # noqa: SLF001  # Django's documented API


@dataclass(frozen=True, slots=True)
class Held:
    """The meeting behind a decision: the day, and the number of its minutes."""

    met_on: date
    minutes: str


def of_many(dossiers: Iterable[Dossier]) -> dict[int, AgendaItem]:
    """Return the latest vote on what each dossier handed in last, by dossier, in one query."""
    ids = [dossier.pk for dossier in dossiers]
    closed = AgendaItem.objects.filter(dossier__in=ids, state=AgendaItem.State.CLOSED, round=F("dossier__round"))
    rows = closed.select_related("meeting").defer("meeting__minutes").order_by("pk")
    return {row.dossier_id: row for row in rows}


def is_against(item: AgendaItem | None) -> bool:
    """Tell whether the council advises not to recognise."""
    return item is not None and item.outcome == AgendaItem.Outcome.DECLINE


def held_for(dossiers: Iterable[Dossier]) -> Held | None:
    """Return the meeting that the paper names where the council advised on every one of the dossiers; else None.

    Several meetings: the last day, and all numbers as far as the paper's field holds them.
    """
    rows = list(dossiers)
    found = of_many(rows)
    if not rows or any(row.status is not State.ADVISED or row.pk not in found for row in rows):
        return None
    meetings = {item.meeting_id: item.meeting for item in found.values()}
    ordered = sorted(meetings.values(), key=lambda meeting: (day_of(meeting), meeting.pk))
    numbers = "; ".join(dict.fromkeys(meeting.minutes_number for meeting in ordered))
    last = ordered[-1]
    return Held(day_of(last), numbers if len(numbers) <= _LONGEST else last.minutes_number)


def day_of(meeting: Meeting) -> date:
    """Return the day of a meeting: when it was opened, else for when it is planned."""
    return timezone.localdate(meeting.opened_at or meeting.scheduled_for)
