"""The review over HTTP: the overview of a round, one item, saving, taking back, who may."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.domain.workflow import State
from assessments.models import Dossier, ItemReview
from communes.models import User
from tests.factories import pages, steps
from tests.factories.steps import bring_to, conclude
from tests.factories.town import Town, load_standard, make_town
from tiepcanpl.kit import dates

Verdict = ItemReview.Verdict
SignIn = Callable[[User], Client]
CODE = "1.1.1"


@pytest.fixture
def dossier(town: Town) -> Dossier:
    return bring_to(town, State.UNDER_REVIEW)


@pytest.fixture
def reviewer(town: Town, as_user: SignIn) -> Client:
    return as_user(town.reviewer)


def detail_url(dossier: Dossier) -> str:
    return reverse("assessments:review_detail", args=[dossier.pk])


def item_url(dossier: Dossier, code: str = CODE) -> str:
    return reverse("assessments:review_item", args=[dossier.pk, code])


def look(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def typed(**fields: str) -> dict[str, str]:
    return {"verdict": "accepted", "points": "", "reason": "", "due_on": "", "version": "0", "go": "next", **fields}


def days_from_now(days: int) -> str:
    """Return a day as it is typed; one that is worked on where it lies ahead."""
    return dates.short(steps.working_day_in(timezone.localdate(), days))


def test_overview_shows_progress_totals_and_the_way_on(town: Town, dossier: Dossier, reviewer: Client) -> None:
    conclude(town, dossier, CODE, Verdict.CHANGED, points=Decimal("0.5"), reason="Chậm.")
    conclude(town, dossier, "1.1.2", Verdict.ACCEPTED)
    count = len(dossier.campaign.standard.parsed.answerable_items)
    html = look(reviewer, detail_url(dossier))
    text = pages.text_of(html)
    assert f"Đã thẩm tra 2/{count} nội dung" in text
    assert "Tự chấm 100 – thẩm tra 98,5 / 100 điểm" in text
    assert "tự chấm 15 – thẩm tra 13,5 / 15 điểm" in text
    assert "Tiếp tục ở nội dung 1.2.1" in text
    assert pages.cells_of(pages.row_of(html, "1.1.1."))[1:] == ["2 điểm", "0,5 điểm", "✎ Điều chỉnh: 0,5 điểm"]
    assert pages.cells_of(pages.row_of(html, "1.1.2."))[1:] == ["2 điểm", "2 điểm", "✓ Đồng ý"]
    assert pages.cells_of(pages.row_of(html, "1.2.1."))[3] == "○ Chưa thẩm tra"


def test_overview_shows_rules_register_narrative_and_computed_rows(dossier: Dossier, reviewer: Client) -> None:
    text = pages.text_of(look(reviewer, detail_url(dossier)))
    assert "Tổng điểm 100, cấp xã loại II yêu cầu từ 80 điểm: đạt." in text
    assert "Không có trường hợp nào được khai báo." in text
    assert "Nội dung phần Khó khăn." in text
    assert "Nội dung hệ thống tự tính (không phải thẩm tra)" in text
    assert "Thay đổi so với lần nộp" not in text


def test_dead_buttons_say_why(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    html = look(as_user(town.head), detail_url(dossier))
    text = pages.text_of(html)
    assert "Chưa có nội dung nào được yêu cầu bổ sung." in text
    assert "Còn nội dung chưa thẩm tra:" in text
    assert reverse("assessments:dossier_act", args=[dossier.pk, "appraise"]) not in html


def test_overview_before_reception_offers_to_receive(town: Town, reviewer: Client) -> None:
    submitted = bring_to(town, State.SUBMITTED)
    html = look(reviewer, detail_url(submitted))
    assert reverse("assessments:dossier_act", args=[submitted.pk, "receive"]) in html
    assert "Hồ sơ chưa được tiếp nhận." in html


def test_item_shows_what_was_handed_in(dossier: Dossier, reviewer: Client) -> None:
    dossier.answers.filter(item_code=CODE).update(facts={"numerator": "1", "denominator": "2"}, note="Chưa nộp")
    html = look(reviewer, item_url(dossier))
    text = pages.text_of(html)
    assert "20/20" in text
    assert "Có tài liệu lưu tại bộ phận chuyên môn." in text
    assert "Chưa nộp" not in text
    count = len(dossier.campaign.standard.parsed.answerable_items)
    assert f"Lưu và sang nội dung tiếp theo · 1/{count}" in text
    assert 'name="version" value="0"' in html


def test_due_date_begins_with_what_the_standard_gives(dossier: Dossier, reviewer: Client) -> None:
    day = dates.short(steps.working_day_in(timezone.localdate(), 5))
    html = look(reviewer, item_url(dossier))
    assert re.search(r'name="due_days" value="5"', html)
    assert f"ngày {day}." in pages.text_of(html).split("5 ngày làm việc, không tính hôm nay: đến hết ")[1][:40]


def test_saving_goes_to_the_next_item(dossier: Dossier, reviewer: Client) -> None:
    response = reviewer.post(item_url(dossier), typed(), follow=True)
    assert response.redirect_chain == [(item_url(dossier, "1.1.2"), 302)]
    count = len(dossier.campaign.standard.parsed.answerable_items)
    assert f"Đã lưu kết luận nội dung 1.1.1. Đã thẩm tra 1/{count} nội dung." in response.content.decode()
    assert dossier.reviews.get().verdict == Verdict.ACCEPTED


def test_plain_save_stays(dossier: Dossier, reviewer: Client) -> None:
    response = reviewer.post(item_url(dossier), typed(go="stay"))
    assert (response.status_code, response.headers["Location"]) == (302, item_url(dossier))


def test_last_item_leads_back_to_the_overview(dossier: Dossier, reviewer: Client) -> None:
    last = dossier.campaign.standard.parsed.answerable_items[-1].code
    assert "Lưu và về tổng quan" in look(reviewer, item_url(dossier, last))
    response = reviewer.post(item_url(dossier, last), typed())
    assert response.headers["Location"] == detail_url(dossier)


def test_changed_points_are_read_with_a_comma(dossier: Dossier, reviewer: Client) -> None:
    reviewer.post(item_url(dossier), typed(verdict="changed", points="0,25", reason="Chậm."))
    assert dossier.reviews.get().counted_points == Decimal("0.25")
    html = look(reviewer, item_url(dossier))
    assert 'name="points" value="0,25"' in html
    assert 'name="version" value="1"' in html
    assert "Điều chỉnh: 0,25 điểm" in pages.text_of(html)


def test_supplement_keeps_reason_and_day(dossier: Dossier, reviewer: Client) -> None:
    reviewer.post(item_url(dossier), typed(verdict="supplement", reason="Thiếu danh mục.", due_on=days_from_now(3)))
    review = dossier.reviews.get()
    assert (review.reason, review.due_on) == ("Thiếu danh mục.", steps.working_day_in(timezone.localdate(), 3))


@pytest.mark.parametrize(
    ("fields", "sentence", "kept"),
    [
        ({"verdict": ""}, "Vui lòng chọn kết luận.", ""),
        ({"verdict": "changed", "points": "9", "reason": "Vì"}, "Điểm thẩm tra phải từ 0 đến 2.", 'value="9"'),
        ({"verdict": "changed", "points": "1,x", "reason": "Vì"}, "Vui lòng nhập số điểm, ví dụ 0,25.", 'value="1,x"'),
        ({"verdict": "changed", "reason": "Vì"}, "Vui lòng nhập điểm thẩm tra.", "Vì</textarea>"),
        ({"verdict": "changed", "points": "1,5"}, "Vui lòng ghi lý do.", 'value="1,5"'),
        ({"verdict": "supplement", "reason": "Vì"}, "Vui lòng chọn hạn bổ sung sau ngày hôm nay.", "Vì</textarea>"),
        ({"verdict": "supplement", "due_on": "32/01/2021"}, "Ngày không hợp lệ.", 'value="32/01/2021"'),
        ({"verdict": "accepted", "points": "1"}, "Vui lòng chọn “Điều chỉnh” hoặc xóa ô đó.", 'value="1"'),
    ],
)
def test_bad_input_is_told_beside_its_field_and_kept(
    dossier: Dossier, reviewer: Client, fields: dict[str, str], sentence: str, kept: str
) -> None:
    response = reviewer.post(item_url(dossier), typed(**fields))
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert kept in html
    assert not dossier.reviews.exists()


def test_second_reviewer_sees_both_and_loses_nothing(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    conclude(town, dossier, CODE, Verdict.CHANGED, points=Decimal("0.5"), reason="Ban hành chậm.")
    head = as_user(town.head)
    mine = typed(verdict="changed", points="1,5", reason="Chỉ một văn bản chậm.")
    response = head.post(item_url(dossier), mine)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Điều chỉnh: 0,5 điểm" in pages.text_of(html)
    assert "Ban hành chậm." in html
    assert 'value="1,5"' in html
    assert "Chỉ một văn bản chậm.</textarea>" in html
    assert 'name="version" value="1"' in html
    assert dossier.reviews.get().reason == "Ban hành chậm."
    assert head.post(item_url(dossier), {**mine, "version": "1"}).status_code == 302
    assert dossier.reviews.get().reason == "Chỉ một văn bản chậm."


def test_bad_input_does_not_hide_that_somebody_else_saved(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    conclude(town, dossier, CODE, Verdict.ACCEPTED)
    response = as_user(town.head).post(item_url(dossier), typed(verdict="changed", points="1"))
    assert response.status_code == 422
    assert 'name="version" value="0"' in response.content.decode()


def test_conclusion_is_taken_back(town: Town, dossier: Dossier, reviewer: Client) -> None:
    conclude(town, dossier, CODE, Verdict.ACCEPTED)
    url = reverse("assessments:review_clear", args=[dossier.pk, CODE])
    assert url in look(reviewer, item_url(dossier))
    assert reviewer.post(url, {"version": "7"}).status_code == 409
    assert reviewer.post(url, {"version": "1"}).headers["Location"] == item_url(dossier)
    assert not dossier.reviews.exists()


def test_rest_of_a_criterion_is_accepted_once_confirmed(dossier: Dossier, reviewer: Client) -> None:
    url = reverse("assessments:review_accept", args=[dossier.pk, "1"])
    assert url in look(reviewer, detail_url(dossier))
    assert reviewer.post(url).status_code == 409
    assert not dossier.reviews.exists()
    html = reviewer.post(url, {"confirm": "on"}, follow=True).content.decode()
    edition = dossier.campaign.standard.parsed
    count = sum(1 for item in edition.answerable_items if edition.criterion_of(item.code).code == "1")
    assert f"Đã ghi “Đồng ý” cho {count} nội dung của tiêu chí 1." in html
    assert dossier.reviews.count() == count
    assert url not in html


@pytest.mark.parametrize("who", ["official", "leader", "council", "administrator"])
def test_bench_is_closed_to_other_roles(town: Town, dossier: Dossier, as_user: SignIn, who: str) -> None:
    client = as_user(getattr(town, who))
    assert client.get(detail_url(dossier)).status_code == 403
    assert client.get(item_url(dossier)).status_code == 403
    assert client.post(item_url(dossier), typed()).status_code == 403
    assert client.post(reverse("assessments:review_clear", args=[dossier.pk, CODE])).status_code == 403
    assert (
        client.post(reverse("assessments:review_accept", args=[dossier.pk, "1"]), {"confirm": "on"}).status_code == 403
    )
    assert not dossier.reviews.exists()


@pytest.mark.parametrize("who", ["other_official", "other_leader", "observer"])
def test_bench_does_not_exist_for_strangers(town: Town, dossier: Dossier, as_user: SignIn, who: str) -> None:
    client = as_user(getattr(town, who))
    assert client.get(detail_url(dossier)).status_code == 404
    assert client.get(item_url(dossier)).status_code == 404
    assert client.post(item_url(dossier), typed()).status_code == 404


def test_decider_reads_and_writes_nothing(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    client = as_user(town.decider)
    assert "Xem từng nội dung" in look(client, detail_url(dossier))
    html = look(client, item_url(dossier))
    assert "chỉ cán bộ thẩm tra ghi kết luận" in html
    assert 'value="next"' not in html
    assert client.post(item_url(dossier), typed()).status_code == 403
    assert client.post(item_url(dossier), typed(verdict="")).status_code == 403
    assert not dossier.reviews.exists()


@pytest.mark.parametrize("code", ["9.9.9", "1", "1.1", "1.2.4"])
def test_tampered_item_does_not_exist(dossier: Dossier, reviewer: Client, code: str) -> None:
    assert reviewer.get(item_url(dossier, code)).status_code == 404
    assert reviewer.post(item_url(dossier, code), typed()).status_code == 404
    assert reviewer.post(reverse("assessments:review_clear", args=[dossier.pk, code])).status_code == 404


def test_tampered_dossier_and_criterion_do_not_exist(town: Town, dossier: Dossier, reviewer: Client) -> None:
    assert reviewer.get(detail_url(town.other_dossier)).status_code == 404
    assert reviewer.get("/tham-tra/999999/").status_code == 404
    assert reviewer.post(f"/tham-tra/{dossier.pk}/tieu-chi/9/dong-y/", {"confirm": "on"}).status_code == 404


@pytest.mark.parametrize("name", ["review_clear", "review_accept"])
def test_write_addresses_refuse_get(dossier: Dossier, reviewer: Client, name: str) -> None:
    code = CODE if name == "review_clear" else "1"
    assert reviewer.get(reverse(f"assessments:{name}", args=[dossier.pk, code])).status_code == 405


@pytest.mark.parametrize("state", [State.SUBMITTED, State.RETURNED, State.APPRAISED, State.RECOGNISED])
def test_form_is_closed_in_other_states_and_says_why(town: Town, reviewer: Client, state: State) -> None:
    dossier = bring_to(town, state)
    assert look(reviewer, detail_url(dossier))
    html = look(reviewer, item_url(dossier))
    assert "<fieldset disabled>" in html
    assert 'value="next"' not in html
    mine = typed(verdict="changed", points="1", reason="Nhập rồi mới biết.", version="1")
    response = reviewer.post(item_url(dossier), mine)
    assert response.status_code == 409
    assert "Hồ sơ không ở bước thẩm tra" in response.content.decode()
    assert "Nhập rồi mới biết.</textarea>" in response.content.decode()


def test_pass_fail_edition_is_reviewed_without_points(db: None, as_user: SignIn) -> None:  # noqa: ARG001  # the database has to be there
    standard = load_standard("qd-27-2025")
    town = make_town(standard, year=2026, due_before=date(2027, 1, 1))
    dossier = bring_to(town, State.UNDER_REVIEW)
    client = as_user(town.reviewer)
    html = look(client, item_url(dossier))
    assert 'name="met"' in html
    assert 'name="points"' not in html
    client.post(item_url(dossier), {**typed(verdict="changed", reason="Chưa đủ hồ sơ."), "met": "False"})
    assert dossier.reviews.get().counted_met is False
    count = len(standard.parsed.indicators)
    text = pages.text_of(look(client, detail_url(dossier)))
    assert f"Tự đánh giá đạt {count} – thẩm tra đạt {count - 1} / {count} chỉ tiêu" in text


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        look(client, url)
    return len(captured)


def test_queries_do_not_grow_with_the_conclusions(town: Town, dossier: Dossier, as_user: SignIn) -> None:
    conclude(town, dossier, CODE, Verdict.ACCEPTED)
    few = [queries(as_user(town.head), url) for url in (detail_url(dossier), item_url(dossier))]
    for item in dossier.campaign.standard.parsed.answerable_items[1:]:
        conclude(town, dossier, item.code, Verdict.ACCEPTED)
    assert [queries(as_user(town.head), url) for url in (detail_url(dossier), item_url(dossier))] == few
