"""Draft decisions: two lists that wait for the leader's signature; signing records the decision."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from assessments.models import Campaign, Decision, Dossier, DraftDecision, DraftLine
from assessments.selectors import drafts as selectors
from assessments.services import audit, decision_notices, decisions
from assessments.services.decisions import Outcome, Ruled, lock_campaign
from assessments.services.papers import Paper
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError
from tiepcanpl.kit.text import nfc

State = DraftDecision.State


@transaction.atomic
def prepare(
    *, campaign_id: int, ruled: Mapping[int, Ruled], actor: User, at: datetime, note: str = ""
) -> DraftDecision:
    """Make a draft of the lines (by dossier id); raises NotAllowedError, and DomainError that names each commune."""
    campaign = _drafted_by(actor, lock_campaign(campaign_id))
    lines = _checked(campaign, ruled, at=at)
    draft = DraftDecision.objects.create(campaign=campaign, note=nfc(note).strip(), drafted_at=at, drafted_by=actor)
    _put(draft, lines)
    _tell_prepared(draft, ruled, actor=actor, at=at)
    return draft


@transaction.atomic
def prepare_all(*, campaign_id: int, actor: User, at: datetime, note: str = "") -> DraftDecision:
    """Draft the recognition of every ready dossier that the rules and the council speak for."""
    campaign = _drafted_by(actor, lock_campaign(campaign_id))
    found = selectors.recognisable(campaign, on=timezone.localdate(at))
    if not found:
        raise DomainError("Không có hồ sơ nào đủ điều kiện công nhận mà chưa nằm trong dự thảo.")
    ruled = {candidate.dossier.pk: Ruled(Outcome.RECOGNISED) for candidate in found}
    draft = DraftDecision.objects.create(campaign=campaign, note=nfc(note).strip(), drafted_at=at, drafted_by=actor)
    _put(draft, [(candidate.dossier, ruled[candidate.dossier.pk]) for candidate in found])
    _tell_prepared(draft, ruled, actor=actor, at=at)
    return draft


@transaction.atomic
def extend(*, draft_id: int, ruled: Mapping[int, Ruled], actor: User, at: datetime) -> DraftDecision:
    """Add lines to a draft that waits; raises like `prepare`."""
    draft = _lock(draft_id)
    _drafted_by(actor, draft.campaign)
    _require_pending(draft)
    _put(draft, _checked(draft.campaign, ruled, at=at))
    _tell("draft_extend", draft, actor=actor, at=at, lines=_by_id(ruled))
    decision_notices.drafted(draft, actor=actor, at=at)
    return draft


@transaction.atomic
def take_out(*, draft_id: int, dossier_id: int, actor: User, at: datetime) -> DraftDecision:
    """Take one commune out of a draft that waits; repeating it changes nothing."""
    draft = _lock(draft_id)
    _drafted_by(actor, draft.campaign)
    _require_pending(draft)
    line = draft.lines.filter(dossier=dossier_id).first()
    if line is None:
        return draft
    if draft.lines.count() == 1:
        raise DomainError("Dự thảo chỉ còn một đơn vị. Vui lòng bỏ cả dự thảo nếu không trình ký nữa.")
    line.delete()
    _tell("draft_take_out", draft, actor=actor, at=at, lines={str(dossier_id): line.outcome})
    return draft


@transaction.atomic
def discard(*, draft_id: int, reason: str, actor: User, at: datetime) -> DraftDecision:
    """Close a draft without effect, with the reason; repeating it changes nothing."""
    draft = _lock(draft_id)
    if not any(actor.has_perm(f"assessments.{deed}_campaign", draft.campaign) for deed in ("draft", "decide")):
        raise NotAllowedError("Chỉ cơ quan tư pháp và người có thẩm quyền ký được bỏ dự thảo.")
    if draft.state == State.DISCARDED:
        return draft
    _require_pending(draft)
    if not reason.strip():
        raise DomainError("Vui lòng nêu lý do bỏ dự thảo.")
    draft.state, draft.closed_at, draft.closed_by = State.DISCARDED, at, actor
    draft.discard_reason = nfc(reason).strip()
    draft.save()
    _tell("draft_discard", draft, actor=actor, at=at, note=draft.discard_reason)
    return draft


@transaction.atomic
def sign(*, draft_id: int, paper: Paper, seen: str, actor: User, at: datetime) -> Decision:
    """Record the decision that the draft became: every commune or none, by the rules as they stand now.

    `seen` is the fingerprint of the lists that the leader read. Raises NotAllowedError, StaleError when the lists changed, and
    DomainError whose sentences name the communes. The same leader's second click returns the decision.
    """
    draft = _lock(draft_id)
    if not actor.has_perm("assessments.decide_campaign", draft.campaign):
        raise NotAllowedError("Chỉ người có thẩm quyền của cơ quan ban hành kế hoạch được ký dự thảo.")
    if draft.decision and draft.closed_by_id == actor.pk and _is_same(draft.decision, paper):
        return draft.decision
    _require_pending(draft)
    # Held before they are compared: nobody opens one again between the comparison and the decision.
    list(Dossier.objects.select_for_update(of=("self",)).filter(draft_lines__draft=draft).order_by("pk"))
    lines = list(draft.lines.select_related("dossier__commune").order_by("dossier_id"))
    if selectors.fingerprint(lines) != seen:
        raise StaleError(
            "Danh sách trong dự thảo vừa thay đổi. Vui lòng xem lại hai danh sách trước khi ký.", current=lines
        )
    if outdated := [sentence for line in lines if (sentence := selectors.why_outdated(line))]:
        raise DomainError(outdated)
    ruled = {line.dossier_id: Ruled(Outcome(line.outcome), line.reason) for line in lines}
    decision = decisions.record(campaign_id=draft.campaign_id, paper=paper, ruled=ruled, actor=actor, at=at)
    draft.state, draft.decision, draft.closed_at, draft.closed_by = State.SIGNED, decision, at, actor
    draft.save()
    _tell("draft_sign", draft, actor=actor, at=at, decision=str(decision))
    return decision


def _lock(draft_id: int) -> DraftDecision:
    """Hold the campaign, then the draft: the order in which recording a decision holds things."""
    campaign = lock_campaign(DraftDecision.objects.values_list("campaign_id", flat=True).get(pk=draft_id))
    draft = DraftDecision.objects.select_for_update(of=("self",)).get(pk=draft_id)
    draft.campaign = campaign
    return draft


def _drafted_by(actor: User, campaign: Campaign) -> Campaign:
    if not actor.has_perm("assessments.draft_campaign", campaign):
        raise NotAllowedError("Chỉ cơ quan tư pháp của nơi ban hành kế hoạch được lập dự thảo quyết định.")
    return campaign


def _require_pending(draft: DraftDecision) -> None:
    if draft.state == State.SIGNED:
        raise DomainError(f"Dự thảo đã được ký: Quyết định số {draft.decision}.")
    if draft.state == State.DISCARDED:
        raise DomainError(f"Dự thảo đã bị bỏ: {draft.discard_reason}")


def _checked(campaign: Campaign, ruled: Mapping[int, Ruled], *, at: datetime) -> list[tuple[Dossier, Ruled]]:
    """Return the dossiers with what is to be said of them; refuse with a sentence for each commune that cannot be."""
    if not ruled:
        raise DomainError("Vui lòng chọn kết quả cho ít nhất một xã, phường.")
    rows = {row.pk: row for row in campaign.dossiers.filter(pk__in=ruled).select_related("commune").order_by("pk")}
    if set(ruled) - set(rows):
        raise DomainError("Có hồ sơ không thuộc đợt đánh giá này. Vui lòng tải lại trang.")
    standing = selectors.standing_of(campaign, list(rows.values()), on=timezone.localdate(at))
    reasons = [
        f"{row.commune.full_name}: {sentence}"
        for pk, row in rows.items()
        for sentence in standing.against(row, ruled[pk].outcome, ruled[pk].reason)
    ]
    if reasons:
        raise DomainError(reasons)
    return [(row, ruled[pk]) for pk, row in rows.items()]


def _put(draft: DraftDecision, lines: list[tuple[Dossier, Ruled]]) -> None:
    DraftLine.objects.bulk_create(
        DraftLine(
            draft=draft,
            dossier=dossier,
            outcome=line.outcome,
            reason=nfc(line.reason).strip(),
            rests_on=dossier.appraised_at,  # type: ignore[misc]  # a ready dossier was appraised (a constraint)
        )
        for dossier, line in lines
    )


def _is_same(decision: Decision, paper: Paper) -> bool:
    return (decision.number, decision.decided_on) == (nfc(paper.number).strip(), paper.decided_on)


def _by_id(ruled: Mapping[int, Ruled]) -> dict[str, str]:
    return {str(pk): line.outcome for pk, line in ruled.items()}


def _tell_prepared(draft: DraftDecision, ruled: Mapping[int, Ruled], *, actor: User, at: datetime) -> None:
    _tell("draft_prepare", draft, actor=actor, at=at, note=draft.note, lines=_by_id(ruled))
    decision_notices.drafted(draft, actor=actor, at=at)


def _tell(action: str, draft: DraftDecision, *, actor: User, at: datetime, note: str = "", **changes: object) -> None:
    audit.record(
        stream=audit.stream_of(campaign_id=draft.campaign_id),
        action=action,
        subject=f"draft:{draft.pk}",
        actor=actor,
        at=at,
        note=note,
        changes=changes,
    )
