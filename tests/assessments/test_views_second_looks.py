"""Second looks and changed conclusions over HTTP: pages, deeds, who may, how many queries."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Campaign, Dossier, ItemReview, SecondLook
from assessments.services import second_looks
from communes.models import Role, UnitKind, User
from tests.factories import NOW, pages, steps
from tests.factories.town import Town, make_unit, make_user

Verdict = ItemReview.Verdict
SignIn = Callable[[User], Client]


@pytest.fixture
def dossier(town: Town) -> Dossier:
    Campaign.objects.filter(pk=town.campaign.pk).update(second_look_share=10)
    found = steps.bring_to(town, State.UNDER_REVIEW)
    steps.conclude(town, found, "2.3.1", Verdict.CHANGED, points=9, reason="Trễ hạn một hồ sơ.")
    steps.conclude(town, found, "1.1.1", Verdict.CHANGED, points=0, reason="Không có danh mục.")
    steps.accept_all(town, found)
    return found


def url(name: str, *args: int | str) -> str:
    return reverse(f"assessments:{name}", args=args)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return pages.text_of(response.content.decode())


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_list_shows_every_change_biggest_first(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    html = as_user(town.head).get(url("change_list", dossier.pk)).content.decode()
    rows = [pages.cells_of(row) for row in pages.rows_of(html)]
    assert [row[0][:5] for row in rows] == ["1.1.1", "2.3.1"]
    assert rows[0][1:] == ["2 điểm", "0 điểm", "-2", "Không có danh mục.", str(town.reviewer), "0"]
    assert rows[1][1:] == ["10 điểm", "9 điểm", "-1", "Trễ hạn một hồ sơ.", str(town.reviewer), "0"]
    assert "Tổng cộng: -3 điểm" in pages.text_of(html)
    assert "1 nội dung, -2 điểm" in pages.text_of(html)


def test_the_head_must_have_read_the_list(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    Campaign.objects.update(second_look_share=0)
    head, act = (
        as_user(town.head),
        url("dossier_act", dossier.pk, "appraise"),
    )
    page = text(head, act)
    assert "Có 2 nội dung được điều chỉnh." in page
    assert "Bảng điều chỉnh: 2 nội dung" in page
    assert head.post(act).status_code == 409
    digest = pages.value_of(head.get(url("change_list", dossier.pk)).content.decode(), "digest")
    for _ in range(2):
        assert head.post(url("change_list", dossier.pk), {"digest": digest}).headers["Location"] == act
    assert AuditEvent.objects.filter(action="changes_read").count() == 1
    assert "đã xác nhận xem bảng này" in text(head, url("change_list", dossier.pk))
    steps.conclude(town, dossier, "2.3.1", Verdict.CHANGED, points=8, reason="Trễ hạn hai hồ sơ.")
    assert head.post(url("change_list", dossier.pk), {"digest": digest}).status_code == 409
    assert head.post(act, {"confirm_provisional": "on"}).status_code == 409


def test_who_may_read_and_confirm(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    for name in ("change_list", "second_look_list"):
        address = url(name, dossier.pk)
        assert as_user(town.reviewer).get(address).status_code == 200
        assert as_user(town.decider).get(address).status_code == 200
        assert as_user(town.leader).get(address).status_code == 403
        assert as_user(town.other_leader).get(address).status_code == 404
    assert as_user(town.reviewer).post(url("change_list", dossier.pk), {"digest": ""}).status_code == 403
    draft = url("change_list", town.other_dossier.pk)
    assert as_user(town.head).get(draft).status_code == 404


def test_draw_and_look(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    head, reviewer, here = as_user(town.head), as_user(town.reviewer), url("second_look_list", dossier.pk)
    assert "Rút ngẫu nhiên 10%" in text(head, here)
    assert "Lãnh đạo cơ quan tư pháp rút" in text(reviewer, here)
    assert reviewer.post(url("second_look_draw", dossier.pk)).status_code == 403
    assert head.get(url("second_look_draw", dossier.pk)).status_code == 405
    assert head.post(url("second_look_draw", dossier.pk)).status_code == 302
    page = text(head, here)
    assert "10% của 34 nội dung đã đồng ý, làm tròn lên: 4 nội dung" in page
    assert "✓ Tính lại từ số khởi đầu" in page
    assert "Bạn đã kết luận nội dung này" in text(reviewer, here)
    first = SecondLook.objects.earliest("pk")
    save = url("second_look_save", dossier.pk, first.pk)
    assert head.post(save, {}).status_code == 422
    refused = head.post(save, {"agrees": "no", "reason": ""})
    assert (refused.status_code, "Vui lòng ghi lý do" in refused.content.decode()) == (422, True)
    kept = reviewer.post(save, {"agrees": "no", "reason": "Chữ đã gõ."})
    assert (kept.status_code, "Bạn đã kết luận" in kept.content.decode()) == (409, True)
    assert head.post(save, {"agrees": "no", "reason": "Thiếu."}).status_code == 302
    assert "Lý do giữ kết luận" in text(head, here)
    assert head.post(url("second_look_confirm", dossier.pk, first.pk), {"reason": "Đủ."}).status_code == 302
    assert "Giữ kết luận: " in text(head, here)
    assert head.post(url("second_look_save", town.other_dossier.pk, first.pk), {"agrees": "yes"}).status_code == 404


def test_a_typed_seed_is_kept(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    as_user(town.head).post(url("second_look_draw", dossier.pk), {"seed": " 2021 "})
    assert dossier.draws.get().seed == "2021"


def _draw_and_agree(town: Town, dossier: Dossier, count: int) -> None:
    made = second_looks.draw(dossier_id=dossier.pk, seed="1", actor=town.head, at=NOW)
    for row in list(made.looks.all())[:count]:
        second_looks.look(look_id=row.pk, agrees=True, reason="", actor=town.head, at=NOW)
    for row in list(made.looks.all())[count : count + 1]:
        second_looks.look(look_id=row.pk, agrees=False, reason="Thiếu.", actor=town.head, at=NOW)


def test_agreement_by_dossier_and_by_reviewer(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    head, here = as_user(town.head), url("agreement_detail", town.campaign.pk)
    assert "Chưa có nội dung nào được rút" in text(head, here)
    _draw_and_agree(town, dossier, 2)
    html = head.get(here).content.decode()
    assert "đã kiểm tra lại 3/4 nội dung được rút, thống nhất 2 (66,67%)" in pages.text_of(html)
    assert [pages.cells_of(row) for row in pages.rows_of(html)] == [
        [str(town.reviewer), "4", "3", "2", "66,67%"],
        [town.wards[0].full_name, "4", "3", "2", "66,67%"],
    ]
    before = queries(head, here)
    steps.bring_to(town, State.UNDER_REVIEW, town.other_dossier)
    steps.accept_all(town, town.other_dossier)
    _draw_and_agree(town, town.other_dossier, 4)
    assert queries(head, here) == before
    assert as_user(town.decider).get(here).status_code == 403
    assert as_user(town.leader).get(here).status_code == 403
    stranger = make_user("la", Role.OFFICE_HEAD, make_unit("382", "Sầm Sơn", UnitKind.THI_XA, town.province))
    assert as_user(stranger).get(here).status_code == 404


def test_the_pages_read_a_fixed_number_of_times(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    head = as_user(town.head)
    few = queries(head, url("change_list", dossier.pk))
    for code in ("1.1.2", "1.2.1", "2.2.3"):
        steps.conclude(town, dossier, code, Verdict.CHANGED, points=0, reason="Không đủ.")
    assert queries(head, url("change_list", dossier.pk)) == few
    Campaign.objects.update(second_look_share=5)
    second_looks.draw(dossier_id=dossier.pk, seed="1", actor=town.head, at=NOW)
    two = queries(head, url("second_look_list", dossier.pk))
    dossier.draws.get().looks.all().delete()
    dossier.draws.all().delete()
    Campaign.objects.update(second_look_share=100)
    second_looks.draw(dossier_id=dossier.pk, seed="1", actor=town.head, at=NOW)
    assert queries(head, url("second_look_list", dossier.pk)) == two
