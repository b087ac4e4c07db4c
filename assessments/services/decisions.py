"""Records signed decisions: recognised, not recognised, revoked; all communes of a decision or none."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assessments.domain.workflow import Action
from assessments.models import Campaign, Decision, DecisionLine, Dossier
from assessments.selectors import advice
from assessments.services import audit, handovers, workflow
from assessments.services.papers import Paper, slip_in_number, slips_in
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc

__all__ = ["Outcome", "Paper", "Ruled", "lock_campaign", "record", "revoke"]

Outcome = DecisionLine.Outcome
_ACTIONS = {
    Outcome.RECOGNISED: Action.RECOGNISE,
    Outcome.NOT_RECOGNISED: Action.DECLINE,
    Outcome.REVOKED: Action.REVOKE,
}


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the decision says about one dossier; a reason is needed for everything but recognition."""

    outcome: Outcome
    reason: str = ""


@transaction.atomic
def record(*, campaign_id: int, paper: Paper, ruled: Mapping[int, Ruled], actor: User, at: datetime) -> Decision:
    """Store the decision and move every dossier (by id) through the door; one refusal undoes the whole.

    Raises NotAllowedError, and DomainError whose sentences name the commune.
    """
    campaign = lock_campaign(campaign_id)
    if not actor.has_perm("assessments.decide_campaign", campaign):
        raise NotAllowedError("Chỉ người có thẩm quyền của cơ quan ban hành kế hoạch được ghi quyết định.")
    # All at once and in one order: what the paper says of the council must hold until the last one is decided.
    locked = campaign.dossiers.select_for_update(of=("self",)).order_by("pk")
    rows = list(locked.filter(pk__in=ruled).select_related("commune"))
    names = {dossier.pk: dossier.commune.full_name for dossier in rows}
    paper = _with_council(paper, rows)
    _check(campaign, paper, ruled, known=set(names), today=timezone.localdate(at))
    decision = _store(campaign, paper, ruled, actor=actor, at=at)
    reasons: list[str] = []
    for dossier_id, line in sorted(ruled.items()):
        reasons += _apply(decision, dossier_id, line, names[dossier_id], actor=actor, at=at)
    if reasons:
        raise DomainError(reasons)
    told = {dossier: (_ACTIONS[ruled[dossier.pk].outcome], ruled[dossier.pk].reason) for dossier in rows}
    handovers.tell_decision(decision, told, actor=actor, at=at)
    return decision


def lock_campaign(campaign_id: int) -> Campaign:
    """Return the campaign, held with its authority to the end of the transaction: numbers are unique in the authority."""
    locked = Campaign.objects.select_for_update(of=("self", "authority"), no_key=True)
    return locked.select_related("authority", "standard").get(pk=campaign_id)


def _with_council(paper: Paper, dossiers: list[Dossier]) -> Paper:
    """Take day and minutes from the meetings where the council advised on every dossier of the paper."""
    if paper.council_met_on or paper.council_minutes.strip():
        return paper
    held = advice.held_for(dossiers)
    return replace(paper, council_met_on=held.met_on, council_minutes=held.minutes) if held else paper


@transaction.atomic
def revoke(*, dossier_id: int, paper: Paper, reason: str, actor: User, at: datetime) -> Decision:
    """Record the decision that takes the recognition back from one commune; raises like `record`."""
    dossier = Dossier.objects.select_related("campaign").get(pk=dossier_id)
    if not actor.has_perm("assessments.revoke_dossier", dossier):
        raise NotAllowedError("Chỉ người có thẩm quyền của cơ quan ban hành kế hoạch được thu hồi quyết định.")
    line = dossier.decision_lines.select_related("decision").filter(outcome=Outcome.RECOGNISED).last()
    if line is None:
        raise DomainError("Xã, phường này chưa được công nhận nên không có quyết định để thu hồi.")
    if paper.decided_on < line.decision.heading.decided_on:
        raise DomainError(f"Ngày ký quyết định thu hồi phải sau quyết định công nhận ({line.decision}).")
    ruled = {dossier_id: Ruled(Outcome.REVOKED, reason)}
    return record(campaign_id=dossier.campaign_id, paper=paper, ruled=ruled, actor=actor, at=at)


def _check(campaign: Campaign, paper: Paper, ruled: Mapping[int, Ruled], *, known: set[int], today: date) -> None:
    """Refuse what concerns the paper as a whole, before any dossier is touched."""
    if not ruled:
        raise DomainError("Vui lòng chọn ít nhất một xã, phường.")
    if set(ruled) - known:
        raise DomainError("Có hồ sơ không thuộc đợt đánh giá này. Vui lòng tải lại trang.")
    outcomes = {line.outcome for line in ruled.values()}
    reasons = []
    if Outcome.REVOKED in outcomes and len(outcomes) > 1:
        reasons.append("Quyết định thu hồi phải ghi riêng, không chung với quyết định công nhận.")
    reasons += slips_in(campaign, paper, today)
    council = campaign.standard.parsed.procedure.council
    if (
        council.required
        and Outcome.REVOKED not in outcomes
        and not (paper.council_met_on and paper.council_minutes.strip())
    ):
        reasons.append(f"Bộ tiêu chí yêu cầu ý kiến của {council.name}. Vui lòng nhập ngày họp và số biên bản họp.")
    if reasons:
        raise DomainError(reasons)


def _store(campaign: Campaign, paper: Paper, ruled: Mapping[int, Ruled], *, actor: User, at: datetime) -> Decision:
    """Create the decision; a second sheet under the same number and date is a slip and refused."""
    if taken := slip_in_number(campaign.authority_id, paper):
        raise DomainError(taken)
    revokes = any(line.outcome == Outcome.REVOKED for line in ruled.values())
    decision = Decision.objects.create(
        authority=campaign.authority,
        campaign=campaign,
        kind=Decision.Kind.REVOCATION if revokes else Decision.Kind.RECOGNITION,
        number=nfc(paper.number).strip(),
        decided_on=paper.decided_on,
        signer_position=nfc(paper.signer_position).strip(),
        council_met_on=paper.council_met_on,
        council_minutes=nfc(paper.council_minutes).strip(),
        is_provisional=campaign.standard.is_provisional,
        recorded_at=at,
        recorded_by=actor,
    )
    audit.record(
        stream=audit.stream_of(campaign_id=campaign.pk),
        action="decision",
        subject=f"decision:{decision.pk}",
        actor=actor,
        at=at,
        changes={"number": [None, decision.number], "outcomes": {str(pk): line.outcome for pk, line in ruled.items()}},
    )
    return decision


def _apply(decision: Decision, dossier_id: int, line: Ruled, name: str, *, actor: User, at: datetime) -> list[str]:
    """Move one dossier; return its refusals with the commune's name in front."""
    try:
        workflow.perform(
            _ACTIONS[line.outcome],
            dossier_id=dossier_id,
            actor=actor,
            at=at,
            note=line.reason,
            extra=workflow.Extra(decision=decision, quiet=True),
        )
    except DomainError as error:
        return [f"{name}: {reason}" for reason in error.reasons]
    return []
