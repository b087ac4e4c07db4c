"""What the job of one part does: print a section, write the file for Word or Excel, make sheets, put all together."""

import gc
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from assessments.domain.hashing import canonical
from assessments.models import Dossier, Report, ReportFile, ReportKind, ReportPart
from assessments.reports import blocks, bundles, documents, merging
from assessments.services import report_files
from assessments.services.report_files import Kept

Clock = Callable[[], datetime]
Task = ReportPart.Task

_BEAT_EVERY = timedelta(seconds=5)


class LostError(Exception):
    """Another job has taken the part over, or nobody wants it any more."""


class WrongPagesError(Exception):
    """A section has not come out with the pages that were planned, so the next one would not fit on."""


class Piece:
    """A part that is being made, and the sign of life of whoever makes it."""

    def __init__(self, part: ReportPart, clock: Clock) -> None:
        self.part, self.clock = part, clock
        self.alive_at = part.started_at or clock()

    def write(self, **values: object) -> None:
        """Write down something about the part; raises LostError where it belongs to somebody else."""
        mine = ReportPart.objects.filter(pk=self.part.pk, state=ReportPart.State.RUNNING, started_at=self.alive_at)
        if not mine.update(**values):
            raise LostError

    def beat(self, _step: str = "") -> None:
        """Give a sign of life, for the report too, not more often than is useful."""
        at = self.clock()
        if at - self.alive_at >= _BEAT_EVERY:
            self.write(started_at=at)
            self.alive_at = at
            running = Report.objects.filter(pk=self.part.report_id, state=Report.State.RUNNING)
            running.filter(started_at__lt=at).update(started_at=at)


def as_made(piece: Piece) -> dict[str, object]:
    """Make the part; return what its row has to say of the result."""
    made = _MAKERS[Task(piece.part.task)]
    kept, pages = made(piece)
    return {"file": kept.path, "sha256": kept.sha256, "size": kept.size, "pages": pages}


def _section(piece: Piece) -> tuple[Kept, int]:
    part = piece.part
    with _no_collecting():
        pdf = documents.render_section(
            report_files.read(str(part.source)),
            identifier=part.report.data_sha256[:32],
            beat=piece.beat,
            number=part.number,
        )
    if part.expected and pdf.pages != part.expected:
        message = f"Section {part.number} has {pdf.pages} pages, not {part.expected}"
        raise WrongPagesError(message)
    return report_files.keep(pdf.content, "pdf"), pdf.pages


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Print without looking for garbage: a section makes little, and the search costs a sixth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def _editable(piece: Piece) -> tuple[Kept, int]:
    part = piece.part
    found = blocks.read(report_files.read(str(part.source)))
    piece.beat()
    kind = ReportFile.Format(part.task)
    return report_files.keep(documents.WRITERS[kind](found), kind), 0


def _sheets(piece: Piece) -> tuple[Kept, int]:
    """Make the score sheets of some dossiers as one archive."""
    report = piece.part.report
    numbers = json.loads(report_files.read(str(piece.part.source)))
    dossiers = Dossier.objects.filter(pk__in=numbers).select_related("commune__parent", "campaign__authority")
    at = datetime.fromisoformat(report.data["made_at"])
    with tempfile.TemporaryDirectory() as folder, _no_collecting():
        target = Path(folder) / "part.zip"
        pages = bundles.write(target, dossiers.select_related("campaign__standard"), at=at, beat=piece.beat)
        return report_files.keep_file(target, "zip"), pages


def _whole(piece: Piece) -> tuple[Kept, int]:
    """Put the parts together on this machine's disk."""
    report = piece.part.report
    rows = report.parts.filter(task__in=(Task.SECTION, Task.SHEETS)).order_by("number")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [report_files.fetch(str(row.file), folder / f"{row.number}") for row in rows]
        piece.beat()
        if report.kind == ReportKind.SHEET_BUNDLE:
            target = folder / "all.zip"
            bundles.merge(paths, target, report.data)
            return report_files.keep_file(target, "zip"), sum(row.pages for row in rows)
        target = folder / "all.pdf"
        pages = merging.merge(paths, target, canonical(report.data))
        return report_files.keep_file(target, "pdf"), pages


_MAKERS: dict[ReportPart.Task, Callable[[Piece], tuple[Kept, int]]] = {
    Task.SECTION: _section,
    Task.WORD: _editable,
    Task.EXCEL: _editable,
    Task.SHEETS: _sheets,
    Task.WHOLE: _whole,
}
