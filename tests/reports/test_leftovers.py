"""Files of reports that nothing speaks of any more go; whatever a row speaks of stays."""

from datetime import timedelta
from pathlib import Path

from django.conf import LazySettings
from django.core.files.storage import default_storage
from django.utils import timezone

from assessments.domain.workflow import State
from assessments.models import IssuedDocument
from assessments.services import leftovers
from tests.factories import NOW
from tests.factories.steps import bring_to
from tests.factories.town import Town
from tests.reports import made


def test_the_sweep_keeps_reports_and_issued_documents(town: Town, tmp_path: Path, settings: LazySettings) -> None:
    settings.MEDIA_ROOT = tmp_path
    bring_to(town, State.SUBMITTED)
    report = made.sheet(town.dossier, town.head)
    signed = tmp_path / "issued" / "ab" / ("a" * 32 + ".pdf")
    lost = tmp_path / "reports" / "cd" / ("b" * 32 + ".docx")
    for path in (signed, lost):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PDF")
    IssuedDocument.objects.create(
        report=report,
        way=IssuedDocument.Way.UPLOADED,
        signer_position="Trưởng phòng",
        file=str(signed.relative_to(tmp_path)),
        sha256="0" * 64,
        issued_at=NOW,
        issued_by=town.head,
    )
    assert leftovers.sweep(at=timezone.now() + timedelta(days=3)) == 1
    stored = [report.file.name, *report.files.values_list("file", flat=True)]
    assert [default_storage.exists(name) for name in stored] == [True] * 3
    assert (signed.exists(), lost.exists()) == (True, False)
