"""The office's conclusions, item by item."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from assessments.domain.deadlines import fault_of_last_day
from assessments.domain.numbers import shown
from assessments.domain.standard import Item
from assessments.domain.workflow import State
from assessments.models import Dossier, ItemReview
from assessments.selectors import calendars, interests, snapshots
from assessments.services import audit, dossiers, totals
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError
from tiepcanpl.kit.text import nfc


@dataclass(frozen=True, slots=True)
class Conclusion:
    """A verdict; `points` (điểm) or `met` where it changes the claim, `due_on` where it asks for a supplement."""

    verdict: ItemReview.Verdict
    points: Decimal | None = None
    met: bool | None = None
    reason: str = ""
    due_on: date | None = None


@transaction.atomic
def conclude(
    *, dossier_id: int, item_code: str, conclusion: Conclusion, version: int, actor: User, at: datetime
) -> ItemReview:
    """Store the conclusion if nobody else saved since `version` (0 = there was none).

    Saving what is already concluded changes nothing. Raises NotAllowedError, DomainError with what is missing in the
    conclusion, StaleError with the stored one (None where it was taken back).
    """
    dossier = _lock(dossier_id, actor)
    faults = faults_of(conclusion, _item(dossier, item_code), on=timezone.localdate(at))
    if faults:
        raise DomainError(faults.values())
    stored = dossier.reviews.filter(round=dossier.round, item_code=item_code).select_related("reviewed_by").first()
    if stored and not stored.carried and _says(stored, conclusion):
        return stored
    if (stored.version if stored else 0) != version:
        raise StaleError(
            "Kết luận của nội dung này vừa được người khác thay đổi. Kết luận của bạn chưa được ghi; "
            "vui lòng so sánh rồi chọn kết luận đúng.",
            current=stored,
        )
    review = stored or ItemReview(dossier=dossier, round=dossier.round, item_code=item_code, version=0)
    _store(dossier, review, conclusion, actor=actor, at=at)
    totals.refresh_counted(dossier)
    return review


@transaction.atomic
def accept_remaining(*, dossier_id: int, criterion_code: str, actor: User, at: datetime) -> int:
    """Accept every item of a criterion that has no conclusion yet; return how many were accepted.

    An item that the commune changed since the last review, or that it was asked about, stays open: it has to be looked at.
    """
    dossier = _lock(dossier_id, actor)
    edition = dossier.campaign.standard.parsed
    codes = [code for code in _unchanged(dossier) if edition.criterion_of(code).code == criterion_code]
    return _accept(dossier, codes, actor=actor, at=at)


@transaction.atomic
def accept_unchanged(*, dossier_id: int, shown: int, actor: User, at: datetime) -> int:
    """Accept every item of a dossier handed in again that did not change; return how many were accepted.

    `shown` is the number that was confirmed. Refused in the first round, in which nothing was looked at before, and where
    more would be accepted than was confirmed.
    """
    dossier = _lock(dossier_id, actor)
    if snapshots.previous(dossier) is None:
        raise DomainError("Ở lần nộp đầu, mọi nội dung phải được xem; chỉ đồng ý được theo từng tiêu chí.")
    codes = _unchanged(dossier)
    if len(codes) > shown:
        raise DomainError("Số nội dung chưa thẩm tra vừa thay đổi. Vui lòng tải lại trang rồi xác nhận lại.")
    return _accept(dossier, codes, actor=actor, at=at)


def _unchanged(dossier: Dossier) -> list[str]:
    """Return the items without a conclusion that the commune did not change and was not asked about."""
    concluded = set(dossier.reviews.filter(round=dossier.round).values_list("item_code", flat=True))
    left_out = concluded | snapshots.changed_since_last_review(dossier) | snapshots.asked_before(dossier)
    return [item.code for item in dossier.campaign.standard.parsed.answerable_items if item.code not in left_out]


def _accept(dossier: Dossier, codes: list[str], *, actor: User, at: datetime) -> int:
    accepted = Conclusion(ItemReview.Verdict.ACCEPTED)
    for code in codes:
        review = ItemReview(dossier=dossier, round=dossier.round, item_code=code, version=0)
        _store(dossier, review, accepted, actor=actor, at=at)
    if codes:
        totals.refresh_counted(dossier)
    return len(codes)


@transaction.atomic
def clear(*, dossier_id: int, item_code: str, version: int, actor: User, at: datetime) -> None:
    """Take a conclusion back, so that the item counts as not reviewed; refused when it was changed since `version`."""
    dossier = _lock(dossier_id, actor)
    review = dossier.reviews.filter(round=dossier.round, item_code=item_code).first()
    if review is None:
        return
    if review.version != version:
        raise StaleError("Kết luận này vừa được người khác thay đổi nên chưa được xóa.", current=review)
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="review_clear",
        subject=f"item:{item_code}",
        actor=actor,
        at=at,
        changes={"verdict": [review.verdict, None]},
        note=review.reason,
    )
    review.delete()
    totals.refresh_counted(dossier)


def require_reviewer(dossier: Dossier, actor: User) -> None:
    """Refuse everybody who does not review for the campaign's authority."""
    if not actor.has_perm("assessments.review_dossier", dossier):
        general = "Chỉ cán bộ thẩm tra của cơ quan tư pháp được ghi kết luận."
        raise NotAllowedError(interests.notice_for(actor, dossier) or general)


