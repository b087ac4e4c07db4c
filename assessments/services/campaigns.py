"""Campaigns: from the plan to open dossiers, extensions, closing."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from assessments.domain.workflow import IN_OFFICE, WITH_COMMUNE_BEFORE_SUBMISSION
from assessments.models import Campaign, Dossier, Extension, Milestone, Participation
from assessments.services import audit, dossiers, handovers, totals
from communes.models import Unit, User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc

# What the plan says; everything else of a campaign is written by its own deed.
_PLAN = ("title", "year", "authority", "standard", "plan_number", "plan_date", "due_before", "second_look_share")


@transaction.atomic
def create(
    campaign: Campaign, *, communes: Iterable[Unit], actor: User, at: datetime, milestones: Iterable[Milestone] = ()
) -> Campaign:
    """Store a new campaign in preparation with its communes and milestones.

    Raises NotAllowedError, and DomainError when plan and standard do not fit or the year already has a campaign.
    """
    _require_manager(campaign, actor)
    Unit.objects.select_for_update(no_key=True).get(pk=campaign.authority_id)  # two windows make one campaign
    chosen = list(communes)
    check(campaign, chosen)
    campaign.created_at, campaign.created_by = at, actor
    _save(campaign)
    Participation.objects.bulk_create(Participation(campaign=campaign, commune=unit) for unit in chosen)
    for milestone in milestones:
        _store(milestone, campaign)
    _record(campaign, "campaign_create", {"communes": [None, len(chosen)]}, actor=actor, at=at)
    return campaign


@transaction.atomic
def edit(campaign: Campaign, *, communes: Iterable[Unit], actor: User, at: datetime) -> Campaign:
    """Store the changed plan of a campaign that is still in preparation; raises like `create`."""
    stored = _lock_in_preparation(campaign.pk, actor)
    _require_manager(campaign, actor)
    chosen = list(communes)
    check(campaign, chosen)
    changes: dict[str, object] = {}
    for name in _PLAN:
        old, new = getattr(stored, name), getattr(campaign, name)
        if old != new:
            setattr(stored, name, new)
            changes[name] = [str(old), str(new)]
    _save(stored)
    changes |= _choose(stored, chosen)
    if changes:
        _record(stored, "campaign_edit", changes, actor=actor, at=at)
    return stored


def _choose(campaign: Campaign, chosen: list[Unit]) -> dict[str, object]:
    """Make the participating communes the chosen ones; return what changed."""
    old = set(campaign.participations.values_list("commune_id", flat=True))
    new = {unit.pk for unit in chosen}
    campaign.participations.exclude(commune__in=new).delete()
    Participation.objects.bulk_create(Participation(campaign=campaign, commune_id=pk) for pk in sorted(new - old))
    return {"communes": [sorted(old), sorted(new)]} if old != new else {}


def check(campaign: Campaign, communes: list[Unit]) -> None:
    """Compare the plan with the standard's data and the communes with the authority; raises DomainError."""
    standard = campaign.standard
    reasons = []
    if campaign.year < standard.year_from or (standard.year_to and campaign.year > standard.year_to):
        reasons.append(f"Bộ tiêu chí “{standard.title}” không áp dụng cho năm {campaign.year}.")
    if campaign.due_before <= date(campaign.year, 1, 1):
        reasons.append("Hạn nộp hồ sơ phải sau ngày bắt đầu năm đánh giá.")
    if campaign.plan_date and campaign.plan_date >= campaign.due_before:
        reasons.append("Ngày ban hành kế hoạch phải trước hạn nộp hồ sơ.")
    if not communes:
        reasons.append("Vui lòng chọn ít nhất một xã, phường tham gia.")
    reasons += [reason for unit in communes for reason in _reasons_against(unit, campaign)]
    if reasons:
        raise DomainError(reasons)


