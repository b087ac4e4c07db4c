"""The second look: who draws from what, who looks, what a dissent needs, and what keeps the review open."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from assessments.domain import draws
from assessments.domain.workflow import Action, State
from assessments.models import AuditEvent, Campaign, Dossier, Interest, ItemReview, SecondLook, SecondLookDraw
from assessments.selectors import second_looks as selectors
from assessments.services import audit, reviews, second_looks, workflow
from communes.models import Role, User
from tests.factories import NOW, steps
from tests.factories.town import Town, make_user
from tiepcanpl.kit.errors import DomainError, NotAllowedError

Verdict = ItemReview.Verdict
SEED, SHARE = "hạt giống", 10
LATER = NOW + timedelta(hours=1)


def refusal(deed: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        deed()
    return caught.value.reasons


@pytest.fixture
def dossier(town: Town) -> Dossier:
    """Give a dossier whose items are all concluded: 35 accepted, one changed; the plan asks for a second look at 10 %."""
    Campaign.objects.filter(pk=town.campaign.pk).update(second_look_share=SHARE)
    found = steps.bring_to(town, State.UNDER_REVIEW)
    steps.conclude(town, found, "2.3.1", Verdict.CHANGED, points=9, reason="Trễ hạn.")
    steps.accept_all(town, found)
    steps.read_changes(town, found)
    return found


def draw(town: Town, dossier: Dossier, seed: str = SEED, actor: User | None = None) -> SecondLookDraw:
    return second_looks.draw(dossier_id=dossier.pk, seed=seed, actor=actor or town.head, at=NOW)


def look(found: SecondLook, actor: User, *, agrees: bool = True, reason: str = "") -> SecondLook:
    return second_looks.look(look_id=found.pk, agrees=agrees, reason=reason, actor=actor, at=NOW)


def appraise(town: Town, dossier: Dossier) -> Dossier:
    extra = workflow.Extra(confirm_provisional=True)
    return workflow.perform(Action.APPRAISE, dossier_id=dossier.pk, actor=town.head, at=NOW, extra=extra)


def test_the_draw_is_stored_with_what_makes_it_repeatable(town: Town, dossier: Dossier) -> None:
    made = draw(town, dossier)
    codes = [item.code for item in dossier.campaign.standard.parsed.answerable_items if item.code != "2.3.1"]
    assert (made.round, made.share, made.seed, made.population) == (1, SHARE, SEED, codes)
    drawn = set(made.looks.values_list("item_code", flat=True))
    assert drawn == set(draws.draw(SEED, SHARE, codes))
    assert len(drawn) == 4
    assert selectors.repeats(made, made.looks.all())
    event = AuditEvent.objects.get(action="second_look_draw")
    assert (event.changes["seed"], event.changes["share"], set(event.changes["codes"])) == (SEED, SHARE, drawn)


def test_drawing_again_keeps_the_first_draw(town: Town, dossier: Dossier) -> None:
    first = draw(town, dossier)
    assert draw(town, dossier, seed="khác").pk == first.pk
    assert (SecondLookDraw.objects.count(), SecondLook.objects.count()) == (1, 4)


def test_a_draw_that_was_written_over_does_not_repeat(town: Town, dossier: Dossier) -> None:
    made = draw(town, dossier)
    made.seed = "khác hẳn"
    assert not selectors.repeats(made, made.looks.all())


@pytest.mark.parametrize("name", ["reviewer", "decider", "leader", "council"])
def test_only_the_head_draws(town: Town, dossier: Dossier, name: str) -> None:
    with pytest.raises(NotAllowedError):
        draw(town, dossier, actor=getattr(town, name))


def test_a_draw_needs_all_conclusions(town: Town) -> None:
    Campaign.objects.filter(pk=town.campaign.pk).update(second_look_share=SHARE)
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    assert refusal(lambda: draw(town, dossier)) == (
        "Còn 36 nội dung chưa kết luận xong. Chỉ rút sau khi mọi nội dung đã có kết luận.",
    )
    steps.accept_all(town, dossier)
    steps.conclude(town, dossier, "1.1.1", Verdict.SUPPLEMENT, reason="Thiếu.", due_on=NOW.date() + timedelta(days=1))
    assert "Còn 1 nội dung chưa kết luận xong." in refusal(lambda: draw(town, dossier))[0]


def test_a_draw_needs_a_share_and_the_review(town: Town, dossier: Dossier) -> None:
    assert refusal(lambda: draw(town, dossier, seed=" ")) == ("Số khởi đầu có từ 1 đến 64 ký tự.",)
    Campaign.objects.update(second_look_share=0)
    assert refusal(lambda: draw(town, dossier)) == ("Kế hoạch của đợt đánh giá không yêu cầu kiểm tra lại.",)
    assert appraise(town, dossier).state == "appraised"
    Campaign.objects.update(second_look_share=SHARE)
    assert "trong khi hồ sơ đang được thẩm tra" in refusal(lambda: draw(town, dossier))[0]


def test_nothing_to_draw_from(town: Town) -> None:
    Campaign.objects.filter(pk=town.campaign.pk).update(second_look_share=SHARE)
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    for item in dossier.campaign.standard.parsed.answerable_items:
        assert item.bounds
        steps.conclude(town, dossier, item.code, Verdict.CHANGED, points=item.bounds[0], reason="Không đủ.")
    steps.read_changes(town, dossier)
    assert "Không có nội dung nào được đồng ý" in refusal(lambda: draw(town, dossier))[0]
    assert appraise(town, dossier).state == "appraised"


def test_the_review_stays_open_until_every_drawn_item_is_settled(town: Town, dossier: Dossier) -> None:
    assert refusal(lambda: appraise(town, dossier))[0].startswith("Kế hoạch yêu cầu kiểm tra lại")
    first, *others = draw(town, dossier).looks.all()
    assert refusal(lambda: appraise(town, dossier)) == (
        "Còn nội dung rút ngẫu nhiên chưa được người thứ hai kiểm tra lại:",
        *(f"Nội dung {row.item_code}." for row in [first, *others]),
    )
    for row in others:
        look(row, town.head)
    look(first, town.head, agrees=False, reason="Tài liệu không đúng năm.")
    assert refusal(lambda: appraise(town, dossier)) == (
        "Còn nội dung mà người kiểm tra lại không thống nhất, chưa được xử lý:",
        f"Nội dung {first.item_code}.",
    )
    second_looks.confirm(look_id=first.pk, reason="Đã kiểm tra bản gốc.", actor=town.head, at=LATER)
    assert appraise(town, dossier).state == "appraised"
    assert list(audit.faults()) == []


def test_a_dissent_is_settled_by_a_new_conclusion(town: Town, dossier: Dossier) -> None:
    first, *others = draw(town, dossier).looks.all()
    for row in others:
        look(row, town.head)
    look(first, town.head, agrees=False, reason="Tài liệu không đúng năm.")
    reviews.conclude(
        dossier_id=dossier.pk,
        item_code=first.item_code,
        conclusion=reviews.Conclusion(Verdict.CHANGED, points=Decimal(0), reason="Tài liệu năm trước."),
        version=1,
        actor=town.reviewer,
        at=LATER,
    )
    assert refusal(lambda: appraise(town, dossier))[0].startswith("Có 2 nội dung được điều chỉnh.")
    steps.read_changes(town, dossier)
    assert appraise(town, dossier).state == "appraised"


def test_who_accepted_does_not_look(town: Town, dossier: Dossier) -> None:
    found = draw(town, dossier).looks.first()
    assert found
    assert refusal(lambda: look(found, town.reviewer)) == (
        "Bạn đã kết luận nội dung này nên người khác phải kiểm tra lại.",
    )
    for person in (town.decider, town.leader, town.council):
        with pytest.raises(NotAllowedError):
            look(found, person)


def test_who_has_an_interest_does_not_look(town: Town, dossier: Dossier) -> None:
    found = draw(town, dossier).looks.first()
    assert found
    second = make_user("chuyenvien2", Role.REVIEWER, town.authority)
    Interest.objects.create(dossier=dossier, user=second, reason="Anh em ruột.", declared_at=NOW, declared_by=second)
    with pytest.raises(NotAllowedError, match="lợi ích liên quan"):
        look(found, second)


def test_one_second_reviewer_for_each_item(town: Town, dossier: Dossier) -> None:
    found = draw(town, dossier).looks.first()
    assert found
    second = make_user("chuyenvien2", Role.REVIEWER, town.authority)
    look(found, second)
    look(found, second)
    assert AuditEvent.objects.filter(action="second_look").count() == 1
    assert refusal(lambda: look(found, town.head)) == ("Người khác đã kiểm tra lại nội dung này.",)
    assert look(found, second, agrees=False, reason="Xem lại thì thiếu.").agrees is False


def test_a_dissent_and_its_confirmation_need_reasons(town: Town, dossier: Dossier) -> None:
    found = draw(town, dossier).looks.first()
    assert found
    assert refusal(lambda: look(found, town.head, agrees=False, reason=" ")) == (
        "Vui lòng ghi lý do không thống nhất.",
    )
    keep: dict[str, Any] = {"look_id": found.pk, "actor": town.head, "at": NOW}
    assert refusal(lambda: second_looks.confirm(reason="Đủ.", **keep)) == (
        "Nội dung này không có ý kiến không thống nhất cần xử lý.",
    )
    look(found, town.head, agrees=False, reason="Thiếu.")
    assert refusal(lambda: second_looks.confirm(reason=" ", **keep)) == ("Vui lòng ghi lý do giữ kết luận.",)
    with pytest.raises(NotAllowedError):
        second_looks.confirm(look_id=found.pk, reason="Đủ.", actor=town.reviewer, at=NOW)
    second_looks.confirm(reason="Đủ.", **keep)
    second_looks.confirm(reason="Đủ.", **keep)
    assert AuditEvent.objects.filter(action="second_look_confirm").count() == 1
    changed = look(found, town.head, agrees=False, reason="Vẫn thiếu.")
    assert (changed.confirmed_at, changed.confirmed_reason) == (None, "")


def test_nothing_is_looked_at_after_the_review(town: Town, dossier: Dossier) -> None:
    looks = list(draw(town, dossier).looks.all())
    for row in looks:
        look(row, town.head)
    appraise(town, dossier)
    assert (
        "trong khi hồ sơ của lần nộp này đang được thẩm tra"
        in refusal(lambda: look(looks[0], town.head, agrees=False, reason="Thiếu."))[0]
    )