def is_open(dossier: Dossier) -> bool:
    """Tell whether conclusions may be written now."""
    return dossier.status is State.UNDER_REVIEW


_CLOSED = {
    State.SUBMITTED: "Hồ sơ chưa được tiếp nhận. Vui lòng tiếp nhận hồ sơ để bắt đầu thẩm tra.",
    State.RETURNED: "Hồ sơ đang chờ xã, phường bổ sung. Kết luận được ghi tiếp sau khi xã, phường nộp lại.",
    State.IN_COUNCIL: "Hồ sơ đang xin ý kiến Hội đồng nên không sửa được kết luận.",
    State.ADVISED: "Hội đồng đã có ý kiến. Muốn sửa kết luận, lãnh đạo cơ quan tư pháp cần mở lại thẩm tra.",
    State.APPRAISED: "Đã kết thúc thẩm tra. Muốn sửa kết luận, lãnh đạo cơ quan tư pháp cần mở lại thẩm tra.",
}


def why_closed(dossier: Dossier) -> str:
    """Say why no conclusion may be written now; "" while it may."""
    return (
        "" if is_open(dossier) else _CLOSED.get(dossier.status, "Hồ sơ đã có quyết định nên không sửa được kết luận.")
    )


def _lock(dossier_id: int, actor: User) -> Dossier:
    dossier = dossiers.lock(dossier_id)
    require_reviewer(dossier, actor)
    if not is_open(dossier):
        raise DomainError("Hồ sơ không ở bước thẩm tra nên không ghi được kết luận. Vui lòng tải lại trang.")
    return dossier


def _item(dossier: Dossier, code: str) -> Item:
    """Return an item that is reviewed: computed ones follow from the others."""
    items = {item.code: item for item in dossier.campaign.standard.parsed.answerable_items}
    if code not in items:
        raise DomainError(f"Bộ tiêu chí không có nội dung {code} cần thẩm tra.")
    return items[code]


def faults_of(conclusion: Conclusion, item: Item, *, on: date) -> dict[str, str]:
    """Return a sentence for each part of the conclusion that is missing or wrong, by the part's name."""
    faults = {}
    if conclusion.verdict == ItemReview.Verdict.CHANGED:
        faults = _ruling_faults(conclusion, item.bounds)
    if conclusion.verdict == ItemReview.Verdict.SUPPLEMENT:
        fault = fault_of_last_day(conclusion.due_on, on, calendars.current())
        faults = {"due_on": fault} if fault else {}
    if conclusion.verdict != ItemReview.Verdict.ACCEPTED and not conclusion.reason.strip():
        faults["reason"] = "Vui lòng ghi lý do."
    return faults


def _ruling_faults(conclusion: Conclusion, bounds: tuple[Decimal, Decimal] | None) -> dict[str, str]:
    if bounds is None:
        return {} if conclusion.met is not None else {"met": "Vui lòng chọn đạt hoặc không đạt."}
    low, high = bounds
    if conclusion.points is None:
        return {"points": "Vui lòng nhập điểm thẩm tra."}
    if not low <= conclusion.points <= high:
        return {"points": f"Điểm thẩm tra phải từ {shown(low)} đến {shown(high)}."}
    return {}


def _parts(conclusion: Conclusion) -> dict[str, object]:
    """Return what is stored of a conclusion: only what belongs to its verdict."""
    changed = conclusion.verdict == ItemReview.Verdict.CHANGED
    return {
        "verdict": conclusion.verdict,
        "counted_points": conclusion.points if changed else None,
        "counted_met": conclusion.met if changed and conclusion.points is None else None,
        "reason": nfc(conclusion.reason).strip(),
        "due_on": conclusion.due_on if conclusion.verdict == ItemReview.Verdict.SUPPLEMENT else None,
    }


def _says(review: ItemReview, conclusion: Conclusion) -> bool:
    return all(getattr(review, name) == value for name, value in _parts(conclusion).items())


def _store(dossier: Dossier, review: ItemReview, conclusion: Conclusion, *, actor: User, at: datetime) -> None:
    """Write the conclusion and the event that tells of it."""
    parts = _parts(conclusion)
    old = {name: getattr(review, name) for name in parts} if review.pk else {}
    for name, value in parts.items():
        setattr(review, name, value)
    review.version, review.carried = review.version + 1, False
    review.reviewed_at, review.reviewed_by = at, actor
    review.save()
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="review",
        subject=f"item:{review.item_code}",
        actor=actor,
        at=at,
        note=review.reason,
        changes={name: [_text(old.get(name)), _text(value)] for name, value in parts.items()},
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
