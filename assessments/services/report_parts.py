"""Makes a big report in parts: jobs side by side make the parts, the last one puts them together.

Every step is safe to repeat. A part belongs to the job that wrote its `started_at` last; one that falls silent is sent
again, and what is done stays done. Whoever cancels a report takes the parts away: their jobs find that out with their next
sign of life and stop.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from assessments.models import Report, ReportPart
from assessments.services import report_files
from assessments.services.report_pieces import Clock, LostError, Piece, WrongPagesError, as_made
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.jobs import Job, enqueue

logger = logging.getLogger(__name__)

State, Task = ReportPart.State, ReportPart.Task

SILENCE = timedelta(minutes=2)
ATTEMPTS = 3
PLANNED, MADE = 30, 97  # percent
_GIVEN_UP = "Hệ thống gặp lỗi khi tạo tệp. Vui lòng bấm “Tạo lại”; nếu vẫn lỗi, vui lòng báo quản trị hệ thống."


@dataclass(frozen=True, slots=True)
class Planned:
    """A part to be made: from which stored file, and with how many pages it has to come out (0: any number)."""

    task: ReportPart.Task
    source: str
    expected: int = 0


def plan(report: Report, planned: Sequence[Planned], *, at: datetime) -> None:
    """Write the parts down and send them. Runs inside the transaction of whoever owns the report."""
    rows = [
        ReportPart(
            report=report, number=number, task=part.task, source=part.source, expected=part.expected, planned_at=at
        )
        for number, part in enumerate((*planned, Planned(Task.WHOLE, "")))
    ]
    ReportPart.objects.bulk_create(rows)
    send(report, at=at)


def send(report: Report, *, at: datetime) -> int:
    """Send the parts on which nobody works; return how many. The last one waits for all others."""
    found = ReportPart.objects.filter(report=report).exclude(state=State.DONE)
    open_ones = found.exclude(task=Task.WHOLE)
    waiting = open_ones if open_ones.exists() else found
    idle = waiting.filter(Q(state=State.QUEUED) | Q(started_at__lte=at - SILENCE))
    # What takes longest comes first: the files for Word and Excel are one piece each.
    found_idle = sorted(idle.order_by("number"), key=lambda part: part.task in (Task.SECTION, Task.SHEETS))
    for part in found_idle:
        enqueue(Job.RENDER_PART, part_id=part.pk)
    return len(found_idle)


def run(*, part_id: int, clock: Clock) -> None:
    """Make one part. A part that is done, or that another job is making, is left alone."""
    part = _claim(part_id, clock())
    if part is None:
        return
    piece = Piece(part, clock)
    try:
        made = as_made(piece)
        _finish(piece, made, clock())
    except LostError:
        logger.warning("Part %s was taken over, or its report given up", part_id)
    except WrongPagesError:
        logger.exception("Report %s is printed whole", part.report_id)
        _print_whole(piece, clock())
    except DomainError as error:
        _fail(part.report_id, " ".join(error.reasons), clock())
    except Exception:  # whatever went wrong, it is tried again and then shown
        logger.exception("Part %s could not be made", part_id)
        _try_again(part, clock())


@transaction.atomic
def _claim(part_id: int, at: datetime) -> ReportPart | None:
    part = ReportPart.objects.select_for_update(of=("self",)).filter(pk=part_id).select_related("report").first()
    if part is None or part.state == State.DONE or part.report.state != Report.State.RUNNING:
        return None
    if part.state == State.RUNNING and part.started_at and at - part.started_at < SILENCE:
        return None
    if part.attempts >= ATTEMPTS:
        _fail(part.report_id, _GIVEN_UP, at)
        return None
    part.state, part.started_at, part.attempts = State.RUNNING, at, part.attempts + 1
    part.save(update_fields=["state", "started_at", "attempts"])
    return part


def _finish(piece: Piece, made: dict[str, object], at: datetime) -> None:
    """Keep the part and send the last one when it was the last but one; the last one's own end is the report's."""
    try:
        with transaction.atomic():
            report = _running(piece.part.report_id)
            piece.write(state=State.DONE, **made)
            if piece.part.task == Task.WHOLE:
                _close(report, piece.part, at)
                return
            _show(report, at)
            if (
                not ReportPart.objects.filter(report=report)
                .exclude(task=Task.WHOLE)
                .exclude(state=State.DONE)
                .exists()
            ):
                send(report, at=at)
    except BaseException:
        report_files.remove([str(made["file"])])
        raise


def _running(report_id: int) -> Report:
    """Return the report under lock; raises LostError where it is not being made any more."""
    report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id, state=Report.State.RUNNING).first()
    if report is None:
        raise LostError
    return report


def _show(report: Report, at: datetime) -> None:
    """Show how far the report is."""
    counts = ReportPart.objects.filter(report=report).aggregate(
        all=Count("pk"), done=Count("pk", filter=Q(state=State.DONE))
    )
    report.progress = PLANNED + (MADE - PLANNED) * counts["done"] // counts["all"]
    report.step = f"Đã xong {counts['done']}/{counts['all']} phần"
    report.started_at = at
    report.save(update_fields=["progress", "step", "started_at"])


def _close(report: Report, whole: ReportPart, at: datetime) -> None:
    """Give the report its files; the parts are done with."""
    made = ReportPart.objects.get(pk=whole.pk)
    formats = ReportPart.objects.filter(report=report, task__in=(Task.WORD, Task.EXCEL))
    rows = [report_files.editable(report, part) for part in formats]
    report_files.remove_later([str(report.file), *report.files.values_list("file", flat=True)])
    report.files.all().delete()
    report.file, report.sha256, report.size, report.pages = made.file, made.sha256, made.size, made.pages
    report.state, report.progress, report.step, report.finished_at = Report.State.DONE, 100, "", at
    report.save()
    report.files.bulk_create(rows)
    report_files.forget_parts(report, but=[str(made.file), *(str(row.file) for row in rows)])


@transaction.atomic
def _print_whole(piece: Piece, at: datetime) -> None:
    """Give the sections up for one that holds everything: slower, and right in any case."""
    part = piece.part
    try:
        report = _running(part.report_id)
    except LostError:
        return
    sections = ReportPart.objects.filter(report=report, task=Task.SECTION)
    source = ReportPart.objects.filter(report=report, task=Task.WORD).values_list("source", flat=True).get()
    report_files.remove_later(path for row in sections.values_list("source", "file") for path in row)
    number = part.number
    sections.delete()
    ReportPart.objects.create(report=report, task=Task.SECTION, number=number, source=source, planned_at=at)
    send(report, at=at)


@transaction.atomic
def _try_again(part: ReportPart, at: datetime) -> None:
    if part.attempts >= ATTEMPTS:
        _fail(part.report_id, _GIVEN_UP, at)
        return
    mine = ReportPart.objects.filter(pk=part.pk, state=State.RUNNING, attempts=part.attempts)
    if mine.update(state=State.QUEUED, started_at=None):
        enqueue(Job.RENDER_PART, part_id=part.pk)


@transaction.atomic
def _fail(report_id: int, sentence: str, at: datetime) -> None:
    """Keep why it did not work; silent where the report is not being made any more."""
    try:
        report = _running(report_id)
    except LostError:
        return
    report.state, report.step, report.error, report.finished_at = Report.State.FAILED, "", sentence, at
    report.save(update_fields=["state", "step", "error", "finished_at"])
    report_files.forget_parts(report)


def silent(*, at: datetime, limit: int) -> list[int]:
    """Return parts whose job has died while others of the same report go on."""
    found = ReportPart.objects.filter(
        state=State.RUNNING, started_at__lte=at - SILENCE, report__state=Report.State.RUNNING
    )
    return list(found.order_by("started_at", "pk").values_list("pk", flat=True)[:limit])
