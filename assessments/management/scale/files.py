"""The files of a large campaign: rows alone, as the upload and the reading leave them; no file lies on the disk."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta

from assessments.management.scale.rows import OPENED_AT, WITH_FILES, Place
from assessments.models import Dossier, Evidence, EvidenceLink, EvidenceReading
from communes.models import Role, Unit
from tiepcanpl.kit.words import PAGE_BREAK, kept

_PER_COMMUNE = 3
_BATCH = 2000
_PAGE = (
    "Ủy ban nhân dân xã ban hành quyết định, kế hoạch tuyên truyền, phổ biến, giáo dục pháp luật và hòa giải ở cơ sở; "
    "giao công chức Tư pháp – Hộ tịch chủ trì, phối hợp với các ban, ngành, đoàn thể tổ chức thực hiện trong năm. "
)


def make_files(place: Place) -> None:
    """Store some files for each commune and note them for the snapshots."""
    rows = (row for unit in place.communes for row in _files(place, unit))
    stored = Evidence.objects.bulk_create(rows, batch_size=_BATCH)
    EvidenceReading.objects.bulk_create((_reading(row) for row in stored), batch_size=_BATCH)
    for row in stored:
        place.files.setdefault(row.unit_id, []).append(
            {
                "id": row.pk,
                "name": row.original_name,
                "sha256": row.sha256,
                "size": row.size,
                "media_type": row.media_type,
            }
        )


def _files(place: Place, unit: Unit) -> Iterator[Evidence]:
    for number in range(1, _PER_COMMUNE + 1):
        digest = hashlib.sha256(f"thu-tai-{unit.code}-{number}".encode()).hexdigest()
        yield Evidence(
            unit=unit,
            file=f"evidence/{digest[:2]}/{digest[:32]}.pdf",
            sha256=digest,
            size=100_000,
            media_type="application/pdf",
            original_name=f"Quyết định {number}.pdf",
            uploaded_at=OPENED_AT + timedelta(days=1),
            uploaded_by=place.users[Role.COMMUNE_OFFICIAL],
        )


def _reading(row: Evidence) -> EvidenceReading:
    text = PAGE_BREAK.join([_PAGE, f"{_PAGE} Số {row.unit.code}/QĐ-UBND."])
    return EvidenceReading(
        evidence=row,
        state=EvidenceReading.State.READ,
        page_count=2,
        text=text,
        words=kept([row.original_name, text]),
        alive_at=row.uploaded_at,
        read_at=row.uploaded_at,
    )


def links(place: Place, dossier: Dossier) -> Iterator[EvidenceLink]:
    """Let each of the commune's files prove the item."""
    for file in place.files.get(dossier.commune_id, []):
        yield EvidenceLink(
            evidence_id=file["id"],
            dossier=dossier,
            item_code=WITH_FILES,
            linked_at=OPENED_AT + timedelta(days=1),
            linked_by=place.users[Role.COMMUNE_OFFICIAL],
        )
