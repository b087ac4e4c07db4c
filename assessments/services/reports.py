"""Reports: asked for by a person; a job makes them (`report_runs`)."""

import secrets
from datetime import date, datetime

from django.db import transaction

from assessments.domain import codes
from assessments.models import Campaign, Report
from assessments.selectors.papers import table
from assessments.services import audit, report_files
from communes.models import Unit, User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.jobs import Job, enqueue

State = Report.State

UNDER_WAY = (State.QUEUED, State.RUNNING)


@transaction.atomic
def request(asked: Report, *, actor: User, at: datetime) -> Report:
    """Ask for the document that `asked` (not stored) names by its kind and by what it is about.

    The same one that is still being made is returned instead of a second. Raises DoesNotExist for what it is about,
    NotAllowedError, and DomainError with the sentence why it cannot be made yet.
    """
    asked = _read_under_lock(asked)
    offer = table.offer_of(asked.kind)
    if not offer.may(actor, asked):
        raise NotAllowedError(offer.refusal)
    asked.by_office = not table.is_of_commune(actor, asked.dossier)
    sentence = offer.why_not(asked)
    if sentence:
        raise DomainError(sentence)
    report = _under_way(asked)
    if report:
        return report
    asked.code, asked.requested_at, asked.requested_by = new_code(), at, actor
    asked.number, asked.dated = _known_number(asked)
    asked.save(force_insert=True)
    record(asked, "report_request", actor=actor, at=at)
    enqueue(Job.RENDER_REPORT, report_id=asked.pk)
    return asked


def _known_number(asked: Report) -> tuple[str, date | None]:
    """Return number and day of a decision that was signed, with its corrections; every other document waits for its own."""
    if asked.decision is None or asked.kind != Report.Kind.RECOGNITION:
        return "", None
    heading = asked.decision.heading
    return heading.number, heading.decided_on


def new_code() -> str:
    """Return a random code under which the document can be verified."""
    return "".join(secrets.choice(codes.LETTERS) for _ in range(codes.LENGTH))


def _read_under_lock(asked: Report) -> Report:
    """Let nobody ask for the same at the same time; return a report whose subject is read anew from here on."""
    subject = {name: getattr(asked, name) for name in table.COLUMNS}
    if asked.area_id is not None:
        Unit.objects.select_for_update(of=("self",)).get(pk=asked.area_id)
    else:
        Campaign.objects.select_for_update(of=("self",)).get(pk=asked.of.pk)
    return Report(kind=asked.kind, **subject)


def _under_way(asked: Report) -> Report | None:
    subject = {name: getattr(asked, name) for name in table.COLUMNS}
    number, _ = _known_number(asked)  # one that is printed again with a number of its own is another document
    same = Report.objects.filter(kind=asked.kind, by_office=asked.by_office, number=number, state__in=UNDER_WAY)
    return same.filter(**subject).first()


@transaction.atomic
def retry(*, report_id: int, actor: User, at: datetime) -> Report:
    """Make a report again that failed or was stopped; one that is under way or done is left alone. Raises NotAllowedError.

    What it says is read anew, except for an issued document, which keeps the words under its number.
    """
    report = _allowed(report_id, actor)
    if report.state not in (State.FAILED, State.STOPPED):
        return report
    if not report.number:
        report.data, report.data_sha256 = {}, ""
    report.stopped_at = report.stopped_by = None
    report.state, report.progress, report.step, report.error = State.QUEUED, 0, "", ""
    report.requested_at, report.requested_by = at, actor
    report.started_at = report.finished_at = None
    report.save()
    record(report, "report_retry", actor=actor, at=at)
    enqueue(Job.RENDER_REPORT, report_id=report.pk)
    return report


@transaction.atomic
def stop(*, report_id: int, actor: User, at: datetime) -> Report:
    """Give up a report that is being made; one that is not is left alone. Raises NotAllowedError."""
    report = _allowed(report_id, actor)
    if report.state not in UNDER_WAY:
        return report
    report.state, report.step, report.stopped_at, report.stopped_by = State.STOPPED, "", at, actor
    report.save(update_fields=["state", "step", "stopped_at", "stopped_by"])
    report_files.forget_parts(report)
    record(report, "report_stop", actor=actor, at=at)
    return report


def _allowed(report_id: int, actor: User) -> Report:
    """Return the report under lock; raises NotAllowedError where the person may not have it made."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    offer = table.offer_of(report.kind)
    if not offer.may(actor, report):
        raise NotAllowedError(offer.refusal)
    return report


def record(report: Report, action: str, *, actor: User, at: datetime, note: str = "", **changes: object) -> None:
    """Write the event: a commune's paper into its dossier's stream, the office's into the campaign's."""
    own = report.dossier_id if not report.by_office else None
    audit.record(
        stream=audit.stream_of(dossier_id=own, campaign_id=report.campaign_id),
        action=action,
        subject=f"report:{report.pk}",
        actor=actor,
        at=at,
        note=note,
        changes={"kind": report.kind, "dossier": report.dossier_id, **changes},
    )
