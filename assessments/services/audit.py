"""Writes and checks the audit trail: hash chains, one for each stream."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any


from assessments.models import AuditEvent
from communes.models import User

_HASHED = ("stream", "sequence", "actor_id", "actor_name", "action", "subject", "note", "changes", "previous_hash")


def canonical(data: object) -> str:
    """Return the one JSON text of the data: sorted keys, no spaces, Vietnamese letters as they are."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(data: object) -> str:
    """Return the sha256 (hex) of the canonical JSON."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def record(  # noqa: PLR0913  # an event has that many parts
    *,
    stream: str,
    action: str,
    subject: str,
    actor: User | None,
    at: datetime,
    note: str = "",
    changes: dict[str, Any] | None = None,
) -> AuditEvent:
    """Append one event to its stream; runs inside the deed's transaction, so that both happen or neither.

    The unique (stream, sequence) decides between two writers: the second one's whole deed is rolled back.
    """
    last = AuditEvent.objects.filter(stream=stream).order_by("-sequence").values("sequence", "hash").first()
    event = AuditEvent(
        stream=stream,
        sequence=last["sequence"] + 1 if last else 1,
        at=at,
        actor_id=actor.pk if actor else None,
        actor_name=str(actor) if actor else "Hệ thống",
        action=action,
        subject=subject,
        note=note,
        changes=changes or {},
        previous_hash=last["hash"] if last else "",
    )
    event.hash = hash_of(event)
    event.save(force_insert=True)
    return event


def hash_of(event: AuditEvent) -> str:
    """Return the hash that the event must carry."""
    return sha256_of({"at": event.at.astimezone(UTC).isoformat(), **{name: getattr(event, name) for name in _HASHED}})


def faults() -> Iterator[str]:
    """Yield a sentence for each broken link, in order; nothing means that the chains are whole."""
    stream, sequence, previous = "", 0, ""
    for event in AuditEvent.objects.order_by("stream", "sequence").iterator(chunk_size=2000):
        if event.stream != stream:
            stream, sequence, previous = event.stream, 0, ""
        place = f"Nhật ký số {event.pk} ({event.stream} #{event.sequence})"
        if event.sequence != sequence + 1:
            yield f"{place}: thiếu bản ghi trước đó (#{sequence + 1})."
        if event.previous_hash != previous:
            yield f"{place}: không nối với bản ghi trước."
        if hash_of(event) != event.hash:
            yield f"{place}: nội dung đã bị thay đổi."
        sequence, previous = event.sequence, event.hash


def stream_of(*, dossier_id: int | None = None, campaign_id: int | None = None) -> str:
    """Return the stream of a dossier or a campaign."""
    if dossier_id is not None:
        return f"dossier:{dossier_id}"
    return f"campaign:{campaign_id}" if campaign_id is not None else "system"


