"""What is found out about a stored file in the background, after the upload has been answered."""

from assessments.models import Evidence
from assessments.services import readings
from tiepcanpl.kit.jobs import Job, enqueue

_JOBS: tuple[Job, ...] = (Job.SCAN_EVIDENCE, Job.READ_EVIDENCE, Job.READ_SIGNATURES)


def begin(evidence: Evidence) -> None:
    """Start every inspection of a file that was just stored; each is safe to repeat."""
    readings.expect(evidence)
    for job in _JOBS:
        enqueue(job, evidence_id=evidence.pk)


def forget(evidence: Evidence) -> None:
    """Let everything that was found out go with the file, once its deletion is committed."""
    readings.forget(evidence)
