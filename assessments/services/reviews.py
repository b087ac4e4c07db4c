"""The office's conclusion on one item."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assessments.domain.scoring import shown
from assessments.domain.workflow import State
from assessments.models import Dossier, ItemReview
from assessments.services import audit, dossiers, totals
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError
from tiepcanpl.kit.text import nfc

_SAVED = ("verdict", "counted_points", "counted_met", "reason", "due_on")


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A verdict; `points` (điểm) or `met` where it changes the claim, `due_on` where it asks for a supplement."""

    verdict: ItemReview.Verdict
    points: Decimal | None = None
    met: bool | None = None
    reason: str = ""
    due_on: date | None = None


@transaction.atomic
def conclude(  # noqa: PLR0913  # a deed has that many parts
    *, dossier_id: int, item_code: str, conclusion: Conclusion, version: int, actor: User, at: datetime
) -> ItemReview:
    """Store the conclusion if nobody else saved since `version` (0 = there was none).

    Raises NotAllowedError, DomainError with what is missing in the conclusion, StaleError with the stored one.
    """
    dossier = _lock(dossier_id, actor)
    _check(dossier, item_code, conclusion, timezone.localdate(at))
    stored = dossier.reviews.filter(round=dossier.round, item_code=item_code).select_related("reviewed_by").first()
    if (stored.version if stored else 0) != version:
        raise StaleError("Nội dung này vừa được người khác thẩm tra. Kết luận của bạn chưa được ghi.", current=stored)
    review = stored or ItemReview(dossier=dossier, round=dossier.round, item_code=item_code, version=0)
    old = {name: getattr(review, name) for name in _SAVED} if stored else {}
    _fill(review, conclusion)
    review.version, review.carried = review.version + 1, False
    review.reviewed_at, review.reviewed_by = at, actor
    review.save()
    _record(dossier, review, old, actor=actor, at=at)
    totals.refresh_counted(dossier)
    return review


def _lock(dossier_id: int, actor: User) -> Dossier:
    dossier = dossiers.lock(dossier_id)
    if not actor.has_perm("assessments.review_dossier", dossier):
        raise NotAllowedError("Chỉ cán bộ thẩm tra của cơ quan tư pháp được ghi kết luận.")
    if dossier.status is not State.UNDER_REVIEW:
        raise DomainError("Hồ sơ không ở bước thẩm tra nên không ghi được kết luận. Vui lòng tải lại trang.")
    return dossier


def _check(dossier: Dossier, item_code: str, conclusion: Conclusion, today: date) -> None:
    """Refuse a conclusion that lacks its reason, its points or its date."""
    items = {item.code: item for item in dossier.campaign.standard.parsed.items}
    if item_code not in items:
        raise DomainError(f"Bộ tiêu chí không có nội dung {item_code}.")
    reasons = []
    if conclusion.verdict != ItemReview.Verdict.ACCEPTED and not conclusion.reason.strip():
        reasons.append("Vui lòng ghi lý do.")
    if conclusion.verdict == ItemReview.Verdict.CHANGED:
        reasons += _points_faults(items[item_code].bounds, conclusion)
    if conclusion.verdict == ItemReview.Verdict.SUPPLEMENT and (conclusion.due_on is None or conclusion.due_on <= today):
        reasons.append("Vui lòng chọn hạn bổ sung sau ngày hôm nay.")
    if reasons:
        raise DomainError(reasons)


def _points_faults(bounds: tuple[Decimal, Decimal] | None, conclusion: Conclusion) -> list[str]:
    if bounds is None:
        return [] if conclusion.met is not None else ["Vui lòng chọn đạt hoặc không đạt."]
    low, high = bounds
    if conclusion.points is None:
        return ["Vui lòng nhập điểm thẩm tra."]
    if not low <= conclusion.points <= high:
        return [f"Điểm thẩm tra phải từ {shown(low)} đến {shown(high)}."]
    return []


def _fill(review: ItemReview, conclusion: Conclusion) -> None:
    changed = conclusion.verdict == ItemReview.Verdict.CHANGED
    review.verdict = conclusion.verdict
    review.counted_points = conclusion.points if changed else None
    review.counted_met = conclusion.met if changed else None
    review.reason = nfc(conclusion.reason).strip()
    review.due_on = conclusion.due_on if conclusion.verdict == ItemReview.Verdict.SUPPLEMENT else None


def _record(dossier: Dossier, review: ItemReview, old: dict[str, object], *, actor: User, at: datetime) -> None:
    def text(value: object) -> str | None:
        return None if value is None else str(value)

    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="review",
        subject=f"item:{review.item_code}",
        actor=actor,
        at=at,
        note=review.reason,
        changes={name: [text(old.get(name)), text(getattr(review, name))] for name in _SAVED},
    )


@transaction.atomic
def clear(*, dossier_id: int, item_code: str, actor: User, at: datetime) -> None:
    """Take a conclusion back, so that the item counts as not reviewed."""
    dossier = _lock(dossier_id, actor)
    review = dossier.reviews.filter(round=dossier.round, item_code=item_code).first()
    if review is None:
        return
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="review_clear",
        subject=f"item:{item_code}",
        actor=actor,
        at=at,
        changes={"verdict": [review.verdict, None]},
    )
    review.delete()
    totals.refresh_counted(dossier)

