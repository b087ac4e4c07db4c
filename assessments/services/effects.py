"""What each action of the workflow does beside changing the state; called by the door alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.domain.deadlines import due_on, is_late
from assessments.domain.workflow import Action
from assessments.models import AgendaItem, Decision, DecisionLine, Dossier, ItemReview, Meeting, SupplementRequest
from assessments.selectors import calendars, facts, snapshots
from assessments.services import snapshots as freezer
from assessments.services import totals
from communes.models import User


@dataclass(frozen=True, slots=True)
class Deed:
    """Who does it, when, why, and with what."""

    actor: User
    at: datetime
    note: str
    decision: Decision | None
    confirm_provisional: bool
    meeting: Meeting | None = None


def apply(action: Action, dossier: Dossier, deed: Deed) -> dict[str, object]:
    """Carry out the action's effect; return what belongs into the audit event."""
    effect = _EFFECTS.get(action)
    return effect(dossier, deed) if effect else {}


def _post(dossier: Dossier, deed: Deed) -> dict[str, object]:
    posting = dossier.campaign.standard.parsed.procedure.posting
    dossier.posted_at, dossier.posted_by = deed.at, deed.actor
    dossier.posted_until = due_on(posting, timezone.localdate(deed.at), calendars.current())
    return {"posted_until": dossier.posted_until.isoformat() if dossier.posted_until else None}


def _recall(dossier: Dossier, deed: Deed) -> dict[str, object]:  # noqa: ARG001  # one signature
    dossier.posted_at = dossier.posted_by = dossier.posted_until = None
    return {}


def _submit(dossier: Dossier, deed: Deed) -> dict[str, object]:
    today = timezone.localdate(deed.at)
    is_early = dossier.posted_until is not None and today <= dossier.posted_until
    late = is_late(dossier.due_before, today)
    return _hand_in(dossier, deed, late=late, early_reason=deed.note if is_early else "")


def _resubmit(dossier: Dossier, deed: Deed) -> dict[str, object]:
    last_day = max(dossier.requests.filter(round=dossier.round).values_list("due_on", flat=True))
    return _hand_in(dossier, deed, late=timezone.localdate(deed.at) > last_day)


def _hand_in(dossier: Dossier, deed: Deed, *, late: bool, early_reason: str = "") -> dict[str, object]:
    dossier.round += 1
    dossier.submitted_at, dossier.submitted_by = deed.at, deed.actor
    found = totals.refresh(dossier)
    submission = freezer.submit(found, actor=deed.actor, at=deed.at, is_late=late, early_reason=early_reason)
    dossier.counted_total = None
    return {
        "round": dossier.round,
        "sha256": submission.sha256,
        "receipt_number": submission.receipt_number,
        "late": late,
    }


def _withdraw(dossier: Dossier, deed: Deed) -> dict[str, object]:  # noqa: ARG001  # one signature
    dossier.submitted_at = dossier.submitted_by = None
    return {}


def _receive(dossier: Dossier, deed: Deed) -> dict[str, object]:
    dossier.received_at, dossier.received_by = deed.at, deed.actor
    carried = _carry_reviews(dossier)
    totals.refresh_counted(dossier)
    return {"carried": carried}


def _carry_reviews(dossier: Dossier) -> int:
    """Take over the conclusions of the round before for every item that did not change."""
    old, new = snapshots.previous(dossier), snapshots.latest(dossier)
    if old is None or new is None:
        return 0
    changed = set(snapshots.changed_items(old.snapshot, new.snapshot))
    kept = [
        ItemReview(
            dossier=dossier,
            round=dossier.round,
            item_code=review.item_code,
            verdict=review.verdict,
            counted_points=review.counted_points,
            counted_met=review.counted_met,
            reason=review.reason,
            carried=True,
            reviewed_at=review.reviewed_at,
            reviewed_by_id=review.reviewed_by_id,
        )
        for review in dossier.reviews.filter(round=old.round).exclude(verdict=ItemReview.Verdict.SUPPLEMENT)
        if review.item_code not in changed
    ]
    return len(ItemReview.objects.bulk_create(kept))


