"""What benchmarks/faults.py finds in database and storage afterwards, held against what was acknowledged."""

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command

from assessments.models import Answer, AuditEvent, Evidence, EvidenceLink, EvidenceReading, UploadSession
from assessments.services import audit, signatures
from benchmarks.visitors import Ledger

_PAUSE = 5.0  # seconds


@dataclass
class Finding:
    """One line of the table: how many there should be, how many there are, and what is wrong with which."""

    title: str
    expected: int
    found: int
    faults: list[str] = field(default_factory=list)


def saves(ledger: Ledger) -> Finding:
    """Every acknowledged save stands in the audit trail once and in its order, and the last one is what is stored."""
    finding = Finding("acknowledged saves", 0, 0)
    for (dossier, item), notes in ledger.saved.items():
        events = AuditEvent.objects.filter(
            stream=audit.stream_of(dossier_id=dossier), action="answer", subject=f"item:{item}"
        ).order_by("sequence")
        written = [event.changes["note"][1] for event in events if "note" in event.changes]
        known = [note for note in written if note.startswith(f"{item} lần ")]
        finding.expected += len(notes)
        finding.found += len(set(notes) & set(known))
        finding.faults += [f"{item} in {dossier}: lost “{note}”" for note in notes if note not in set(known)]
        finding.faults += [f"{item} in {dossier}: “{note}” {n} times" for note, n in Counter(known).items() if n > 1]
        if known != notes:
            finding.faults.append(f"{item} in {dossier}: another order, or more than was sent")
        stored = Answer.objects.get(dossier=dossier, item_code=item)
        if stored.note != notes[-1] or stored.facts["numerator"] != str(len(notes)):
            finding.faults.append(f"{item} in {dossier}: “{stored.note}” is stored instead of “{notes[-1]}”")
    return finding


def files(ledger: Ledger) -> Finding:
    """Every acknowledged file is stored once, is linked once, stands in the audit trail once, and its bytes have its hash."""
    finding = Finding("acknowledged files", len(ledger.uploaded), 0)
    attached = Counter(
        event.changes["sha256"][1] for event in AuditEvent.objects.filter(action="evidence_attach").iterator()
    )
    for sha256, size in ledger.uploaded.items():
        rows = list(Evidence.objects.filter(sha256=sha256))
        links = EvidenceLink.objects.filter(evidence__in=rows).count()
        if (len(rows), links, attached[sha256]) != (1, 1, 1):
            finding.faults.append(
                f"{sha256}: {len(rows)} rows, {links} links, {attached[sha256]} events instead of one"
            )
        for row in rows:
            with row.file.open() as stored:
                real = hashlib.file_digest(stored, "sha256").hexdigest()
            if (real, row.file.size) == (sha256, size):
                finding.found += 1
            else:
                finding.faults.append(f"{sha256}: {row.file.size} of {size} bytes, hash {real}")
    return finding


def received(ledger: Ledger) -> Finding:
    """No upload has forgotten a byte that it acknowledged: the people compared at every new start."""
    stored = sum(Evidence.objects.filter(sha256__in=ledger.uploaded).values_list("size", flat=True))
    lost = [] if stored == ledger.sent else [f"{ledger.sent} bytes acknowledged, {stored} stored"]
    return Finding("acknowledged bytes", ledger.sent, stored, lost)


def trail() -> Finding:
    """Tell whether the audit chain is whole."""
    count = AuditEvent.objects.count()
    try:
        call_command("verify_audit", stdout=StringIO())
    except CommandError as error:
        return Finding("audit events in one chain", count, 0, [str(error)])
    return Finding("audit events in one chain", count, count)


def inspections(patience: float) -> Finding:
    """Wait until every file was inspected in the background; `patience` in seconds without any progress."""
    total = Evidence.objects.count()
    left, since = _uninspected(), time.monotonic()
    while left and time.monotonic() - since < patience:
        time.sleep(_PAUSE)
        now = _uninspected()
        if now != left:
            left, since = now, time.monotonic()
    faults = [f"evidence {key}: never inspected to the end" for key in sorted(left)]
    return Finding("files inspected in the background", total, total - len(left), faults)


def _uninspected() -> set[int]:
    open_states = [EvidenceReading.State.WAITING, EvidenceReading.State.READING]
    unread = EvidenceReading.objects.filter(state__in=open_states).values_list("evidence_id", flat=True)
    never = Evidence.objects.filter(reading=None).values_list("pk", flat=True)
    return {*unread, *never, *signatures.unread().values_list("pk", flat=True)}


def remains() -> dict[str, int]:
    """Count what crashes may leave behind: uploads that nobody goes on with, files that no row names."""
    named = set(Evidence.objects.values_list("file", flat=True))
    media = Path(settings.MEDIA_ROOT)
    stored = (str(path.relative_to(media)) for path in (media / "evidence").rglob("*") if path.is_file())
    return {
        "uploads begun and given up": UploadSession.objects.filter(finished_at=None).count(),
        "stored files without a row": sum(1 for name in stored if name not in named),
    }


def all_of(ledger: Ledger, patience: float) -> Iterator[Finding]:
    """Yield every finding; the inspections last, because they take their time."""
    checks: tuple[Callable[[], Finding], ...] = (
        lambda: saves(ledger),
        lambda: received(ledger),
        lambda: files(ledger),
        lambda: inspections(patience),
        trail,
    )
    for check in checks:
        yield check()
