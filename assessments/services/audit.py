"""Writes and checks the audit trail: hash chains, one for each stream."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import DatabaseError
from django.db.models import Model, QuerySet

from assessments.domain.hashing import canonical, sha256_of
from assessments.domain.workflow import Action, State
from assessments.models import AuditEvent, Dossier, Publication, Submission
from assessments.selectors import round_proofs
from communes.models import User

__all__ = ["canonical", "faults", "hash_of", "record", "sha256_of", "stream_of"]

M = TypeVar("M", bound=Model)

_BATCH = 500
_HASHED = ("stream", "sequence", "actor_id", "actor_name", "action", "subject", "note", "changes", "previous_hash")


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
    """Return the hash that the event must carry; a time that was broken in SQLite reads as None."""
    at = event.at.astimezone(UTC).isoformat() if event.at else ""
    return sha256_of({"at": at, **{name: getattr(event, name) for name in _HASHED}})


def faults() -> Iterator[str]:
    """Yield a sentence for each broken link, in order; nothing means that the record is whole.

    A chain whose end was cut off is whole in itself, so submissions and states are compared with what the chains tell.
    """
    whole = True
    for fault in _links():
        whole = False
        yield fault
    if whole:
        yield from _submissions()
        yield from _states()
        yield from round_proofs.faults()
        yield from _publications()


def _links() -> Iterator[str]:
    stream, sequence, previous = "", 0, ""
    for pk, event in _readable(AuditEvent.objects.order_by("stream", "sequence")):
        if event is None:
            yield f"Nhật ký số {pk}: nội dung đã bị thay đổi, không đọc được."
            continue
        if event.stream != stream:
            stream, sequence, previous = event.stream, 0, ""
        place = f"Nhật ký số {pk} ({event.stream} #{event.sequence})"
        if event.sequence != sequence + 1:
            yield f"{place}: thiếu bản ghi trước đó (#{sequence + 1})."
        if event.previous_hash != previous:
            yield f"{place}: không nối với bản ghi trước."
        if hash_of(event) != event.hash:
            yield f"{place}: nội dung đã bị thay đổi."
        sequence, previous = event.sequence, event.hash


def _submissions() -> Iterator[str]:
    handed_in = AuditEvent.objects.filter(action__in=[Action.SUBMIT, Action.RESUBMIT])
    told = dict(handed_in.values_list("changes__receipt_number", "changes__sha256"))
    for pk, submission in _readable(Submission.objects.order_by("pk")):
        recorded = told.pop(submission.receipt_number, None) if submission else None
        if submission is None or sha256_of(submission.snapshot) != submission.sha256:
            yield f"Bản nộp số {pk}: nội dung đã bị thay đổi."
        elif recorded != submission.sha256:
            yield f"Bản nộp số {pk} ({submission.receipt_number}): không khớp với nhật ký."
    yield from (f"Bản nộp {number}: có trong nhật ký nhưng không còn." for number in told)


def _states() -> Iterator[str]:
    moved = AuditEvent.objects.filter(action__in=list(Action)).order_by("stream", "sequence")
    told = dict(moved.values_list("stream", "changes__state__1"))
    for pk, state in Dossier.objects.order_by("pk").values_list("pk", "state"):
        expected = told.get(stream_of(dossier_id=pk), State.DRAFT)
        if state != expected:
            yield f"Hồ sơ số {pk}: trạng thái “{state}” không khớp với nhật ký (“{expected}”)."


def _publications() -> Iterator[str]:
    told = dict(AuditEvent.objects.filter(action="publish").values_list("subject", "changes__sha256"))
    for pk, publication in _readable(Publication.objects.order_by("pk")):
        recorded = told.pop(f"publication:{pk}", None)
        if publication is None or sha256_of(publication.snapshot) != publication.sha256:
            yield f"Bản công bố số {pk}: nội dung đã bị thay đổi."
        elif recorded != publication.sha256:
            yield f"Bản công bố số {pk}: không khớp với nhật ký."
    yield from (f"Bản công bố số {subject.partition(':')[2]}: có trong nhật ký nhưng không còn." for subject in told)


def _readable(rows: QuerySet[M]) -> Iterator[tuple[int, M | None]]:
    """Yield key and row in order; None where the row cannot be read any more (broken JSON, a date that is none)."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), _BATCH):
        batch = keys[start : start + _BATCH]
        found = _read(rows, batch)
        if found is None:
            found = {pk: row for pk in batch for row in (_read(rows, [pk]) or {}).values()}
        yield from ((pk, found.get(pk)) for pk in batch)


def _read(rows: QuerySet[M], keys: list[int]) -> dict[int, M] | None:
    try:
        return rows.in_bulk(keys)
    except (ValueError, DatabaseError):
        return None


def stream_of(
    *,
    dossier_id: int | None = None,
    campaign_id: int | None = None,
    council_id: int | None = None,
    meeting_id: int | None = None,
) -> str:
    """Return the stream of a dossier, a campaign, a council or a meeting; without any of them the system's own."""
    ids = {"dossier": dossier_id, "meeting": meeting_id, "council": council_id, "campaign": campaign_id}
    return next((f"{kind}:{key}" for kind, key in ids.items() if key is not None), "system")
