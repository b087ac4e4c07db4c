"""Saves what the commune claims for an item."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from assessments.domain import merging
from assessments.domain.merging import Attempt, merged, undecided
from assessments.models import Answer, Dossier
from assessments.selectors import conflicts, contents, past_saves
from assessments.selectors.conflicts import Typing
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
    """One item to store if nobody else saved since `version` (0 = there was none); `attempt` makes a repetition known."""

    item_code: str
    entry: Entry
    version: int
    attempt: Attempt | None = None


@transaction.atomic
def save(  # noqa: PLR0913  # a save has that many parts
    *,
    dossier_id: int,
    item_code: str,
    entry: Entry,
    version: int,
    actor: User,
    at: datetime,
    attempt: Attempt | None = None,
) -> DossierContents:
    """Store an answer if nobody else saved since `version` (0 = there was none); return the contents with the new sheet.

    Saving the same thing again changes nothing. An attempt that was stored already, and overwritten since, is answered
    with the contents as that first save left them. Raises Dossier.DoesNotExist for who may not see it, NotAllowedError,
    UnknownItemError, DomainError when the item is locked, and StaleError with the stored answer.
    """
    one = Save(item_code, entry, version, attempt)
    before = _opened(dossier_id, [one], actor)
    if past := _repeated(before, one, actor):
        return _as_of(before, item_code, past, actor)
    return _kept(before, _save(before, one, actor=actor, at=at))


@transaction.atomic
def save_all(*, dossier_id: int, saves: Sequence[Save], actor: User, at: datetime) -> DossierContents:
    """Store several answers, all or none; each as `save` does, with its own event and version."""
    before = found = _opened(dossier_id, saves, actor)
    for one in saves:
        if _repeated(found, one, actor) is None:
            found = _save(found, one, actor=actor, at=at)
    return _kept(before, found)


def _opened(dossier_id: int, saves: Sequence[Save], actor: User) -> DossierContents:
    dossier = dossiers.lock_for_editing(dossier_id, actor)
    for one in saves:
        dossiers.require_editable_item(dossier, one.item_code)
    return contents.of_deed(dossier)


def _kept(before: DossierContents, found: DossierContents) -> DossierContents:
    return found if found is before else totals.keep(found)


def _save(found: DossierContents, one: Save, *, actor: User, at: datetime) -> DossierContents:
    stored, new = found.answers.get(one.item_code), _values(found, one)
    if _is_stored(stored, new):
        return found
    old = {name: getattr(stored, name) for name in _SAVED} if stored else {}
    written = _write(found.dossier, one.item_code, stored, new, actor=actor, at=at)
    changes = {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}
    audit.record(
        stream=audit.stream_of(dossier_id=found.dossier.pk),
        action="answer",
        subject=f"item:{one.item_code}",
        actor=actor,
        at=at,
        changes={**changes, "attempt": str(one.attempt)} if one.attempt else changes,
    )
    return replace(found, answers={**found.answers, one.item_code: written})


def _values(found: DossierContents, one: Save) -> dict[str, object]:
    fields = found.edition.item(one.item_code).rule.fields
    facts = {name: one.entry.facts[name] for name in fields if name in one.entry.facts}
    return {"facts": facts, "not_applicable": one.entry.not_applicable, "note": nfc(one.entry.note).strip()}


def _is_stored(stored: Answer | None, new: Mapping[str, object]) -> bool:
    return stored is not None and all(getattr(stored, name) == value for name, value in new.items())


@transaction.atomic
def merge(*, dossier_id: int, item_code: str, typing: Typing, actor: User, at: datetime) -> DossierContents:
    """Store what a person made of two versions: own changes, the other's changes, and a choice where both changed.

    Raises what `save` raises; StaleError also where the stored version is not the compared one, or a choice is missing.
    """
    dossier = dossiers.lock_for_editing(dossier_id, actor)
    dossiers.require_editable_item(dossier, item_code)
    stored = dossier.answers.filter(item_code=item_code).first()
    if stored is None or stored.version != typing.compared:
        raise _stale(stored)
    item = dossier.campaign.standard.parsed.item(item_code)
    found = conflicts.answer_differences(dossier, item, stored, typing, actor)
    if undecided(found, typing.choices):
        raise _stale(stored)
    values = merged(found, typing.choices, conflicts.answer_fields(item, past_saves.values_of_answer(stored)))
    facts = {name: values[name] for name in item.rule.fields if values[name]}
    entry = Entry(facts=facts, not_applicable=values["not_applicable"], note=values["note"])
    version = stored.version
    return save(dossier_id=dossier_id, item_code=item_code, entry=entry, version=version, actor=actor, at=at)


def _repeated(found: DossierContents, one: Save, actor: User) -> merging.Save | None:
    """Return the save that held this attempt already; refuse it where somebody else saved since its version."""
    stored, new = found.answers.get(one.item_code), _values(found, one)
    if (stored.version if stored else 0) == one.version or _is_stored(stored, new):
        return None
    saves = past_saves.of_answer(found.dossier, stored) if stored and one.attempt else ()
    known = merging.known_to(one.attempt, one.version, new, saves, actor_id=actor.pk)
    if known.repeated is None and (stored is None or known.version != stored.version):
        raise _stale(stored)
    return known.repeated


def _stale(stored: Answer | None) -> StaleError:
    return StaleError(
        "Nội dung này vừa được người khác lưu. Số liệu của bạn chưa được ghi; vui lòng so sánh và chọn giá trị đúng.",
        current=stored,
    )


def _as_of(now: DossierContents, item_code: str, past: merging.Save, actor: User) -> DossierContents:
    """Return the contents with the answer as a past save left it; nothing is stored."""
    answer = copy(now.answers[item_code])
    for name, value in past.values.items():
        setattr(answer, name, value)
    answer.version, answer.updated_at, answer.updated_by = past.version, past.at, actor
    return replace(now, answers={**now.answers, item_code: answer})


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
