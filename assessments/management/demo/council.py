"""The demonstration's council: set up, a meeting that was held with minutes, one that is still to come."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from assessments.management.demo.deeds import HOUR, ZONE, Deeds
from assessments.models import AgendaItem, Attendance, Campaign, Choice, Council, CouncilMember, Dossier, Meeting
from assessments.services import agendas, attendances, ballots, councils, meetings, minutes, proceedings
from communes.models import User

Function, Ballot = CouncilMember.Function, AgendaItem.BallotKind
# Offices instead of names: no real person may appear.
SEATS = (
    ("hoidong1", Function.CHAIR, "Lãnh đạo Ủy ban nhân dân thị xã"),
    ("truongphong", Function.VICE_CHAIR, "Phòng Tư pháp"),
    ("hoidong2", Function.MEMBER, "Công an thị xã"),
    ("hoidong3", Function.MEMBER, "Ủy ban Mặt trận Tổ quốc Việt Nam thị xã"),
    ("hoidong4", Function.MEMBER, "Phòng Tài nguyên và Môi trường"),
    ("hoidong5", Function.MEMBER, "Ban Dân vận Thị ủy"),
    ("chuyenvien", Function.SECRETARY, "Phòng Tư pháp"),
)
AWAY = "hoidong5"
PLACE = "Phòng họp UBND thị xã (minh họa)"


@dataclass
class CouncilStory:
    """Tells what the council does; `deeds` act for its people."""

    deeds: Deeds
    campaign: Campaign

    def tell(self, *, advised: list[Dossier], waiting: list[Dossier], held_on: datetime, now: datetime) -> None:
        """Set up the council, hold a meeting on `advised`, and put `waiting` on the agenda of one that is to come."""
        council = self._set_up(held_on - timedelta(days=30))
        self._hold(council, advised, held_on)
        coming = (now + timedelta(days=6)).astimezone(ZONE).date()
        start = datetime.combine(coming, time(8), ZONE)
        meeting = self._plan(council, waiting, start, planned_at=now - HOUR)
        meetings.send_papers(meeting_id=meeting.pk, actor=self._secretary, at=now)

    @property
    def _head(self) -> User:
        return self.deeds.user("truongphong")

    @property
    def _secretary(self) -> User:
        return self.deeds.user("chuyenvien")

    @property
    def _chair(self) -> User:
        return self.deeds.user("hoidong1")

    def _set_up(self, when: datetime) -> Council:
        council = councils.create(
            Council(
                authority=self.campaign.authority,
                name=self.campaign.standard.parsed.procedure.council.name,
                decision_number="01/QĐ-UBND (minh họa)",
                decided_on=date(when.year, when.month, when.day),
            ),
            actor=self._head,
            at=when,
        )
        for username, function, field in SEATS:
            councils.add_member(
                council_id=council.pk,
                user_id=self.deeds.user(username).pk,
                function=function,
                field=field,
                actor=self._head,
                at=when,
            )
            self.deeds.cast.users[username] = User.objects.get(
                username=username
            )  # a seat brings a role, and roles are read once
        return council

    def _plan(self, council: Council, dossiers: list[Dossier], start: datetime, *, planned_at: datetime) -> Meeting:
        meeting = meetings.plan(
            council_id=council.pk,
            campaign_id=self.campaign.pk,
            plan=meetings.Plan(Meeting.Mode.IN_PERSON, start, PLACE),
            actor=self._head,
            at=planned_at,
        )
        ids = [dossier.pk for dossier in dossiers]
        agendas.put(meeting_id=meeting.pk, dossier_ids=ids, actor=self._head, at=planned_at)
        return meeting

    def _hold(self, council: Council, dossiers: list[Dossier], start: datetime) -> None:
        """Vote on the first dossier in the open and on the others in secret; the last one is advised against."""
        meeting = self._plan(council, dossiers, start, planned_at=start - timedelta(days=7))
        meetings.send_papers(meeting_id=meeting.pk, actor=self._secretary, at=start - timedelta(days=6))
        for member in council.members.select_related("user"):
            away = member.user.username == AWAY
            attendances.note(
                meeting_id=meeting.pk,
                member_id=member.pk,
                status=Attendance.Status.EXCUSED if away else Attendance.Status.PRESENT,
                reason="Đi công tác (minh họa)" if away else "",
                actor=self._secretary,
                at=start,
            )
        meetings.open_meeting(meeting_id=meeting.pk, actor=self._chair, at=start)
        items = list(meeting.agenda.order_by("position"))
        for place, item in enumerate(items):
            choice = Choice.DISAGREE if place == len(items) - 1 else Choice.AGREE
            self._vote(item, Ballot.SECRET if place else Ballot.OPEN, choice, start + HOUR * (place + 1))
        minutes.conclude(meeting_id=meeting.pk, number="01/BB-HĐ (minh họa)", actor=self._chair, at=start + 4 * HOUR)

    def _vote(self, item: AgendaItem, kind: str, choice: Choice, when: datetime) -> None:
        proceedings.call(item_id=item.pk, actor=self._chair, at=when)
        proceedings.open_vote(item_id=item.pk, kind=kind, actor=self._chair, at=when)
        for username, *_ in SEATS:
            if username != AWAY:
                # Nobody's secret ballot is everybody's: the secretary's differs from the rest.
                own = Choice.ABSTAIN if username == "chuyenvien" else choice
                ballots.cast(item_id=item.pk, choice=own, actor=self.deeds.user(username), at=when)
        proceedings.close_vote(item_id=item.pk, actor=self._chair, at=when + HOUR / 2)
