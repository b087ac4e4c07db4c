"""The reasons that the office words once and uses often. Changing one changes no conclusion: those keep their own text."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from assessments.models import ReasonTemplate
from assessments.services import audit
from communes.models import Unit, User
from tiepcanpl.kit.errors import NotAllowedError
from tiepcanpl.kit.text import nfc

_TOLD = ("title", "text", "verdict", "item_code")


@transaction.atomic
def save(reason: ReasonTemplate, *, actor: User, at: datetime) -> ReasonTemplate:
    """Store a reason that is new, behind all others, or was edited; the form has checked it."""
    _require(reason.authority, actor)
    before = ReasonTemplate.objects.filter(pk=reason.pk).first() if reason.pk else None
    reason.title, reason.text = nfc(reason.title).strip(), nfc(reason.text).strip()
    if before is None:
        last = ReasonTemplate.objects.filter(authority=reason.authority).aggregate(last=Max("position"))["last"]
        reason.position = 0 if last is None else last + 1
    changes = {name: [getattr(before, name, None), getattr(reason, name)] for name in _TOLD}
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if changed:
        reason.save()
        _record("reason_save", reason, changed, actor=actor, at=at)
    return reason


@transaction.atomic
def set_active(*, reason_id: int, is_active: bool, actor: User, at: datetime) -> ReasonTemplate:
    """Take a reason into use or out of use; raises ReasonTemplate.DoesNotExist."""
    reason = _lock(reason_id, actor)
    if reason.is_active is not is_active:
        reason.is_active = is_active
        reason.save(update_fields=["is_active"])
        _record("reason_use", reason, {"is_active": [not is_active, is_active]}, actor=actor, at=at)
    return reason


@transaction.atomic
def move(*, reason_id: int, place: int, actor: User, at: datetime) -> ReasonTemplate:
    """Put a reason on a place in the order (0 = first); raises ReasonTemplate.DoesNotExist.

    The place is named, not a direction, so that a second click moves nothing further.
    """
    reason = _lock(reason_id, actor)
    others = ReasonTemplate.objects.filter(authority=reason.authority).exclude(pk=reason.pk)
    ordered = list(others.select_for_update())
    ordered.insert(place, reason)
    old = reason.position
    moved = [row for position, row in enumerate(ordered) if row.position != position]
    for position, row in enumerate(ordered):
        row.position = position
    ReasonTemplate.objects.bulk_update(moved, ["position"])
    if moved:
        changed = next(row for row in ordered if row.pk == reason.pk)
        _record("reason_move", reason, {"position": [old, changed.position]}, actor=actor, at=at)
    return reason


def _lock(reason_id: int, actor: User) -> ReasonTemplate:
    reason = ReasonTemplate.objects.select_for_update(of=("self",)).select_related("authority").get(pk=reason_id)
    _require(reason.authority, actor)
    return reason


def _require(authority: Unit, actor: User) -> None:
    if not actor.has_perm("assessments.manage_reasons", authority):
        raise NotAllowedError("Chỉ cơ quan tư pháp được sửa mẫu lý do của mình.")


def _record(
    action: str, reason: ReasonTemplate, changes: dict[str, list[object]], *, actor: User, at: datetime
) -> None:
    audit.record(
        stream=audit.stream_of(), action=action, subject=f"reason:{reason.pk}", actor=actor, at=at, changes=changes
    )