def _request_supplement(dossier: Dossier, deed: Deed) -> dict[str, object]:
    asked = dossier.reviews.filter(round=dossier.round, verdict=ItemReview.Verdict.SUPPLEMENT)
    requests = SupplementRequest.objects.bulk_create(
        SupplementRequest(
            dossier=dossier,
            round=dossier.round,
            item_code=review.item_code,
            reason=review.reason,
            due_on=review.due_on,
            requested_at=deed.at,
            requested_by=deed.actor,
        )
        for review in asked
        if review.due_on
    )
    return {"requests": {row.item_code: row.due_on.isoformat() for row in requests}}


def _appraise(dossier: Dossier, deed: Deed) -> dict[str, object]:
    dossier.appraised_at, dossier.appraised_by = deed.at, deed.actor
    if deed.confirm_provisional:
        dossier.provisional_confirmed_at, dossier.provisional_confirmed_by = deed.at, deed.actor
    totals.refresh_counted(dossier)
    return {"counted_total": str(dossier.counted_total), "provisional_confirmed": deed.confirm_provisional}


def _reopen(dossier: Dossier, deed: Deed) -> dict[str, object]:  # noqa: ARG001  # one signature
    dossier.appraised_at = dossier.appraised_by = None
    dossier.provisional_confirmed_at = dossier.provisional_confirmed_by = None
    return {}


def _put_to_council(dossier: Dossier, deed: Deed) -> dict[str, object]:
    meeting = deed.meeting
    assert meeting is not None  # noqa: S101  # narrows the type: without a meeting the rules have refused
    last = meeting.agenda.order_by("-position").values_list("position", flat=True).first() or 0
    AgendaItem.objects.create(meeting=meeting, dossier=dossier, position=last + 1, round=dossier.round)
    return {"meeting": meeting.pk}


def _take_back(dossier: Dossier, deed: Deed) -> dict[str, object]:  # noqa: ARG001  # one signature
    """Free the agenda of meetings that are still to come; what a held meeting did with the dossier stays."""
    waiting = dossier.agenda_items.filter(meeting__state=Meeting.State.PLANNED)
    meetings = list(waiting.values_list("meeting_id", flat=True))
    waiting.delete()
    return {"meetings": meetings}


def _conclude(dossier: Dossier, deed: Deed) -> dict[str, object]:  # noqa: ARG001  # one signature
    """Tell the dossier's record what the council advises, and in which minutes."""
    item = facts.advice_of(dossier)
    assert item is not None  # noqa: S101  # narrows the type: without a result the rules have refused
    minutes = item.meeting.minutes_number
    return {"meeting": item.meeting_id, "outcome": item.outcome, "minutes": minutes}


def _decide(outcome: DecisionLine.Outcome) -> Callable[[Dossier, Deed], dict[str, object]]:
    def effect(dossier: Dossier, deed: Deed) -> dict[str, object]:
        dossier.decided_at, dossier.decided_by = deed.at, deed.actor
        decision = deed.decision
        assert decision is not None  # noqa: S101  # narrows the type: without a decision the rules have refused
        DecisionLine.objects.create(decision=decision, dossier=dossier, outcome=outcome, reason=deed.note)
        return {"decision": str(decision)}

    return effect


_EFFECTS: dict[Action, Callable[[Dossier, Deed], dict[str, object]]] = {
    Action.POST: _post,
    Action.RECALL: _recall,
    Action.SUBMIT: _submit,
    Action.RESUBMIT: _resubmit,
    Action.WITHDRAW: _withdraw,
    Action.RECEIVE: _receive,
    Action.REQUEST_SUPPLEMENT: _request_supplement,
    Action.APPRAISE: _appraise,
    Action.REOPEN: _reopen,
    Action.PUT_TO_COUNCIL: _put_to_council,
    Action.TAKE_BACK: _take_back,
    Action.CONCLUDE: _conclude,
    Action.RECOGNISE: _decide(DecisionLine.Outcome.RECOGNISED),
    Action.DECLINE: _decide(DecisionLine.Outcome.NOT_RECOGNISED),
    Action.REVOKE: _decide(DecisionLine.Outcome.REVOKED),
}
