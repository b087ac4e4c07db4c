"""The running meeting: items are called, put to the vote, closed or postponed, one at a time.

The presiding member does all of it. The secretary may call an item and write down the discussion, as the presiding member
asks; opening and closing a vote and postponing an item are the presiding member's alone.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.domain.workflow import State as DossierState
from assessments.models import AgendaItem, Meeting, SecretBox
from assessments.selectors import counts, floor
from assessments.services import audit, meetings
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError
from tiepcanpl.kit.text import nfc

State = AgendaItem.State
PRESIDE, ASSIST = "assessments.preside_meeting", "assessments.assist_meeting"


def lock_item(item_id: int) -> AgendaItem:
    """Return the item of a meeting that is locked first; raises AgendaItem.DoesNotExist."""
    meeting = meetings.lock(AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item_id))
    item = meeting.agenda.select_related("dossier__commune").get(pk=item_id)
    item.meeting = meeting
    return item


@transaction.atomic
def call(*, item_id: int, actor: User, at: datetime) -> AgendaItem:
    """Take up the item for discussion; calling it again changes nothing.

    Raises NotAllowedError, and DomainError without a quorum, while another item is under way, for an item that is done,
    or whose dossier the council does not have any more.
    """
    item = lock_item(item_id)
    require(item.meeting, actor, ASSIST)
    require_running(item.meeting)
    if item.state == State.DISCUSSING:
        return item
    reasons = [*_against_calling(item), *_against_quorum(floor.of(item.meeting, item))]
    if reasons:
        raise DomainError(reasons)
    item.state = State.DISCUSSING
    item.save()
    return _told(item, "agenda_call", actor=actor, at=at)


def _against_calling(item: AgendaItem) -> list[str]:
    if item.meeting.mode == Meeting.Mode.WRITTEN:
        return ["Hội đồng cho ý kiến bằng văn bản nên không gọi từng nội dung."]
    other = item.meeting.agenda.filter(state__in=floor.UNDER_WAY).exclude(pk=item.pk).first()
    reasons = [f"Đang xem xét “{_name(other)}”. Vui lòng kết thúc hoặc hoãn nội dung đó trước."] if other else []
    if item.state not in {State.WAITING, State.POSTPONED} or item.opened_at:
        reasons.append(f"Nội dung “{_name(item)}” đã được đưa ra biểu quyết tại cuộc họp này.")
    return [*reasons, *_against_dossier(item)]


def _against_dossier(item: AgendaItem) -> list[str]:
    if item.dossier.status is DossierState.IN_COUNCIL and item.dossier.round == item.round:
        return []
    return [f"Hồ sơ của {item.dossier.commune} không còn ở Hội đồng. Vui lòng hoãn nội dung này."]


@transaction.atomic
def open_vote(*, item_id: int, kind: str, actor: User, at: datetime) -> AgendaItem:
    """Open the vote on the item under discussion, open or secret; opening it again in the same way changes nothing.

    Raises NotAllowedError, and DomainError without a quorum, for an item that was not called, or when nobody may vote.
    """
    item = lock_item(item_id)
    require(item.meeting, actor)
    require_running(item.meeting)
    if item.state == State.VOTING and item.ballot_kind == kind:
        return item
    if item.state != State.DISCUSSING:
        raise DomainError(f"Nội dung “{_name(item)}” chưa được gọi hoặc đã được đưa ra biểu quyết.")
    now = floor.of(item.meeting, item)
    reasons = [*_against_quorum(now), *_against_dossier(item)]
    if not now.waiting_for:
        reasons.append("Không có thành viên nào được biểu quyết nội dung này. Vui lòng hoãn nội dung.")
    if reasons:
        raise DomainError(reasons)
    item.state, item.ballot_kind = State.VOTING, AgendaItem.BallotKind(kind)
    item.opened_at, item.opened_by = at, actor
    item.save()
    if item.ballot_kind == AgendaItem.BallotKind.SECRET:
        SecretBox.objects.create(item=item)
    return _told(item, "agenda_open", actor=actor, at=at, changes={"ballot_kind": [None, item.ballot_kind]})


@transaction.atomic
def close_vote(*, item_id: int, actor: User, at: datetime) -> AgendaItem:
    """Close the vote and state what the council advises; closing it again changes nothing.

    Where the council is asked in writing, the written opinions are the votes. Raises NotAllowedError, and DomainError
    without a quorum, without any vote, before the vote was opened or the written opinions are due.
    """
    item = lock_item(item_id)
    require(item.meeting, actor)
    require_running(item.meeting)
    if item.state == State.CLOSED:
        return item
    now = floor.of(item.meeting, item)
    reasons = _against_closing(now, item, at)
    count = counts.of(item, now)
    if not reasons and not count.total.cast:
        reasons = ["Chưa có phiếu nào. Vui lòng chờ các thành viên biểu quyết hoặc hoãn nội dung này."]
    if reasons:
        raise DomainError(reasons)
    result = count.result
    item.state, item.outcome = State.CLOSED, AgendaItem.Outcome(result.advice)
    item.closed_at, item.closed_by = at, actor
    item.save()
    changes = {
        "outcome": [None, item.outcome],
        "sentence": result.sentence,
        "votes": count.as_data,
        "counted": sorted(count.members),
        "not_voted": [str(seat.member.user) for seat in now.waiting_for],
        "recused": [str(seat.member.user) for seat in now.seats if seat.is_recused],
        "present": [now.present, now.needed, len(now.seats)],
    }
    return _told(item, "agenda_close", actor=actor, at=at, changes=changes)


def _against_closing(now: floor.Floor, item: AgendaItem, at: datetime) -> list[str]:
    if not now.is_written and item.state != State.VOTING:
        return [f"Nội dung “{_name(item)}” chưa được đưa ra biểu quyết."]
    if now.is_written and item.state != State.WAITING:
        return [f"Nội dung “{_name(item)}” đã được hoãn."]
    if now.is_written and now.waiting_for and at < item.meeting.scheduled_for:
        due = timezone.localtime(item.meeting.scheduled_for)
        sentence = (
            f"Chưa hết hạn gửi ý kiến ({due:%H:%M, %d/%m/%Y}) và còn {len(now.waiting_for)} thành viên chưa gửi. "
            "Kết thúc được khi hết hạn hoặc khi mọi thành viên đã gửi ý kiến."
        )
        return [sentence]
    return [*_against_quorum(now), *_against_dossier(item)]


@transaction.atomic
def postpone(*, item_id: int, note: str, actor: User, at: datetime) -> AgendaItem:
    """Postpone the item; its dossier stays with the council. Needs no quorum. Postponing it again changes nothing.

    Raises NotAllowedError, and DomainError without a reason or for an item with a result.
    """
    item = lock_item(item_id)
    require(item.meeting, actor)
    require_running(item.meeting)
    if item.state == State.POSTPONED:
        return item
    text = nfc(note).strip()
    reasons = [] if text else ["Vui lòng nêu lý do hoãn."]
    if item.state == State.CLOSED:
        reasons = [f"Nội dung “{_name(item)}” đã có kết quả biểu quyết nên không hoãn được."]
    if reasons:
        raise DomainError(reasons)
    item.state = State.POSTPONED
    item.save()
    return _told(item, "agenda_postpone", actor=actor, at=at, note=text)


@transaction.atomic
def write_down(*, item_id: int, text: str, known: str, actor: User, at: datetime) -> AgendaItem:
    """Keep what was said on the item; `known` is the text from which the writer started.

    Raises NotAllowedError, DomainError after the meeting, and StaleError when somebody else wrote meanwhile.
    """
    item = lock_item(item_id)
    require(item.meeting, actor, ASSIST)
    require_running(item.meeting)
    old, new = item.note, _tidy(text)
    if new == old:
        return item
    if _tidy(known) != old:
        sentence = "Người khác vừa ghi ý kiến thảo luận. Vui lòng xem nội dung đã lưu, bổ sung rồi lưu lại."
        raise StaleError(sentence, current=old)
    item.note = new
    item.save()
    return _told(item, "agenda_note", actor=actor, at=at, changes={"text": [old, new]})


def _tidy(text: str) -> str:
    """Return the text without what a browser changes on its way: ends of lines, spaces around."""
    return "\n".join(nfc(text).strip().splitlines())


def require(meeting: Meeting, actor: User, permission: str = PRESIDE) -> None:
    """Refuse who neither presides nor, for what may be left to him, is the secretary."""
    if not actor.has_perm(permission, meeting):
        who = "người chủ trì hoặc Thư ký" if permission == ASSIST else "người chủ trì"
        raise NotAllowedError(f"Chỉ {who} cuộc họp được thực hiện việc này.")


def require_running(meeting: Meeting) -> None:
    """Refuse while the meeting is not being held."""
    sentences = {
        Meeting.State.PLANNED: "Cuộc họp chưa khai mạc.",
        Meeting.State.CONCLUDED: "Cuộc họp đã kết thúc nên không thay đổi được.",
        Meeting.State.CANCELLED: "Cuộc họp đã hủy.",
    }
    if meeting.state != Meeting.State.OPEN:
        raise DomainError(sentences[Meeting.State(meeting.state)])


def _against_quorum(now: floor.Floor) -> list[str]:
    """Return what to do when too few take part."""
    if now.has_quorum:
        return []
    has = "đã gửi ý kiến" if now.is_written else "đang có mặt"
    sentence = (
        f"Không đủ số thành viên: {now.present}/{len(now.seats)} người {has}, cần ít nhất {now.needed} "
        f"({now.rules.quorum.text} tổng số thành viên). Vui lòng chờ cho đủ, hoặc hoãn nội dung này."
    )
    return [sentence]


def _name(item: AgendaItem) -> str:
    return str(item.dossier.commune)


def _told(  # an event has that many parts
    item: AgendaItem,
    action: str,
    *,
    actor: User,
    at: datetime,
    note: str = "",
    changes: dict[str, Any] | None = None,
) -> AgendaItem:
    """Append the event to the council's stream and return the item."""
    audit.record(
        stream=audit.stream_of(meeting_id=item.meeting_id),
        action=action,
        subject=f"agenda:{item.pk}",
        actor=actor,
        at=at,
        note=note,
        changes=changes,
    )
    return item
