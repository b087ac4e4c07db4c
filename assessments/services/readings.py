"""Reads stored files: pages as pictures, text, and what was recognised on scans.

Each step is safe to repeat. `alive_at` is the last sign of life, and only who wrote it may go on (as with reports).
"""

import logging
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from assessments.models import Evidence, EvidenceReading, EvidenceScan
from assessments.models.reading import new_folder
from assessments.services import reading_pictures as pictures
from tiepcanpl.kit import antivirus, filetypes
from tiepcanpl.kit.jobs import Job, enqueue
from tiepcanpl.kit.seeing import office, pages, recognition, sandbox
from tiepcanpl.kit.words import PAGE_BREAK, kept

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
State = EvidenceReading.State
_Scan = EvidenceScan.State

SILENCE = timedelta(minutes=5)  # longer than any single step: who is silent for so long is gone
SWEEP = 50  # how many files one sweep sends again
ATTEMPTS = 3
RECOGNISED_PAGES = 20
_LEGIBLE = 10  # a page with fewer letters and digits is a picture of a page
_DAMAGED = (
    "Máy chủ không mở được tệp này: tệp bị hỏng, có mật khẩu hoặc không theo đúng chuẩn. "
    "Vui lòng tải về để kiểm tra; nếu tệp hỏng, vui lòng tải lên bản khác."
)
_TOO_LONG = "Tệp quá lớn hoặc quá phức tạp nên máy chủ không dựng được trang xem. Vui lòng tải về để xem."
_GIVEN_UP = f"Máy chủ đã thử {ATTEMPTS} lần mà không đọc được tệp này. Vui lòng tải về để xem."
_NO_OFFICE = "Máy chủ chưa cài phần mềm chuyển đổi tệp Word, Excel. Vui lòng tải về để xem."


class LostError(Exception):
    """The file is gone, or another job reads it."""


class LackingError(Exception):
    """A program that is needed is not on this machine."""


def expect(evidence: Evidence) -> None:
    """Note that a file is to be read; its name can be searched at once."""
    first = {"words": kept([evidence.original_name]), "alive_at": evidence.uploaded_at}
    EvidenceReading.objects.get_or_create(evidence=evidence, defaults=first)


def forget(evidence: Evidence) -> None:
    """Delete the pictures of a file once its deletion is committed; the row goes with the file's."""
    reading = EvidenceReading.objects.filter(evidence=evidence).first()
    if reading is not None:
        transaction.on_commit(partial(pictures.clear, reading.folder))


def read(*, evidence_id: int, clock: Clock) -> None:
    """Read one file; one that is done, or that another job reads, is left alone. Never raises for what a file holds."""
    reading = _claim(evidence_id, clock())
    if reading is None:
        return
    with tempfile.TemporaryDirectory(prefix="doc-tep-") as folder:
        _Run(reading, clock, Path(folder)).make()


@transaction.atomic
def _claim(evidence_id: int, at: datetime) -> EvidenceReading | None:
    rows = EvidenceReading.objects.select_for_update(of=("self",)).select_related("evidence__scan")
    reading = rows.filter(evidence=evidence_id).first()
    if reading is None or not _is_open(reading, at) or not _may_be_opened(reading.evidence):
        return None
    reading.attempts, reading.alive_at = reading.attempts + 1, at
    if reading.attempts > ATTEMPTS:
        _give_up(reading)
        return None
    if reading.state != State.READ:
        transaction.on_commit(partial(pictures.clear, reading.folder))
        reading.state, reading.folder, reading.error = State.READING, new_folder(), ""
    reading.save(update_fields=["state", "folder", "error", "attempts", "alive_at"])
    return reading


def _is_open(reading: EvidenceReading, at: datetime) -> bool:
    is_silent = at - reading.alive_at >= SILENCE
    if reading.state == State.READ:
        return reading.awaits_recognition and is_silent and recognition.program() is not None
    if reading.state == State.LACKING:
        return office.program() is not None
    return reading.state == State.WAITING or (reading.state == State.READING and is_silent)


