"""Which communes of a campaign have not handed in, or have not answered what was asked, and how much time is left."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessments.domain.workflow import State
from assessments.models import Campaign, Dossier, SupplementRequest
from assessments.reports import parts
from assessments.selectors import calendars, overviews
from assessments.selectors.overviews import Due
from assessments.selectors.papers.office import AWAITED
from tiepcanpl.kit import dates


@dataclass(frozen=True, slots=True)
class Awaited:
    """One commune of which something is awaited; `left` says how many working days are left, or by how many it is late."""

    number: int
    name: str
    name_inside: str
    state: str
    due: str
    is_late: bool
    left: str


def awaited_of(campaign: Campaign, *, on: date) -> tuple[Awaited, ...]:
    """Return the communes of which something is awaited on the day, the most overdue first: three queries for all."""
    found = sorted(
        _found(campaign, on), key=lambda pair: (not pair[1].late, -pair[1].days if pair[1].late else pair[1].days)
    )
    return tuple(_row(number, dossier, due) for number, (dossier, due) in enumerate(found, start=1))


def _found(campaign: Campaign, on: date) -> Iterator[tuple[Dossier, Due]]:
    calendar, requests = calendars.current(), _requests_of(campaign)
    rows = campaign.dossiers.filter(state__in=AWAITED).select_related("commune").order_by("commune__sort_name", "pk")
    for dossier in rows:
        asked = requests[dossier.pk]
        due = overviews.supplement_due(dossier, asked, on=on, calendar=calendar)
        yield dossier, due or overviews.due_of(dossier, on=on, calendar=calendar)


def _requests_of(campaign: Campaign) -> dict[int, list[SupplementRequest]]:
    """Return what waits for an answer, by dossier, in one query."""
    found: defaultdict[int, list[SupplementRequest]] = defaultdict(list)
    asked = SupplementRequest.objects.filter(dossier__campaign=campaign, dossier__state=State.RETURNED)
    for row in asked.select_related("dossier").only("dossier__round", "round", "due_on"):
        if row.round == row.dossier.round:
            found[row.dossier_id].append(row)
    return found


def _row(number: int, dossier: Dossier, due: Due) -> Awaited:
    return Awaited(
        number=number,
        name=dossier.commune.full_name,
        name_inside=parts.in_sentence(dossier.commune),
        state=_STATES[dossier.status],
        due=dates.short(due.last_day),
        is_late=due.late,
        left=_left(due),
    )


def _left(due: Due) -> str:
    """Say in a table how much time is left, or by how much it is late."""
    days = f" {parts.count_of(due.days)} ngày làm việc" if due.days else ""
    if due.late:
        return f"Quá hạn{days}"
    return f"Còn{days}" if days else "Không còn ngày làm việc nào trước hạn"


_STATES = {
    State.DRAFT: "Chưa nộp hồ sơ",
    State.POSTED: "Đang niêm yết, chưa nộp hồ sơ",
    State.RETURNED: "Chưa bổ sung, giải trình theo yêu cầu",
}
