"""The one door through which a dossier changes its state."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments.domain.workflow import TRANSITIONS, Action, State, blockers
from assessments.models import AuditEvent, Campaign, Decision, Dossier, Meeting
from assessments.models.labels import ACTION_LABELS, STATE_FOR_OFFICE
from assessments.permissions import permission_of
from assessments.selectors import facts, interests
from assessments.services import audit, dossiers, effects, handovers
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError

# A decision carries its own number: the same deed under another number must be refused, not swallowed.
_NOT_REPEATABLE = frozenset({Action.RECOGNISE, Action.DECLINE, Action.REVOKE})
_NEEDS_OPEN_CAMPAIGN = frozenset({Action.POST, Action.SUBMIT})


@dataclass(frozen=True, slots=True)
class Extra:
    """What some actions need beside the note: the decision, the council's meeting, the head's confirmation.

    `quiet`: the caller tells everybody at once, for many dossiers (services.handovers).
    """

    decision: Decision | None = None
    confirm_provisional: bool = False
    meeting: Meeting | None = None
    quiet: bool = False


@transaction.atomic
def perform(  # a deed has that many parts
    action: Action, *, dossier_id: int, actor: User, at: datetime, note: str = "", extra: Extra | None = None
) -> Dossier:
    """Do the action: lock, permission, rules, effect, state, audit event.

    Repeating a deed that is already done changes nothing and returns the dossier. Raises Dossier.DoesNotExist,
    NotAllowedError, and DomainError with every sentence that forbids the action.
    """
    extra = extra or Extra()
    if action in _NEEDS_OPEN_CAMPAIGN:
        _hold_campaign(dossier_id)
    dossier = dossiers.lock(dossier_id)
    if not actor.has_perm(permission_of(action), dossier):
        general = f"Tài khoản của bạn không có quyền “{ACTION_LABELS[action]}” đối với hồ sơ này."
        raise NotAllowedError(interests.notice_for(actor, dossier) or general)
    transition = TRANSITIONS[action]
    if dossier.status is transition.target and action not in _NOT_REPEATABLE:
        return dossier
    _require_source(action, dossier)
    now = facts.Circumstances(
        on=timezone.localdate(at), note=note.strip(), decision=extra.decision, meeting=extra.meeting
    )
    reasons = blockers(action, facts.gather(action, dossier, now))
    if reasons:
        raise DomainError(reasons)
    deed = effects.Deed(
        actor=actor,
        at=at,
        note=note.strip(),
        decision=extra.decision,
        confirm_provisional=extra.confirm_provisional,
        meeting=extra.meeting,
    )
    changes = effects.apply(action, dossier, deed)
    event = _move(dossier, transition.target, action, deed, changes)
    if not extra.quiet:
        _tell(action, dossier, deed, event)
    return dossier


def _hold_campaign(dossier_id: int) -> None:
    """Keep the campaign from being closed until the deed is done; it is locked before its dossiers, as everywhere."""
    Campaign.objects.select_for_update(of=("self",)).filter(dossiers=dossier_id).first()


def _require_source(action: Action, dossier: Dossier) -> None:
    if dossier.status not in TRANSITIONS[action].sources:
        raise DomainError(
            f"Hồ sơ đang ở trạng thái “{STATE_FOR_OFFICE[dossier.status]}” nên không thực hiện được "
            f"“{ACTION_LABELS[action]}”. Vui lòng tải lại trang để xem tình trạng mới nhất."
        )


def _move(
    dossier: Dossier, target: State, action: Action, deed: effects.Deed, changes: dict[str, object]
) -> AuditEvent:
    """Write the new state and the event that records it."""
    before = dossier.state
    dossier.state = target
    dossier.save()
    return audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action=action,
        subject=f"dossier:{dossier.pk}",
        actor=deed.actor,
        at=deed.at,
        note=deed.note,
        changes={"state": [before, target], **changes},
    )


def _tell(action: Action, dossier: Dossier, deed: effects.Deed, event: AuditEvent) -> None:
    """Tell the people concerned; the event's place in its stream names the deed."""
    if deed.decision:
        handovers.tell_decision(deed.decision, {dossier: (action, deed.note)}, actor=deed.actor, at=deed.at)
        return
    meetings = event.changes.get("meetings") or [pk for pk in [event.changes.get("meeting")] if pk]
    handovers.tell(
        action,
        [dossier],
        key=f"{event.stream}:{action}:{event.sequence}",
        actor=deed.actor,
        at=deed.at,
        note=deed.note,
        meetings=meetings,
    )