def _may_be_opened(evidence: Evidence) -> bool:
    """Tell whether the virus scanner, where there is one, has seen the file and found nothing."""
    closed = (_Scan.WAITING, _Scan.BLOCKED) if antivirus.is_on() else (_Scan.BLOCKED,)
    return evidence.scan_state not in closed


def _give_up(reading: EvidenceReading) -> None:
    if reading.state != State.READ:
        reading.state, reading.error = State.FAILED, _GIVEN_UP
    reading.awaits_recognition = False
    reading.save(update_fields=["state", "error", "awaits_recognition", "alive_at"])


class _Run:
    """One attempt to read a file."""

    def __init__(self, reading: EvidenceReading, clock: Clock, folder: Path) -> None:
        self.reading, self.clock, self.folder = reading, clock, folder

    def make(self) -> None:
        """Look at the file, then recognise what is only a picture of text."""
        try:
            source, kind = fetch(self.reading.evidence, self.folder)
            if self.reading.state != State.READ:
                self._look(source, kind)
            if self.reading.awaits_recognition and recognition.program():
                self._recognise(source, kind)
        except LostError:
            logger.info("Evidence %s is gone or read by another job", self.reading.evidence_id)
        except LackingError:
            self._end(State.LACKING, _NO_OFFICE)
        except sandbox.SandboxError as error:
            logger.warning("Evidence %s cannot be read: %s", self.reading.evidence_id, error)
            self._end(State.FAILED, _TOO_LONG if isinstance(error, sandbox.TimedOutError) else _DAMAGED)
        except Exception:  # the storage does not answer, the disk is full …: the sweep tries again
            logger.exception("Evidence %s could not be read now", self.reading.evidence_id)

    def _look(self, source: Path, kind: str) -> None:
        reading, look = self.reading, pages.look(source, kind, self.folder)
        pictures.store(reading, self.folder, range(1, pages.CHUNK + 1))
        pictures.put(reading.thumbnail_name, self.folder / "thumbnail.webp")
        self._write(
            state=State.READ,
            page_count=look.count,
            sizes=[list(size) for size in look.sizes],
            chunks=[0] if look.sizes else [],
            thumb_width=look.thumbnail[0],
            thumb_height=look.thumbnail[1],
            text=PAGE_BREAK.join(look.texts),
            words=kept([reading.evidence.original_name, *look.texts]),
            is_cut=look.is_cut,
            awaits_recognition=bool(_scans(look.texts)),
            tool="PDFium" if source.suffix == reading.evidence.suffix else "LibreOffice, PDFium",
            read_at=self.clock(),
        )

    def _recognise(self, source: Path, kind: str) -> None:
        texts = self.reading.page_texts or [""]
        scans, found = _scans(texts), self.reading.is_recognised
        for number in scans[:RECOGNISED_PAGES]:
            try:
                picture = pages.draw_scan(source, kind, self.folder, number)
                words = recognition.read(picture, self.folder)
                texts[number - 1], found = words or texts[number - 1], found or bool(words)
            except sandbox.SandboxError as error:
                logger.warning("Page %s of evidence %s: %s", number, self.reading.evidence_id, error)
            known = kept([self.reading.evidence.original_name, *texts])
            self._write(text=PAGE_BREAK.join(texts), words=known, is_recognised=found)
        self._write(
            is_cut=self.reading.is_cut or len(scans) > RECOGNISED_PAGES,
            awaits_recognition=False,
            tool=f"{self.reading.tool}, Tesseract" if scans else self.reading.tool,
        )

    def _end(self, state: str, sentence: str) -> None:
        """Keep why it did not work; a missing program is no attempt."""
        attempts = 0 if state == State.LACKING else self.reading.attempts
        try:
            self._write(state=state, error=sentence, attempts=attempts)
        except LostError:
            logger.info("Evidence %s is gone or read by another job", self.reading.evidence_id)

    def _write(self, **values: object) -> None:
        """Store what was found with a sign of life; without a row of our own, the pictures go again."""
        reading = self.reading
        values["alive_at"] = self.clock()
        mine = EvidenceReading.objects.filter(pk=reading.pk, alive_at=reading.alive_at)
        if not mine.update(**values):
            if not EvidenceReading.objects.filter(folder=reading.folder).exists():
                pictures.clear(reading.folder)
            raise LostError
        for name, value in values.items():
            setattr(reading, name, value)


