"""Meetings of a council: planned, changed, cancelled, papers sent, presided over, opened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.domain.workflow import Action
from assessments.models import Dossier, Meeting
from assessments.selectors import councils as council_selectors
from assessments.selectors import meetings as selectors
from assessments.services import audit, councils, handovers, meeting_notices, workflow
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc


@dataclass(frozen=True, slots=True)
class Plan:
    """How, when and where the council meets; for written opinions the time is the last moment to send one."""

    mode: Meeting.Mode
    scheduled_for: datetime
    place: str = ""


@transaction.atomic
def plan(*, council_id: int, campaign_id: int, plan: Plan, actor: User, at: datetime) -> Meeting:
    """Put a meeting on the calendar; planning the same one again returns it.

    Raises NotAllowedError, and DomainError for a council that is not complete or a time that is over.
    """
    council = councils.lock(council_id, actor)
    campaign = selectors.campaigns_for(council).filter(pk=campaign_id).first()
    if campaign is None:
        raise DomainError("Đợt đánh giá không thuộc cơ quan của Hội đồng hoặc không còn thực hiện.")
    if council_selectors.clause_of(campaign.standard).required is False:
        raise DomainError("Bộ tiêu chí của đợt đánh giá này không yêu cầu ý kiến của Hội đồng.")
    reasons = [*council_selectors.gaps_of(council), *_slips(plan, at)]
    if reasons:
        raise DomainError(reasons)
    parts = _parts(plan)
    same = council.meetings.filter(campaign=campaign, state=Meeting.State.PLANNED, **parts).first()
    if same:
        return same
    meeting = Meeting.objects.create(council=council, campaign=campaign, created_at=at, created_by=actor, **parts)
    record(meeting, "meeting_plan", {"meeting": [None, str(meeting)]}, actor=actor, at=at)
    return meeting


def _parts(plan: Plan) -> dict[str, object]:
    return {"mode": plan.mode, "scheduled_for": plan.scheduled_for, "place": nfc(plan.place).strip()}


def _slips(plan: Plan, at: datetime) -> list[str]:
    written = plan.mode == Meeting.Mode.WRITTEN
    reasons = []
    if plan.scheduled_for <= at:
        reasons.append("Hạn gửi ý kiến phải sau lúc này." if written else "Thời gian họp phải sau lúc này.")
    if not written and not plan.place.strip():
        reasons.append("Vui lòng nhập địa điểm họp.")
    return reasons


@transaction.atomic
def edit(*, meeting_id: int, plan: Plan, actor: User, at: datetime) -> Meeting:
    """Change a meeting that has not begun; raises like `plan`."""
    meeting = lock_planned(meeting_id)
    require(meeting, "assessments.manage_council", actor)
    changed = {name: value for name, value in _parts(plan).items() if getattr(meeting, name) != value}
    if not changed:
        return meeting
    reasons = _slips(plan, at)
    if plan.mode == Meeting.Mode.WRITTEN and meeting.agenda.filter(ballot_kind="secret").exists():
        reasons.append(
            "Có nội dung bỏ phiếu kín nên không lấy ý kiến bằng văn bản được. Vui lòng đổi cách biểu quyết."
        )
    if reasons:
        raise DomainError(reasons)
    changes = {name: [_told(getattr(meeting, name)), _told(value)] for name, value in changed.items()}
    for name, value in changed.items():
        setattr(meeting, name, value)
    meeting.save()
    record(meeting, "meeting_edit", changes, actor=actor, at=at)
    if meeting.papers_sent_at:
        meeting_notices.changed(meeting, selectors.recipients_of(meeting), at=at)
    return meeting


def _told(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@transaction.atomic
def cancel(*, meeting_id: int, reason: str, dossiers_go_back: bool, actor: User, at: datetime) -> Meeting:
    """Call a planned meeting off. Its dossiers go back to the office, or stay with the council for another meeting.

    Cancelling again changes nothing. Raises NotAllowedError, and DomainError without a reason.
    """
    meeting = lock(meeting_id)
    require(meeting, "assessments.manage_council", actor)
    if meeting.state == Meeting.State.CANCELLED:
        return meeting
    _require_planned(meeting)
    if not reason.strip():
        raise DomainError("Vui lòng nêu lý do hủy cuộc họp.")
    note = nfc(reason).strip()
    ids = list(meeting.agenda.values_list("dossier_id", flat=True))
    if dossiers_go_back:
        _take_back(meeting, ids, note, actor=actor, at=at)
    meeting.state, meeting.cancel_reason = Meeting.State.CANCELLED, note
    meeting.save()
    changes = {"dossiers": ids, "go_back": dossiers_go_back}
    record(meeting, "meeting_cancel", changes, actor=actor, at=at, note=note)
    if meeting.papers_sent_at:
        meeting_notices.cancelled(meeting, selectors.recipients_of(meeting), at=at)
    return meeting


def _take_back(meeting: Meeting, ids: list[int], note: str, *, actor: User, at: datetime) -> None:
    """Give the dossiers back to the office, and tell everybody once: the members learn it with the meeting itself."""
    rows = Dossier.objects.filter(pk__in=ids).select_related("commune", "campaign__authority", "campaign__standard")
    dossiers = list(rows.order_by("pk"))
    quiet = workflow.Extra(quiet=True)
    for dossier in dossiers:
        workflow.perform(Action.TAKE_BACK, dossier_id=dossier.pk, actor=actor, at=at, note=note, extra=quiet)
    if dossiers:
        key = f"meeting:{meeting.pk}:cancel"
        handovers.tell(Action.TAKE_BACK, dossiers, key=key, actor=actor, at=at, note=note)


@transaction.atomic
def send_papers(*, meeting_id: int, actor: User, at: datetime) -> Meeting:
    """Note that the papers went out to every member; sending them again changes nothing."""
    meeting = lock(meeting_id)
    require(meeting, "assessments.prepare_meeting", actor)
    if meeting.papers_sent_at:
        return meeting
    _require_planned(meeting)
    if not meeting.agenda.exists():
        raise DomainError(
            "Chương trình họp chưa có hồ sơ nào. Vui lòng đưa hồ sơ vào chương trình trước khi gửi tài liệu."
        )
    meeting.papers_sent_at, meeting.papers_sent_by = at, actor
    meeting.save()
    members = selectors.recipients_of(meeting)
    record(meeting, "meeting_papers", {"recipients": [user.pk for user in members]}, actor=actor, at=at)
    meeting_notices.papers(meeting, members, at=at)
    return meeting


@transaction.atomic
def delegate(*, meeting_id: int, member_id: int, actor: User, at: datetime) -> Meeting:
    """Note whom the chair asks to preside: a vice-chair, or the chair again. Also while the meeting runs."""
    meeting = lock(meeting_id)
    require(meeting, "assessments.delegate_meeting", actor)
    require_to_come(meeting)
    member = selectors.may_preside(meeting).filter(pk=member_id).first()
    if member is None:
        raise DomainError("Chỉ Chủ tịch hoặc Phó Chủ tịch Hội đồng được chủ trì cuộc họp.")
    if meeting.presided_by_id != member.pk:
        before, meeting.presided_by = meeting.presided_by, member
        meeting.save()
        changes = {"presided_by": [str(before) if before else None, str(member)]}
        record(meeting, "meeting_delegate", changes, actor=actor, at=at)
    return meeting


@transaction.atomic
def open_meeting(*, meeting_id: int, actor: User, at: datetime) -> Meeting:
    """Open the meeting, or the round of written opinions; opening it again changes nothing.

    Raises NotAllowedError, and DomainError with every sentence that forbids it.
    """
    meeting = lock(meeting_id)
    require(meeting, "assessments.preside_meeting", actor)
    if meeting.state == Meeting.State.OPEN:
        return meeting
    _require_planned(meeting)
    reasons = obstacles(meeting, at=at)
    if reasons:
        raise DomainError(reasons)
    meeting.state, meeting.opened_at, meeting.opened_by = Meeting.State.OPEN, at, actor
    meeting.presided_by = selectors.presiding_in(meeting)
    meeting.save()
    changes = {"presided_by": [None, str(meeting.presided_by)]}
    record(meeting, "meeting_open", changes, actor=actor, at=at)
    if meeting.mode == Meeting.Mode.WRITTEN:
        meeting_notices.opened(meeting, selectors.recipients_of(meeting), at=at)
    return meeting


def end(meeting: Meeting, *, number: str, minutes: dict[str, Any], actor: User, at: datetime) -> None:
    """Store the minutes of a meeting that is over; called by the conclusion alone, with the meeting locked."""
    meeting.minutes, meeting.minutes_number = minutes, number
    meeting.minutes_sha256 = audit.sha256_of(minutes)
    meeting.concluded_at, meeting.concluded_by = at, actor
    meeting.state = Meeting.State.CONCLUDED
    meeting.save()
    changes = {"number": [None, number], "sha256": meeting.minutes_sha256}
    record(meeting, "meeting_conclude", changes, actor=actor, at=at)


def obstacles(meeting: Meeting, *, at: datetime) -> list[str]:
    """Return what forbids opening the meeting now, one sentence each."""
    reasons = list(council_selectors.gaps_of(meeting.council))
    if not meeting.agenda.exists():
        reasons.append("Chương trình họp chưa có hồ sơ nào.")
    if meeting.mode == Meeting.Mode.WRITTEN:
        return reasons
    if timezone.localdate(at) < selectors.day_of(meeting):
        reasons.append(f"Cuộc họp được lên lịch ngày {selectors.day_of(meeting):%d/%m/%Y}, chưa đến ngày họp.")
    seats = selectors.seats_of(meeting)
    presence, presiding = selectors.presence_of(meeting, seats), selectors.presiding_in(meeting, seats)
    if not presence.is_enough:
        reasons.append(f"Chưa đủ số thành viên dự họp. {presence.sentence} Vui lòng điểm danh trước khi khai mạc.")
    if presiding and presiding.pk not in {seat.member.pk for seat in seats if seat.is_present}:
        reasons.append(f"Người chủ trì {presiding.user} chưa được điểm danh có mặt.")
    return reasons


def lock(meeting_id: int) -> Meeting:
    """Return the meeting, locked to the end of the surrounding transaction; its deeds come one by one.

    Rows that point at it may still be added meanwhile, so that who holds a dossier's lock does not wait in a circle.
    """
    found = Meeting.objects.select_for_update(of=("self",), no_key=True)
    return found.select_related("council__authority", "campaign__standard", "presided_by").get(pk=meeting_id)


def lock_planned(meeting_id: int) -> Meeting:
    """Return the meeting, locked; refuse one that has begun or is over."""
    meeting = lock(meeting_id)
    _require_planned(meeting)
    return meeting


def _require_planned(meeting: Meeting) -> None:
    if meeting.state != Meeting.State.PLANNED:
        raise DomainError(f"Cuộc họp ở tình trạng “{meeting.get_state_display()}” nên không thay đổi được nữa.")


def require_to_come(meeting: Meeting) -> None:
    """Refuse a meeting that is over."""
    if meeting.state not in {Meeting.State.PLANNED, Meeting.State.OPEN}:
        raise DomainError(f"Cuộc họp ở tình trạng “{meeting.get_state_display()}” nên không thay đổi được nữa.")


_ONLY = {
    "assessments.manage_council": "Chỉ lãnh đạo cơ quan tư pháp được thay đổi cuộc họp và chương trình họp.",
    "assessments.prepare_meeting": "Chỉ lãnh đạo cơ quan tư pháp hoặc Thư ký Hội đồng được chuẩn bị cuộc họp.",
    "assessments.delegate_meeting": "Chỉ Chủ tịch hoặc Thư ký Hội đồng được ghi người chủ trì cuộc họp.",
    "assessments.preside_meeting": "Chỉ người chủ trì được khai mạc cuộc họp.",
    "assessments.note_attendance": "Chỉ người chủ trì hoặc Thư ký Hội đồng được điểm danh.",
}


def require(meeting: Meeting, permission: str, actor: User) -> None:
    """Refuse whoever lacks the permission, with the sentence that says who has it."""
    thing = meeting.council.authority if permission == "assessments.manage_council" else meeting
    if not actor.has_perm(permission, thing):
        raise NotAllowedError(_ONLY[permission])


def record(  # an event has that many parts
    meeting: Meeting, action: str, changes: Mapping[str, object], *, actor: User, at: datetime, note: str = ""
) -> None:
    """Append an event to the meeting's own trail, which its lock keeps from forking."""
    audit.record(
        stream=audit.stream_of(meeting_id=meeting.pk),
        action=action,
        subject=f"meeting:{meeting.pk}",
        actor=actor,
        at=at,
        note=note,
        changes=dict(changes),
    )
