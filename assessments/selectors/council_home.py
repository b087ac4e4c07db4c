"""What a council member has to do: the meeting that runs first, then those to come, each with its next step."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from assessments.domain.deadlines import Calendar
from assessments.models import CouncilMember, Meeting
from assessments.selectors import calendars, meetings
from communes.models import Role, User

Function = CouncilMember.Function
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class OwnMeeting:
    """A meeting with what the person does now and by when; `is_mine` when it waits for the person."""

    meeting: Meeting
    seat: CouncilMember
    step: str
    label: str
    url: str
    is_mine: bool


def own_meetings(user: User, *, at: datetime) -> list[OwnMeeting]:
    """Return the meetings to come of the councils in which the person sits, in a fixed number of queries."""
    if not user.has_role(Role.COUNCIL_MEMBER):
        return []
    seats = {seat.council_id: seat for seat in CouncilMember.objects.of(user)}
    given = Q(agenda__written_opinions__member__in=[seat.pk for seat in seats.values()])
    found = (
        Meeting.objects.to_come()
        .filter(council__in=seats)
        .select_related("council", "campaign__standard", "presided_by")
        .annotate(
            item_count=Count("agenda", distinct=True),
            opinion_count=Count("agenda", filter=given, distinct=True),
            is_planned=Q(state=Meeting.State.PLANNED),
        )
        .order_by("is_planned", "scheduled_for", "pk")[:_SHOWN]
    )
    calendar = calendars.current() if seats else Calendar()
    return [_own(meeting, seats[meeting.council_id], calendar, at) for meeting in found]


def _own(meeting: Meeting, seat: CouncilMember, calendar: Calendar, at: datetime) -> OwnMeeting:
    url = reverse("assessments:meeting_detail", args=[meeting.pk])
    if meeting.state == Meeting.State.OPEN:
        step, is_mine = _while_running(meeting)
        url = reverse("assessments:meeting_live", args=[meeting.pk])
        return OwnMeeting(meeting, seat, step, "Vào cuộc họp" if is_mine else "Xem", url, is_mine)
    step, is_mine = _before(meeting, seat, calendar, at)
    return OwnMeeting(meeting, seat, step, "Mở cuộc họp", url, is_mine)


def _while_running(meeting: Meeting) -> tuple[str, bool]:
    if meeting.mode == Meeting.Mode.IN_PERSON:
        return "Cuộc họp đang diễn ra. Vào cuộc họp để theo dõi và biểu quyết.", True
    left = meeting.item_count - meeting.opinion_count  # type: ignore[attr-defined]  # annotated
    due = timezone.localtime(meeting.scheduled_for)
    if left:
        return f"Gửi ý kiến bằng văn bản về {left} hồ sơ trước {due:%H:%M, %d/%m/%Y}.", True
    return f"Bạn đã gửi đủ ý kiến. Hạn chung là {due:%H:%M, %d/%m/%Y}.", False


def _before(meeting: Meeting, seat: CouncilMember, calendar: Calendar, at: datetime) -> tuple[str, bool]:
    count: int = meeting.item_count  # type: ignore[attr-defined]  # annotated
    today, day = timezone.localdate(at), meetings.day_of(meeting)
    opens = seat.pk == meeting.presided_by_id or (meeting.presided_by_id is None and seat.function == Function.CHAIR)
    if opens and count and (day == today or meeting.mode == Meeting.Mode.WRITTEN):
        return "Bạn chủ trì: điểm danh đủ số thành viên rồi khai mạc cuộc họp.", True
    if seat.function == Function.SECRETARY and not meeting.papers_sent_at:
        latest = meetings.papers_of(meeting, calendar).latest
        return f"Gửi tài liệu cho các thành viên chậm nhất ngày {latest:%d/%m/%Y}.", True
    if meeting.papers_sent_at:
        return f"Đọc tài liệu của {count} hồ sơ và khai báo nếu có lợi ích liên quan, trước ngày {day:%d/%m/%Y}.", True
    return "Tài liệu chưa được gửi; bạn sẽ được báo khi có tài liệu.", False
