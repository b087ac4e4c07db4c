"""The second look at accepted items: what was drawn, how it can be repeated, what the second reviewers found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.domain import draws
from assessments.domain.standard import Item
from assessments.domain.workflow import State
from assessments.models import Dossier, ItemReview, SecondLook, SecondLookDraw
from assessments.selectors import interests
from communes.models import User

Verdict = ItemReview.Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """One drawn item with its conclusion now; `why_not` says why the person who looks at the page may not look at it again.

    `is_settled` tells that nothing is left to do: agreed, concluded again after a dissent, or confirmed by a head.
    """

    look: SecondLook
    item: Item
    review: ItemReview | None
    why_not: str

    @property
    def is_settled(self) -> bool:
        """Tell whether the item stands in the way of closing the review no longer."""
        return is_settled(self.look, self.review)

    @property
    def is_concluded_again(self) -> bool:
        """Tell whether the item was concluded anew after the second look."""
        return is_concluded_again(self.look, self.review)


@dataclass(frozen=True, slots=True)
class Page:
    """The draw with its rows; `repeats` tells whether seed, share and population give the stored result again."""

    draw: SecondLookDraw
    rows: tuple[Row, ...]
    repeats: bool

    @property
    def looked(self) -> int:
        """How many items were looked at again."""
        return sum(1 for row in self.rows if row.look.agrees is not None)

    @property
    def agreed(self) -> int:
        """How many of them were agreed."""
        return sum(1 for row in self.rows if row.look.agrees)


def is_concluded_again(look: SecondLook, review: ItemReview | None) -> bool:
    """Tell whether the item was concluded anew after the second look."""
    return review is not None and look.looked_at is not None and review.reviewed_at > look.looked_at


def is_settled(look: SecondLook, review: ItemReview | None) -> bool:
    """Tell whether the second look at an item is finished, its dissent included."""
    if look.agrees is None:
        return False
    return look.agrees or look.confirmed_at is not None or is_concluded_again(look, review)


def draw_of(dossier: Dossier) -> SecondLookDraw | None:
    """Return the draw of the current round."""
    return dossier.draws.filter(round=dossier.round).select_related("drawn_by").first()


def population_of(dossier: Dossier) -> tuple[str, ...]:
    """Return the accepted items of the current round in the standard's order."""
    accepted = set(_reviews(dossier).filter(verdict=Verdict.ACCEPTED).values_list("item_code", flat=True))
    return tuple(item.code for item in dossier.campaign.standard.parsed.answerable_items if item.code in accepted)


def is_draw_due(dossier: Dossier) -> bool:
    """Tell whether the campaign asks for a second look and nothing was drawn in this round."""
    if not dossier.campaign.second_look_share or dossier.draws.filter(round=dossier.round).exists():
        return False
    return _reviews(dossier).filter(verdict=Verdict.ACCEPTED).exists()


def why_not_drawn(dossier: Dossier) -> tuple[str, ...]:
    """Say what has to be done before items can be drawn."""
    if not dossier.campaign.second_look_share:
        return ("Kế hoạch của đợt đánh giá không yêu cầu kiểm tra lại.",)
    if dossier.status is not State.UNDER_REVIEW:
        return ("Chỉ rút nội dung kiểm tra lại trong khi hồ sơ đang được thẩm tra.",)
    verdicts = dict(_reviews(dossier).values_list("item_code", "verdict"))
    left = sum(1 for item in dossier.campaign.standard.parsed.answerable_items if item.code not in verdicts)
    left += sum(1 for verdict in verdicts.values() if verdict == Verdict.SUPPLEMENT)
    if left:
        return (f"Còn {left} nội dung chưa kết luận xong. Chỉ rút sau khi mọi nội dung đã có kết luận.",)
    if Verdict.ACCEPTED not in verdicts.values():
        return ("Không có nội dung nào được đồng ý nên không có gì để kiểm tra lại.",)
    return ()


def open_looks(dossier: Dossier) -> list[SecondLook]:
    """Return the drawn items of the current round that still stand in the way, in order."""
    looks = list(SecondLook.objects.filter(draw__dossier=dossier, draw__round=dossier.round))
    if not looks:
        return []
    reviews = _by_code(_reviews(dossier).filter(item_code__in=[look.item_code for look in looks]))
    return [look for look in looks if not is_settled(look, reviews.get(look.item_code))]


def page_of(dossier: Dossier, user: User) -> Page | None:
    """Return the draw of the current round as the person sees it, in a fixed number of queries; None before it."""
    draw = draw_of(dossier)
    if draw is None:
        return None
    looks = list(draw.looks.select_related("looked_by", "confirmed_by"))
    reviews = _by_code(_reviews(dossier).select_related("reviewed_by"))
    general = _why_nobody(dossier, user)
    items = {item.code: item for item in dossier.campaign.standard.parsed.answerable_items}
    rows = tuple(
        Row(look, items[look.item_code], reviews.get(look.item_code), general or why_not(look, reviews, user))
        for look in looks
    )
    return Page(draw, rows, repeats=repeats(draw, looks))


def repeats(draw: SecondLookDraw, looks: Iterable[SecondLook]) -> bool:
    """Draw again from what is recorded and compare."""
    return set(draws.draw(draw.seed, draw.share, draw.population)) == {look.item_code for look in looks}


def why_not(look: SecondLook, reviews: Mapping[str, ItemReview], user: User) -> str:
    """Say why the person may not look at the item again; "" if the person may."""
    review = reviews.get(look.item_code)
    if review is None:
        return "Nội dung này chưa có kết luận."
    if review.reviewed_by_id == user.pk:
        return "Bạn đã kết luận nội dung này nên người khác phải kiểm tra lại."
    if look.looked_by_id not in (None, user.pk):
        return "Người khác đã kiểm tra lại nội dung này."
    return ""


def _why_nobody(dossier: Dossier, user: User) -> str:
    """Say why the person may not look at anything in this dossier."""
    if dossier.status is not State.UNDER_REVIEW:
        return "Hồ sơ không ở bước thẩm tra."
    if not user.has_perm("assessments.review_dossier", dossier):
        return interests.conflict_of(user, dossier) or "Chỉ cán bộ thẩm tra của cơ quan tư pháp được kiểm tra lại."
    return ""


def _reviews(dossier: Dossier) -> QuerySet[ItemReview]:
    return dossier.reviews.filter(round=dossier.round)


def _by_code(reviews: Iterable[ItemReview]) -> dict[str, ItemReview]:
    return {review.item_code: review for review in reviews}
