"""Written opinions: of members who are absent from a meeting, or of the whole council where it is asked in writing."""

from datetime import datetime

from django.db import transaction

from assessments.models import AgendaItem, Choice, CouncilMember, Meeting, WrittenOpinion
from assessments.selectors import floor
from assessments.services import audit, proceedings
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc

State = AgendaItem.State


@transaction.atomic
def record(*, item_id: int, member_id: int, choice: str, text: str = "", actor: User, at: datetime) -> WrittenOpinion:
    """Keep the member's opinion, given by the member or entered from paper by the secretary; a later one replaces it.

    The record keeps what was replaced; giving the same again changes nothing. Raises CouncilMember.DoesNotExist,
    NotAllowedError for anybody else, and DomainError after the item was closed, for a member who is in the room or
    has an interest in the item.
    """
    item = proceedings.lock_item(item_id)
    members = CouncilMember.objects.current().select_related("user")
    member = members.get(pk=member_id, council=item.meeting.council_id)
    if member.user_id != actor.pk and not actor.has_perm(proceedings.ASSIST, item.meeting):
        raise NotAllowedError("Chỉ thành viên đó hoặc Thư ký được ghi ý kiến bằng văn bản.")
    reasons = _against(item, member)
    if reasons:
        raise DomainError(reasons)
    return _store(item, member, Choice(choice), nfc(text).strip(), actor=actor, at=at)


def _against(item: AgendaItem, member: CouncilMember) -> list[str]:
    meeting = item.meeting
    if meeting.state in {Meeting.State.CONCLUDED, Meeting.State.CANCELLED}:
        return ["Cuộc họp đã kết thúc hoặc đã hủy nên không nhận thêm ý kiến."]
    if item.state in {State.CLOSED, State.POSTPONED}:
        return ["Nội dung này đã kết thúc biểu quyết hoặc đã hoãn nên không nhận thêm ý kiến."]
    if meeting.mode == Meeting.Mode.WRITTEN and meeting.state != Meeting.State.OPEN:
        return ["Đợt lấy ý kiến bằng văn bản chưa bắt đầu."]
    seat = floor.of(meeting, item).seat_of(member.user)
    return _against_member(meeting, seat, member.user) if seat else []


def _against_member(meeting: Meeting, seat: floor.Seat, user: User) -> list[str]:
    if seat.is_recused:
        return [f"{user} đã khai báo lợi ích liên quan nên không tham gia nội dung này."]
    if seat.has_voted:
        return [f"{user} đã biểu quyết nội dung này."]
    if meeting.mode == Meeting.Mode.IN_PERSON and seat.is_present:
        return [f"{user} đang có mặt tại cuộc họp nên biểu quyết tại cuộc họp."]
    return []


def _store(
    item: AgendaItem, member: CouncilMember, choice: Choice, text: str, *, actor: User, at: datetime
) -> WrittenOpinion:
    stored = item.written_opinions.filter(member=member).first()
    if stored and (stored.choice, stored.text) == (choice, text):
        return stored
    old = (stored.choice, stored.text) if stored else (None, None)
    opinion = stored or WrittenOpinion(item=item, member=member)
    opinion.choice, opinion.text = choice, text
    opinion.recorded_at, opinion.recorded_by = at, actor
    opinion.save()
    audit.record(
        stream=audit.stream_of(meeting_id=item.meeting_id),
        action="written_opinion",
        subject=f"agenda:{item.pk}",
        actor=actor,
        at=at,
        changes={"member": str(member.user), "choice": [old[0], choice.value], "text": [old[1], text]},
    )
    return opinion
