"""The database refuses broken rows of what is found out about files: every check constraint, one row that breaks it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from assessments.models import Evidence, EvidenceReading, EvidenceScan, SigningStart, UploadSession
from tests.factories import NOW, evidence
from tests.factories.town import Town

Deed = Callable[[Town], object]


def reading(**values: Any) -> Deed:
    return lambda town: EvidenceReading.objects.filter(evidence__unit=town.dossier.commune).update(**values)


def scan(**values: Any) -> Deed:
    return lambda town: EvidenceScan.objects.filter(evidence__unit=town.dossier.commune).update(**values)


def upload(**values: Any) -> Deed:
    parts = {"item_code": "1.1.1", "name": "a.pdf", "size": 10, "created_at": NOW, "expires_at": NOW, **values}
    return lambda town: UploadSession.objects.create(dossier=town.dossier, created_by=town.official, **parts)


def start(town: Town) -> SigningStart:
    return SigningStart.objects.create(
        campaign=town.campaign, item_code="1.1.1", starts_on=date(2020, 1, 1), basis="", set_at=NOW, set_by=town.head
    )


def stored_unfinished(town: Town) -> UploadSession:
    return upload(evidence=Evidence.objects.get())(town)  # type: ignore[return-value]  # a deed returns anything


BROKEN: dict[str, list[Deed]] = {
    "reading_failed_has_reason": [reading(state="failed", error=""), reading(state="lacking", error="")],
    "reading_read_has_moment": [reading(state="read", read_at=None)],
    "scan_blocked_with_its_signature": [
        scan(state="blocked", finished_at=NOW, signature=""),
        scan(state="clean", finished_at=NOW, signature="Eicar"),
    ],
    "scan_finished_with_its_time": [
        scan(state="clean", finished_at=None, signature=""),
        scan(state="waiting", finished_at=NOW, signature=""),
    ],
    "signing_start_has_basis": [start],
    "upload_not_empty": [upload(size=0, finished_at=NOW)],
    "upload_stored_when_finished": [stored_unfinished],
    "upload_whole_when_finished": [upload(offset=10), upload(finished_at=NOW)],
}


def test_the_database_refuses_every_broken_row(town: Town, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    stored = evidence.attach(town.dossier, town.official)
    EvidenceScan.objects.get_or_create(evidence=stored, defaults={"requested_at": NOW})
    EvidenceReading.objects.get_or_create(evidence=stored)
    for name, deeds in BROKEN.items():
        for deed in deeds:
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                deed(town)
