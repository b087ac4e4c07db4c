"""The council in bulk: its members, the meetings that were held, one that runs and one that is planned."""

from collections.abc import Iterator
from datetime import date, timedelta

from assessments.domain.hashing import sha256_of
from assessments.domain.workflow import State
from assessments.management.scale.rows import COUNSELLED, OPENED_AT, Place
from assessments.models import (
    AgendaItem,
    Attendance,
    Choice,
    Council,
    CouncilMember,
    Dossier,
    Meeting,
    OpenBallot,
    VoterMark,
)
from communes.models import Membership, Role, User

_MEMBERS, _VOTED, _AGENDA = 11, 5, 20
_MET_AT = OPENED_AT + timedelta(days=20)
_FUNCTIONS = (CouncilMember.Function.CHAIR, CouncilMember.Function.VICE_CHAIR, CouncilMember.Function.SECRETARY)


def make_council(place: Place, dossiers: list[Dossier]) -> None:
    """Make the council, and its meetings with up to twenty dossiers each."""
    head = place.users[Role.OFFICE_HEAD]
    council = Council.objects.create(
        authority=place.campaign.authority,
        name="Hội đồng đánh giá thử tải",
        decision_number="1/QĐ-TT",
        decided_on=date(2020, 12, 1),
        created_at=OPENED_AT,
        created_by=head,
    )
    members = CouncilMember.objects.bulk_create(_members(council, place))
    waiting = [row for row in dossiers if row.state == State.IN_COUNCIL]
    advised = [row for row in dossiers if row.state in COUNSELLED]
    for start in range(0, len(advised), _AGENDA):
        _hold(_meeting(place, members, Meeting.State.CONCLUDED, start), advised[start : start + _AGENDA])
    running = _meeting(place, members, Meeting.State.OPEN, len(advised))
    # Both agendas are alike in small and large campaigns as far as there are dossiers: the running one takes every second.
    _run(running, members, waiting[: 2 * _AGENDA : 2])
    _put(_meeting(place, members, Meeting.State.PLANNED, len(advised) + 1), waiting[1 : 2 * _AGENDA : 2])


def _members(council: Council, place: Place) -> Iterator[CouncilMember]:
    """Yield the members; the last one is the person of the role, without a function of its own."""
    for n in range(_MEMBERS):
        user = place.users[Role.COUNCIL_MEMBER] if n == _MEMBERS - 1 else _counsellor(place, n)
        function = _FUNCTIONS[n] if n < len(_FUNCTIONS) else CouncilMember.Function.MEMBER
        yield CouncilMember(
            council=council, user=user, function=function, added_at=OPENED_AT, added_by=place.users[Role.OFFICE_HEAD]
        )


def _counsellor(place: Place, n: int) -> User:
    user = User.objects.create(username=f"thu-tai-hoi-dong-{n}", full_name=f"Thử tải – Ủy viên {n}", password="!")  # noqa: S106  # "!" is no password
    Membership.objects.create(user=user, role=Role.COUNCIL_MEMBER, unit=place.campaign.authority)
    return user


def _meeting(place: Place, members: list[CouncilMember], state: Meeting.State, number: int) -> Meeting:
    head, is_held = place.users[Role.OFFICE_HEAD], state != Meeting.State.PLANNED
    is_over = state == Meeting.State.CONCLUDED
    minutes = {"number": str(number)} if is_over else {}
    return Meeting.objects.create(
        council=members[0].council,
        campaign=place.campaign,
        state=state,
        scheduled_for=_MET_AT + timedelta(hours=number),
        place="Phòng họp số 1",
        papers_sent_at=OPENED_AT,
        papers_sent_by=head,
        opened_at=_MET_AT if is_held else None,
        opened_by=head if is_held else None,
        presided_by=members[0] if is_held else None,
        concluded_at=_MET_AT if is_over else None,
        concluded_by=head if is_over else None,
        minutes_number=f"{number}/BB-TT" if is_over else "",
        minutes=minutes,
        minutes_sha256=sha256_of(minutes) if is_over else "",
        created_at=OPENED_AT,
        created_by=head,
    )


def _put(meeting: Meeting, dossiers: list[Dossier]) -> list[AgendaItem]:
    return AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, dossier=dossier, position=n, round=dossier.round)
        for n, dossier in enumerate(dossiers, start=1)
    )


def _hold(meeting: Meeting, dossiers: list[Dossier]) -> None:
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            dossier=dossier,
            position=n,
            round=dossier.round,
            state=AgendaItem.State.CLOSED,
            outcome=AgendaItem.Outcome.RECOGNISE,
            opened_at=_MET_AT,
            opened_by=meeting.opened_by,
            closed_at=_MET_AT,
            closed_by=meeting.opened_by,
        )
        for n, dossier in enumerate(dossiers, start=1)
    )


def _run(meeting: Meeting, members: list[CouncilMember], dossiers: list[Dossier]) -> None:
    """Let everybody be present and some have voted on the first item."""
    Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            member=member,
            status=Attendance.Status.PRESENT,
            noted_at=_MET_AT,
            noted_by=meeting.created_by,
        )
        for member in members
    )
    if not dossiers:
        return
    first, rest = dossiers[:1], dossiers[1:]
    item = AgendaItem.objects.create(
        meeting=meeting,
        dossier=first[0],
        position=1,
        round=first[0].round,
        state=AgendaItem.State.VOTING,
        opened_at=_MET_AT,
        opened_by=meeting.created_by,
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, dossier=dossier, position=n, round=dossier.round)
        for n, dossier in enumerate(rest, start=2)
    )
    marks = VoterMark.objects.bulk_create(VoterMark(item=item, member=member) for member in members[:_VOTED])
    OpenBallot.objects.bulk_create(OpenBallot(mark=mark, choice=Choice.AGREE, cast_at=_MET_AT) for mark in marks)
