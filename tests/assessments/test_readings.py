"""Reading of files: pages, text with accents, scans, Office files; what is broken is named and nothing dies."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone
from PIL import Image
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from assessments.models import Evidence, EvidenceReading, EvidenceScan
from assessments.selectors import readings as selectors
from assessments.services import evidence, readings
from tests.factories import NOW, papers
from tests.factories import evidence as make
from tests.factories.town import Town
from tiepcanpl.kit import antivirus, filetypes
from tiepcanpl.kit.seeing import office, pages, recognition, sandbox

State = EvidenceReading.State
needs_tesseract = pytest.mark.skipif(recognition.program() is None, reason="Tesseract for Vietnamese is not installed")
needs_office = pytest.mark.skipif(office.program() is None, reason="LibreOffice is not installed")


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def store(
    town: Town, content: bytes, name: str = "Quyết định.pdf", kind: filetypes.FileType = filetypes.PDF
) -> Evidence:
    sent = evidence.Upload(
        name, make.upload(content).content, len(content), make.upload(content).sha256, kind.media_type, kind.suffix
    )
    deed = evidence.attach(dossier_id=town.dossier.pk, item_code="1.1.1", upload=sent, actor=town.official, at=NOW)
    return deed.evidence


def read(stored: Evidence) -> EvidenceReading:
    readings.read(evidence_id=stored.pk, clock=timezone.now)
    return EvidenceReading.objects.get(evidence=stored)


def previews() -> list[str]:
    found = Path(default_storage.path("previews"))
    return sorted(path.name for path in found.rglob("*") if path.is_file()) if found.exists() else []


def test_a_pdf_becomes_pictures_and_text(town: Town) -> None:
    stored = store(town, papers.pdf("Quyết định số 12", "Biên bản họp tổ dân phố"))
    assert EvidenceReading.objects.get(evidence=stored).state == State.WAITING
    found = read(stored)
    assert (found.state, found.page_count, found.shown, found.error) == (State.READ, 2, 2, "")
    assert found.page_texts == ["Quyết định số 12", "Biên bản họp tổ dân phố"]
    assert previews() == ["1-nho.webp", "1.webp", "2-nho.webp", "2.webp", "thumbnail.webp"]
    assert found.sizes[0][0] == 1280
    assert (found.is_drawn(2), found.is_drawn(3), found.is_drawn(0)) == (True, False, False)


@needs_tesseract
@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [(papers.photo, "anh.jpg", filetypes.JPEG), (papers.scanned_pdf, "quet.pdf", filetypes.PDF)],
)
def test_words_on_a_scan_are_recognised(
    town: Town, content: Callable[..., bytes], name: str, kind: filetypes.FileType
) -> None:
    lines = ("ỦY BAN NHÂN DÂN PHƯỜNG BẮC SƠN", "Kế hoạch phổ biến, giáo dục pháp luật", "Nguyễn Thị Hương")
    found = read(store(town, content(*lines), name, kind))
    assert (found.state, found.is_recognised, found.awaits_recognition) == (State.READ, True, False)
    assert "phổ biến, giáo dục pháp luật" in found.text
    assert {"nhan", "dan", "huong", "anh" if kind is filetypes.JPEG else "quet"} <= set(found.words.split())


def test_without_tesseract_a_scan_waits_for_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "program", lambda: None)
    found = read(store(town, papers.photo("Một dòng"), "anh.jpg", filetypes.JPEG))
    assert (found.state, found.awaits_recognition, found.text) == (State.READ, True, "")
    assert readings.resume(at=timezone.now() + timedelta(hours=1)) == 0
    monkeypatch.setattr(recognition, "program", lambda: "/usr/bin/tesseract")
    assert readings.resume(at=timezone.now() + timedelta(hours=1)) == 1


@needs_office
@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [(make.docx, "bao-cao.docx", filetypes.DOCX), (papers.workbook, "bang.xlsx", filetypes.XLSX)],
)
def test_office_files_become_pages(
    town: Town, content: Callable[[str], bytes], name: str, kind: filetypes.FileType
) -> None:
    found = read(store(town, content("Số liệu hòa giải ở cơ sở"), name, kind))
    assert (found.state, found.page_count, found.text) == (State.READ, 1, "Số liệu hòa giải ở cơ sở")
    assert found.tool.startswith("LibreOffice")
    assert "1.webp" in previews()


def test_without_libreoffice_an_office_file_is_only_downloaded(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    found = read(store(town, make.docx(), "bao-cao.docx", filetypes.DOCX))
    assert (found.state, found.attempts) == (State.LACKING, 0)
    assert "chưa cài phần mềm" in found.error
    assert readings.resume(at=timezone.now() + timedelta(hours=1)) == 0


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4\nrubbish", filetypes.PDF),
        (papers.locked_pdf(), filetypes.PDF),
        (make.pdf()[:200], filetypes.PDF),
        (papers.photo("x")[:500], filetypes.JPEG),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, filetypes.PNG),
    ],
    ids=["rubbish", "locked", "torn", "half a photo", "no picture"],
)
def test_what_is_broken_is_named(town: Town, content: bytes, kind: filetypes.FileType) -> None:
    found = read(store(town, content, "hong", kind))
    assert (found.state, found.get_state_display(), found.shown) == (State.FAILED, "Không đọc được", 0)
    assert found.error.startswith("Máy chủ không mở được tệp này")
    assert previews() == []


def test_a_bomb_of_pixels_is_refused(town: Town) -> None:
    path = Path(default_storage.path("bom.png"))
    Image.new("1", (16_000, 16_000)).save(path)
    found = read(store(town, path.read_bytes(), "bom.png", filetypes.PNG))
    assert found.state == State.FAILED


@pytest.mark.slow
def test_a_long_document_is_bounded(town: Town) -> None:
    found = read(store(town, papers.long_pdf(600)))
    assert (found.state, found.page_count, found.shown, found.chunks) == (State.READ, 600, 500, [0])
    assert len(previews()) == 2 * pages.CHUNK + 1
    readings.draw(evidence_id=found.evidence_id, chunk=24)
    readings.draw(evidence_id=found.evidence_id, chunk=25)  # beyond what is shown
    found.refresh_from_db()
    assert found.chunks == [0, 24]
    assert (found.is_drawn(481), found.is_drawn(21)) == (True, False)
    assert default_storage.exists(found.picture_name(500, small=True))
    chunk = selectors.chunk_of(found, 490)
    assert (chunk.first, chunk.last, chunk.before, chunk.after, chunk.is_drawn) == (481, 500, 461, 0, True)


def test_what_takes_too_long_is_ended(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_LIMITS", sandbox.Limits(seconds=1, memory=pages._LIMITS.memory))  # noqa: SLF001  # shorter
    found = read(store(town, papers.long_pdf(300)))
    assert (found.state, "quá lớn hoặc quá phức tạp" in found.error) == (State.FAILED, True)


def test_a_worker_that_was_killed_is_followed_by_another(town: Town) -> None:
    stored = store(town, make.pdf())
    dead = readings._claim(stored.pk, NOW)  # noqa: SLF001  # a worker that dies right after this
    assert dead is not None
    readings.read(evidence_id=stored.pk, clock=lambda: NOW + timedelta(minutes=1))
    assert EvidenceReading.objects.get(evidence=stored).state == State.READING
    later = NOW + readings.SILENCE
    assert readings.resume(at=later) == 1
    readings.read(evidence_id=stored.pk, clock=lambda: later)
    found = EvidenceReading.objects.get(evidence=stored)
    assert (found.state, found.attempts, found.text) == (State.READ, 2, "Quyet dinh")
    assert readings.resume(at=later + timedelta(hours=1)) == 0


def test_who_lost_the_file_to_another_writes_nothing(town: Town) -> None:
    stored = store(town, make.pdf())
    slow = readings._claim(stored.pk, NOW)  # noqa: SLF001  # sleeps until another has done its work
    assert slow is not None
    readings.read(evidence_id=stored.pk, clock=lambda: NOW + readings.SILENCE)
    before = EvidenceReading.objects.filter(evidence=stored).values().get()
    folder = Path(default_storage.path("cham"))
    folder.mkdir()
    readings._Run(slow, timezone.now, folder).make()  # noqa: SLF001  # it wakes up
    assert EvidenceReading.objects.filter(evidence=stored).values().get() == before
    assert len(previews()) == 3


def test_three_attempts_are_enough(town: Town) -> None:
    stored, at = store(town, make.pdf()), NOW
    for _ in range(readings.ATTEMPTS):
        assert readings._claim(stored.pk, at) is not None  # noqa: SLF001  # each dies
        at += readings.SILENCE
    assert readings._claim(stored.pk, at) is None  # noqa: SLF001  # no more
    found = EvidenceReading.objects.get(evidence=stored)
    assert (found.state, "3 lần" in found.error) == (State.FAILED, True)


def test_a_storage_that_does_not_answer_is_tried_again(town: Town) -> None:
    stored = store(town, make.pdf())
    place = Path(default_storage.path(str(stored.file)))
    shutil.move(place, place.with_suffix(".away"))
    assert read(stored).state == State.READING
    shutil.move(place.with_suffix(".away"), place)
    readings.read(evidence_id=stored.pk, clock=lambda: timezone.now() + readings.SILENCE)
    assert EvidenceReading.objects.get(evidence=stored).state == State.READ


def test_pictures_go_with_the_file(
    town: Town, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    stored = store(town, make.pdf())
    read(stored)
    assert len(previews()) == 3
    dossier, actor = town.dossier.pk, town.official
    evidence.unlink(dossier_id=dossier, item_code="1.1.1", evidence_id=stored.pk, actor=actor, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        evidence.discard(dossier_id=dossier, evidence_id=stored.pk, actor=actor, at=NOW)
    assert previews() == []
    assert not EvidenceReading.objects.exists()
    readings.read(evidence_id=stored.pk, clock=timezone.now)  # a job that comes too late


def test_the_upload_starts_the_reading(
    town: Town, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        stored = make.attach(town.dossier, town.official)
    assert stored.preview is not None
    assert EvidenceReading.objects.get(evidence=stored).state == State.READ


def test_the_command_reads_what_waits_and_all_again(town: Town) -> None:
    stored, said = store(town, make.pdf()), StringIO()
    call_command("read_files", stdout=said)
    first = EvidenceReading.objects.get(evidence=stored)
    call_command("read_files", stdout=said)
    call_command("read_files", again=True, stdout=said)
    again = EvidenceReading.objects.get(evidence=stored)
    assert (first.state, again.state, first.folder == again.folder) == (State.READ, State.READ, False)
    assert said.getvalue().split("\n") == ["Đã đọc 1 tệp.", "Đã đọc 0 tệp.", "Đã đọc 1 tệp.", ""]


def test_a_file_is_read_only_after_the_scanner_has_passed_it(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(antivirus, "is_on", lambda: True)
    stored, later = store(town, make.pdf()), timezone.now() + timedelta(hours=1)
    assert (read(stored).state, readings.resume(at=later)) == (State.WAITING, 0)
    scan = EvidenceScan.objects.create(evidence=stored, state="waiting", requested_at=NOW)
    seen = {"tried_at": NOW, "finished_at": NOW}
    EvidenceScan.objects.filter(pk=scan.pk).update(state="blocked", signature="Eicar", **seen)
    assert (read(stored).state, readings.resume(at=later), previews()) == (State.WAITING, 0, [])
    EvidenceScan.objects.filter(pk=scan.pk).update(state="clean", signature="", **seen)
    assert (readings.resume(at=later), read(stored).state) == (1, State.READ)
