"""Ballots: each member in the room votes once. Of a secret ballot nothing is kept but the mark and three counters."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from assessments.models import AgendaItem, Choice, CouncilMember, Meeting, OpenBallot, SecretBox, VoterMark
from assessments.selectors import floor
from assessments.services import audit, proceedings
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc

State = AgendaItem.State
RECUSED = "Bạn đã khai báo lợi ích liên quan nên không tham gia nội dung này."
_NOT_THERE = "Bạn chưa được điểm danh có mặt hoặc đã rời cuộc họp. Vui lòng báo Thư ký điểm danh."
_NOT_VOTING = {
    State.CLOSED: "Việc biểu quyết nội dung này đã kết thúc nên không nhận thêm phiếu.",
    State.POSTPONED: "Nội dung này đã được hoãn nên không nhận thêm phiếu.",
}


@transaction.atomic
def cast(*, item_id: int, choice: str, reason: str = "", actor: User, at: datetime) -> bool:
    """Count the actor's vote; return False, and change nothing, where the actor has voted already.

    Raises NotAllowedError for who has no seat (any more), and DomainError while no vote is open, or for who is not in the
    room or has an interest in the item. Of a secret ballot no event, time or reason is kept: they would tie the choice to
    the person (ADR 0014).
    """
    item = proceedings.lock_item(item_id)
    member = CouncilMember.objects.of(actor).filter(council=item.meeting.council_id).first()
    if member is None:
        raise NotAllowedError("Chỉ thành viên của Hội đồng được biểu quyết.")
    if VoterMark.objects.filter(item=item, member=member).exists():
        return False
    reasons = _against(item, actor)
    if reasons:
        raise DomainError(reasons)
    try:
        with transaction.atomic():
            mark = VoterMark.objects.create(item=item, member=member)
    except IntegrityError:
        return False
    if item.ballot_kind == AgendaItem.BallotKind.SECRET:
        _drop(item, Choice(choice))
    else:
        _note(mark, Choice(choice), nfc(reason).strip(), actor=actor, at=at)
    return True


def _against(item: AgendaItem, actor: User) -> list[str]:
    if item.meeting.state != Meeting.State.OPEN:
        return ["Cuộc họp chưa khai mạc hoặc đã kết thúc nên không biểu quyết được."]
    if item.meeting.mode == Meeting.Mode.WRITTEN:
        return ["Hội đồng cho ý kiến bằng văn bản. Vui lòng gửi ý kiến bằng văn bản."]
    if item.state != State.VOTING:
        return [_NOT_VOTING.get(State(item.state), "Người chủ trì chưa mở biểu quyết nội dung này.")]
    seat = floor.of(item.meeting, item).seat_of(actor)
    if seat and seat.is_recused:
        return [RECUSED]
    return [] if seat and seat.is_present else [_NOT_THERE]


def _drop(item: AgendaItem, choice: Choice) -> None:
    """Add one to one of the three counters; all three are written, so that each vote is the same statement."""
    added = {kind.value: F(kind.value) + int(kind is choice) for kind in Choice}
    SecretBox.objects.filter(item=item).update(**added)


def _note(mark: VoterMark, choice: Choice, reason: str, *, actor: User, at: datetime) -> None:
    OpenBallot.objects.create(mark=mark, choice=choice, reason=reason, cast_at=at)
    audit.record(
        stream=audit.stream_of(meeting_id=mark.item.meeting_id),
        action="ballot",
        subject=f"agenda:{mark.item_id}",
        actor=actor,
        at=at,
        note=reason,
        changes={"choice": [None, choice.value]},
    )
