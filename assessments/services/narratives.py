"""Saves the report in words: results, difficulties, obstacles, causes, proposals."""

from datetime import datetime

from django.db import transaction

from assessments.models import Narrative
from assessments.services import audit, dossiers, totals
from communes.models import User
from tiepcanpl.kit.errors import StaleError
from tiepcanpl.kit.text import nfc


@transaction.atomic
def save(*, dossier_id: int, section: str, text: str, version: int, actor: User, at: datetime) -> Narrative:
    """Store one section if nobody else saved since `version` (0 = there was none).

    Raises NotAllowedError, DomainError when the dossier is not a draft, and StaleError with the stored section.
    """
    dossier = dossiers.lock_for_editing(dossier_id, actor)
    dossiers.require_draft(dossier)
    stored = dossier.narratives.filter(section=section).select_related("updated_by").first()
    text = nfc(text).strip()
    if stored and stored.text == text:
        return stored
    if (stored.version if stored else 0) != version:
        raise StaleError("Phần này vừa được người khác lưu. Nội dung của bạn chưa được ghi.", current=stored)
    narrative = stored or Narrative(dossier=dossier, section=section, version=0)
    old = narrative.text
    narrative.text, narrative.version = text, narrative.version + 1
    narrative.updated_at, narrative.updated_by = at, actor
    narrative.save()
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="narrative",
        subject=f"section:{section}",
        actor=actor,
        at=at,
        changes={"text": [old, text]},
    )
    totals.refresh(dossier)
    return narrative