def _reasons_against(unit: Unit, campaign: Campaign) -> list[str]:
    """Return why the commune cannot take part: another authority, not existing then, a kind the standard leaves out."""
    if unit.parent_id != campaign.authority_id:
        return [f"{unit.full_name} không trực thuộc {campaign.authority.full_name}."]
    end = campaign.period_end
    if unit.valid_from > end or (unit.valid_to is not None and unit.valid_to <= end):
        return [f"{unit.full_name} không tồn tại vào ngày {end:%d/%m/%Y} nên không đánh giá cho năm {campaign.year}."]
    if unit.kind not in campaign.standard.parsed.unit_kinds:
        return [f"{unit.full_name} không thuộc đối tượng của bộ tiêu chí."]
    return []


@transaction.atomic
def add_milestone(campaign_id: int, *, milestone: Milestone, actor: User, at: datetime) -> Milestone:
    """Add a date of the plan to a campaign that is not closed."""
    campaign = lock_running(campaign_id, actor)
    stored = _store(milestone, campaign)
    _record(campaign, "milestone_add", {"milestone": [None, str(stored)]}, actor=actor, at=at)
    return stored


@transaction.atomic
def edit_milestone(campaign_id: int, *, milestone: Milestone, actor: User, at: datetime) -> Milestone:
    """Correct a date of the plan of a campaign that is not closed."""
    campaign = lock_running(campaign_id, actor)
    before = campaign.milestones.get(pk=milestone.pk)
    stored = _store(milestone, campaign)
    _record(campaign, "milestone_edit", {"milestone": [str(before), str(stored)]}, actor=actor, at=at)
    return stored


@transaction.atomic
def remove_milestone(campaign_id: int, *, milestone_id: int, actor: User, at: datetime) -> None:
    """Take a date out of the plan; removing it twice changes nothing."""
    campaign = lock_running(campaign_id, actor)
    for milestone in campaign.milestones.filter(pk=milestone_id):
        milestone.delete()
        _record(campaign, "milestone_remove", {"milestone": [str(milestone), None]}, actor=actor, at=at)


def _store(milestone: Milestone, campaign: Campaign) -> Milestone:
    milestone.campaign = campaign
    milestone.title, milestone.basis = nfc(milestone.title).strip(), nfc(milestone.basis).strip()
    milestone.save()
    return milestone


@transaction.atomic
def open_for_communes(*, campaign_id: int, actor: User, at: datetime) -> Campaign:
    """Open a campaign: one dossier for each commune. Opening an open campaign changes nothing."""
    campaign = _lock(campaign_id, actor)
    if campaign.state == Campaign.State.OPEN:
        return campaign
    if campaign.state == Campaign.State.CLOSED:
        raise DomainError("Đợt đánh giá đã kết thúc nên không mở lại được.")
    communes = list(campaign.communes.prefetch_related("classes"))
    if not communes:
        raise DomainError("Vui lòng chọn ít nhất một xã, phường tham gia trước khi mở đợt đánh giá.")
    campaign.state, campaign.opened_at, campaign.opened_by = Campaign.State.OPEN, at, actor
    campaign.save()
    opened = Dossier.objects.bulk_create(
        Dossier(campaign=campaign, commune=unit, due_before=campaign.due_before) for unit in communes
    )
    totals.refresh(opened[0])  # all are equally empty: what one lacks, each lacks
    Dossier.objects.filter(campaign=campaign).update(
        missing_count=opened[0].missing_count, claimed_total=opened[0].claimed_total
    )
    _record(campaign, "campaign_open", {"dossiers": [0, len(opened)]}, actor=actor, at=at)
    handovers.tell_opened(campaign, opened, actor=actor, at=at)
    return campaign


@transaction.atomic
def close(*, campaign_id: int, actor: User, at: datetime) -> Campaign:
    """Close a campaign: communes can write no more. Dossiers that are still under way hold it open."""
    campaign = _lock(campaign_id, actor)
    if campaign.state == Campaign.State.CLOSED:
        return campaign
    if campaign.state != Campaign.State.OPEN:
        raise DomainError("Đợt đánh giá chưa mở nên không kết thúc được.")
    waiting = campaign.dossiers.filter(state__in=IN_OFFICE).count()
    if waiting:
        raise DomainError(
            f"Còn {waiting} hồ sơ đã nộp nhưng chưa có quyết định. Vui lòng giải quyết trước khi kết thúc."
        )
    campaign.state, campaign.closed_at, campaign.closed_by = Campaign.State.CLOSED, at, actor
    campaign.save()
    _record(campaign, "campaign_close", {}, actor=actor, at=at)
    return campaign