def _scans(texts: Sequence[str]) -> list[int]:
    """Return the numbers of the pages that hold hardly any text."""
    return [n for n, text in enumerate(texts, start=1) if sum(map(str.isalnum, text[:1000])) < _LEGIBLE]


def fetch(evidence: Evidence, folder: Path) -> tuple[Path, str]:
    """Copy a stored file into the folder; an Office file becomes a PDF. Raises LackingError, SandboxError, OSError."""
    source = folder / f"tep{evidence.suffix}"
    with default_storage.open(str(evidence.file)) as stored, source.open("wb") as copy:
        shutil.copyfileobj(stored, copy)
    if evidence.media_type in pages.PICTURES:
        return source, "picture"
    if evidence.media_type == filetypes.PDF.media_type:
        return source, "pdf"
    if office.program() is None:
        raise LackingError
    return office.to_pdf(source, folder), "pdf"


def draw(*, evidence_id: int, chunk: int) -> None:
    """Draw a later chunk of pages that somebody wants to look at; doing it again changes nothing."""
    reading = (
        EvidenceReading.objects.select_related("evidence__scan").filter(evidence=evidence_id, state=State.READ).first()
    )
    first = chunk * pages.CHUNK + 1
    if (
        reading is None
        or not _may_be_opened(reading.evidence)
        or chunk in reading.chunks
        or not 1 <= first <= reading.shown
    ):
        return
    with tempfile.TemporaryDirectory(prefix="doc-tep-") as name:
        folder = Path(name)
        try:
            source, kind = fetch(reading.evidence, folder)
            pages.draw(source, kind, folder, first=first)
        except (sandbox.SandboxError, LackingError) as error:
            logger.warning("Pages from %s of evidence %s cannot be drawn: %r", first, evidence_id, error)
            return
        pictures.store(reading, folder, range(first, first + pages.CHUNK))
    _add_chunk(reading, chunk)


@transaction.atomic
def _add_chunk(drawn: EvidenceReading, chunk: int) -> None:
    reading = EvidenceReading.objects.select_for_update(of=("self",)).filter(pk=drawn.pk, folder=drawn.folder).first()
    if reading is None:
        pictures.clear(drawn.folder)
        return
    reading.chunks = sorted({*reading.chunks, chunk})
    reading.save(update_fields=["chunks"])


def resume(*, at: datetime) -> int:
    """Send again what waits although nobody works on it, and what a program is there for by now. Return how many."""
    silent = Q(alive_at__lte=at - SILENCE)
    wanted = silent & Q(state__in=[State.WAITING, State.READING])
    if recognition.program():
        wanted |= silent & Q(awaits_recognition=True)
    if office.program():
        wanted |= silent & Q(state=State.LACKING)
    rows = EvidenceReading.objects.filter(wanted).exclude(evidence__scan__state=_Scan.BLOCKED)
    if antivirus.is_on():
        rows = rows.filter(evidence__scan__state__in=[_Scan.CLEAN, _Scan.FAILED])
    found = list(rows.order_by("alive_at", "pk").values_list("evidence_id", flat=True)[:SWEEP])
    for evidence_id in found:
        enqueue(Job.READ_EVIDENCE, evidence_id=evidence_id)
    return len(found)


def unread() -> list[int]:
    """Return the files that nobody has read yet, oldest first."""
    rows = EvidenceReading.objects.filter(state__in=[State.WAITING, State.LACKING])
    return list(rows.order_by("evidence_id").values_list("evidence_id", flat=True))


def start_again() -> None:
    """Let every file be read once more; the pictures of before go when its turn comes."""
    rows = EvidenceReading.objects.all()
    rows.update(state=State.WAITING, attempts=0, error="", awaits_recognition=False)
