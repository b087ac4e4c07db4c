"""Lets the virus scanner look at stored files in the background; a file passes only after the scanner has said so."""

import logging
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet

from assessments.domain.workflow import WITH_COMMUNE_BEFORE_SUBMISSION, State
from assessments.models import Dossier, Evidence, EvidenceScan
from assessments.services import audit, dossiers, totals
from tiepcanpl.kit import antivirus
from tiepcanpl.kit.antivirus import Verdict
from tiepcanpl.kit.jobs import Job, enqueue

logger = logging.getLogger(__name__)

_DONE = (EvidenceScan.State.CLEAN, EvidenceScan.State.BLOCKED)
_PATIENCE = timedelta(minutes=5)  # what was asked for later than that may still be on its way through the queue
_PAUSE = timedelta(hours=1)  # before a file that the scanner refused to look at is tried again
_AT_ONCE = 200
_WITH_COMMUNE = (*WITH_COMMUNE_BEFORE_SUBMISSION, State.RETURNED)
_MISSING = "Máy chủ không tìm thấy tệp."


def examine(*, evidence_id: int, at: datetime, again: bool = False) -> None:
    """Scan one file and keep the verdict. Safe to repeat; without a scanner, or while it is down, nothing changes.

    `again` scans a file that has its verdict, which stands until there is another.
    """
    evidence = Evidence.objects.select_related("scan").filter(pk=evidence_id).first()
    if evidence is None or not antivirus.is_on() or (evidence.scan_state in _DONE and not again):
        return
    verdict, error = None, ""
    try:
        with default_storage.open(str(evidence.file)) as content:
            verdict = antivirus.scan(content)
    except antivirus.UnavailableError as problem:
        logger.warning("clamd does not answer; evidence %s waits: %s", evidence.pk, problem)
        return
    except antivirus.NotScannedError as problem:
        logger.warning("clamd did not scan evidence %s: %s", evidence.pk, problem)
        error = str(problem)
    except FileNotFoundError:
        logger.exception("The file of evidence %s is missing", evidence.pk)
        error = _MISSING
    except OSError:
        logger.exception("The storage does not answer; evidence %s waits", evidence.pk)
        return
    _keep(evidence_id, verdict, error, at=at, again=again)


@transaction.atomic
def _keep(evidence_id: int, verdict: Verdict | None, error: str, *, at: datetime, again: bool) -> None:
    """Store the verdict and what follows from it; the file may be gone by now, or scanned by another worker."""
    if not Evidence.objects.select_for_update(no_key=True).filter(pk=evidence_id).exists():
        return
    scan, _ = EvidenceScan.objects.get_or_create(evidence_id=evidence_id, defaults={"requested_at": at})
    if scan.state in _DONE and not (again and verdict):
        return
    scan.tried_at, scan.error = at, error[:300]
    if verdict is None:
        scan.state = EvidenceScan.State.FAILED
    else:
        scan.state = EvidenceScan.State.BLOCKED if verdict.signature else EvidenceScan.State.CLEAN
        scan.signature, scan.engine, scan.finished_at = verdict.signature[:200], verdict.engine[:200], at
    scan.save()
    _follow(scan, at=at)


def _follow(scan: EvidenceScan, *, at: datetime) -> None:
    """Let the file be read; put a block into the history of every dossier that it proves, and count anew what is left."""
    if scan.state != EvidenceScan.State.BLOCKED:
        enqueue(Job.READ_EVIDENCE, evidence_id=scan.evidence_id)
    linked = Dossier.objects.filter(evidence_links__evidence=scan.evidence_id).distinct().order_by("pk")
    for pk in linked.values_list("pk", flat=True):
        dossier = dossiers.lock(pk)
        if scan.state == EvidenceScan.State.BLOCKED:
            audit.record(
                stream=audit.stream_of(dossier_id=pk),
                action="evidence_blocked",
                subject=f"evidence:{scan.evidence_id}",
                actor=None,
                at=at,
                changes={"sha256": [scan.evidence.sha256, None], "signature": [None, scan.signature]},
            )
        if dossier.status in _WITH_COMMUNE:
            totals.refresh(dossier)


def resume(*, at: datetime) -> int:
    """Ask for the scans that are still owed, the oldest first, and return how many; nothing while the scanner is down.

    Files from the time before there was a scanner are among them.
    """
    if not antivirus.is_on() or not antivirus.answers():
        return 0
    keys = list(_owed(at).values_list("pk", flat=True)[:_AT_ONCE])
    with transaction.atomic():
        asked = [EvidenceScan(evidence_id=key, requested_at=at) for key in keys]
        EvidenceScan.objects.bulk_create(asked, ignore_conflicts=True)
        EvidenceScan.objects.filter(evidence__in=keys).update(requested_at=at)
        for key in keys:
            enqueue(Job.SCAN_EVIDENCE, evidence_id=key)
    return len(keys)


def _owed(at: datetime) -> "QuerySet[Evidence]":
    waits = Q(scan__state=EvidenceScan.State.WAITING, scan__requested_at__lt=at - _PATIENCE)
    failed = Q(scan__state=EvidenceScan.State.FAILED, scan__tried_at__lt=at - _PAUSE)
    unseen = Q(scan=None, uploaded_at__lt=at - _PATIENCE)
    return Evidence.objects.filter(waits | failed | unseen).order_by("uploaded_at", "pk")
