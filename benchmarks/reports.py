"""Time and memory of big reports against the same HTML given to the printer whole, and of a score sheet against the printer alone.

    .venv/bin/python benchmarks/reports.py

Two processes print the sections, as the two processes of a worker on two cores do (`--max-memory-per-child`: each begins
with fresh memory); planning and merging run in such a process too. Printed are ratios, with the seconds and megabytes
behind them: time by the clock, memory as the most that all processes together held at once (PSS, ten times a second).
"free cores" is the time that the processor was busy, shared out to two cores: what the clock would show if nothing else
ran. Both sides are measured in turn, three times where it is quick. Takes some five minutes on a machine with nothing else to
do. Exits with 1 when a bound is not held.
"""

import argparse
import gc
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COUNTRY = 10598
PROVINCE = (400, 159)  # recognised, not recognised
COUNTRY_TIME, COUNTRY_MEMORY, PROVINCE_TIME, SHEET_TIME = 0.55, 0.25, 0.7, 1.5
CORES = 2
ROUNDS, SHEETS = 3, 7
IDENTIFIER = "0" * 32


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock, seconds of the processor on so many cores as could be used, and megabytes."""

    clock: float
    free: float
    memory: float


def main() -> int:
    """Measure everything and compare with the bounds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=COUNTRY)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(folder)
        country = _country_html(options.communes)
        failed = _big(f"annex of {options.communes}", country, folder, 1, COUNTRY_TIME, COUNTRY_MEMORY)
        failed |= _big(f"report of {sum(PROVINCE)}", _province_html(), folder, ROUNDS, PROVINCE_TIME, None)
        failed |= _sheet()
    return int(failed)


