"""Sets right what was wrongly typed from a signed paper; the decision itself stays as it was."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assessments.models import Decision, DecisionCorrection
from assessments.services import audit, decision_notices
from assessments.services.decisions import lock_campaign
from assessments.services.papers import Paper, slip_in_number, slips_in
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError
from tiepcanpl.kit.text import nfc


@dataclass(frozen=True, slots=True)
class Correction:
    """What the paper really says. `seen` is how many corrections the person had in view."""

    number: str
    decided_on: date
    signer_position: str
    reason: str
    seen: int


@transaction.atomic
def correct(*, decision_id: int, wanted: Correction, actor: User, at: datetime) -> list[DecisionCorrection]:
    """Enter a correction for each value that differs from what stands now; return them.

    Raises NotAllowedError, StaleError when somebody corrected in the meantime, and DomainError for a number that is taken, a
    date that cannot be, nothing changed or no reason given.
    """
    found = Decision.objects.only("campaign_id").get(pk=decision_id)
    campaign = lock_campaign(found.campaign_id)
    if not actor.has_perm("assessments.decide_campaign", campaign):
        raise NotAllowedError("Chỉ người có thẩm quyền của cơ quan ban hành kế hoạch được đính chính quyết định.")
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision_id)
    if decision.corrections.count() != wanted.seen:
        raise StaleError(
            "Quyết định vừa được đính chính. Vui lòng kiểm tra nội dung hiện tại rồi thực hiện lại nếu cần.",
            current=decision.heading,
        )
    changed = _changed(decision, wanted)
    _check(decision, wanted, changed, today=timezone.localdate(at))
    rows = [
        DecisionCorrection.objects.create(
            decision=decision,
            field=field,
            old_value=old,
            new_value=new,
            reason=nfc(wanted.reason).strip(),
            corrected_at=at,
            corrected_by=actor,
        )
        for field, (old, new) in changed.items()
    ]
    decision.is_corrected = True
    decision.save(update_fields=["is_corrected"])
    audit.record(
        stream=audit.stream_of(campaign_id=campaign.pk),
        action="decision_correct",
        subject=f"decision:{decision.pk}",
        actor=actor,
        at=at,
        note=nfc(wanted.reason).strip(),
        changes={field: [old, new] for field, (old, new) in changed.items()},
    )
    decision_notices.corrected(decision, rows, actor=actor, at=at)
    return rows


def _changed(decision: Decision, wanted: Correction) -> dict[str, tuple[str, str]]:
    """Return old and new text of each value that differs."""
    now = decision.heading
    pairs = {
        DecisionCorrection.Field.NUMBER.value: (now.number, nfc(wanted.number).strip()),
        DecisionCorrection.Field.DECIDED_ON.value: (now.decided_on.isoformat(), wanted.decided_on.isoformat()),
        DecisionCorrection.Field.SIGNER_POSITION.value: (now.signer_position, nfc(wanted.signer_position).strip()),
    }
    return {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}


def _check(decision: Decision, wanted: Correction, changed: dict[str, tuple[str, str]], *, today: date) -> None:
    paper = Paper(wanted.number, wanted.decided_on, wanted.signer_position, decision.council_met_on)
    reasons = slips_in(decision.campaign, paper, today)
    if not wanted.reason.strip():
        reasons.append("Vui lòng nêu lý do đính chính.")
    if not changed:
        reasons.append("Chưa có nội dung nào khác với nội dung đang ghi.")
    reasons += _out_of_order(decision, wanted.decided_on)
    if not reasons and (taken := slip_in_number(decision.authority_id, paper, besides=decision.pk)):
        reasons.append(taken)
    if reasons:
        raise DomainError(reasons)


def _out_of_order(decision: Decision, day: date) -> list[str]:
    """Refuse a date that would put a revocation before the recognition which it takes back."""
    dossiers = decision.lines.values("dossier_id")
    others = Decision.objects.filter(lines__dossier__in=dossiers).exclude(kind=decision.kind).distinct()
    reasons = []
    for other in others.prefetch_related("corrections"):
        theirs = other.heading.decided_on
        if decision.kind == Decision.Kind.RECOGNITION and day > theirs:
            reasons.append(f"Ngày ký không được sau quyết định thu hồi ({other}).")
        elif decision.kind == Decision.Kind.REVOCATION and day < theirs:
            reasons.append(f"Ngày ký không được trước quyết định công nhận ({other}).")
    return reasons
