"""Meetings as pages show them: papers and their days, attendance and quorum, the agenda with its conflicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.domain import council as domain
from assessments.domain.deadlines import Calendar, working_day_before, working_days_between
from assessments.domain.workflow import State
from assessments.models import AgendaItem, Attendance, Campaign, Council, CouncilMember, Dossier, Meeting
from assessments.selectors import councils, interests
from communes.models import Role, User

PRESENT = Attendance.Status.PRESENT


@dataclass(frozen=True, slots=True)
class Papers:
    """When the papers were sent, and by when the rule wants them; `origin` says where the rule comes from."""

    sent_at: datetime | None
    asked: domain.PaperDays
    latest: date
    given: int | None

    @property
    def unit(self) -> str:
        """What is counted."""
        return "ngày làm việc" if self.asked.in_working_days else "ngày"

    @property
    def warning(self) -> str:
        """Say that the papers went out too late; "" when they did not, or not yet."""
        if self.given is None or self.given >= self.asked.count:
            return ""
        return (
            f"Tài liệu gửi trước ngày họp {self.given} {self.unit}, ít hơn {self.asked.count} {self.unit} "
            f"{self.asked.origin.source}."
        )


@dataclass(frozen=True, slots=True)
class Presence:
    """How many members are there and how many must be."""

    present: int
    needed: int
    total: int
    share: domain.Share

    @property
    def is_enough(self) -> bool:
        """Tell whether the meeting has its quorum."""
        return self.present >= self.needed

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        return f"Có mặt {self.present}/{self.total} thành viên, cần ít nhất {self.needed}."


@dataclass(frozen=True, slots=True)
class Seat:
    """A member with what was noted of the attendance; None: nothing yet."""

    member: CouncilMember
    attendance: Attendance | None

    @property
    def is_present(self) -> bool:
        """Tell whether the member was noted as present."""
        return self.attendance is not None and self.attendance.status == PRESENT


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """One dossier on the agenda as the person sees it; `conflict` says why its papers are closed to the person."""

    item: AgendaItem
    conflict: str
    is_first: bool
    is_last: bool

    @property
    def is_alone(self) -> bool:
        """Tell whether there is no other dossier to change places with."""
        return self.is_first and self.is_last


@dataclass(frozen=True, slots=True)
class Waiting:
    """A dossier that can be put on an agenda; `postponed` where an earlier meeting left it open."""

    dossier: Dossier
    postponed: bool


def listed(user: User) -> QuerySet[Meeting]:
    """Return the meetings that the person may see: those to come first, the next one on top."""
    return (
        Meeting.objects.visible_to(user)
        .select_related("council__authority", "campaign")
        .defer("minutes")
        .annotate(item_count=_item_count(), is_over=Q(state__in=["concluded", "cancelled"]))
        .order_by("is_over", "-scheduled_for", "-pk")
    )


def _item_count() -> Coalesce:
    """Count the agenda of the shown meetings alone; a join would count that of all of them first."""
    items = AgendaItem.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    return Coalesce(Subquery(items.annotate(n=Count("pk")).values("n")), 0)


def loaded(user: User) -> QuerySet[Meeting]:
    """Return the meetings that the person may see, with all that their pages read."""
    return Meeting.objects.visible_to(user).select_related(
        "council__authority", "campaign__standard", "campaign__authority", "presided_by__user", "papers_sent_by"
    )


def day_of(meeting: Meeting) -> date:
    """Return the local day of the meeting."""
    return timezone.localdate(meeting.scheduled_for)


def rules_of(meeting: Meeting) -> domain.Rules:
    """Return the rules that hold in the meeting: those of its campaign's standard, else the council's own."""
    return councils.rules_of(meeting.council, meeting.campaign.standard)


def papers_of(meeting: Meeting, calendar: Calendar) -> Papers:
    """Return the days of the papers; the day on which they go out counts, the day of the meeting does not."""
    asked, day = rules_of(meeting).paper_days, day_of(meeting)
    latest = day - timedelta(days=asked.count)
    if asked.in_working_days:
        latest = working_day_before(day, asked.count, calendar)
    return Papers(meeting.papers_sent_at, asked, latest, _days_given(meeting, day, calendar, asked))


def _days_given(meeting: Meeting, day: date, calendar: Calendar, asked: domain.PaperDays) -> int | None:
    if meeting.papers_sent_at is None:
        return None
    sent = timezone.localdate(meeting.papers_sent_at)
    return working_days_between(sent, day, calendar) if asked.in_working_days else max((day - sent).days, 0)


def day_off_of(meeting: Meeting, calendar: Calendar) -> bool:
    """Tell whether the meeting falls on a day on which nobody works."""
    return not calendar.is_working(day_of(meeting))


def presence_of(meeting: Meeting, seats: Sequence[Seat] | None = None) -> Presence:
    """Count who is there; who was removed from the council counts no more. `seats` where they were read already."""
    share, seats = rules_of(meeting).quorum, seats_of(meeting) if seats is None else seats
    present = sum(1 for seat in seats if seat.is_present)
    return Presence(present, domain.needed(len(seats), share.value), len(seats), share)


def seats_of(meeting: Meeting) -> list[Seat]:
    """Return the members of today with what was noted of each."""
    noted = {row.member_id: row for row in meeting.attendances.all()}
    return [Seat(member, noted.get(member.pk)) for member in councils.members_of(meeting.council)]


def agenda_of(meeting: Meeting, user: User) -> list[AgendaRow]:
    """Return the agenda in its order; the conflicts of the person are read for all dossiers at once."""
    items = list(meeting.agenda.select_related("dossier__commune"))
    conflicted = interests.conflicted_ids(user, [item.dossier for item in items])
    return [
        AgendaRow(
            item,
            CONFLICT if item.dossier_id in conflicted else "",
            is_first=place == 0,
            is_last=place == len(items) - 1,
        )
        for place, item in enumerate(items)
    ]


CONFLICT = "Bạn có lợi ích liên quan đến hồ sơ này nên không xem tài liệu và không biểu quyết."


def waiting_for(campaign: Campaign) -> list[Waiting]:
    """Return the dossiers of the campaign that can be put on an agenda now, in alphabetical order."""
    on_agenda = AgendaItem.objects.open().filter(dossier=OuterRef("pk"))
    free = campaign.dossiers.filter(state__in=[State.APPRAISED, State.IN_COUNCIL]).filter(~Exists(on_agenda))
    return [
        Waiting(dossier, dossier.status is State.IN_COUNCIL)
        for dossier in free.select_related("commune").order_by("commune__sort_name", "pk")
    ]


def waiting_counts(user: User) -> list[tuple[Campaign, int]]:
    """Return the campaigns whose dossiers the person may put to a council, with how many wait; those without any not."""
    heads = sorted(user.role_units.get(Role.OFFICE_HEAD, ()))
    opened = Campaign.objects.filter(authority__in=heads, state=Campaign.State.OPEN)
    campaigns = opened.select_related("standard").order_by("-year", "pk")
    asked = [row for row in campaigns if councils.clause_of(row.standard).required is not False]
    on_agenda = AgendaItem.objects.open().filter(dossier=OuterRef("pk"))
    waiting = [State.APPRAISED, State.IN_COUNCIL]
    free = Dossier.objects.filter(~Exists(on_agenda), state__in=waiting, campaign__in=[row.pk for row in asked])
    counts = dict(free.order_by().values_list("campaign").annotate(n=Count("pk")))
    return [(campaign, counts[campaign.pk]) for campaign in asked if campaign.pk in counts]


def planned_for(campaign: Campaign) -> QuerySet[Meeting]:
    """Return the meetings of the campaign that have not begun, the next one first."""
    found = Meeting.objects.filter(campaign=campaign, state=Meeting.State.PLANNED)
    return found.select_related("council").annotate(item_count=Count("agenda")).order_by("scheduled_for", "pk")


def councils_for(campaign: Campaign) -> QuerySet[Council]:
    """Return the councils that can meet about the campaign."""
    return Council.objects.filter(authority=campaign.authority_id, is_active=True)


def campaigns_for(council: Council) -> QuerySet[Campaign]:
    """Return the campaigns about which the council can meet: open ones of its authority, newest first."""
    return Campaign.objects.filter(authority=council.authority_id, state=Campaign.State.OPEN).order_by("-year", "pk")


def recipients_of(meeting: Meeting) -> list[User]:
    """Return who gets the papers: every member of today."""
    return [member.user for member in councils.members_of(meeting.council)]


def may_preside(meeting: Meeting) -> QuerySet[CouncilMember]:
    """Return who may preside: the chair, and the vice-chairs by delegation."""
    heads = [CouncilMember.Function.CHAIR, CouncilMember.Function.VICE_CHAIR]
    return councils.members_of(meeting.council).filter(function__in=heads)


def presiding_in(meeting: Meeting, seats: Sequence[Seat] | None = None) -> CouncilMember | None:
    """Return who presides: whom the chair asked to, else the chair; None where the council has no chair.

    `seats` where they were read already.
    """
    delegate = meeting.presided_by
    if delegate is not None and delegate.removed_at is None:
        return delegate
    chair = CouncilMember.Function.CHAIR
    if seats is not None:
        return next((seat.member for seat in seats if seat.member.function == chair), None)
    return councils.members_of(meeting.council).filter(function=chair).first()
