"""Reads the digital signatures of stored files in the background, and keeps what was found."""

import logging
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from assessments.models import Evidence, EvidenceSignature, SignatureReading
from tiepcanpl.kit import signatures
from tiepcanpl.kit.confined import ConfinedError
from tiepcanpl.kit.filetypes import PDF
from tiepcanpl.kit.jobs import Job, enqueue
from tiepcanpl.kit.signatures import Signature

logger = logging.getLogger(__name__)

_State = SignatureReading.State
_PATIENCE = timedelta(minutes=5)  # what was stored later than that may still be on its way through the queue
_AT_ONCE = 200
_UNREADABLE = "Tệp có dấu hiệu chữ ký số nhưng không đọc được; tệp có thể bị hỏng, có mật khẩu hoặc sai định dạng."
_MISSING = "Máy chủ không tìm thấy tệp nên không đọc được chữ ký số."


def read(*, evidence_id: int, at: datetime) -> None:
    """Read one file and keep what was found; a file that was read, or is no PDF, stays as it is. Names go into no log."""
    evidence = unread().filter(pk=evidence_id).first()
    if evidence is None:
        return
    try:
        with default_storage.open(str(evidence.file)) as content:
            found = signatures.read(content, roots=settings.SIGNATURE_TRUST_ROOTS, at=at)
    except FileNotFoundError:
        logger.exception("The file of evidence %s is missing", evidence.pk)
        _keep(evidence, _State.UNREADABLE, [], at=at, sentence=_MISSING)
    except ConfinedError as error:
        logger.warning("The signatures of evidence %s cannot be read: %s", evidence.pk, error)
        _keep(evidence, _State.UNREADABLE, [], at=at, sentence=_UNREADABLE)
    else:
        _keep(evidence, _State.READ if found else _State.NONE, found, at=at)


def unread() -> "QuerySet[Evidence]":
    """Return the PDF files that were not read yet; other types carry no signatures that the product reads."""
    return Evidence.objects.filter(media_type=PDF.media_type, signature_reading=None)


@transaction.atomic
def _keep(evidence: Evidence, state: _State, found: Iterable[Signature], *, at: datetime, sentence: str = "") -> None:
    """Store the reading with its signatures; the file may be gone by now, or read by another worker."""
    row = Evidence.objects.select_for_update(no_key=True).filter(pk=evidence.pk).first()
    if row is None:
        return
    reading, is_new = SignatureReading.objects.get_or_create(
        evidence=row, defaults={"state": state, "sentence": sentence, "read_at": at}
    )
    if is_new:
        EvidenceSignature.objects.bulk_create(
            EvidenceSignature(reading=reading, place=place, **asdict(signature))
            for place, signature in enumerate(found, start=1)
        )


def resume(*, at: datetime) -> int:
    """Start what was left lying, the oldest first; return how many."""
    waiting = unread().filter(uploaded_at__lt=at - _PATIENCE).order_by("uploaded_at", "pk")
    keys = list(waiting.values_list("pk", flat=True)[:_AT_ONCE])
    for key in keys:
        enqueue(Job.READ_SIGNATURES, evidence_id=key)
    return len(keys)


@transaction.atomic
def forget() -> int:
    """Drop all readings, so that the files are read anew (other trusted roots); return how many."""
    EvidenceSignature.objects.all().delete()
    return SignatureReading.objects.all().delete()[0]
