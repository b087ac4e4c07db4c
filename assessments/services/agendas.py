"""A meeting's agenda: dossiers put on it and taken back, their order, how each is voted on."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from assessments.domain.workflow import Action, State
from assessments.models import AgendaItem, Dossier, Meeting
from assessments.services import audit, dossiers, handovers, meetings, workflow
from communes.models import User
from tiepcanpl.kit.errors import DomainError

UP, DOWN = "up", "down"


@transaction.atomic
def put(*, meeting_id: int, dossier_ids: Iterable[int], actor: User, at: datetime) -> int:
    """Put dossiers on the agenda of a planned meeting, all of them or none; return how many are new there.

    Appraised ones go through the door of the workflow; one that an earlier meeting left open only changes its meeting.
    Raises NotAllowedError, and DomainError whose sentences name the commune.
    """
    meeting = meetings.lock_planned(meeting_id)
    meetings.require(meeting, "assessments.manage_council", actor)
    wanted = set(dossier_ids) - set(meeting.agenda.values_list("dossier_id", flat=True))
    rows = list(
        Dossier.objects.filter(pk__in=wanted, campaign=meeting.campaign_id)
        .select_related("commune", "campaign__authority", "campaign__standard")
        .order_by("commune__sort_name", "pk")
    )
    if len(rows) < len(wanted):
        raise DomainError("Có hồ sơ không thuộc đợt đánh giá của cuộc họp này. Vui lòng tải lại trang.")
    reasons = [reason for row in rows for reason in _put(meeting, row, actor=actor, at=at)]
    if reasons:
        raise DomainError(reasons)
    if rows:
        key = f"meeting:{meeting.pk}:put:{at.isoformat()}"
        handovers.tell(Action.PUT_TO_COUNCIL, rows, key=key, actor=actor, at=at, meetings=[meeting.pk])
    return len(rows)


def _put(meeting: Meeting, dossier: Dossier, *, actor: User, at: datetime) -> list[str]:
    """Put one dossier on the agenda; return its refusals with the commune's name in front."""
    try:
        if dossier.status is State.IN_COUNCIL:
            _put_again(meeting, dossier.pk, actor=actor, at=at)
        else:
            extra = workflow.Extra(meeting=meeting, quiet=True)
            workflow.perform(Action.PUT_TO_COUNCIL, dossier_id=dossier.pk, actor=actor, at=at, extra=extra)
    except DomainError as error:
        return [f"{dossier.commune.full_name}: {reason}" for reason in error.reasons]
    return []


def _put_again(meeting: Meeting, dossier_id: int, *, actor: User, at: datetime) -> None:
    """Give a dossier that stayed with the council a place in this meeting; its state does not change."""
    dossier = dossiers.lock(dossier_id)
    elsewhere = AgendaItem.objects.open().filter(dossier=dossier).select_related("meeting").first()
    if elsewhere:
        raise DomainError(f"Hồ sơ đã có trong chương trình cuộc họp khác ({elsewhere.meeting}).")
    if dossier.status is not State.IN_COUNCIL:
        raise DomainError("Hồ sơ không còn ở Hội đồng. Vui lòng tải lại trang.")
    AgendaItem.objects.create(meeting=meeting, dossier=dossier, position=_last(meeting) + 1, round=dossier.round)
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="agenda_again",
        subject=f"dossier:{dossier.pk}",
        actor=actor,
        at=at,
        changes={"meeting": meeting.pk},
    )


def _last(meeting: Meeting) -> int:
    return meeting.agenda.order_by("-position").values_list("position", flat=True).first() or 0


@transaction.atomic
def move(*, item_id: int, direction: str, actor: User, at: datetime) -> None:
    """Move an item one place up or down; at the end of the list nothing changes."""
    meeting, item = _lock_item(item_id, actor)
    items = list(meeting.agenda.order_by("position", "pk"))
    place = items.index(item)
    other = place - 1 if direction == UP else place + 1
    if not 0 <= other < len(items):
        return
    items[place], items[other] = items[other], items[place]
    for position, row in enumerate(items, start=1):
        row.position = position
    AgendaItem.objects.bulk_update(items, ["position"])
    meetings.record(meeting, "agenda_order", {"dossiers": [row.dossier_id for row in items]}, actor=actor, at=at)


@transaction.atomic
def set_ballot_kind(*, item_id: int, kind: str, actor: User, at: datetime) -> AgendaItem:
    """Choose how the item is voted on; a secret ballot needs a meeting in person."""
    meeting, item = _lock_item(item_id, actor)
    if kind not in AgendaItem.BallotKind.values:
        raise DomainError("Vui lòng chọn biểu quyết công khai hoặc bỏ phiếu kín.")
    if kind == AgendaItem.BallotKind.SECRET and meeting.mode == Meeting.Mode.WRITTEN:
        raise DomainError("Lấy ý kiến bằng văn bản thì không bỏ phiếu kín được.")
    if item.ballot_kind != kind:
        before, item.ballot_kind = item.ballot_kind, kind
        item.save(update_fields=["ballot_kind"])
        changes = {"dossier": item.dossier_id, "ballot_kind": [before, kind]}
        meetings.record(meeting, "agenda_ballot", changes, actor=actor, at=at)
    return item


def _lock_item(item_id: int, actor: User) -> tuple[Meeting, AgendaItem]:
    """Lock the item's meeting, which must not have begun, for somebody who prepares it."""
    meeting = meetings.lock_planned(AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item_id))
    meetings.require(meeting, "assessments.prepare_meeting", actor)
    return meeting, meeting.agenda.get(pk=item_id)
