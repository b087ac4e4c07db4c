"""What was stored at each version of an answer or a narrative section, read back from the audit trail."""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.domain.merging import Attempt, Save
from assessments.models import Answer, AuditEvent, Dossier, Narrative


def of_answer(dossier: Dossier, answer: Answer) -> tuple[Save, ...]:
    """Return the saves of an answer in order; () where the trail does not lead to what is stored."""
    return _whole(_read(dossier, "answer", f"item:{answer.item_code}"), answer.version, values_of_answer(answer))


def of_narrative(dossier: Dossier, narrative: Narrative) -> tuple[Save, ...]:
    """Return the saves of a section in order; () where the trail does not lead to what is stored."""
    events = _read(dossier, "narrative", f"section:{narrative.section}")
    return _whole(events, narrative.version, {"text": narrative.text})


def values_of_answer(answer: Answer | None) -> dict[str, Any]:
    """Return the fields of an answer as the audit trail names them; nothing stored has no facts, no tick, no note."""
    if answer is None:
        return {"facts": {}, "not_applicable": False, "note": ""}
    return {"facts": answer.facts, "not_applicable": answer.not_applicable, "note": answer.note}


def at_version(saves: Sequence[Save], version: int, empty: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the values at a version (0 = nothing was stored yet), or None where they are not known."""
    if version == 0:
        return empty
    return next((save.values for save in saves if save.version == version), None)


def _read(dossier: Dossier, action: str, subject: str) -> list[AuditEvent]:
    stream = f"dossier:{dossier.pk}"
    return list(AuditEvent.objects.filter(stream=stream, action=action, subject=subject).order_by("sequence"))


def _whole(events: Sequence[AuditEvent], version: int, stored: Mapping[str, Any]) -> tuple[Save, ...]:
    saves: list[Save] = []
    values: dict[str, Any] = {}
    for number, event in enumerate(events, start=1):
        changes = dict(event.changes)
        attempt = Attempt.parse(str(changes.pop("attempt", "")))
        values = {**values, **{name: change[1] for name, change in changes.items()}}
        saves.append(Save(number, values, event.actor_id, event.at, attempt))
    whole = len(saves) == version and values == stored
    return tuple(saves) if whole else ()
