"""The end of a meeting: the minutes are frozen, and every dossier that was voted on leaves the council; all or nothing."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments.domain.workflow import Action
from assessments.models import AgendaItem, Meeting
from assessments.reports import documents
from assessments.services import handovers, meetings, proceedings, workflow
from communes.models import User
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.text import nfc

State = AgendaItem.State
_DONE = (State.CLOSED, State.POSTPONED)
_LONGEST = 50


@transaction.atomic
def conclude(*, meeting_id: int, number: str, actor: User, at: datetime) -> Meeting:
    """Conclude the meeting under the minutes' number; concluding again under the same number changes nothing.

    Raises NotAllowedError for who does not preside, and DomainError while an item is open, without a number, under a
    number that the council has used, or where a dossier cannot leave the council (with the commune's name).
    """
    meeting, typed = meetings.lock(meeting_id), nfc(number).strip()
    proceedings.require(meeting, actor)
    if meeting.state == Meeting.State.CONCLUDED and meeting.minutes_number == typed:
        return meeting
    proceedings.require_running(meeting)
    reasons = [*_left_open(meeting), *_against_number(meeting, typed, at)]
    if reasons:
        raise DomainError(reasons)
    frozen = documents.freeze_minutes(meeting, number=typed, at=at)
    meetings.end(meeting, number=typed, minutes=frozen, actor=actor, at=at)
    _hand_on(meeting, actor=actor, at=at)
    return meeting


def _left_open(meeting: Meeting) -> list[str]:
    waiting = meeting.agenda.exclude(state__in=_DONE).select_related("dossier__commune")
    names = [str(item.dossier.commune) for item in waiting]
    if not names:
        return []
    return [f"Còn nội dung chưa biểu quyết xong hoặc chưa hoãn: {', '.join(names)}."]


def _against_number(meeting: Meeting, number: str, at: datetime) -> list[str]:
    if not number:
        return ["Vui lòng nhập số biên bản."]
    if len(number) > _LONGEST:
        return [f"Số biên bản dài quá {_LONGEST} ký tự."]
    year = timezone.localtime(at).year
    used = Meeting.objects.filter(council=meeting.council_id, minutes_number=number, concluded_at__isnull=False)
    ends = [timezone.localtime(end) for end in used.values_list("concluded_at", flat=True) if end]
    if any(end.year == year for end in ends):
        return [f"Biên bản số {number} đã được dùng cho một cuộc họp khác của Hội đồng trong năm {year}."]
    return []


def _hand_on(meeting: Meeting, *, actor: User, at: datetime) -> None:
    """Send every dossier with a result through the door of the workflow, in the order of their locks."""
    reasons: list[str] = []
    closed = meeting.agenda.filter(state=State.CLOSED).order_by("dossier_id")
    items = list(
        closed.select_related("dossier__commune", "dossier__campaign__authority", "dossier__campaign__standard")
    )
    for item in items:
        try:
            extra = workflow.Extra(quiet=True)
            workflow.perform(Action.CONCLUDE, dossier_id=item.dossier_id, actor=actor, at=at, extra=extra)
        except DomainError as error:
            reasons += [f"{item.dossier.commune}: {reason}" for reason in error.reasons]
    if reasons:
        raise DomainError(reasons)
    if items:
        dossiers = [item.dossier for item in items]
        handovers.tell(Action.CONCLUDE, dossiers, key=f"meeting:{meeting.pk}:conclude", actor=actor, at=at)
