"""Deeds of the review: conclude, take back, accept what is left; what the office counts follows."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from assessments.domain.item_rules import DenominatorFrom, RatioAtLeast
from assessments.domain.workflow import State
from assessments.models import AuditEvent, Dossier, ItemReview
from assessments.services import answers, audit, reviews
from assessments.services.answers import Entry
from assessments.services.reviews import Conclusion
from communes.models import User
from tests.factories import NOW
from tests.factories.steps import bring_to, conclude, receive, resubmit, return_for
from tests.factories.town import Town, load_standard, make_town
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError

Verdict = ItemReview.Verdict
CODE = "1.1.1"
CHANGE = Conclusion(Verdict.CHANGED, points=Decimal(1), reason="Văn bản ban hành chậm.")
ASK = Conclusion(Verdict.SUPPLEMENT, reason="Thiếu danh mục văn bản.", due_on=NOW.date() + timedelta(days=1))


@pytest.fixture
def dossier(town: Town) -> Dossier:
    return bring_to(town, State.UNDER_REVIEW)


def save(dossier: Dossier, actor: User, conclusion: Conclusion, version: int = 0, code: str = CODE) -> ItemReview:
    return reviews.conclude(
        dossier_id=dossier.pk, item_code=code, conclusion=conclusion, version=version, actor=actor, at=NOW
    )


def test_change_is_stored_counted_and_told(town: Town, dossier: Dossier) -> None:
    review = save(dossier, town.reviewer, CHANGE)
    assert (review.counted_points, review.reason, review.version) == (Decimal(1), "Văn bản ban hành chậm.", 1)
    dossier.refresh_from_db()
    assert dossier.counted_total == 99
    event = AuditEvent.objects.filter(action="review").get()
    assert (event.subject, event.note, event.actor_id) == ("item:1.1.1", "Văn bản ban hành chậm.", town.reviewer.pk)
    assert event.changes["counted_points"] == [None, "1"]
    assert list(audit.faults()) == []


def test_only_what_belongs_to_the_verdict_is_kept(town: Town, dossier: Dossier) -> None:
    full = Conclusion(Verdict.ACCEPTED, points=Decimal(1), reason=" Đủ. ", due_on=ASK.due_on)
    review = save(dossier, town.reviewer, full)
    assert (review.counted_points, review.counted_met, review.due_on, review.reason) == (None, None, None, "Đủ.")


@pytest.mark.parametrize(
    ("conclusion", "reasons"),
    [
        (replace(CHANGE, reason=" "), ("Vui lòng ghi lý do.",)),
        (replace(CHANGE, points=None), ("Vui lòng nhập điểm thẩm tra.",)),
        (replace(CHANGE, points=Decimal("-0.01")), ("Điểm thẩm tra phải từ 0 đến 2.",)),
        (replace(CHANGE, points=Decimal("2.01")), ("Điểm thẩm tra phải từ 0 đến 2.",)),
        (replace(ASK, reason=""), ("Vui lòng ghi lý do.",)),
        (replace(ASK, due_on=None), ("Vui lòng chọn hạn bổ sung sau ngày hôm nay.",)),
        (replace(ASK, due_on=NOW.date()), ("Vui lòng chọn hạn bổ sung sau ngày hôm nay.",)),
    ],
)
def test_incomplete_conclusion_is_refused(
    town: Town, dossier: Dossier, conclusion: Conclusion, reasons: tuple[str, ...]
) -> None:
    with pytest.raises(DomainError) as caught:
        save(dossier, town.reviewer, conclusion)
    assert caught.value.reasons == reasons
    assert not dossier.reviews.exists()


@pytest.mark.parametrize("points", ["0", "2"])
def test_bounds_belong_to_what_may_be_counted(town: Town, dossier: Dossier, points: str) -> None:
    assert save(dossier, town.reviewer, replace(CHANGE, points=Decimal(points))).counted_points == Decimal(points)


def test_computed_item_is_not_reviewed(town: Town, dossier: Dossier) -> None:
    (computed,) = [item for item in dossier.campaign.standard.parsed.items if item.is_computed][:1]
    with pytest.raises(DomainError) as caught:
        save(dossier, town.reviewer, Conclusion(Verdict.ACCEPTED), code=computed.code)
    assert caught.value.reasons == (f"Bộ tiêu chí không có nội dung {computed.code} cần thẩm tra.",)


def test_second_reviewer_overwrites_nothing(town: Town, dossier: Dossier) -> None:
    stored = save(dossier, town.reviewer, CHANGE)
    with pytest.raises(StaleError) as caught:
        save(dossier, town.head, ASK)
    assert caught.value.current == stored
    assert dossier.reviews.get().verdict == Verdict.CHANGED


def test_saving_twice_is_saving_once(town: Town, dossier: Dossier) -> None:
    save(dossier, town.reviewer, CHANGE)
    again = save(dossier, town.reviewer, CHANGE)
    assert again.version == 1
    assert AuditEvent.objects.filter(action="review").count() == 1


def test_conclusion_can_be_changed_and_taken_back(town: Town, dossier: Dossier) -> None:
    save(dossier, town.reviewer, CHANGE)
    assert save(dossier, town.head, ASK, version=1).version == 2
    with pytest.raises(StaleError):
        reviews.clear(dossier_id=dossier.pk, item_code=CODE, version=1, actor=town.reviewer, at=NOW)
    reviews.clear(dossier_id=dossier.pk, item_code=CODE, version=2, actor=town.reviewer, at=NOW)
    reviews.clear(dossier_id=dossier.pk, item_code=CODE, version=2, actor=town.reviewer, at=NOW)
    assert not dossier.reviews.exists()
    assert AuditEvent.objects.filter(action="review_clear").get().changes == {"verdict": ["supplement", None]}
    dossier.refresh_from_db()
    assert dossier.counted_total == 100


@pytest.mark.parametrize(
    "who", ["official", "leader", "decider", "council", "observer", "administrator", "other_leader"]
)
def test_nobody_else_concludes(town: Town, dossier: Dossier, who: str) -> None:
    actor = getattr(town, who)
    with pytest.raises(NotAllowedError):
        save(dossier, actor, CHANGE)
    with pytest.raises(NotAllowedError):
        reviews.clear(dossier_id=dossier.pk, item_code=CODE, version=0, actor=actor, at=NOW)
    with pytest.raises(NotAllowedError):
        reviews.accept_remaining(dossier_id=dossier.pk, criterion_code="1", actor=actor, at=NOW)


@pytest.mark.parametrize("state", [state for state in State if state is not State.UNDER_REVIEW])
def test_nothing_is_concluded_in_another_state(town: Town, state: State) -> None:
    dossier = bring_to(town, state)
    before = dossier.reviews.count()
    with pytest.raises(DomainError):
        save(dossier, town.reviewer, CHANGE, version=1)
    with pytest.raises(DomainError):
        reviews.clear(dossier_id=dossier.pk, item_code=CODE, version=1, actor=town.reviewer, at=NOW)
    with pytest.raises(DomainError):
        reviews.accept_remaining(dossier_id=dossier.pk, criterion_code="1", actor=town.reviewer, at=NOW)
    assert dossier.reviews.count() == before
    assert reviews.why_closed(dossier) != ""


def test_accept_remaining_leaves_conclusions_alone(town: Town, dossier: Dossier) -> None:
    save(dossier, town.reviewer, CHANGE)
    edition = dossier.campaign.standard.parsed
    of_criterion = [item.code for item in edition.answerable_items if edition.criterion_of(item.code).code == "1"]
    count = reviews.accept_remaining(dossier_id=dossier.pk, criterion_code="1", actor=town.head, at=NOW)
    assert count == len(of_criterion) - 1
    assert set(dossier.reviews.values_list("item_code", flat=True)) == set(of_criterion)
    assert dossier.reviews.get(item_code=CODE).verdict == Verdict.CHANGED
    assert AuditEvent.objects.filter(action="review", actor_id=town.head.pk).count() == count
    assert reviews.accept_remaining(dossier_id=dossier.pk, criterion_code="1", actor=town.head, at=NOW) == 0


def change_note(town: Town, dossier: Dossier, code: str) -> None:
    """Let the commune change the note of an item."""
    stored = dossier.answers.get(item_code=code)
    entry = Entry(facts=stored.facts, note="Đã bổ sung danh mục văn bản.")
    answers.save(
        dossier_id=dossier.pk, item_code=code, entry=entry, version=stored.version, actor=town.official, at=NOW
    )


def next_round(town: Town, dossier: Dossier) -> None:
    """Return the dossier for one item, let the commune change it, hand in, receive."""
    return_for(town, dossier, CODE)
    change_note(town, dossier, CODE)
    resubmit(town, dossier)
    receive(town, dossier)
    dossier.refresh_from_db()


def test_accept_remaining_leaves_a_changed_item_open(town: Town, dossier: Dossier) -> None:
    next_round(town, dossier)
    reviews.accept_remaining(dossier_id=dossier.pk, criterion_code="1", actor=town.reviewer, at=NOW)
    this_round = dossier.reviews.filter(round=2)
    assert this_round.filter(item_code="1.1.2").exists()
    assert not this_round.filter(item_code=CODE).exists()


def test_conclusions_on_unchanged_items_are_carried_over(town: Town, dossier: Dossier) -> None:
    change = conclude(town, dossier, "1.1.2", Verdict.CHANGED, points=Decimal("0.5"), reason="Trùng văn bản.")
    next_round(town, dossier)
    (carried,) = dossier.reviews.filter(round=2)
    assert (carried.item_code, carried.verdict, carried.counted_points) == ("1.1.2", Verdict.CHANGED, Decimal("0.5"))
    assert (carried.carried, carried.reviewed_by, carried.reason) == (True, change.reviewed_by, "Trùng văn bản.")
    assert dossier.counted_total == Decimal("98.5")


def test_carried_conclusion_is_confirmed_by_saving_it(town: Town, dossier: Dossier) -> None:
    conclude(town, dossier, "1.1.2", Verdict.ACCEPTED)
    next_round(town, dossier)
    confirmed = save(dossier, town.head, Conclusion(Verdict.ACCEPTED), version=1, code="1.1.2")
    assert (confirmed.carried, confirmed.version, confirmed.reviewed_by) == (False, 2, town.head)


def test_pass_fail_edition_counts_met_or_not_met(db: None) -> None:  # noqa: ARG001  # the database has to be there
    town = make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2026, 12, 1))
    dossier = bring_to(town, State.UNDER_REVIEW)
    code = dossier.campaign.standard.parsed.answerable_items[0].code
    with pytest.raises(DomainError) as caught:
        save(dossier, town.reviewer, Conclusion(Verdict.CHANGED, reason="Chưa đủ."), code=code)
    assert caught.value.reasons == ("Vui lòng chọn đạt hoặc không đạt.",)
    count = len(dossier.campaign.standard.parsed.indicators)
    assert dossier.counted_total == count
    review = save(dossier, town.reviewer, Conclusion(Verdict.CHANGED, met=False, reason="Chưa đủ."), code=code)
    assert (review.counted_met, review.counted_points) == (False, None)
    dossier.refresh_from_db()
    assert dossier.counted_total == count - 1


def test_item_whose_result_follows_from_a_changed_one_is_looked_at_again(db: None) -> None:  # noqa: ARG001  # see above
    town = make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2026, 12, 1))
    dossier = bring_to(town, State.UNDER_REVIEW)
    rule = dossier.campaign.standard.parsed.item("1.2.1").rule
    assert isinstance(rule, RatioAtLeast)
    assert rule.denominator_from == DenominatorFrom(CODE, "numerator")
    for code in ("1.2.1", "2.1.1"):
        conclude(town, dossier, code, Verdict.ACCEPTED)
    return_for(town, dossier, CODE)
    stored = dossier.answers.get(item_code=CODE)
    entry = Entry(facts={**stored.facts, "numerator": "40", "denominator": "40"}, note=stored.note)
    answers.save(
        dossier_id=dossier.pk, item_code=CODE, entry=entry, version=stored.version, actor=town.official, at=NOW
    )
    resubmit(town, dossier)
    receive(town, dossier)
    assert list(dossier.reviews.filter(round=2).values_list("item_code", flat=True)) == ["2.1.1"]
