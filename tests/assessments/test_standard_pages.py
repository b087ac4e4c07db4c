"""The pages of the standards: the whole edition, in Vietnamese, with its provenance."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from communes.models import User
from tests.factories.town import Town, load_standard

AsUser = Callable[[User], Client]


@pytest.mark.parametrize("edition", ["qd-619-2017", "qd-25-2021", "qd-27-2025"])
def test_detail_shows_every_node(town: Town, as_user: AsUser, edition: str) -> None:
    standard = load_standard(edition)
    page = as_user(town.official).get(reverse("assessments:standard_detail", args=[standard.pk]))
    text = page.content.decode()
    parsed = standard.parsed
    missing = [item.code for item in parsed.items if f'id="noi-dung-{item.code.replace(".", "-")}"' not in text]
    missing += [row.code for row in parsed.indicators if f'id="chi-tieu-{row.code.replace(".", "-")}"' not in text]
    missing += [row.code for row in parsed.criteria if f'id="tieu-chi-{row.code}"' not in text]
    assert (page.status_code, missing) == (200, [])


def text_of(client: Client, edition: str) -> str:
    standard = load_standard(edition)
    return " ".join(client.get(reverse("assessments:standard_detail", args=[standard.pk])).content.decode().split())


def test_detail_names_the_law_and_the_conditions(town: Town, as_user: AsUser) -> None:
    text = text_of(as_user(town.observer), "qd-619-2017")
    assert "Quyết định số 619/QĐ-TTg ngày 08 tháng 5 năm 2017 của Thủ tướng Chính phủ" in text
    assert "từ 90 điểm trở lên đối với cấp xã loại I" in text
    assert "10 ngày làm việc kể từ ngày ký Báo cáo (khoản 1 Điều 8 QĐ 619/QĐ-TTg)" in text
    assert "trước ngày 05/01 của năm sau năm đánh giá" in text


def test_detail_says_what_is_not_known_and_shows_no_codes(town: Town, as_user: AsUser) -> None:
    text = text_of(as_user(town.leader), "qd-27-2025")
    assert "Chưa có thông tin" in text
    assert "Chưa xác minh" in text
    leaks = [
        code
        for code in ("provisional", "not found", "working_days", "sourced", "dac_khu", "pass_fail")
        if f" {code}" in text.replace('class="provisional"', "")
    ]
    assert leaks == []


def test_score_basis_is_told_in_words(town: Town, as_user: AsUser) -> None:
    assert "điểm số thẩm định của Hội đồng" in text_of(as_user(town.leader), "qd-25-2021")


def test_list_shows_every_edition_to_anybody_signed_in(town: Town, as_user: AsUser) -> None:
    load_standard("qd-27-2025")
    for person in (town.official, town.council, town.administrator):
        page = as_user(person).get(reverse("assessments:standard_list"))
        assert (page.status_code, page.content.decode().count("<article")) == (200, 2)


def test_strangers_sign_in_first(client: Client) -> None:
    page = client.get(reverse("assessments:standard_list"))
    assert (page.status_code, page["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("name", ["standard_list", "standard_detail"])
def test_nothing_is_posted_here(town: Town, as_user: AsUser, name: str) -> None:
    args = [town.standard.pk] if name == "standard_detail" else []
    assert as_user(town.head).post(reverse(f"assessments:{name}", args=args)).status_code == 405


def test_unknown_standard_is_404(town: Town, as_user: AsUser) -> None:
    assert as_user(town.head).get(reverse("assessments:standard_detail", args=[999_999])).status_code == 404
