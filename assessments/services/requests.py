"""The commune's answers to supplement requests."""

from datetime import datetime

from django.db import transaction

from assessments.domain.workflow import State
from assessments.models import SupplementRequest
from assessments.services import audit, dossiers
from communes.models import User
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.text import nfc


@transaction.atomic
def reply(*, dossier_id: int, item_code: str, text: str, actor: User, at: datetime) -> SupplementRequest:
    """Answer the request on one item; raises SupplementRequest.DoesNotExist where nothing was asked."""
    dossier = dossiers.lock_for_editing(dossier_id, actor)
    if dossier.status is not State.RETURNED:
        raise DomainError("Hồ sơ không ở trạng thái cần bổ sung nên không ghi được giải trình.")
    request = dossier.requests.get(round=dossier.round, item_code=item_code)
    text = nfc(text).strip()
    if not text:
        raise DomainError("Vui lòng ghi nội dung giải trình, bổ sung.")
    old, request.reply = request.reply, text
    request.replied_at, request.replied_by = at, actor
    request.save(update_fields=["reply", "replied_at", "replied_by"])
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="request_reply",
        subject=f"item:{item_code}",
        actor=actor,
        at=at,
        changes={"reply": [old, text]},
    )
    return request
