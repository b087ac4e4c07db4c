"""A council in its meeting: members with their seats, who is there, what is on the agenda."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from assessments.domain.workflow import State
from assessments.models import AgendaItem, Attendance, Choice, Council, CouncilMember, Dossier, Meeting
from assessments.services import agendas, attendances, ballots, councils, meetings, proceedings
from communes.models import Role, User
from tests.factories import NOW, steps
from tests.factories.town import Town, make_user

Function: TypeAlias = CouncilMember.Function
Status: TypeAlias = Attendance.Status
Kind: TypeAlias = AgendaItem.BallotKind
LATER = NOW + timedelta(minutes=30)


@dataclass(frozen=True)
class Room:
    """A meeting with its people; the chair presides."""

    town: Town
    council: Council
    meeting: Meeting
    chair: User
    secretary: User
    others: tuple[User, ...]

    @property
    def everybody(self) -> tuple[User, ...]:
        """All members, the chair first."""
        return (self.chair, self.secretary, *self.others)

    @property
    def item(self) -> AgendaItem:
        """The first item, fresh."""
        return self.meeting.agenda.select_related("dossier__commune", "meeting").earliest("position")

    def member(self, user: User) -> CouncilMember:
        """Return the person's seat, also one that has ended."""
        return self.council.members.get(user=user)

    def note(self, *users: User, status: Status = Status.PRESENT, reason: str = "") -> None:
        """Note where people are."""
        for user in users:
            attendances.note(
                meeting_id=self.meeting.pk,
                member_id=self.member(user).pk,
                status=status,
                reason=reason,
                actor=self.secretary,
                at=LATER if self.meeting.opened_at else NOW,
            )

    def open(self) -> None:
        """Open the meeting."""
        meetings.open_meeting(meeting_id=self.meeting.pk, actor=self.chair, at=NOW)
        self.meeting.refresh_from_db()

    def call(self, item: AgendaItem | None = None) -> None:
        """Call an item, the first one unless told otherwise."""
        proceedings.call(item_id=(item or self.item).pk, actor=self.chair, at=LATER)

    def open_vote(self, kind: Kind = Kind.OPEN, item: AgendaItem | None = None) -> AgendaItem:
        """Call the item and open the vote on it."""
        self.call(item)
        return proceedings.open_vote(item_id=(item or self.item).pk, kind=kind, actor=self.chair, at=LATER)

    def cast(self, user: User, choice: Choice = Choice.AGREE, reason: str = "") -> bool:
        """Vote on the item that is being voted on, or was last."""
        item = self.meeting.agenda.exclude(state="waiting").latest("position")
        return ballots.cast(item_id=item.pk, choice=choice, reason=reason, actor=user, at=LATER)

    def cast_all(self, agree: int, disagree: int = 0, abstain: int = 0) -> None:
        """Let the members vote in the order of `everybody`: so many agree, then so many do not, then so many abstain."""
        choices = [Choice.AGREE] * agree + [Choice.DISAGREE] * disagree + [Choice.ABSTAIN] * abstain
        for user, choice in zip(self.everybody, choices, strict=False):
            self.cast(user, choice)

    def close(self, item: AgendaItem | None = None) -> AgendaItem:
        """Close the vote."""
        return proceedings.close_vote(item_id=(item or self.item).pk, actor=self.chair, at=LATER)


def make_room(
    town: Town,
    *dossiers: Dossier,
    others: int = 3,
    mode: Meeting.Mode = Meeting.Mode.IN_PERSON,
    with_story: bool = False,
    **rules: Any,
) -> Room:
    """Plan a meeting on the dossiers (the town's first one) with chair, secretary and so many other members.

    `rules` are the council's own settings. The dossiers are put there without what a commune and the office did before,
    unless `with_story` asks for it.
    """
    council = steps.set_up_council(town)
    Council.objects.filter(pk=council.pk).update(**rules)
    people = tuple(make_user(f"hoidong{n}", Role.COUNCIL_MEMBER, town.authority) for n in range(2, 2 + others))
    by: dict[str, Any] = {"actor": town.head, "at": NOW}
    for user in people:
        councils.add_member(council_id=council.pk, user_id=user.pk, function=Function.MEMBER, **by)
    plan = meetings.Plan(mode, NOW + timedelta(hours=1), "Phòng họp số 1")
    meeting = meetings.plan(council_id=council.pk, campaign_id=town.campaign.pk, plan=plan, **by)
    for place, dossier in enumerate(dossiers or (town.dossier,), start=1):
        if with_story:
            steps.bring_to(town, State.APPRAISED, dossier)
            agendas.put(meeting_id=meeting.pk, dossier_ids=[dossier.pk], **by)
        else:
            _place(town, meeting, dossier, place)
    secretary = council.members.get(function=Function.SECRETARY).user
    council.refresh_from_db()
    return Room(town, council, meeting, town.council, secretary, people)


_STORY = (("posted", "leader"), ("submitted", "leader"), ("received", "reviewer"), ("appraised", "head"))


def _place(town: Town, meeting: Meeting, dossier: Dossier, place: int) -> None:
    stamps = {
        f"{deed}_{part}": value for deed, who in _STORY for part, value in (("at", NOW), ("by", getattr(town, who)))
    }
    Dossier.objects.filter(pk=dossier.pk).update(
        state=State.IN_COUNCIL, round=1, counted_total=Decimal("92.5"), **stamps
    )
    AgendaItem.objects.create(meeting=meeting, dossier=dossier, position=place, round=1)


def open_room(town: Town, *dossiers: Dossier, others: int = 3, with_story: bool = False, **rules: Any) -> Room:
    """Hold a meeting at which everybody is there."""
    room = make_room(town, *dossiers, others=others, with_story=with_story, **rules)
    room.note(*room.everybody)
    room.open()
    return room
