"""The people's opinions during the posting, and the commune's answers."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from assessments.domain.workflow import State
from assessments.models import Dossier, Opinion
from assessments.services import audit, dossiers
from communes.models import User
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.text import nfc


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said, when and by whom in general words (never a person's name)."""

    received_on: date
    origin: str
    content: str


@transaction.atomic
def add(*, dossier_id: int, heard: Heard, actor: User, at: datetime) -> Opinion:
    """Register an opinion while the dossier is posted."""
    dossier = _lock(dossier_id, actor)
    opinion = Opinion.objects.create(
        dossier=dossier,
        received_on=heard.received_on,
        origin=nfc(heard.origin).strip(),
        content=nfc(heard.content).strip(),
        recorded_at=at,
        recorded_by=actor,
    )
    _record(dossier, opinion, "opinion", {"content": [None, opinion.content]}, actor=actor, at=at)
    return opinion


@transaction.atomic
def reply(*, dossier_id: int, opinion_id: int, text: str, actor: User, at: datetime) -> Opinion:
    """Answer an opinion (tiếp thu, giải trình); raises Opinion.DoesNotExist."""
    dossier = _lock(dossier_id, actor)
    opinion = dossier.opinions.get(pk=opinion_id)
    old, opinion.reply = opinion.reply, nfc(text).strip()
    opinion.save(update_fields=["reply"])
    _record(dossier, opinion, "opinion_reply", {"reply": [old, opinion.reply]}, actor=actor, at=at)
    return opinion


def are_open(dossier: Dossier) -> bool:
    """Tell whether opinions may be written now."""
    return dossier.status is State.POSTED


def _lock(dossier_id: int, actor: User) -> Dossier:
    dossier = dossiers.lock_for_editing(dossier_id, actor)
    if not are_open(dossier):
        raise DomainError("Ý kiến góp ý chỉ được ghi nhận và trả lời trong thời gian niêm yết.")
    return dossier


def _record(
    dossier: Dossier, opinion: Opinion, action: str, changes: dict[str, object], *, actor: User, at: datetime
) -> None:
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action=action,
        subject=f"opinion:{opinion.pk}",
        actor=actor,
        at=at,
        changes=changes,
    )
