"""Saves what the commune claims for an item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from assessments.models import Answer, Dossier
from assessments.selectors import contents
from assessments.selectors.contents import DossierContents
from assessments.services import audit, dossiers, totals
from communes.models import User
from tiepcanpl.kit.errors import StaleError
from tiepcanpl.kit.text import nfc

_SAVED = ("facts", "not_applicable", "note")


@dataclass(frozen=True, slots=True)
class Entry:
    """What was entered: facts as the scoring engine takes them (digits as text), the tick, the note."""

    facts: Mapping[str, str | list[str]]
    not_applicable: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Save:
    """One item to store if nobody else saved since `version` (0 = there was none)."""

    item_code: str
    entry: Entry
    version: int


def save(*, dossier_id: int, item_code: str, entry: Entry, version: int, actor: User, at: datetime) -> DossierContents:
    """Store an answer if nobody else saved since `version` (0 = there was none); return the contents with the new sheet.

    Saving the same thing again changes nothing. Raises Dossier.DoesNotExist for who may not see it, NotAllowedError,
    UnknownItemError, DomainError when the item is locked, and StaleError with the stored answer.
    """
    return save_all(dossier_id=dossier_id, saves=[Save(item_code, entry, version)], actor=actor, at=at)


@transaction.atomic
def save_all(*, dossier_id: int, saves: Sequence[Save], actor: User, at: datetime) -> DossierContents:
    """Store several answers, all or none; each as `save` does, with its own event and version."""
    dossier = dossiers.lock_for_editing(dossier_id, actor)
    for one in saves:
        dossiers.require_editable_item(dossier, one.item_code)
    before = found = contents.of_deed(dossier)
    for one in saves:
        found = _save(found, one, actor=actor, at=at)
    return found if found is before else totals.keep(found)


def _save(found: DossierContents, one: Save, *, actor: User, at: datetime) -> DossierContents:
    stored = found.answers.get(one.item_code)
    fields = found.edition.item(one.item_code).rule.fields
    facts = {name: one.entry.facts[name] for name in fields if name in one.entry.facts}
    new = {"facts": facts, "not_applicable": one.entry.not_applicable, "note": nfc(one.entry.note).strip()}
    if stored and all(getattr(stored, name) == value for name, value in new.items()):
        return found
    _require_latest(stored, one.version)
    old = {name: getattr(stored, name) for name in _SAVED} if stored else {}
    written = _write(found.dossier, one.item_code, stored, new, actor=actor, at=at)
    audit.record(
        stream=audit.stream_of(dossier_id=found.dossier.pk),
        action="answer",
        subject=f"item:{one.item_code}",
        actor=actor,
        at=at,
        changes={name: [old.get(name), value] for name, value in new.items() if old.get(name) != value},
    )
    return replace(found, answers={**found.answers, one.item_code: written})


def _require_latest(stored: Answer | None, version: int) -> None:
    if (stored.version if stored else 0) != version:
        raise StaleError(
            "Nội dung này vừa được người khác lưu. Số liệu của bạn chưa được ghi; vui lòng so sánh và chọn giá trị đúng.",
            current=stored,
        )


def _write(
    dossier: Dossier, item_code: str, stored: Answer | None, new: dict[str, object], *, actor: User, at: datetime
) -> Answer:
    answer = stored or Answer(dossier=dossier, item_code=item_code, version=0)
    for name, value in new.items():
        setattr(answer, name, value)
    answer.version += 1
    answer.updated_at, answer.updated_by = at, actor
    answer.save()
    return answer
