"""Makes reports: run by a job, safe to start twice, taken over when it falls silent.

A small report is made by one job. A big one is cut here, and made in parts by jobs of their own (`report_parts`).
While a report is being made, `started_at` is its last sign of life, and only who wrote it may go on: a job that was
silent for too long has lost the report to the next one.
"""

import json
import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from assessments.models import Report, ReportFile, ReportKind, ReportPart
from assessments.reports import bundles, documents, sections
from assessments.reports.pdf import Pdf
from assessments.selectors import wordings
from assessments.services import audit, report_files, report_parts
from assessments.services.report_files import Kept
from assessments.services.report_parts import Planned
from assessments.services.report_pieces import LostError
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.jobs import Job, enqueue

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
State = Report.State

SILENCE = report_parts.SILENCE  # a report without a sign of life for so long is taken over
SWEEP = 20  # how many reports one sweep sends again, oldest first
_BEAT_EVERY = timedelta(seconds=1)
_GATHERED, _LAID_OUT, _PRINTED = 30, 90, 95  # percent
_PAGE_PERCENT = 2
_SHEETS = 20  # how many score sheets one part of a bundle makes


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
    if report is None or report.state not in (State.QUEUED, State.RUNNING):
        return None
    if report.state == State.RUNNING and report.started_at and at - report.started_at < SILENCE:
        return None
    if report.parts.exists():
        Report.objects.filter(pk=report.pk).update(started_at=at)
        report_parts.send(report, at=at)
        return None
    report.state, report.progress, report.step, report.started_at = State.RUNNING, 0, "Đang đọc số liệu", at
    if not report.data:  # what was gathered already keeps the wording that it was gathered with
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
        report = self.report
        data = report.data or self._gathered()
        digest = audit.sha256_of(data)
        self._mark(_GATHERED, "Đang dàn trang", now=True)
        cut = self._cut(data)
        if cut:
            self._plan(cut, data=data, data_sha256=digest)
            return
        pdf = documents.render(
            report.kind, data, stamp=documents.stamp_of(report), identifier=digest[:32], beat=self._beat
        )
        self._mark(_PRINTED, "Đang lưu tệp", now=True)
        self._store(pdf, data, digest)

    def _gathered(self) -> documents.Data:
        if self.report.kind == ReportKind.SHEET_BUNDLE:
            return bundles.gather(self.report, self.alive_at)
        return documents.gather(self.report, at=self.alive_at, progress=self._gathering)

    def _cut(self, data: documents.Data) -> list[Planned]:
        """Return the parts of a big report with their sources stored; none for a small one."""
        if self.report.kind == ReportKind.SHEET_BUNDLE:
            return [
                _sheets(data["dossiers"][place : place + _SHEETS])
                for place in range(0, len(data["dossiers"]), _SHEETS)
            ]
        html = documents.printable_html(self.report.kind, data, documents.stamp_of(self.report))
        found = sections.split(html) if sections.is_big(html) else ()
        if len(found) < 2:  # noqa: PLR2004  # one section is the report itself
            return []
        whole = report_files.keep(html.encode(), "html").path
        return [*map(_section, found), *(Planned(ReportPart.Task(kind), whole) for kind in ReportFile.Format.values)]

    def _plan(self, planned: Sequence[Planned], **made_from: object) -> None:
        """Hand the work over to the jobs of the parts."""
        try:
            with transaction.atomic():
                at = self.clock()
                self._write(started_at=at, progress=_GATHERED, step="Đang chia phần", **made_from)
                report_parts.plan(self.report, planned, at=at)
        except BaseException:
            report_files.remove(sorted({part.source for part in planned}))
            raise

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
        kept: list[Kept] = []
        rows: list[ReportFile] = []
        try:
            kept.append(report_files.keep(pdf.content, "pdf"))
            for kind, content in documents.editable(self.report.kind, data, documents.stamp_of(self.report)):
                file = report_files.keep(content, kind)
                kept.append(file)
                rows.append(
                    ReportFile(report=self.report, format=kind, file=file.path, sha256=file.sha256, size=file.size)
                )
                self._mark(_PRINTED, f"Đang tạo tệp {kind.label}", now=True)
            self._finish(pdf.pages, kept[0], rows, data=data, data_sha256=digest)
        except BaseException:
            report_files.remove([file.path for file in kept])
            raise

    @transaction.atomic
    def _finish(self, pages: int, kept: Kept, rows: list[ReportFile], **made_from: object) -> None:
        """Store all files or none: a job that has lost the report must not leave its files with it.

        What was printed before (without its number) goes once the new files are there for good.
        """
        before = [str(self.report.file), *self.report.files.values_list("file", flat=True)]
        self._write(
            state=State.DONE,
            progress=100,
            step="",
            file=kept.path,
            sha256=kept.sha256,
            size=kept.size,
            pages=pages,
            finished_at=self.clock(),
            **made_from,
        )
        self.report.files.all().delete()
        ReportFile.objects.bulk_create(rows)
        report_files.remove_later(before)

    def fail(self, sentence: str) -> None:
        """Keep why it did not work; silent where another job has the report."""
        mine = Report.objects.filter(pk=self.report.pk, state=State.RUNNING, started_at=self.alive_at)
        mine.update(state=State.FAILED, step="", error=sentence, finished_at=self.clock())


def _section(found: sections.Section) -> Planned:
    return Planned(ReportPart.Task.SECTION, report_files.keep(found.html.encode(), "html").path, found.pages)


def _sheets(dossiers: Sequence[int]) -> Planned:
    return Planned(ReportPart.Task.SHEETS, report_files.keep(json.dumps(dossiers).encode(), "json").path)


def resume(*, at: datetime) -> int:
    """Send again what waits although nobody works on it: a message was lost, or the worker died. Return how many."""
    silent_since = at - SILENCE
    waiting = Report.objects.filter(state=State.QUEUED, requested_at__lte=silent_since)
    silent = Report.objects.filter(state=State.RUNNING, started_at__lte=silent_since)
    found = list((waiting | silent).order_by("requested_at", "pk").values_list("pk", flat=True)[:SWEEP])
    for report_id in found:
        enqueue(Job.RENDER_REPORT, report_id=report_id)
    parts = report_parts.silent(at=at, limit=SWEEP)
    for part_id in parts:
        enqueue(Job.RENDER_PART, part_id=part_id)
    return len(found) + len(parts)
