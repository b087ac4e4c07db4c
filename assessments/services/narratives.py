"""Saves the report in words: results, difficulties, obstacles, causes, proposals."""

from copy import copy
from datetime import datetime

from django.db import transaction

from assessments.domain.merging import Attempt, Save, known_to, merged, undecided
from assessments.models import Dossier, Narrative
from assessments.selectors import conflicts, past_saves
from assessments.selectors.conflicts import Typing
from assessments.services import audit, dossiers, totals
from communes.models import User
from tiepcanpl.kit.errors import StaleError
from tiepcanpl.kit.text import nfc


@transaction.atomic
def save(  # noqa: PLR0913  # a save has that many parts
    *,
    dossier_id: int,
    section: str,
    text: str,
    version: int,
    actor: User,
    at: datetime,
    attempt: Attempt | None = None,
) -> Narrative:
    """Store one section if nobody else saved since `version` (0 = there was none).

    An attempt that was stored already, and overwritten since, is answered with the section as that first save left it.
    Raises NotAllowedError, DomainError when the dossier is not a draft, and StaleError with the stored section.
    """
    dossier, stored = _locked(dossier_id, section, actor)
    text = nfc(text).strip()
    if stored and stored.text == text:
        return stored
    if stored and (repeated := _repeated(dossier, stored, text, version, attempt, actor)):
        return _as_of(stored, repeated, actor)
    if stored is None and version:
        raise _stale(None)
    narrative = stored or Narrative(dossier=dossier, section=section, version=0)
    old = narrative.text
    narrative.text, narrative.version = text, narrative.version + 1
    narrative.updated_at, narrative.updated_by = at, actor
    narrative.save()
    changes: dict[str, object] = {"text": [old, text]}
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="narrative",
        subject=f"section:{section}",
        actor=actor,
        at=at,
        changes={**changes, "attempt": str(attempt)} if attempt else changes,
    )
    totals.refresh(dossier)
    return narrative


@transaction.atomic
def merge(*, dossier_id: int, section: str, typing: Typing, actor: User, at: datetime) -> Narrative:
    """Store the text that a person chose of two; `seen` is the stored version that the person compared with.

    Raises what `save` raises; StaleError also while the choice is missing.
    """
    dossier, stored = _locked(dossier_id, section, actor)
    if stored is None or stored.version != typing.compared:
        raise _stale(stored)
    found = conflicts.narrative_differences(dossier, stored, typing, actor)
    if undecided(found, typing.choices):
        raise _stale(stored)
    text = merged(found, typing.choices, {"text": stored.text})["text"]
    return save(dossier_id=dossier_id, section=section, text=text, version=stored.version, actor=actor, at=at)


def _locked(dossier_id: int, section: str, actor: User) -> tuple[Dossier, Narrative | None]:
    dossier = dossiers.lock_for_editing(dossier_id, actor)
    dossiers.require_draft(dossier)
    return dossier, dossier.narratives.filter(section=section).select_related("updated_by").first()


def _repeated(
    dossier: Dossier, stored: Narrative, text: str, version: int, attempt: Attempt | None, actor: User
) -> Save | None:
    """Return the save that held this attempt already; refuse it where somebody else saved since `version`."""
    if stored.version == version:
        return None
    saves = past_saves.of_narrative(dossier, stored) if attempt else ()
    known = known_to(attempt, version, {"text": text}, saves, actor_id=actor.pk)
    if known.repeated is None and known.version != stored.version:
        raise _stale(stored)
    return known.repeated


def _as_of(now: Narrative, past: Save, actor: User) -> Narrative:
    """Return the section as a past save left it; nothing is stored."""
    narrative = copy(now)
    narrative.text, narrative.version = past.values["text"], past.version
    narrative.updated_at, narrative.updated_by = past.at, actor
    return narrative


def _stale(stored: Narrative | None) -> StaleError:
    return StaleError("Phần này vừa được người khác lưu. Nội dung của bạn chưa được ghi.", current=stored)
