"""Declared interests, and what a person with a conflict of interest cannot do."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.workflow import Action, State
from assessments.models import AuditEvent, CouncilMember, Dossier, Interest, ItemReview
from assessments.selectors import interests as selectors
from assessments.services import decisions, interests, workflow
from communes.models import Membership, Role, User
from tests.factories import NOW, steps
from tests.factories.pages import text_of
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError

AsUser = Callable[..., Client]
BY_THE_OFFICE = (
    Action.RECEIVE,
    Action.REQUEST_SUPPLEMENT,
    Action.APPRAISE,
    Action.REOPEN,
    Action.PUT_TO_COUNCIL,
    Action.TAKE_BACK,
)


def declare(
    town: Town, user: User | None = None, actor: User | None = None, reason: str = "Em ruột của Chủ tịch."
) -> Interest:
    user = user or town.reviewer
    return interests.declare(dossier_id=town.dossier.pk, user_id=user.pk, reason=reason, actor=actor or user, at=NOW)


def withdraw(town: Town, actor: User, reason: str = "Khai báo nhầm phường.") -> None:
    interests.withdraw(dossier_id=town.dossier.pk, user_id=town.reviewer.pk, reason=reason, actor=actor, at=NOW)


def events(town: Town) -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}", subject__startswith="interest:")
    return list(rows.values_list("action", "actor_name"))


def test_declaring_twice_keeps_the_first(town: Town) -> None:
    first = declare(town)
    again = declare(town, reason="Lý do khác.")
    assert (again.pk, again.reason) == (first.pk, "Em ruột của Chủ tịch.")
    assert events(town) == [("interest_declare", str(town.reviewer))]


def test_head_and_secretary_declare_for_others(town: Town) -> None:
    declare(town, actor=town.head)
    declare(town, user=town.council)
    council = steps.plan_meeting(town).council
    secretary = council.members.get(function=CouncilMember.Function.SECRETARY).user
    declare(town, user=town.head, actor=secretary)
    rows = Interest.objects.order_by("pk").values_list("user", "declared_by")
    assert list(rows) == [
        (town.reviewer.pk, town.head.pk),
        (town.council.pk, town.council.pk),
        (town.head.pk, secretary.pk),
    ]


def test_nobody_else_declares_for_others(town: Town) -> None:
    for actor in (town.reviewer, town.council, town.official, town.decider, town.observer, town.administrator):
        with pytest.raises(NotAllowedError):
            declare(town, user=town.head, actor=actor)
    assert not Interest.objects.exists()


def test_a_declaration_needs_a_reason_and_a_person_concerned(town: Town) -> None:
    for reason, sentence in (("  ", "nêu quan hệ"), ("a" * 301, "300 ký tự")):
        with pytest.raises(DomainError, match=sentence):
            declare(town, reason=reason)
    with pytest.raises(DomainError, match="không cần khai báo"):
        declare(town, user=town.official)
    assert not Interest.objects.exists()


def test_the_head_withdraws_what_another_declared(town: Town) -> None:
    declare(town)
    for actor in (town.reviewer, town.official, town.council, town.administrator):
        with pytest.raises(NotAllowedError):
            withdraw(town, actor)
    with pytest.raises(DomainError, match="lý do"):
        withdraw(town, town.head, reason=" ")
    withdraw(town, town.head)
    withdraw(town, town.head)
    assert not Interest.objects.exists()
    assert [action for action, _ in events(town)] == ["interest_declare", "interest_withdraw"]


def test_the_head_does_not_withdraw_his_own(town: Town) -> None:
    declare(town, user=town.head)
    with pytest.raises(NotAllowedError, match="của chính mình"):
        interests.withdraw(dossier_id=town.dossier.pk, user_id=town.head.pk, reason="Nhầm.", actor=town.head, at=NOW)


def test_nothing_changes_after_the_decision(town: Town) -> None:
    steps.bring_to(town, State.APPRAISED)
    declare(town)
    steps.decide(town, town.dossier, decisions.Outcome.RECOGNISED, "1/QĐ")
    with pytest.raises(DomainError, match="đã có quyết định"):
        declare(town, user=town.head)
    with pytest.raises(DomainError, match="đã có quyết định"):
        withdraw(town, town.head)


def test_whoever_belongs_to_the_commune_has_a_conflict(town: Town) -> None:
    Membership.objects.create(user=town.reviewer, unit=town.wards[0], role=Role.COMMUNE_OFFICIAL)
    sentence = selectors.conflict_of(town.reviewer, town.dossier)
    assert "Công chức Tư pháp – Hộ tịch" in sentence
    assert "Phường Bắc Sơn" in sentence
    assert selectors.conflict_of(town.reviewer, town.other_dossier) == ""
    assert selectors.conflict_of(town.head, town.dossier) == ""


def test_conflicts_of_many_dossiers_cost_one_query(
    town: Town, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    Membership.objects.create(user=town.reviewer, unit=town.wards[1], role=Role.OBSERVER)
    declare(town)
    dossiers, person = list(Dossier.objects.all()), town.reviewer
    assert person.held
    with django_assert_num_queries(1):
        found = selectors.conflicted_ids(person, dossiers)
    assert found == {town.dossier.pk, town.other_dossier.pk}
    assert selectors.conflicted_ids(town.head, dossiers) == set()


def test_a_conflict_closes_every_deed_of_the_office(town: Town) -> None:
    declare(town)
    declare(town, user=town.head)
    for action in BY_THE_OFFICE:
        with pytest.raises(NotAllowedError, match="lợi ích liên quan"):
            workflow.perform(action, dossier_id=town.dossier.pk, actor=town.head, at=NOW, note="Có lý do.")
    with pytest.raises(NotAllowedError, match="lợi ích liên quan"):
        workflow.perform(Action.RECEIVE, dossier_id=town.dossier.pk, actor=town.reviewer, at=NOW)
    assert not town.reviewer.has_perm("assessments.review_dossier", town.dossier)
    assert town.reviewer.has_perm("assessments.review_dossier", town.other_dossier)


def test_the_refusal_names_who_else_can(town: Town, as_user: AsUser) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    declare(town)
    with pytest.raises(NotAllowedError, match=f"Người thẩm tra được hồ sơ này: {town.head}"):
        steps.conclude(town, town.dossier, "1.1.1", ItemReview.Verdict.ACCEPTED)
    for name, args in (("review_detail", []), ("review_item", ["1.1.1"])):
        page = as_user(town.reviewer).get(reverse(f"assessments:{name}", args=[town.dossier.pk, *args]))
        assert f"Người thẩm tra được hồ sơ này: {town.head}" in text_of(page.content.decode())


def test_the_page_of_the_action_says_why(town: Town, as_user: AsUser) -> None:
    steps.bring_to(town, State.SUBMITTED)
    declare(town)
    page = as_user(town.reviewer).get(reverse("assessments:dossier_act", args=[town.dossier.pk, Action.RECEIVE]))
    assert page.status_code == 403
    assert "lợi ích liên quan đã khai báo" in text_of(page.content.decode())
