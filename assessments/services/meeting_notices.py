"""Tells the council's members of a meeting: its papers, its new time, that opinions are asked for, that it is called off."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from assessments.models import Meeting
from assessments.selectors import meetings as selectors
from assessments.services import notices
from communes.models import User


def papers(meeting: Meeting, members: Iterable[User], *, at: datetime) -> None:
    """Ask the members to read the papers and to declare interests before the meeting."""
    todo = (
        "Vui lòng đọc hồ sơ trong chương trình, khai báo nếu có lợi ích liên quan đến xã, phường nào, "
        "và báo Thư ký nếu không dự họp được."
    )
    if meeting.mode == Meeting.Mode.WRITTEN:
        todo = "Vui lòng đọc hồ sơ, khai báo nếu có lợi ích liên quan, rồi gửi ý kiến về từng hồ sơ khi Hội đồng mở lấy ý kiến."
    _tell(meeting, members, "papers", f"Tài liệu {_named(meeting)}", todo, at=at)


def changed(meeting: Meeting, members: Iterable[User], *, at: datetime) -> None:
    """Tell the new time and place of a meeting whose papers went out."""
    moment = int(at.timestamp())
    _tell(meeting, members, f"changed:{moment}", f"Thay đổi lịch: {_named(meeting)}", "Vui lòng xem lại lịch.", at=at)


def opened(meeting: Meeting, members: Iterable[User], *, at: datetime) -> None:
    """Ask the members for their written opinions; who sits in a meeting in person sees that it begins."""
    todo = "Vui lòng gửi ý kiến về từng hồ sơ trong chương trình, trước thời hạn."
    _tell(meeting, members, "opened", f"Bắt đầu {_named(meeting)}", todo, at=at)


def cancelled(meeting: Meeting, members: Iterable[User], *, at: datetime) -> None:
    """Tell that a meeting whose papers went out is called off, and why."""
    text = f"Lý do: {meeting.cancel_reason}"
    _tell(meeting, members, "cancelled", f"Đã hủy {_named(meeting)}", text, at=at)


def _named(meeting: Meeting) -> str:
    moment = timezone.localtime(meeting.scheduled_for)
    if meeting.mode == Meeting.Mode.WRITTEN:
        return f"lấy ý kiến Hội đồng bằng văn bản, hạn {moment:%H:%M, %d/%m/%Y}"
    return f"cuộc họp Hội đồng lúc {moment:%H:%M, %d/%m/%Y}, tại {meeting.place}"


def _tell(meeting: Meeting, members: Iterable[User], event: str, title: str, text: str, *, at: datetime) -> None:
    is_over = meeting.state == Meeting.State.CANCELLED
    notices.tell(
        members,
        key=f"meeting:{meeting.pk}:{event}",
        kind="meeting",
        title=title[:1].upper() + title[1:],
        text=text,
        path=reverse("assessments:meeting_detail", args=[meeting.pk]),
        due_on=None if is_over else selectors.day_of(meeting),
        at=at,
    )
