"""Gathers what the rules of the workflow may know about a dossier; only what the action needs is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from assessments.domain.deadlines import Calendar, fault_of_last_day
from assessments.domain.item_hashes import has_details, hash_of
from assessments.domain.rules_of_recognition import Verdict
from assessments.domain.workflow import Action, Facts, State
from assessments.models import AgendaItem, Decision, Dossier, ItemReview, Meeting
from assessments.selectors import appraisals, calendars, contents, scans, sheets, snapshots


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rules know beside the dossier: the local day, the note (None = not asked yet), the decision.

    `found` holds the contents stored now where a page has read them already.
    """

    on: date
    note: str | None = None
    decision: Decision | None = None
    meeting: Meeting | None = None
    offered: bool = False  # a button is being offered: number, date and note will be asked for later
    confirmed: bool = False  # the office head confirms that the edition is provisional
    found: contents.DossierContents | None = None


def gather(action: Action, dossier: Dossier, now: Circumstances) -> Facts:
    """Return the facts that decide on the action."""
    facts = Facts(note=now.note, campaign_open=dossier.campaign.is_open)
    reader = _READERS.get(action)
    return reader(facts, dossier, now) if reader else facts


def _post(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:
    found = now.found or contents.of(dossier)
    return replace(facts, missing=tuple(gap.sentence for gap in found.missing))


def _submit(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:
    return replace(
        facts,
        posted_until=dossier.posted_until,
        posting_over=dossier.posted_until is None or now.on > dossier.posted_until,
        unanswered_opinions=dossier.opinions.filter(reply="").count(),
        unclean=scans.unclean_of(dossier),
    )


def _withdraw(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:  # noqa: ARG001  # one signature
    return replace(facts, received_before=dossier.received_at is not None)


def _request_supplement(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:
    asked = list(_reviews(dossier).filter(verdict=ItemReview.Verdict.SUPPLEMENT).values_list("item_code", "due_on"))
    calendar = calendars.current() if asked else Calendar()
    faults = [(code, fault_of_last_day(due_on, now.on, calendar)) for code, due_on in asked]
    wrong = tuple(f"Nội dung {code}: {fault}" for code, fault in faults if fault)
    return replace(facts, requested_count=len(asked), incomplete_requests=wrong)


def _resubmit(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:
    requests = dossier.requests.filter(round=dossier.round)
    asked = dossier.campaign.standard.parsed.opened_by(row.item_code for row in requests)
    asked |= scans.items_to_free(dossier)
    found = now.found or contents.of(dossier)
    return replace(
        facts,
        missing=tuple(gap.sentence for gap in found.missing),
        unanswered_requests=tuple(f"Nội dung {row.item_code}." for row in requests if not row.reply),
        changed_outside=tuple(f"Nội dung {code}." for code in changed_since_submission(found) if code not in asked),
    )


def changed_since_submission(found: contents.DossierContents) -> tuple[str, ...]:
    """Return the codes of the items whose stored facts, note, files or their details differ from the latest submission."""
    submission = snapshots.latest(found.dossier)
    if submission is None:
        return ()
    handed_in, details = submission.snapshot["items"], has_details(submission.snapshot)
    return tuple(
        item.code
        for item in found.edition.answerable_items
        if hash_of(handed_in[item.code], details=details) != _hash_now(found, item.code, details=details)
    )


def _hash_now(found: contents.DossierContents, code: str, *, details: bool) -> str:
    answer = found.answers.get(code)
    item = {
        "facts": answer.facts if answer else {},
        "not_applicable": answer.not_applicable if answer else False,
        "note": answer.note if answer else "",
        "evidence": [snapshots.file_of(link) for link in found.links.get(code, [])],
    }
    return hash_of(item, details=details)


def _appraise(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:  # noqa: ARG001  # one signature
    verdicts = dict(_reviews(dossier).values_list("item_code", "verdict"))
    edition = dossier.campaign.standard.parsed
    return replace(
        facts,
        unreviewed=tuple(f"Nội dung {item.code}." for item in edition.answerable_items if item.code not in verdicts),
        requested_count=sum(1 for verdict in verdicts.values() if verdict == ItemReview.Verdict.SUPPLEMENT),
        unreasoned_changes=tuple(
            f"Nội dung {code}."
            for code in _reviews(dossier)
            .filter(verdict=ItemReview.Verdict.CHANGED, reason="")
            .values_list("item_code", flat=True)
        ),
        checks=appraisals.checks_of(dossier),
    )


def _decide(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:
    needs_council = dossier.campaign.standard.parsed.procedure.council.required is True
    decision = now.decision
    return replace(
        facts,
        decision_given=now.offered or decision is not None,
        council_missing=needs_council
        and dossier.status is State.APPRAISED
        and not now.offered
        and (decision is None or decision.council_met_on is None or not decision.council_minutes),
    )


def _recognise(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:
    sheet = sheets.counted(dossier)
    return with_recognition(facts, dossier, now, sheet.verdicts if sheet else ())


def with_recognition(
    facts: Facts,
    dossier: Dossier,
    now: Circumstances,
    verdicts: tuple[Verdict, ...],
    advices: Mapping[int, AgendaItem] | None = None,
) -> Facts:
    """Add what decides on recognition; lists pass verdicts and advice that they read for all dossiers at once."""
    advice = None
    if dossier.status is State.ADVISED:
        advice = advice_of(dossier) if advices is None else advices.get(dossier.pk)
    return replace(
        _decide(facts, dossier, now),
        council_against=advice is not None and advice.outcome == AgendaItem.Outcome.DECLINE,
        failed_rules=tuple(verdict.sentence for verdict in verdicts if verdict.ok is False),
        open_rules=tuple(verdict.sentence for verdict in verdicts if verdict.ok is None),
        provisional_unconfirmed=dossier.campaign.standard.is_provisional and dossier.provisional_confirmed_at is None,
    )


def _put_to_council(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:
    meeting = now.meeting
    return replace(
        facts,
        council_refused=dossier.campaign.standard.parsed.procedure.council.required is False,
        meeting_set=now.offered
        or (
            meeting is not None
            and meeting.state == Meeting.State.PLANNED
            and meeting.campaign_id == dossier.campaign_id
        ),
    )


def _take_back(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:  # noqa: ARG001  # one signature
    running = dossier.agenda_items.filter(meeting__state=Meeting.State.OPEN)
    return replace(facts, meeting_running=running.exists())


def _conclude(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:  # noqa: ARG001  # one signature
    """Ask for a result in the dossier's last meeting, with minutes; quorum and chair are checked by the meeting's services."""
    last = dossier.agenda_items.select_related("meeting").order_by("-pk").first()
    if last is None or last.state != AgendaItem.State.CLOSED or last.round != dossier.round:
        return replace(facts, council_open=("Hội đồng chưa biểu quyết xong hồ sơ này.",))
    minutes = () if last.meeting.minutes_sha256 else ("Cuộc họp Hội đồng chưa có biên bản.",)
    return replace(facts, council_open=minutes)


def advice_of(dossier: Dossier) -> AgendaItem | None:
    """Return the council's latest vote on what was handed in last; None while there is none."""
    closed = dossier.agenda_items.filter(state=AgendaItem.State.CLOSED, round=dossier.round)
    return closed.select_related("meeting").order_by("-pk").first()


def _revoke(facts: Facts, dossier: Dossier, now: Circumstances) -> Facts:  # noqa: ARG001  # one signature
    return replace(facts, decision_given=now.offered or now.decision is not None)


def _reviews(dossier: Dossier) -> QuerySet[ItemReview]:
    return ItemReview.objects.filter(dossier=dossier, round=dossier.round)


_READERS: dict[Action, Callable[[Facts, Dossier, Circumstances], Facts]] = {
    Action.POST: _post,
    Action.SUBMIT: _submit,
    Action.WITHDRAW: _withdraw,
    Action.REQUEST_SUPPLEMENT: _request_supplement,
    Action.RESUBMIT: _resubmit,
    Action.APPRAISE: _appraise,
    Action.PUT_TO_COUNCIL: _put_to_council,
    Action.TAKE_BACK: _take_back,
    Action.CONCLUDE: _conclude,
    Action.RECOGNISE: _recognise,
    Action.DECLINE: _decide,
    Action.REVOKE: _revoke,
}
