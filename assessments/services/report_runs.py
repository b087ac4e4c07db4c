"""Makes reports: run by a job, safe to start twice, taken over when it falls silent.

While a report is being made, `started_at` is its last sign of life, and only who wrote it may go on: a job that was
silent for too long has lost the report to the next one.
"""

import hashlib
import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from assessments.models import Report, ReportFile
from assessments.reports import documents
from assessments.reports.pdf import Pdf
from assessments.selectors import wordings
from assessments.services import audit
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.jobs import Job, enqueue

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
State = Report.State

SILENCE = timedelta(minutes=2)  # a report without a sign of life for so long is taken over
SWEEP = 20  # how many reports one sweep sends again, oldest first
_BEAT_EVERY = timedelta(seconds=1)
_GATHERED, _LAID_OUT, _PRINTED = 30, 90, 95  # percent
_PAGE_PERCENT = 2


class LostError(Exception):
    """Another job has taken the report over."""


def render(*, report_id: int, clock: Clock) -> None:
    """Make the report. Safe to repeat: a report that is done, or that another job is making, is left alone.

    No transaction spans the work, so that nobody waits for it; the reads are those of one moment for each dossier.
    """
    report = _claim(report_id, clock())
    if report is None:
        return
    run = _Run(report, clock)
    try:
        run.make()
    except LostError:
        logger.warning("Report %s was taken over by another job", report_id)
    except DomainError as error:
        run.fail(" ".join(error.reasons))
    except Exception:  # whatever went wrong, the person has to see it and may try again
        logger.exception("Report %s could not be made", report_id)
        run.fail("Hệ thống gặp lỗi khi tạo tệp. Vui lòng bấm “Tạo lại”; nếu vẫn lỗi, vui lòng báo quản trị hệ thống.")


@transaction.atomic
def _claim(report_id: int, at: datetime) -> Report | None:
    report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id).first()
    if report is None or report.state in (State.DONE, State.FAILED):
        return None
    if report.state == State.RUNNING and report.started_at and at - report.started_at < SILENCE:
        return None
    report.state, report.progress, report.step, report.started_at = State.RUNNING, 0, "Đang đọc số liệu", at
    report.template = wordings.current(report.issuer, report.kind)
    report.save(update_fields=["state", "progress", "step", "started_at", "template"])
    return report


class _Run:
    """One attempt to make a report."""

    def __init__(self, report: Report, clock: Clock) -> None:
        self.report, self.clock = report, clock
        self.alive_at = report.started_at or clock()

    def make(self) -> None:
        """Gather, print, store. A report that has its data already is printed from it: with its number, for example."""
        report, started = self.report, self.alive_at
        data = report.data or documents.gather(report, at=started, progress=self._gathering)
        digest = audit.sha256_of(data)
        self._mark(_GATHERED, "Đang dàn trang", now=True)
        pdf = documents.render(
            report.kind, data, stamp=documents.stamp_of(report), identifier=digest[:32], beat=self._beat
        )
        self._mark(_PRINTED, "Đang lưu tệp", now=True)
        self._store(pdf, data, digest)

    def _gathering(self, percent: int, step: str) -> None:
        self._mark(percent * _GATHERED // 100, step)

    def _beat(self, step: str) -> None:
        """Turn the printer's messages ("… Page 3") into progress; nobody knows the number of pages beforehand."""
        page = step.rpartition("Page ")[2]
        if page.isdecimal():
            self._mark(min(_GATHERED + int(page) * _PAGE_PERCENT, _LAID_OUT), f"Đang dàn trang {page}")
        elif "PDF" in step:
            self._mark(_LAID_OUT, "Đang tạo tệp PDF")

    def _mark(self, percent: int, step: str, *, now: bool = False) -> None:
        """Show where the work stands, not more often than is useful; stop when the report was taken over."""
        at = self.clock()
        if now or at - self.alive_at >= _BEAT_EVERY:
            self._write(state=State.RUNNING, progress=percent, step=step, started_at=at)
            self.alive_at = at

    def _write(self, **values: object) -> None:
        mine = Report.objects.filter(pk=self.report.pk, state=State.RUNNING, started_at=self.alive_at)
        if not mine.update(**values):
            raise LostError

    def _store(self, pdf: Pdf, data: documents.Data, digest: str) -> None:
        """Keep the files under random names; without their rows the files go again."""
        paths: list[str] = []
        rows: list[ReportFile] = []
        try:
            paths.append(_saved(pdf.content, "pdf"))
            for kind, content in documents.editable(self.report.kind, data, documents.stamp_of(self.report)):
                paths.append(_saved(content, kind))
                rows.append(_row(self.report, kind, paths[-1], content))
                self._mark(_PRINTED, f"Đang tạo tệp {kind.label}", now=True)
            self._finish(pdf, paths[0], rows, data=data, data_sha256=digest)
        except BaseException:
            _remove(paths)
            raise

    @transaction.atomic
    def _finish(self, pdf: Pdf, path: str, rows: list[ReportFile], **made_from: object) -> None:
        """Store all files or none: a job that has lost the report must not leave its files with it.

        What was printed before (without its number) goes once the new files are there for good.
        """
        before = [str(self.report.file), *self.report.files.values_list("file", flat=True)]
        self._write(
            state=State.DONE,
            progress=100,
            step="",
            file=path,
            sha256=hashlib.sha256(pdf.content).hexdigest(),
            size=len(pdf.content),
            pages=pdf.pages,
            finished_at=self.clock(),
            **made_from,
        )
        self.report.files.all().delete()
        ReportFile.objects.bulk_create(rows)
        transaction.on_commit(partial(_remove, [path for path in before if path]))

    def fail(self, sentence: str) -> None:
        """Keep why it did not work; silent where another job has the report."""
        mine = Report.objects.filter(pk=self.report.pk, state=State.RUNNING, started_at=self.alive_at)
        mine.update(state=State.FAILED, step="", error=sentence, finished_at=self.clock())


def _row(report: Report, kind: ReportFile.Format, path: str, content: bytes) -> ReportFile:
    sha256 = hashlib.sha256(content).hexdigest()
    return ReportFile(report=report, format=kind, file=path, sha256=sha256, size=len(content))


def _remove(paths: list[str]) -> None:
    for path in paths:
        default_storage.delete(path)


def _saved(content: bytes, suffix: str) -> str:
    name = uuid.uuid4().hex
    return default_storage.save(f"reports/{name[:2]}/{name}.{suffix}", ContentFile(content))


def resume(*, at: datetime) -> int:
    """Send again what waits although nobody works on it: a message was lost, or the worker died. Return how many."""
    silent_since = at - SILENCE
    waiting = Report.objects.filter(state=State.QUEUED, requested_at__lte=silent_since)
    silent = Report.objects.filter(state=State.RUNNING, started_at__lte=silent_since)
    found = list((waiting | silent).order_by("requested_at", "pk").values_list("pk", flat=True)[:SWEEP])
    for report_id in found:
        enqueue(Job.RENDER_REPORT, report_id=report_id)
    return len(found)
