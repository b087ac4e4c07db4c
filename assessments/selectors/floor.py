"""What happens in a council's meeting now: who is there, what is discussed, who has voted; never what was voted."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessments.domain import council as domain
from assessments.models import (
    AgendaItem,
    Attendance,
    CouncilMember,
    Dossier,
    Interest,
    Meeting,
    VoterMark,
    WrittenOpinion,
)
from assessments.selectors import councils
from communes.models import Membership, User

Status = Attendance.Status
UNDER_WAY = (AgendaItem.State.DISCUSSING, AgendaItem.State.VOTING)


@dataclass(frozen=True, slots=True)
class Seat:
    """One member: where the person is, and what stands or is done on the item; `status` is "" before it was noted."""

    member: CouncilMember
    status: str = ""
    is_recused: bool = False
    has_voted: bool = False
    has_written: bool = False

    @property
    def is_present(self) -> bool:
        """Tell whether the member is in the room now."""
        return self.status == Status.PRESENT

    @property
    def may_vote(self) -> bool:
        """Tell whether the member takes part in the ballot on the item: in the room, and without an interest."""
        return self.is_present and not self.is_recused

    @property
    def status_text(self) -> str:
        """Say where the member is."""
        return Status(self.status).label if self.status else "Chưa điểm danh"


@dataclass(frozen=True, slots=True)
class Floor:
    """The meeting with its members of today and the item looked at (None between two items).

    `voted` counts all ballots on the item, also of members who have left the council in the meantime.
    """

    meeting: Meeting
    rules: domain.Rules
    seats: tuple[Seat, ...]
    item: AgendaItem | None = None
    voted: int = 0

    @property
    def present(self) -> int:
        """How many take part: those in the room, or those who have answered where the council is asked in writing."""
        return sum(seat.has_written if self.is_written else seat.is_present for seat in self.seats)

    @property
    def needed(self) -> int:
        """How many have to take part."""
        return domain.needed(len(self.seats), self.rules.quorum.value)

    @property
    def has_quorum(self) -> bool:
        """Tell whether enough members take part."""
        return domain.has_quorum(self.present, len(self.seats), self.rules.quorum.value)

    @property
    def is_written(self) -> bool:
        """Tell whether the council is asked in writing."""
        return self.meeting.mode == Meeting.Mode.WRITTEN

    @property
    def waiting_for(self) -> tuple[Seat, ...]:
        """Who may still vote, or answer in writing."""
        if self.is_written:
            return tuple(seat for seat in self.seats if not seat.has_written and not seat.is_recused)
        return tuple(seat for seat in self.seats if seat.may_vote and not seat.has_voted)

    def seat_of(self, user: User) -> Seat | None:
        """Return the person's own seat."""
        return next((seat for seat in self.seats if seat.member.user_id == user.pk), None)


def of(meeting: Meeting, item: AgendaItem | None = None) -> Floor:
    """Return the meeting as it stands, with the given item or the one under way; a fixed number of queries."""
    item = item or meeting.agenda.filter(state__in=UNDER_WAY).select_related("dossier__commune").first()
    members = list(councils.members_of(meeting.council))
    items = [item] if item else []
    return seen(meeting, item, members, apart_from(items, members))


@dataclass(frozen=True, slots=True)
class Apart:
    """Who takes no part in an item, and who has written about it, by the item's id: ids of people, ids of members."""

    recused: Mapping[int, set[int]]
    written: Mapping[int, set[int]]


def apart_from(items: Sequence[AgendaItem], members: Iterable[CouncilMember]) -> Apart:
    """Return it for items that were read with their dossiers: three queries for all of them."""
    recused = recused_from([item.dossier for item in items], [member.user_id for member in members])
    written: defaultdict[int, set[int]] = defaultdict(set)
    for item_id, member_id in WrittenOpinion.objects.filter(item__in=items).values_list("item_id", "member_id"):
        written[item_id].add(member_id)
    return Apart({item.pk: recused[item.dossier_id] for item in items}, written)


def seen(meeting: Meeting, item: AgendaItem | None, members: Sequence[CouncilMember], apart: Apart) -> Floor:
    """Return the meeting with the item, from what was read before: two queries more."""
    present = dict(meeting.attendances.values_list("member_id", "status"))
    voted = set(VoterMark.objects.filter(item=item).values_list("member_id", flat=True)) if item else set()
    recused = apart.recused.get(item.pk, set()) if item else set()
    written = apart.written.get(item.pk, set()) if item else set()
    return Floor(
        meeting=meeting,
        rules=councils.rules_of(meeting.council, meeting.campaign.standard),
        seats=tuple(
            Seat(
                member=member,
                status=present.get(member.pk, ""),
                is_recused=member.user_id in recused,
                has_voted=member.pk in voted,
                has_written=member.pk in written,
            )
            for member in members
        ),
        item=item,
        voted=len(voted),
    )


def recused_from(dossiers: Iterable[Dossier], people: Iterable[int]) -> dict[int, set[int]]:
    """Map each dossier's id to those people (ids) who belong to its commune or declared an interest: two queries."""
    rows, people = list(dossiers), list(people)
    found: dict[int, set[int]] = {row.pk: set() for row in rows}
    declared = Interest.objects.filter(dossier__in=found, user__in=people)
    for dossier_id, user_id in declared.values_list("dossier_id", "user_id"):
        found[dossier_id].add(user_id)
    own = Membership.objects.filter(unit__in=[row.commune_id for row in rows], user__in=people)
    for unit_id, user_id in own.values_list("unit_id", "user_id"):
        for row in rows:
            if row.commune_id == unit_id:
                found[row.pk].add(user_id)
    return found
