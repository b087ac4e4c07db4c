"""Who is at a meeting: noted before it and while it runs, member by member."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.models import Attendance, Meeting
from assessments.services import meetings
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc

Status = Attendance.Status


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted of one member; the reason belongs to who is not there."""

    member_id: int
    status: str
    reason: str = ""


@transaction.atomic
def note_all(*, meeting_id: int, notes: Iterable[Noted], actor: User, at: datetime) -> None:
    """Note several members at once, all or none; raises like `note`, with the sentences of every member."""
    reasons: list[str] = []
    for row in notes:
        try:
            note(
                meeting_id=meeting_id,
                member_id=row.member_id,
                status=row.status,
                reason=row.reason,
                actor=actor,
                at=at,
            )
        except NotAllowedError:
            raise
        except DomainError as error:
            reasons += error.reasons
    if reasons:
        raise DomainError(reasons)


@transaction.atomic
def note(*, meeting_id: int, member_id: int, status: str, reason: str = "", actor: User, at: datetime) -> Attendance:
    """Note whether a member is there; noting the same again changes nothing.

    Raises NotAllowedError, and DomainError for a meeting in writing, one that is over, or an excuse without its reason.
    """
    meeting = meetings.lock(meeting_id)
    meetings.require(meeting, "assessments.note_attendance", actor)
    meetings.require_to_come(meeting)
    member = meeting.council.members.current().filter(pk=member_id).select_related("user").first()
    if member is None:
        raise DomainError("Người này không còn là thành viên Hội đồng. Vui lòng tải lại trang.")
    reasons = _slips(meeting, status, reason)
    if reasons:
        raise DomainError([f"{member.user}: {sentence}" for sentence in reasons])
    why = nfc(reason).strip() if status in {Status.EXCUSED, Status.ABSENT} else ""
    stored = meeting.attendances.filter(member=member).first()
    if stored and (stored.status, stored.reason) == (status, why):
        return stored
    before = stored.status if stored else None
    stored = stored or Attendance(meeting=meeting, member=member)
    stored.status, stored.reason, stored.noted_at, stored.noted_by = status, why, at, actor
    stored.save()
    changes = {"member": member.pk, "status": [before, status]}
    meetings.record(meeting, "attendance", changes, actor=actor, at=at, note=why)
    return stored


def _slips(meeting: Meeting, status: str, reason: str) -> list[str]:
    if meeting.mode == Meeting.Mode.WRITTEN:
        return ["lấy ý kiến bằng văn bản thì không điểm danh."]
    if status not in Status.values:
        return ["vui lòng chọn tình trạng có mặt."]
    if status == Status.EXCUSED and not reason.strip():
        return ["vui lòng ghi lý do vắng mặt."]
    if status == Status.LEFT and meeting.state == Meeting.State.PLANNED:
        return ["cuộc họp chưa khai mạc nên chưa thể rời cuộc họp."]
    return []
