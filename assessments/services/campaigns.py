"""Campaigns: from the plan to open dossiers, extensions, closing."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from assessments.domain.workflow import State
from assessments.models import Campaign, Dossier, Extension, Participation
from assessments.services import audit, dossiers, totals
from communes.models import Unit, User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc


@transaction.atomic
def create(campaign: Campaign, *, communes: Iterable[Unit], actor: User, at: datetime) -> Campaign:
    """Store a new campaign in preparation with its communes; raises DomainError when plan and standard do not fit."""
    _require_manager(campaign, actor)
    chosen = list(communes)
    _check(campaign, chosen)
    campaign.created_at, campaign.created_by = at, actor
    campaign.full_clean()
    campaign.save()
    Participation.objects.bulk_create(Participation(campaign=campaign, commune=unit) for unit in chosen)
    _record(campaign, "campaign_create", {"communes": [None, len(chosen)]}, actor=actor, at=at)
    return campaign


def _check(campaign: Campaign, communes: list[Unit]) -> None:
    """Compare the plan with the standard's data: years, unit kinds, period."""
    standard = campaign.standard
    reasons = []
    if campaign.year < standard.year_from or (standard.year_to and campaign.year > standard.year_to):
        reasons.append(f"Bộ tiêu chí “{standard.title}” không áp dụng cho năm {campaign.year}.")
    if campaign.due_before <= date(campaign.year, 1, 1):
        reasons.append("Hạn nộp hồ sơ phải sau ngày bắt đầu năm đánh giá.")
    if not communes:
        reasons.append("Vui lòng chọn ít nhất một xã, phường tham gia.")
    kinds = standard.parsed.unit_kinds
    reasons += [f"{unit.full_name} không thuộc đối tượng của bộ tiêu chí." for unit in communes if unit.kind not in kinds]
    if reasons:
        raise DomainError(reasons)


@transaction.atomic
def open_for_communes(*, campaign_id: int, actor: User, at: datetime) -> Campaign:
    """Open a campaign: one dossier for each commune. Opening an open campaign changes nothing."""
    campaign = _lock(campaign_id, actor)
    if campaign.state == Campaign.State.OPEN:
        return campaign
    if campaign.state == Campaign.State.CLOSED:
        raise DomainError("Đợt đánh giá đã kết thúc nên không mở lại được.")
    communes = list(campaign.communes.all())
    if not communes:
        raise DomainError("Vui lòng chọn ít nhất một xã, phường tham gia trước khi mở đợt đánh giá.")
    campaign.state, campaign.opened_at, campaign.opened_by = Campaign.State.OPEN, at, actor
    campaign.save()
    opened = Dossier.objects.bulk_create(
        Dossier(campaign=campaign, commune=unit, due_before=campaign.due_before) for unit in communes
    )
    empty = totals.refresh(opened[0])
    Dossier.objects.filter(campaign=campaign).update(missing_count=len(empty.missing), claimed_total=0)
    _record(campaign, "campaign_open", {"dossiers": [0, len(opened)]}, actor=actor, at=at)
    return campaign


@transaction.atomic
def close(*, campaign_id: int, actor: User, at: datetime) -> Campaign:
    """Close a campaign: communes can write no more. Dossiers that are still under way hold it open."""
    campaign = _lock(campaign_id, actor)
    if campaign.state == Campaign.State.CLOSED:
        return campaign
    if campaign.state != Campaign.State.OPEN:
        raise DomainError("Đợt đánh giá chưa mở nên không kết thúc được.")
    in_office = [State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED, State.APPRAISED]
    waiting = campaign.dossiers.filter(state__in=in_office).count()
    if waiting:
        raise DomainError(f"Còn {waiting} hồ sơ đã nộp nhưng chưa có quyết định. Vui lòng giải quyết trước khi kết thúc.")
    campaign.state, campaign.closed_at, campaign.closed_by = Campaign.State.CLOSED, at, actor
    campaign.save()
    _record(campaign, "campaign_close", {}, actor=actor, at=at)
    return campaign


@transaction.atomic
def extend(*, dossier_id: int, due_before: date, reason: str, actor: User, at: datetime) -> Extension:
    """Give one commune more time, with the reason."""
    dossier = dossiers.lock(dossier_id)
    _require_manager(dossier.campaign, actor)
    reasons = []
    if dossier.status not in {State.DRAFT, State.POSTED}:
        reasons.append("Hồ sơ đã nộp nên không cần gia hạn.")
    if due_before <= dossier.due_before:
        reasons.append(f"Hạn mới phải sau hạn hiện tại (trước ngày {dossier.due_before:%d/%m/%Y}).")
    if not reason.strip():
        reasons.append("Vui lòng nêu lý do gia hạn.")
    if reasons:
        raise DomainError(reasons)
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
    return extension


def _lock(campaign_id: int, actor: User) -> Campaign:
    campaigns = Campaign.objects.select_for_update(of=("self",)).select_related("standard", "authority")
    campaign = campaigns.get(pk=campaign_id)
    _require_manager(campaign, actor)
    return campaign


def _require_manager(campaign: Campaign, actor: User) -> None:
    if not actor.has_perm("assessments.manage_campaign", campaign):
        raise NotAllowedError("Chỉ cơ quan tư pháp của nơi ban hành kế hoạch được quản lý đợt đánh giá.")


def _record(campaign: Campaign, action: str, changes: dict[str, object], *, actor: User, at: datetime) -> None:
    audit.record(
        stream=audit.stream_of(campaign_id=campaign.pk),
        action=action,
        subject=f"campaign:{campaign.pk}",
        actor=actor,
        at=at,
        changes=changes,
    )
