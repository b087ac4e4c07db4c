"""The register of disqualifying facts: the commune declares, the office may add what it knows."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from assessments.domain.workflow import State
from assessments.models import Dossier, FactDeclaration
from assessments.selectors import interests
from assessments.services import audit, dossiers, totals
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: no person is named, `position` says what the person did in the office."""

    occurred_on: date
    penalty: str
    position: str = ""
    document: str = ""
    note: str = ""


@transaction.atomic
def declare_none(*, dossier_id: int, fact_code: str, actor: User, at: datetime) -> FactDeclaration:
    """State that nothing of this kind arose in the year; refused while facts of this kind are registered."""
    dossier = _lock(dossier_id, fact_code, actor)
    rows = list(dossier.declarations.filter(fact_code=fact_code))
    if any(row.arose for row in rows):
        raise DomainError(
            "Đã có trường hợp được khai báo. Vui lòng xóa trường hợp khai nhầm trước khi chọn “Không có”."
        )
    if rows:
        return rows[0]
    row = FactDeclaration.objects.create(
        dossier=dossier, fact_code=fact_code, arose=False, recorded_at=at, recorded_by=actor
    )
    _record(dossier, fact_code, "declare_none", {"arose": [None, False]}, actor=actor, at=at)
    return row


@transaction.atomic
def declare(*, dossier_id: int, fact_code: str, fact: Fact, actor: User, at: datetime) -> FactDeclaration:
    """Register one fact; an earlier "none" is taken back."""
    dossier = _lock(dossier_id, fact_code, actor)
    dossier.declarations.filter(fact_code=fact_code, arose=False).delete()
    parts = {name: nfc(value).strip() if isinstance(value, str) else value for name, value in asdict(fact).items()}
    row = FactDeclaration.objects.create(
        dossier=dossier, fact_code=fact_code, arose=True, recorded_at=at, recorded_by=actor, **parts
    )
    changes: dict[str, object] = {name: [None, str(value)] for name, value in parts.items() if value}
    _record(dossier, fact_code, "declare_fact", changes, actor=actor, at=at)
    return row


@transaction.atomic
def withdraw(*, dossier_id: int, declaration_id: int, actor: User, at: datetime) -> None:
    """Take back one declaration; its content stays in the audit trail."""
    row = FactDeclaration.objects.filter(pk=declaration_id, dossier_id=dossier_id).first()
    if row is None:
        return
    dossier = _lock(dossier_id, row.fact_code, actor)
    if dossier.status is State.UNDER_REVIEW and row.recorded_by_id != actor.pk:
        raise DomainError("Cơ quan tư pháp chỉ được xóa trường hợp do chính mình bổ sung.")
    told = ("arose", "occurred_on", "penalty", "document")
    changes: dict[str, object] = {name: [str(getattr(row, name) or ""), None] for name in told}
    row.delete()
    _record(dossier, row.fact_code, "withdraw_fact", changes, actor=actor, at=at)


def may_declare(user: User, dossier: Dossier) -> bool:
    """Tell whether the person may write into the register now."""
    if dossiers.is_draft_open(dossier):
        return user.has_perm("assessments.edit_dossier", dossier)
    return dossier.status is State.UNDER_REVIEW and user.has_perm("assessments.review_dossier", dossier)


def _lock(dossier_id: int, fact_code: str, actor: User) -> Dossier:
    dossier = dossiers.lock(dossier_id)
    if not may_declare(actor, dossier):
        general = "Xã, phường khai báo khi đang tự đánh giá; cơ quan tư pháp bổ sung khi đang thẩm tra hồ sơ."
        raise NotAllowedError(interests.notice_for(actor, dossier) or general)
    if fact_code not in {fact.code for fact in dossier.campaign.standard.parsed.facts}:
        raise DomainError("Bộ tiêu chí không có trường hợp này.")
    return dossier


def _record(
    dossier: Dossier, fact_code: str, action: str, changes: dict[str, object], *, actor: User, at: datetime
) -> None:
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action=action,
        subject=f"fact:{fact_code}",
        actor=actor,
        at=at,
        changes=changes,
    )
    totals.refresh(dossier)
