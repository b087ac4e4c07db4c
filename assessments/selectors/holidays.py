"""The calendar of days off as the office reads it, and which running deadlines a corrected day touches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from assessments.domain.workflow import State
from assessments.models import Campaign, Dossier, Holiday, SupplementRequest
from communes.models import User
from tiepcanpl.kit import dates

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Affected:
    """Running deadlines that a day touches, in words; `more` counts those beyond the first ones."""

    sentences: tuple[str, ...]
    more: int

    def __bool__(self) -> bool:
        """Tell whether anything is touched."""
        return bool(self.sentences)


def days_of(year: int) -> QuerySet[Holiday]:
    """Return the days of one year in order."""
    return Holiday.objects.filter(day__year=year)


def years(current: int) -> list[int]:
    """Return the years that have days, with the current one, newest first."""
    return sorted({day.year for day in Holiday.objects.dates("day", "year")} | {current}, reverse=True)


def affected_by(days: set[date], user: User) -> Affected:
    """Return the running deadlines that lie on one of the days or span it: of the person's own office.

    Deadlines that are set do not move; only the working days that are counted up to them change.
    """
    found = [*_supplements(days, user), *_postings(days, user)]
    return Affected(tuple(found[:_SHOWN]), max(0, len(found) - _SHOWN))


def _of_office(user: User) -> QuerySet[Dossier]:
    """Return the dossiers of the campaigns that the person's office runs; only their names and days are told."""
    return Dossier.objects.filter(campaign__in=Campaign.objects.run_by(user).values("pk"))


def _supplements(days: set[date], user: User) -> Iterator[str]:
    returned = _of_office(user).filter(state=State.RETURNED)
    asked = SupplementRequest.objects.filter(dossier__in=returned.values("pk"), due_on__gte=min(days))
    rows = asked.select_related("dossier__commune").order_by("due_on", "dossier_id", "item_code")
    for row in rows:
        if row.round == row.dossier.round and _touches(days, timezone.localdate(row.requested_at), row.due_on):
            yield _sentence(f"Bổ sung nội dung {row.item_code}", row.dossier, row.due_on, days)


def _postings(days: set[date], user: User) -> Iterator[str]:
    posted = _of_office(user).filter(state=State.POSTED, posted_until__gte=min(days))
    for row in posted.select_related("commune").order_by("posted_until", "pk"):
        if row.posted_at and row.posted_until and _touches(days, timezone.localdate(row.posted_at), row.posted_until):
            yield _sentence("Niêm yết", row, row.posted_until, days)


def _touches(days: set[date], start: date, last: date) -> bool:
    return any(start < day <= last for day in days)


def _sentence(what: str, dossier: Dossier, last: date, days: set[date]) -> str:
    place = " – rơi đúng vào ngày này" if last in days else ""
    return f"{what}, {dossier.commune.full_name}: đến hết ngày {dates.short(last)}{place}"
