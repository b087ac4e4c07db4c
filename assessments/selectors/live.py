"""The page of a running meeting as one person sees it; asked for every few seconds, so it reads a fixed small number of rows."""

import hashlib
from dataclasses import dataclass

from assessments.models import AgendaItem, Meeting
from assessments.selectors import councils, floor, proceedings
from assessments.selectors.floor import Apart, Floor, Seat
from communes.models import User

State = AgendaItem.State


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the agenda: how it ended, how many have written, and what the person has to do with it."""

    item: AgendaItem
    answered: int
    has_written: bool
    is_recused: bool
    result: str

    @property
    def is_open(self) -> bool:
        """Tell whether there is something left to do."""
        return self.item.state not in {State.CLOSED, State.POSTPONED}

    @property
    def can_be_called(self) -> bool:
        """Tell whether the item may still be taken up: also one that was postponed before anybody voted on it."""
        return self.item.state in {State.WAITING, State.POSTPONED} and self.item.opened_at is None


@dataclass(frozen=True, slots=True)
class Live:
    """The meeting, the agenda, the person's own seat (None for who only watches) and rights."""

    now: Floor
    rows: tuple[Row, ...]
    seat: Seat | None
    presides: bool
    assists: bool

    @property
    def meeting(self) -> Meeting:
        """The meeting."""
        return self.now.meeting

    @property
    def item(self) -> AgendaItem | None:
        """The item under way."""
        return self.now.item

    @property
    def is_running(self) -> bool:
        """Tell whether the meeting is being held."""
        return self.meeting.state == Meeting.State.OPEN

    @property
    def is_over(self) -> bool:
        """Tell whether nothing will change any more."""
        return self.meeting.state in {Meeting.State.CONCLUDED, Meeting.State.CANCELLED}

    @property
    def is_ready_to_end(self) -> bool:
        """Tell whether every item is closed or postponed."""
        return self.is_running and not any(row.is_open for row in self.rows)

    @property
    def next_rows(self) -> tuple[Row, ...]:
        """What may be called next."""
        return () if self.item else tuple(row for row in self.rows if row.can_be_called)

    @property
    def status_key(self) -> str:
        """Change whenever the shown state of the meeting changes: unchanged pages need no answer."""
        seats = [(s.member.pk, s.status, s.is_recused, s.has_voted, s.has_written) for s in self.now.seats]
        rows = [(row.item.pk, row.item.state, row.answered, row.has_written, row.is_recused) for row in self.rows]
        return _key(self.meeting.state, self.meeting.presided_by_id, seats, rows, self.now.voted)

    @property
    def ballot_key(self) -> str:
        """Change whenever the person's own ballot has to be shown anew, and at no other time: half-filled forms stay."""
        seat, item = self.seat, self.item
        own = (seat.status, seat.is_recused, seat.has_voted) if seat else ()
        return _key(self.meeting.state, item and (item.pk, item.state, item.ballot_kind), own)

    @property
    def chair_key(self) -> str:
        """Change whenever the presiding member's buttons have to be shown anew."""
        states = [row.item.state for row in self.rows]
        return _key(self.meeting.state, states, self.now.has_quorum, self.presides, self.assists)


def _key(*parts: object) -> str:
    """Return a short word for the parts; equal parts have equal words."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def of(meeting: Meeting, user: User) -> Live:
    """Return what the person sees now."""
    items = list(meeting.agenda.select_related("dossier__commune"))
    under_way = next((item for item in items if item.state in floor.UNDER_WAY), None)
    members = list(councils.members_of(meeting.council))
    apart = floor.apart_from(items, members)
    now = floor.seen(meeting, under_way, members, apart)
    seat = now.seat_of(user)
    return Live(
        now=now,
        rows=_rows(meeting, items, apart, seat),
        seat=seat,
        presides=user.has_perm("assessments.preside_meeting", meeting),
        assists=user.has_perm("assessments.assist_meeting", meeting),
    )


def _rows(meeting: Meeting, items: list[AgendaItem], apart: Apart, seat: Seat | None) -> tuple[Row, ...]:
    results = proceedings.told_of(meeting).results
    return tuple(
        Row(
            item=item,
            answered=len(apart.written.get(item.pk, ())),
            has_written=seat is not None and seat.member.pk in apart.written.get(item.pk, ()),
            is_recused=seat is not None and seat.member.user_id in apart.recused[item.pk],
            result=results.get(item.pk, {}).get("sentence", "") if item.state == State.CLOSED else "",
        )
        for item in items
    )
