"""The pages of councils: list, detail, set-up, members."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Council, CouncilMember
from assessments.services import councils
from communes.models import Role, UnitKind, User
from tests.factories import NOW
from tests.factories.pages import text_of
from tests.factories.seats import make_members, seat_of
from tests.factories.steps import plan_meeting, set_up_council
from tests.factories.town import Town, load_standard, make_town, make_unit, make_user

AsUser = Callable[[User], Client]
TYPED = {
    "name": "Hội đồng đánh giá",
    "decision_number": "7/QĐ-UBND",
    "decided_on": "04/01/2021",
    "quorum": "2/3",
    "majority": "1/2",
    "paper_days": "3",
    "tie": "not_passed",
}


def url(name: str, *args: int) -> str:
    return reverse(f"assessments:{name}", args=args)


def shown(response: Any) -> str:
    return text_of(response.content.decode())


def pages_of(council: Council, member: CouncilMember) -> list[str]:
    return [
        url("council_detail", council.pk),
        url("council_edit", council.pk),
        url("council_member_add", council.pk),
        url("council_member_remove", council.pk, member.pk),
        url("meeting_create", council.pk),
    ]


def test_who_opens_which_page(town: Town, as_user: AsUser) -> None:
    council = set_up_council(town)
    elsewhere = make_unit("380", "Thanh Hóa", UnitKind.THANH_PHO, town.province)
    expected = {
        town.head: [200, 200, 200, 200, 200],
        town.reviewer: [200, 403, 403, 403, 403],
        town.decider: [200, 403, 403, 403, 403],
        town.council: [200, 403, 403, 403, 403],
        town.administrator: [200, 403, 403, 403, 403],
        town.official: [404] * 5,
        town.observer: [404] * 5,
        make_user("truongphong-khac", Role.OFFICE_HEAD, elsewhere): [404] * 5,
        make_user("hoidong-khac", Role.COUNCIL_MEMBER, elsewhere): [404] * 5,
        make_user("chua-co-ghe", Role.COUNCIL_MEMBER, town.authority): [404] * 5,
    }
    pages = pages_of(council, seat_of(council, town.council))
    found = {user: [as_user(user).get(page).status_code for page in pages] for user in expected}
    assert found == expected


def test_the_list_shows_the_own_councils_and_says_what_comes_when_empty(town: Town, as_user: AsUser) -> None:
    client = as_user(town.head)
    empty = shown(client.get(url("council_list")))
    assert "Chưa có Hội đồng nào." in empty
    assert "Chưa có cuộc họp nào." in empty
    assert "Lập Hội đồng của Thị xã Bỉm Sơn" in empty
    council = set_up_council(town)
    plan_meeting(town)
    page = shown(client.get(url("council_list")))
    assert str(council) in page
    assert "2 thành viên · 1 cuộc họp sắp tới" in page
    assert "Họp Hội đồng ngày 04/01/2021" in page
    assert "Chưa có Hội đồng nào." in shown(as_user(town.official).get(url("council_list")))


def test_the_link_stands_in_the_navigation_of_office_and_council(town: Town, as_user: AsUser) -> None:
    with_link = {
        user.username
        for user in (town.head, town.reviewer, town.decider, town.council, town.official, town.observer)
        if "/hoi-dong/" in as_user(user).get("/").content.decode()
    }
    assert with_link == {"truongphong", "chuyenvien", "chutich", "hoidong1"}


def test_setting_a_council_up(town: Town, as_user: AsUser) -> None:
    client, address = as_user(town.head), url("council_create", town.authority.pk)
    form = shown(client.get(address))
    assert "Lập Hội đồng của Thị xã Bỉm Sơn" in form
    assert "Chưa xác minh" in form
    made = client.post(address, TYPED)
    council = Council.objects.get()
    assert (made.status_code, made["Location"]) == (302, url("council_detail", council.pk))
    page = shown(client.get(made["Location"]))
    assert "Hội đồng chưa có Chủ tịch." in page
    assert "Chưa có thành viên nào." in page
    again = client.post(address, {**TYPED, "name": "Tên đang gõ"})
    assert (again.status_code, Council.objects.count()) == (409, 1)
    assert "Tên đang gõ" in again.content.decode()
    assert "Hội đồng theo quyết định này đã được lập." in shown(again)


def test_nobody_else_sets_a_council_up(town: Town, as_user: AsUser) -> None:
    for user in (town.reviewer, town.decider, town.council, town.administrator, town.leader):
        assert as_user(user).post(url("council_create", town.authority.pk), TYPED).status_code == 404
    assert Council.objects.count() == 0


@pytest.fixture
def later(db: None) -> Town:  # noqa: ARG001  # the database has to be there
    """Give a town that works under the edition of 2021, which has a quorum and days for the papers."""
    return make_town(load_standard("qd-25-2021"), year=2022, due_before=date(2023, 1, 10))


def test_sourced_rules_are_shown_with_their_source_and_cannot_be_edited(later: Town, as_user: AsUser) -> None:
    council = set_up_council(later)
    client = as_user(later.head)
    form = client.get(url("council_edit", council.pk))
    assert set(form.context["form"].fields) == {
        "name",
        "decision_number",
        "decided_on",
        "is_active",
        "majority",
        "tie",
        "written_count",
    }
    page = shown(form)
    assert "Số thành viên dự họp tối thiểu 2/3 tổng số thành viên (theo bộ tiêu chí" in page
    assert "Gửi tài liệu trước ngày họp ít nhất 3 ngày làm việc (theo bộ tiêu chí" in page
    sent = {**TYPED, "is_active": "on", "quorum": "1/9", "majority": "2/3"}
    assert client.post(url("council_edit", council.pk), sent).status_code == 302
    council.refresh_from_db()
    assert (council.quorum, council.majority) == ("2/3", "2/3")
    detail = shown(client.get(url("council_detail", council.pk)))
    assert "quá 2/3 số phiếu đã bỏ Chưa xác minh" in detail
    assert "2/3 tổng số thành viên (theo" in detail


def test_bad_shares_keep_what_was_typed(town: Town, as_user: AsUser) -> None:
    council = set_up_council(town)
    page = as_user(town.head).post(url("council_edit", council.pk), {**TYPED, "quorum": "4/3", "name": "Tên mới"})
    assert page.status_code == 409
    assert "Tỷ lệ thành viên dự họp phải là phân số" in shown(page)
    assert "Tên mới" in page.content.decode()


def test_adding_and_removing_a_member(town: Town, as_user: AsUser) -> None:
    council = set_up_council(town)
    client, address = as_user(town.head), url("council_member_add", council.pk)
    police = make_user("congan", Role.COUNCIL_MEMBER, town.authority, position="Phó Trưởng Công an")
    offered = {user.username for user in client.get(address).context["form"].fields["user"].queryset}
    assert offered == {"chuyenvien", "truongphong", "chutich", "congan"}
    sent = {"user": str(police.pk), "function": "member", "field": "Công an"}
    assert client.post(address, sent).status_code == 302
    seat = seat_of(council, police)
    assert (seat.function, seat.field, seat.added_by) == ("member", "Công an", town.head)
    remove = url("council_member_remove", council.pk, seat.pk)
    assert "không còn được tính vào số thành viên" in shown(client.get(remove))
    assert client.post(remove, {"reason": ""}).status_code == 200
    assert client.post(remove, {"reason": "Chuyển công tác."}).status_code == 302
    page = shown(client.get(url("council_detail", council.pk)))
    assert "Đã thôi tham gia (1)" in page
    assert "Chuyển công tác." in page
    assert "đã thôi tham gia từ" in shown(client.get(remove))


def test_a_refused_member_keeps_the_form(town: Town, as_user: AsUser) -> None:
    council = set_up_council(town)
    sent = {"user": str(town.reviewer.pk), "function": "chair", "field": "Tư pháp"}
    page = as_user(town.head).post(url("council_member_add", council.pk), sent)
    assert page.status_code == 409
    assert "Hội đồng đã có Chủ tịch Hội đồng: Người dùng hoidong1." in shown(page)
    assert "Tư pháp" in page.content.decode()


def test_a_member_of_another_council_is_not_found(town: Town, as_user: AsUser) -> None:
    council = set_up_council(town)
    other = councils.create(
        Council(authority=town.authority, name="Khác", decision_number="9", decided_on=NOW.date()),
        actor=town.head,
        at=NOW,
    )
    address = url("council_member_remove", other.pk, seat_of(council, town.council).pk)
    assert as_user(town.head).post(address, {"reason": "Nhầm."}).status_code == 404


def test_queries_do_not_grow_with_members_and_meetings(town: Town, as_user: AsUser) -> None:
    council = set_up_council(town)
    client = as_user(town.head)
    plan_meeting(town)
    pages = (url("council_detail", council.pk), url("council_list"))

    def count() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    few = count()
    make_members(town, council, 6)
    for _ in range(4):
        plan_meeting(town)
    assert count() == few
