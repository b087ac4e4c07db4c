"""The pages of notices: the person's own only, marked as seen, leading nowhere but into the product."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Notice, NoticePreference
from assessments.services import notices
from communes.models import User
from tests.factories import NOW
from tests.factories.pages import text_of, value_of
from tests.factories.town import Town

LIST = "/thong-bao/"
AsUser = Callable[[User], Client]


def _tell(user: User, key: str, path: str = "/ho-so/") -> Notice:
    notices.tell([user], key=key, kind="thu", title=f"Việc {key}", path=path, at=NOW)
    return Notice.objects.get(recipient=user, key=key)


def _url(name: str, *args: int) -> str:
    return reverse(f"assessments:{name}", args=args)


@pytest.fixture
def leader(town: Town) -> User:
    """Return somebody who has not been told anything yet."""
    Notice.objects.all().delete()
    return town.leader


@pytest.mark.parametrize("page", ["notice_open", "notice_read"])
def test_somebody_elses_notice_does_not_exist(town: Town, leader: User, as_user: AsUser, page: str) -> None:
    notice = _tell(leader, "mot")
    client = as_user(town.official)
    assert client.post(_url(page, notice.pk)).status_code == 404
    assert client.post(_url(page, notice.pk + 1)).status_code == 404
    assert "Việc mot" not in client.get(LIST).content.decode()
    notice.refresh_from_db()
    assert notice.read_at is None


def test_opening_marks_as_seen_once_and_leads_to_the_place(leader: User, as_user: AsUser) -> None:
    notice, client = _tell(leader, "mot", "/ho-so/7/"), as_user(leader)
    answer = client.post(_url("notice_open", notice.pk))
    assert (answer.status_code, answer["Location"]) == (302, "/ho-so/7/")
    first = Notice.objects.get().read_at
    assert first
    client.post(_url("notice_open", notice.pk))
    client.post(_url("notice_read", notice.pk))
    assert Notice.objects.get().read_at == first


@pytest.mark.parametrize(
    "path",
    [
        "https://xau.example.test/",
        "//xau.example.test/",
        "/\\xau.example.test",
        "\\\\xau.example.test",
        "///xau.example.test",
        "javascript:alert(1)",
        "ho-so/7/",
        " //xau.example.test",
        "",
    ],
)
def test_a_path_out_of_the_product_leads_to_the_list(leader: User, as_user: AsUser, path: str) -> None:
    notice, client = _tell(leader, "mot", path), as_user(leader)
    assert client.post(_url("notice_open", notice.pk))["Location"] == LIST
    (row,) = re.findall(r'<li class="notice.*?</li>', client.get(LIST).content.decode(), re.DOTALL)
    assert "href" not in row


@pytest.mark.parametrize("page", ["notice_open", "notice_read", "notice_read_all"])
def test_a_link_alone_marks_nothing(leader: User, as_user: AsUser, page: str) -> None:
    notice = _tell(leader, "mot")
    args = [] if page == "notice_read_all" else [notice.pk]
    assert as_user(leader).get(_url(page, *args)).status_code == 405


def test_marking_all_stops_at_the_newest_that_was_shown(town: Town, leader: User, as_user: AsUser) -> None:
    shown, elses, client = _tell(leader, "mot"), _tell(town.official, "mot"), as_user(leader)
    until = value_of(client.get(LIST).content.decode(), "den")
    late = _tell(leader, "hai")
    assert client.post(_url("notice_read_all"), {"den": until}).status_code == 302
    assert list(Notice.objects.filter(read_at__isnull=False)) == [shown]
    assert set(Notice.objects.filter(read_at__isnull=True)) == {late, elses}


@pytest.mark.parametrize("until", ["", "-1", "tat-ca", "²", "9" * 40])
def test_marking_all_up_to_nonsense_is_no_error(leader: User, as_user: AsUser, until: str) -> None:
    _tell(leader, "mot")
    assert as_user(leader).post(_url("notice_read_all"), {"den": until}).status_code == 302


def test_the_head_counts_what_was_not_seen_and_the_list_pages(leader: User, as_user: AsUser) -> None:
    rows = [_tell(leader, f"so-{n}") for n in range(23)]
    Notice.objects.filter(pk=rows[-1].pk).update(read_at=NOW)
    client = as_user(leader)
    page = text_of(client.get(LIST).content.decode())
    assert "22" in page
    assert "Việc so-22" not in page  # seen: after those that were not
    assert "Việc so-22" in text_of(client.get(LIST, {"page": 2}).content.decode())
    assert "Việc so-22" not in text_of(client.get(f"{LIST}?page=2&loc=chua-xem").content.decode())


def test_empty_pages_say_what_will_appear(leader: User, as_user: AsUser) -> None:
    client = as_user(leader)
    page = text_of(client.get(LIST).content.decode())
    assert "Chưa có thông báo nào. Khi hồ sơ được nộp, trả lại, thẩm tra xong hoặc có quyết định" in page
    assert "Đánh dấu tất cả đã xem" not in page
    page = text_of(client.get(LIST, {"loc": "chua-xem"}).content.decode())
    assert "Không có thông báo nào chưa xem. Thông báo đã xem vẫn được lưu" in page


def test_preferences_are_stored_and_shown(leader: User, as_user: AsUser) -> None:
    client, address = as_user(leader), _url("notice_preferences")
    assert leader.email in text_of(client.get(address).content.decode())
    for choice in (NoticePreference.Mail.DAILY, NoticePreference.Mail.NONE, NoticePreference.Mail.NONE):
        assert client.post(address, {"mail": choice}).status_code == 302
        assert NoticePreference.objects.get(user=leader).mail == choice
    page = client.get(address).content.decode()
    assert page.count("checked") == 1
    assert "Đã lưu cách nhận thư: Không gửi thư điện tử." in text_of(page)
    assert client.post(address, {"mail": "pigeon"}).status_code in {200, 422}
    assert NoticePreference.objects.get(user=leader).mail == NoticePreference.Mail.NONE


def test_what_waits_follows_a_new_preference(leader: User) -> None:
    notice = _tell(leader, "mot")
    assert notice.mail_after == NOW
    notices.prefer(mail=NoticePreference.Mail.DAILY, actor=leader, at=NOW)
    notice.refresh_from_db()
    assert notice.mail_after
    assert NOW < notice.mail_after <= NOW + timedelta(days=1)
    notices.prefer(mail=NoticePreference.Mail.NONE, actor=leader, at=NOW)
    notice.refresh_from_db()
    assert notice.mail_after is None


def test_who_has_no_address_is_told_whom_to_ask(leader: User, as_user: AsUser) -> None:
    User.objects.filter(pk=leader.pk).update(email="")
    leader.refresh_from_db()
    assert _tell(leader, "mot").mail_after is None
    page = text_of(as_user(leader).get(_url("notice_preferences")).content.decode())
    assert "Tài khoản chưa có thư điện tử" in page
