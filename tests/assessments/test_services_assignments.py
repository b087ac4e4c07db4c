"""Giving parts of dossiers to reviewers and offices: what is made, what is refused, what happens twice."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from assessments.domain.workflow import State
from assessments.models import Assignment, AuditEvent, Dossier
from assessments.selectors.assignment_plans import Terms, plan_of
from assessments.services import assignments, interests
from communes.models import Membership, Role, User
from tests.factories import NOW, steps
from tests.factories.offices import DUE, ask, give, make_office
from tests.factories.town import Town, make_user
from tiepcanpl.kit.errors import DomainError, NotAllowedError


@pytest.fixture
def colleague(town: Town) -> User:
    return make_user("chuyenvien2", Role.REVIEWER, town.authority)


def assign(town: Town, terms: Terms, *codes: str, actor: User | None = None) -> list[Assignment]:
    ids = [town.dossier.pk, town.other_dossier.pk]
    return assignments.assign(dossier_ids=ids, node_codes=codes, terms=terms, actor=actor or town.head, at=NOW)


def current() -> set[tuple[int, str, str]]:
    rows = Assignment.objects.current().select_related("reviewer", "office")
    return {(row.dossier_id, row.node_code, str(row.reviewer or row.office)) for row in rows}


def events(dossier: Dossier) -> list[tuple[str, object]]:
    rows = AuditEvent.objects.filter(stream=f"dossier:{dossier.pk}", subject="assignment").order_by("sequence")
    return [(row.action, row.changes["nodes"][1]) for row in rows]


def test_parts_of_several_dossiers_go_to_one_reviewer(town: Town) -> None:
    made = assign(town, Terms(reviewer=town.reviewer, due_on=DUE), "1", "2.3")
    name = str(town.reviewer)
    ids = (town.dossier.pk, town.other_dossier.pk)
    assert current() == {(pk, code, name) for pk in ids for code in ("1", "2.3")}
    assert {(row.due_on, row.assigned_by) for row in made} == {(DUE, town.head)}
    assert events(town.dossier) == [("assign", "Tiêu chí 1, Chỉ tiêu 2.3")]


def test_assigning_twice_changes_nothing(town: Town) -> None:
    terms = Terms(reviewer=town.reviewer, due_on=DUE)
    first, second = assign(town, terms, "1"), assign(town, terms, "1")
    assert {row.pk for row in first} == {row.pk for row in second}
    assert events(town.dossier) == [("assign", "Tiêu chí 1")]


def test_an_office_needs_a_due_date_and_people(town: Town) -> None:
    office, person = make_office(town)
    for terms, sentence in (
        (Terms(office=office), "nhập hạn hoàn thành"),
        (Terms(office=office, due_on=NOW.date() - timedelta(days=1)), "không được trước ngày hôm nay"),
        (Terms(), "chọn một người thẩm tra"),
        (Terms(office=office, reviewer=town.reviewer, due_on=DUE), "chọn một người thẩm tra"),
    ):
        with pytest.raises(DomainError, match=sentence):
            give(town, terms)
    Membership.objects.filter(user=person).delete()
    with pytest.raises(DomainError, match="chưa có cán bộ nào"):
        ask(town, office)
    assert current() == set()


def test_several_offices_may_be_asked_about_one_part(town: Town) -> None:
    police, land = make_office(town)[0], make_office(town, "Phòng Tài nguyên", "tainguyen")[0]
    ask(town, police)
    ask(town, land)
    give(town, Terms(reviewer=town.reviewer))
    assert {name for _, _, name in current()} == {str(police), str(land), str(town.reviewer)}


def test_a_part_that_somebody_has_is_not_given_silently(town: Town, colleague: User) -> None:
    give(town, Terms(reviewer=town.reviewer))
    with pytest.raises(DomainError, match=f"Phường Bắc Sơn: Tiêu chí 1 đang giao cho {town.reviewer}"):
        assign(town, Terms(reviewer=colleague), "1")
    assert current() == {(town.dossier.pk, "1", str(town.reviewer))}
    assign(town, Terms(reviewer=colleague, replace_reason="Chuyên viên nghỉ phép."), "1")
    assert {name for _, _, name in current()} == {str(colleague)}
    ended = Assignment.objects.get(reviewer=town.reviewer)
    assert (ended.ended_by, ended.end_reason) == (town.head, "Chuyên viên nghỉ phép.")


def test_one_conflict_of_interest_stops_all_of_it(town: Town) -> None:
    interests.declare(
        dossier_id=town.other_dossier.pk, user_id=town.reviewer.pk, reason="Anh họ.", actor=town.reviewer, at=NOW
    )
    with pytest.raises(DomainError) as refusal:
        assign(town, Terms(reviewer=town.reviewer), "1", "2")
    (sentence,) = refusal.value.reasons
    assert sentence.startswith("Phường Ba Đình: ")
    assert "lợi ích liên quan đã khai báo" in sentence
    assert current() == set()


def test_what_cannot_be_given(town: Town) -> None:
    for terms, codes, sentence in (
        (Terms(reviewer=town.reviewer), (), "ít nhất một hồ sơ"),
        (Terms(reviewer=town.reviewer), ("9",), "không có phần 9"),
        (Terms(reviewer=town.official), ("1",), "không phải là người thẩm tra"),
        (Terms(reviewer=town.reviewer, replace_reason="a" * 301), ("1",), "300 ký tự"),
    ):
        with pytest.raises(DomainError, match=sentence):
            assign(town, terms, *codes)


def test_nothing_is_given_after_the_review(town: Town) -> None:
    steps.bring_to(town, State.APPRAISED)
    with pytest.raises(DomainError, match="Phường Bắc Sơn: hồ sơ đã kết thúc thẩm tra"):
        assign(town, Terms(reviewer=town.reviewer), "1")
    assert current() == set()


def test_only_the_head_assigns(town: Town) -> None:
    row = give(town, Terms(reviewer=town.reviewer))
    for person in (town.reviewer, town.decider, town.council, town.official, town.observer, town.administrator):
        with pytest.raises(NotAllowedError):
            assign(town, Terms(reviewer=town.reviewer), "2", actor=person)
        with pytest.raises(NotAllowedError):
            reassign(row, Terms(reviewer=town.head, replace_reason="Lý do."), person)
        if person != town.reviewer:
            with pytest.raises(NotAllowedError):
                assignments.take(dossier_id=town.dossier.pk, node_code="2", actor=person, at=NOW)
        with pytest.raises(NotAllowedError):
            assignments.end(assignment_id=row.pk, reason="Lý do.", actor=person, at=NOW)


def reassign(row: Assignment, terms: Terms, actor: User) -> Assignment:
    return assignments.reassign(assignment_id=row.pk, terms=terms, actor=actor, at=NOW)


def test_reassigning_ends_the_old_row_with_its_reason(town: Town, colleague: User) -> None:
    row = give(town, Terms(reviewer=town.reviewer))
    with pytest.raises(DomainError, match="nêu lý do giao lại"):
        reassign(row, Terms(reviewer=colleague), town.head)
    terms = Terms(reviewer=colleague, replace_reason="Cân đối công việc.")
    made = reassign(row, terms, town.head)
    assert reassign(row, terms, town.head) == made
    row.refresh_from_db()
    assert (row.ended_by, row.end_reason) == (town.head, "Cân đối công việc.")
    assert current() == {(town.dossier.pk, "1", str(colleague))}
    with pytest.raises(DomainError, match="vừa được giao lại"):
        reassign(row, Terms(reviewer=town.head, replace_reason="Lý do."), town.head)


def test_a_new_date_makes_a_new_row(town: Town) -> None:
    office, _ = make_office(town)
    row = ask(town, office)
    later = DUE + timedelta(days=3)
    made = reassign(row, Terms(office=office, due_on=later, replace_reason="Gia hạn."), town.head)
    assert (made.due_on, made.pk != row.pk) == (later, True)


def test_ending_needs_a_reason_once(town: Town) -> None:
    row = give(town, Terms(reviewer=town.reviewer))
    with pytest.raises(DomainError, match="nêu lý do"):
        assignments.end(assignment_id=row.pk, reason=" ", actor=town.head, at=NOW)
    for _ in range(2):
        assignments.end(assignment_id=row.pk, reason="Không cần nữa.", actor=town.head, at=NOW)
    assert current() == set()
    assert [action for action, _ in events(town.dossier)] == ["assign", "assign_end"]


def test_a_reviewer_takes_what_nobody_has_and_gives_it_back(town: Town, colleague: User) -> None:
    for _ in range(2):
        (row,) = assignments.take(dossier_id=town.dossier.pk, node_code="2", actor=town.reviewer, at=NOW)
    assert current() == {(town.dossier.pk, "2", str(town.reviewer))}
    with pytest.raises(DomainError, match=f"đang giao cho {town.reviewer}"):
        assignments.take(dossier_id=town.dossier.pk, node_code="2", actor=colleague, at=NOW)
    assignments.end(assignment_id=row.pk, reason="Nhận nhầm.", actor=town.reviewer, at=NOW)
    assert current() == set()


def test_whoever_has_a_conflict_takes_nothing(town: Town) -> None:
    interests.declare(
        dossier_id=town.dossier.pk, user_id=town.reviewer.pk, reason="Anh họ.", actor=town.reviewer, at=NOW
    )
    with pytest.raises(NotAllowedError, match="lợi ích liên quan"):
        assignments.take(dossier_id=town.dossier.pk, node_code="", actor=town.reviewer, at=NOW)


def test_the_plan_costs_the_same_for_more_communes(
    town: Town, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    terms = Terms(reviewer=User.objects.get(pk=town.reviewer.pk))
    found = Dossier.objects.select_related("campaign__standard", "commune")
    assert terms.reviewer is not None
    assert terms.reviewer.held
    for dossiers in (list(found[:1]), list(found)):
        with django_assert_num_queries(2):
            plan = plan_of(dossiers, ["", "1", "2"], terms, on=NOW.date())
        assert len(plan.new) == 3 * len(dossiers)
