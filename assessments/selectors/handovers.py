"""Reads what the notices after an action say; only what the action needs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from assessments.domain.deadlines import due_on
from assessments.domain.handovers import Facts, Request
from assessments.domain.workflow import Action
from assessments.models import Dossier, Meeting
from assessments.selectors import calendars, facts
from tiepcanpl.kit import dates


def facts_after(
    action: Action, dossiers: Sequence[Dossier], *, note: str = "", meeting: Meeting | None = None
) -> Facts:
    """Return what the words are made of, after the action was done to dossiers of one campaign."""
    campaign, first = dossiers[0].campaign, dossiers[0]
    procedure = campaign.standard.parsed.procedure
    deadline = procedure.decision_deadline.before(campaign.year)
    found = Facts(
        year=campaign.year,
        communes=tuple(dossier.commune.full_name for dossier in dossiers),
        due_before=first.due_before,
        note=note,
        in_round=first.round,
        posted_until=first.posted_until,
        needs_council=procedure.council.required is True,
        decide_by=deadline - timedelta(days=1) if deadline else None,
    )
    if action in {Action.SUBMIT, Action.RESUBMIT}:
        return _handed_in(found, first)
    if action is Action.REQUEST_SUPPLEMENT:
        return _asked(found, first)
    if action is Action.CONCLUDE and len(dossiers) == 1:
        return _advised(found, first)
    return _scheduled(found, meeting) if meeting else found


def only(whole: Facts, dossier: Dossier) -> Facts:
    """Return the same facts for one of the dossiers."""
    return replace(whole, communes=(dossier.commune.full_name,), due_before=dossier.due_before, in_round=dossier.round)


def _handed_in(found: Facts, dossier: Dossier) -> Facts:
    submission = dossier.submissions.defer("snapshot").get(round=dossier.round)
    setting = dossier.campaign.standard.parsed.procedure.appraisal
    start = timezone.localdate(submission.submitted_at)
    return replace(
        found,
        late=submission.is_late,
        receipt=submission.receipt_number,
        note=submission.early_reason,
        review_by=due_on(setting, start, calendars.current()) if setting.value else None,
    )


def _asked(found: Facts, dossier: Dossier) -> Facts:
    rows = dossier.requests.filter(round=dossier.round)
    return replace(found, requests=tuple(Request(row.item_code, row.reason, row.due_on) for row in rows))


def _advised(found: Facts, dossier: Dossier) -> Facts:
    item = facts.advice_of(dossier)
    return replace(found, advice=item.get_outcome_display().lower() if item else "")


def _scheduled(found: Facts, meeting: Meeting) -> Facts:
    moment = timezone.localtime(meeting.scheduled_for)
    place = f", tại {meeting.place}" if meeting.place else ""
    words = f"{meeting.get_mode_display()}: {moment:%H:%M}, {dates.short(moment.date())}{place}"
    return replace(found, meeting=words, meeting_on=moment.date())