@transaction.atomic
def extend(*, dossier_id: int, due_before: date, reason: str, actor: User, at: datetime) -> Extension:
    """Give one commune more time, with the reason."""
    dossier = dossiers.lock(dossier_id)
    _require_manager(dossier.campaign, actor)
    _check_extension(dossier, due_before, reason)
    extension = Extension.objects.create(
        dossier=dossier, due_before=due_before, reason=nfc(reason).strip(), granted_at=at, granted_by=actor
    )
    old, dossier.due_before = dossier.due_before, due_before
    dossier.save(update_fields=["due_before"])
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="extend",
        subject=f"dossier:{dossier.pk}",
        actor=actor,
        at=at,
        note=extension.reason,
        changes={"due_before": [old.isoformat(), due_before.isoformat()]},
    )
    key = f"extension:{extension.pk}"
    handovers.tell_extended(dossier, key=key, due_before=due_before, reason=extension.reason, actor=actor, at=at)
    return extension


def _check_extension(dossier: Dossier, due_before: date, reason: str) -> None:
    reasons = []
    if not dossier.campaign.is_open:
        reasons.append("Đợt đánh giá đã kết thúc nên không gia hạn được.")
    if dossier.status not in WITH_COMMUNE_BEFORE_SUBMISSION:
        reasons.append("Hồ sơ đã nộp nên không cần gia hạn.")
    if due_before <= dossier.due_before:
        reasons.append(f"Hạn mới phải sau hạn hiện tại (trước ngày {dossier.due_before:%d/%m/%Y}).")
    if not reason.strip():
        reasons.append("Vui lòng nêu lý do gia hạn.")
    if reasons:
        raise DomainError(reasons)


def _lock(campaign_id: int, actor: User) -> Campaign:
    campaigns = Campaign.objects.select_for_update(of=("self",)).select_related("standard", "authority")
    campaign = campaigns.get(pk=campaign_id)
    _require_manager(campaign, actor)
    return campaign


def _lock_in_preparation(campaign_id: int, actor: User) -> Campaign:
    campaign = _lock(campaign_id, actor)
    require_preparing(campaign)
    return campaign


def require_preparing(campaign: Campaign) -> None:
    """Refuse to change the plan once the communes work by it."""
    if campaign.state != Campaign.State.PREPARING:
        raise DomainError(
            "Đợt đánh giá đã mở nên không sửa kế hoạch được. Vui lòng gia hạn cho từng xã, phường nếu cần."
        )


def lock_running(campaign_id: int, actor: User) -> Campaign:
    """Lock a campaign whose dates the person may set; raises NotAllowedError, DomainError for a closed one."""
    campaign = _lock(campaign_id, actor)
    if campaign.state == Campaign.State.CLOSED:
        raise DomainError("Đợt đánh giá đã kết thúc nên không sửa mốc thời gian được.")
    return campaign


def _require_manager(campaign: Campaign, actor: User) -> None:
    if not actor.has_perm("assessments.manage_campaign", campaign):
        raise NotAllowedError("Chỉ cơ quan tư pháp của nơi ban hành kế hoạch được quản lý đợt đánh giá.")


def _save(campaign: Campaign) -> None:
    """Store the plan; what the model refuses becomes sentences."""
    campaign.title, campaign.plan_number = nfc(campaign.title).strip(), nfc(campaign.plan_number).strip()
    try:
        campaign.full_clean()
    except ValidationError as error:
        raise DomainError(error.messages) from error
    campaign.save()


def _record(campaign: Campaign, action: str, changes: dict[str, object], *, actor: User, at: datetime) -> None:
    audit.record(
        stream=audit.stream_of(campaign_id=campaign.pk),
        action=action,
        subject=f"campaign:{campaign.pk}",
        actor=actor,
        at=at,
        changes=changes,
    )
