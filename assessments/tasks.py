"""Background jobs; each has the name of its Job and calls one service."""

from celery import shared_task
from django.utils import timezone

from assessments.services import leftovers, mailing, readings, report_parts, report_runs, scans, signatures
from tiepcanpl.kit.jobs import Job

# A report that takes longer is given up: the limit ends the attempt, the sweep takes it up again or it shows as failed.
_SOFT_LIMIT, _HARD_LIMIT = 900, 960


@shared_task(name=Job.RENDER_REPORT, soft_time_limit=_SOFT_LIMIT, time_limit=_HARD_LIMIT)
def render_report(report_id: int) -> None:
    """Make one report."""
    report_runs.render(report_id=report_id, clock=timezone.now)


@shared_task(name=Job.RENDER_PART, soft_time_limit=_SOFT_LIMIT, time_limit=_HARD_LIMIT)
def render_part(part_id: int) -> None:
    """Make one part of a big report."""
    report_parts.run(part_id=part_id, clock=timezone.now)


@shared_task(name=Job.RESUME_REPORTS)
def resume_reports() -> None:
    """Send again what was left lying."""
    report_runs.resume(at=timezone.now())


@shared_task(name=Job.SCAN_EVIDENCE, soft_time_limit=_SOFT_LIMIT, time_limit=_HARD_LIMIT)
def scan_evidence(evidence_id: int) -> None:
    """Let the virus scanner look at one file."""
    scans.examine(evidence_id=evidence_id, at=timezone.now())


@shared_task(name=Job.RESUME_SCANS)
def resume_scans() -> None:
    """Start the scans that are still owed."""
    scans.resume(at=timezone.now())


@shared_task(name=Job.READ_SIGNATURES, soft_time_limit=_SOFT_LIMIT, time_limit=_HARD_LIMIT)
def read_signatures(evidence_id: int) -> None:
    """Read the digital signatures of one file."""
    signatures.read(evidence_id=evidence_id, at=timezone.now())


@shared_task(name=Job.RESUME_SIGNATURES)
def resume_signatures() -> None:
    """Start again what a killed worker or a broker left unread."""
    signatures.resume(at=timezone.now())


@shared_task(name=Job.READ_EVIDENCE, soft_time_limit=_SOFT_LIMIT, time_limit=_HARD_LIMIT)
def read_evidence(evidence_id: int) -> None:
    """Make the pages of one file and read its text."""
    readings.read(evidence_id=evidence_id, clock=timezone.now)


@shared_task(name=Job.DRAW_PAGES, soft_time_limit=_SOFT_LIMIT, time_limit=_HARD_LIMIT)
def draw_pages(evidence_id: int, chunk: int) -> None:
    """Make more pages of one file."""
    readings.draw(evidence_id=evidence_id, chunk=chunk)


@shared_task(name=Job.RESUME_READINGS)
def resume_readings() -> None:
    """Send again what was left lying."""
    readings.resume(at=timezone.now())


@shared_task(name=Job.SEND_NOTICES)
def send_notices() -> None:
    """Send what waits; each hand-over starts this, and the sweep takes up what was left."""
    mailing.send_waiting(at=timezone.now())


@shared_task(name=Job.SEND_DIGESTS)
def send_digests() -> None:
    """Send one e-mail a day to those who want it so."""
    mailing.send_digests(at=timezone.now())


@shared_task(name=Job.SWEEP_LEFTOVERS)
def sweep_leftovers() -> None:
    """Remove uploads that expired and files without a row."""
    leftovers.sweep(at=timezone.now())