def _prepare(folder: Path) -> None:
    """Make a small database of its own and load what a worker has loaded before it takes its first job."""
    os.environ |= {
        "SECRET_KEY": "benchmark",
        "DJANGO_SETTINGS_MODULE": "tiepcanpl.settings",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "REDIS_URL": "",
        "LOG_LEVEL": "ERROR",
    }
    for command in (["migrate", "-v0"], ["make_scale_data", "--communes=7"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    sys.path.insert(0, str(ROOT))
    import django  # noqa: PLC0415  # the environment comes first

    django.setup()
    from assessments.reports import merging, pdf, sections  # noqa: F401, PLC0415  # see above


def _country_html(communes: int) -> str:
    from benchmarks import big_papers  # noqa: PLC0415  # see above

    return big_papers.annex_alone(big_papers.html_of(big_papers.campaign_result(communes, 0)))


def _province_html() -> str:
    from benchmarks import big_papers  # noqa: PLC0415  # see above

    return big_papers.html_of(big_papers.campaign_result(*PROVINCE))


def _big(name: str, html: str, folder: Path, rounds: int, time_bound: float, memory_bound: float | None) -> bool:
    """Print the report whole and in sections, in turn; return whether a bound is missed."""
    source = folder / "whole.html"
    source.write_text(html, encoding="utf-8")
    wholes: list[Spent] = []
    cuts: list[Spent] = []
    for _ in range(rounds):
        wholes.append(_spent(lambda pool: [pool.apply(_print_whole, (source, folder / "whole.pdf"))], cores=1))
        cuts.append(_spent(lambda pool: _print_sections(pool, source, folder), cores=CORES))
    _same_text(folder)
    whole, cut = _median(wholes), _median(cuts)
    ratio, free, memory = cut.clock / whole.clock, cut.free / whole.free, cut.memory / whole.memory
    print(f"{name}: whole {whole.clock:.1f} s, {whole.memory:.0f} MB; sections {cut.clock:.1f} s, {cut.memory:.0f} MB")
    missed = _line("  time", ratio, time_bound, f"on free cores {free:.2f}")
    if memory_bound is not None:
        missed |= _line("  memory", memory, memory_bound)
    return missed


def _median(spent: list[Spent]) -> Spent:
    return Spent(*(statistics.median(getattr(row, name) for row in spent) for name in Spent.__slots__))


def _line(name: str, ratio: float, bound: float, note: str = "") -> bool:
    missed = ratio > bound
    print(f"{name:44}{ratio:6.2f}  bound {bound:.2f}{'  NOT HELD' if missed else ''}  {note}".rstrip(), flush=True)
    return missed


def _spent(work: Callable[[Any], list[float]], *, cores: int) -> Spent:
    """Run the work in processes of its own. It returns the seconds of the processor: of each piece of work."""
    context = multiprocessing.get_context("fork")
    watch = _Watch()
    begin = time.perf_counter()
    with watch, context.Pool(cores, maxtasksperchild=1) as pool:
        seconds = work(pool)
    clock = time.perf_counter() - begin
    if cores == 1:
        return Spent(clock, sum(seconds), watch.peak)
    alone, together = seconds[0] + seconds[-1], seconds[1:-1]
    return Spent(clock, alone + max(sum(together) / cores, *together), watch.peak)


class _Watch:
    """Keeps the most memory that this process's children held together, in megabytes."""

    def __init__(self) -> None:
        self.peak = 0.0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.thread.join()

    def _look(self) -> None:
        while not self.ended.wait(0.1):
            held = sum(map(_pss, multiprocessing.active_children()))
            self.peak = max(self.peak, held)


def _pss(child: Any) -> float:  # noqa: ANN401  # a process of whatever context
    try:
        lines = Path(f"/proc/{child.pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _print_whole(source: Path, target: Path) -> float:
    from assessments.reports import pdf  # noqa: PLC0415  # loaded already

    begin = _processor()
    target.write_bytes(pdf.printed(source.read_text(encoding="utf-8"), identifier=IDENTIFIER, beat=_no_beat).content)
    return _processor() - begin


def _print_sections(pool: Any, source: Path, folder: Path) -> list[float]:  # noqa: ANN401  # see above
    planned, count = pool.apply(_plan, (source, folder))
    jobs = [pool.apply_async(_print_section, (folder, number)) for number in range(count)]
    printed = [job.get() for job in jobs]
    return [planned, *printed, pool.apply(_merge, (folder, count))]


def _plan(source: Path, folder: Path) -> tuple[float, int]:
    from assessments.reports import pdf, sections  # noqa: PLC0415  # loaded already

    begin = _processor()
    found = sections.split(pdf.printable(source.read_text(encoding="utf-8")))
    for number, section in enumerate(found):
        (folder / f"{number}.html").write_text(section.html, encoding="utf-8")
    return _processor() - begin, len(found)


def _print_section(folder: Path, number: int) -> float:
    from assessments.reports import pdf  # noqa: PLC0415  # loaded already

    begin = _processor()
    gc.disable()  # as the job does
    html = (folder / f"{number}.html").read_text(encoding="utf-8")
    content = pdf.printed(html, identifier=IDENTIFIER, beat=_no_beat, section=number).content
    (folder / f"{number}.pdf").write_bytes(content)
    return _processor() - begin


def _merge(folder: Path, count: int) -> float:
    from assessments.reports import merging  # noqa: PLC0415  # loaded already

    begin = _processor()
    merging.merge([folder / f"{number}.pdf" for number in range(count)], folder / "sections.pdf", "{}")
    return _processor() - begin


def _no_beat(_step: str) -> None:
    """Take a sign of life."""


def _same_text(folder: Path) -> None:
    """Make sure that both came out the same, page by page."""
    whole, cut = (_pages(folder / name) for name in ("whole.pdf", "sections.pdf"))
    if whole != cut:
        sys.exit("The sections do not read as the whole does.")


def _pages(path: Path) -> list[str]:
    from pypdfium2 import PdfDocument  # noqa: PLC0415  # not loaded before the workers are forked

    with PdfDocument(path) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _sheet() -> bool:
    """Make a score sheet as the job does, all three files, and print its HTML alone, in turn."""
    from assessments.models import Report, Submission  # noqa: PLC0415  # Django is set up by now
    from assessments.reports import documents, pdf  # noqa: PLC0415  # see above

    submission = Submission.objects.select_related("dossier__campaign").order_by("pk").first()
    if submission is None:
        sys.exit("There is no dossier that was handed in.")
    dossier = submission.dossier
    job: list[float] = []
    alone: list[float] = []
    for number in range(SHEETS + 1):
        report = Report.objects.create(
            kind=Report.Kind.SCORE_SHEET,
            campaign=dossier.campaign,
            dossier=dossier,
            by_office=True,
            code=f"BENCHMARK{number}",
            requested_at=submission.submitted_at,
            requested_by=submission.submitted_by,
        )
        job.append(_seconds(partial(_run_job, report)))
        report.refresh_from_db()
        if report.state != Report.State.DONE:
            sys.exit(f"The score sheet was not made: {report.error}")
        html = documents.to_html(report.kind, report.data, documents.stamp_of(report))
        alone.append(_seconds(partial(pdf.printed, html, identifier=IDENTIFIER, beat=_no_beat)))
    ours, theirs = statistics.median(job[1:]), statistics.median(alone[1:])  # the first one warms up
    print(f"score sheet, {report.pages} pages: printer alone {theirs:.2f} s; whole job {ours:.2f} s (processor)")
    return _line("  time", ours / theirs, SHEET_TIME)


def _run_job(report: Any) -> None:  # noqa: ANN401  # a model that is not imported at the top
    from django.utils import timezone  # noqa: PLC0415  # see above

    from assessments.services import report_runs  # noqa: PLC0415  # see above

    report_runs.render(report_id=report.pk, clock=timezone.now)


def _seconds(work: Callable[[], object]) -> float:
    begin = _processor()
    work()
    return _processor() - begin


if __name__ == "__main__":
    sys.exit(main())
