"""Starts background work by name, after the transaction has been committed."""

import logging
from enum import StrEnum
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


class Job(StrEnum):
    """Every background job; the value is the task's name (a test demands a task for each)."""

    DRAW_PAGES = "draw_pages"
    READ_EVIDENCE = "read_evidence"
    READ_SIGNATURES = "read_signatures"
    RENDER_PART = "render_part"
    RENDER_REPORT = "render_report"
    RESUME_READINGS = "resume_readings"
    RESUME_REPORTS = "resume_reports"
    RESUME_SCANS = "resume_scans"
    RESUME_SIGNATURES = "resume_signatures"
    SCAN_EVIDENCE = "scan_evidence"
    SEND_DIGESTS = "send_digests"
    SEND_INVITATION = "send_invitation"
    SEND_NOTICES = "send_notices"
    SWEEP_LEFTOVERS = "sweep_leftovers"


def enqueue(job: Job, **arguments: int | str) -> None:
    """Send the job once the surrounding transaction is committed."""
    transaction.on_commit(partial(_send, job, arguments))


def _send(job: Job, arguments: dict[str, int | str]) -> None:
    try:
        current_app.tasks[job].apply_async(kwargs=arguments)
    except OperationalError:
        # What was asked for is a row in the database; the sweep sends it again when the broker is back.
        logger.exception("The broker does not answer; %s %s waits for the sweep", job, arguments)
