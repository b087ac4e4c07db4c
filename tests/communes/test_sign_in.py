"""Signing in, out, and back in with a forgotten password."""

import re
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import NoReverseMatch, reverse

from communes.models import User
from tests.factories import PASSWORD

NEW_PASSWORD = "mot-mat-khau-khac-2021"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
LOGIN = "/tai-khoan/dang-nhap/"


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def person() -> User:
    return User.objects.create_user("canbo-14809", "Canbo@example.test", PASSWORD, full_name="Lê Thị Hòa")


def sign_in(client: Client, login: str = "canbo-14809", password: str = PASSWORD, **more: str) -> str:
    response = client.post(LOGIN, {"login": login, "password": password, **more})
    return str(response["Location"] if response.status_code == 302 else response.content.decode())


def link_in(mail: EmailMessage) -> str:
    return str(re.findall(r"http://testserver(/\S+)", str(mail.body))[0])


def test_the_page_says_where_to_get_help_and_helps_the_browser(client: Client) -> None:
    page = client.get(LOGIN).content.decode()
    assert "Cần trợ giúp?" in page
    assert re.search(r'<input[^>]*name="login"[^>]*autofocus', page)
    assert re.search(r'<input[^>]*name="login"[^>]*autocomplete="username"', page)
    assert re.search(
        r'<input[^>]*name="password"[^>]*autocomplete="current-password"|autocomplete="current-password"', page
    )
    assert "placeholder" not in page


@pytest.mark.parametrize("login", ["canbo-14809", "CANBO-14809", "canbo@example.test", "CanBo@Example.test "])
def test_user_name_or_address_signs_in(client: Client, person: User, login: str) -> None:
    User.objects.update(email="canbo@example.test")
    assert sign_in(client, login) == "/"
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("login", "password"), [("canbo-14809", "sai"), ("khong-co", PASSWORD), ("khong@co.test", PASSWORD)]
)
def test_a_wrong_password_and_an_unknown_name_read_the_same(client: Client, login: str, password: str) -> None:
    page = sign_in(client, login, password)
    assert WRONG in page
    assert f'value="{login}"' in page
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("target", "lands"),
    [("/ho-so/", "/ho-so/"), ("https://example.org/", "/"), ("//example.org", "/"), ("javascript:alert(1)", "/")],
)
def test_next_leads_only_into_the_site(client: Client, target: str, lands: str) -> None:
    assert sign_in(client, next=target) == lands


def test_a_closed_account_is_told_so(client: Client) -> None:
    User.objects.update(is_active=False)
    assert sign_in(client) == "/tai-khoan/ngung-hoat-dong/"
    assert "đã ngừng hoạt động" in client.get("/tai-khoan/ngung-hoat-dong/").content.decode()
    assert "_auth_user_id" not in client.session


def test_five_wrong_passwords_lock_the_account_for_a_while(client: Client) -> None:
    for _ in range(5):
        assert WRONG in sign_in(client, password="sai")
    assert "Tài khoản bị tạm khóa do nhập sai nhiều lần." in sign_in(client)


def test_too_many_tries_from_one_place_answer_429_in_vietnamese(client: Client) -> None:
    for number in range(30):
        client.post(LOGIN, {"login": f"ten-{number}", "password": "sai"})
    response = client.post(LOGIN, {"login": "canbo-14809", "password": PASSWORD})
    assert response.status_code == 429
    assert "Thao tác quá nhiều lần" in response.content.decode()


def test_signing_out_asks_first(client: Client, person: User) -> None:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert "Bạn có chắc chắn muốn đăng xuất?" in client.get("/tai-khoan/dang-xuat/").content.decode()
    assert "_auth_user_id" in client.session
    response = client.post("/tai-khoan/dang-xuat/")
    assert response["Location"] == LOGIN
    assert "Đã đăng xuất." in client.get(LOGIN).content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "path", ["/tai-khoan/signup/", "/tai-khoan/dang-ky/", "/tai-khoan/email/", "/accounts/signup/"]
)
def test_nobody_signs_up(client: Client, person: User, path: str) -> None:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(path).status_code == 404


def test_there_is_no_address_to_sign_up() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_a_forgotten_password_is_reset_by_mail(client: Client, mailoutbox: list[EmailMessage]) -> None:
    User.objects.update(email="canbo@example.test")
    response = client.post("/tai-khoan/quen-mat-khau/", {"email": "CANBO@example.test"})
    assert response["Location"] == "/tai-khoan/quen-mat-khau/da-gui/"
    assert "Đã tiếp nhận yêu cầu" in client.get(response["Location"]).content.decode()
    (mail,) = mailoutbox
    assert mail.to == ["canbo@example.test"]
    assert mail.subject == "Đặt lại mật khẩu – Đánh giá chuẩn tiếp cận pháp luật"
    assert "Kính gửi Ông/Bà Lê Thị Hòa" in str(mail.body)

    form = client.get(link_in(mail), follow=True)
    page = form.content.decode()
    assert "Mật khẩu mới" in page
    assert 'autocomplete="new-password"' in page
    path = form.redirect_chain[-1][0]
    short = client.post(path, {"password1": "123", "password2": "123"}).content.decode()
    assert "Mật khẩu quá ngắn: cần ít nhất 10 ký tự." in short
    unequal = client.post(path, {"password1": NEW_PASSWORD, "password2": "khac"}).content.decode()
    assert "Hai lần nhập mật khẩu phải giống nhau." in unequal
    done = client.post(path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert done["Location"] == "/tai-khoan/mat-khau-moi/da-dat/"
    assert "Đã đặt mật khẩu mới" in client.get(done["Location"]).content.decode()

    assert "Liên kết không còn dùng được" in client.get(link_in(mail), follow=True).content.decode()
    assert WRONG in sign_in(client, password=PASSWORD)
    assert sign_in(client, password=NEW_PASSWORD) == "/"


def test_an_unknown_address_learns_nothing(client: Client, mailoutbox: list[EmailMessage]) -> None:
    User.objects.update(email="canbo@example.test")
    answers = [
        client.post("/tai-khoan/quen-mat-khau/", {"email": email})
        for email in ("canbo@example.test", "khong-co@example.test")
    ]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/tai-khoan/quen-mat-khau/da-gui/")] * 2
    assert [mail.to for mail in mailoutbox] == [["canbo@example.test"]]


def test_closed_accounts_get_no_link(client: Client, mailoutbox: list[EmailMessage]) -> None:
    User.objects.update(email="canbo@example.test", is_active=False)
    client.post("/tai-khoan/quen-mat-khau/", {"email": "canbo@example.test"})
    assert mailoutbox == []


@pytest.mark.parametrize("key", ["1-abc-0123456789", "zzz-abc-0123456789", "1-set-password"])
def test_a_made_up_link_is_refused(client: Client, key: str) -> None:
    page = client.get(f"/tai-khoan/mat-khau-moi/{key}/", follow=True).content.decode()
    assert "Liên kết không còn dùng được" in page


def test_changing_the_password_asks_for_the_old_one(client: Client, person: User) -> None:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    path = "/tai-khoan/doi-mat-khau/"
    new = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert "Mật khẩu hiện tại không đúng." in client.post(path, {"oldpassword": "sai", **new}).content.decode()
    assert client.post(path, {"oldpassword": PASSWORD, **new})["Location"] == "/"
    person.refresh_from_db()
    assert person.check_password(NEW_PASSWORD)


def test_pages_of_accounts_need_a_sign_in(client: Client) -> None:
    response = client.get("/tai-khoan/doi-mat-khau/")
    assert response["Location"] == f"{LOGIN}?next=/tai-khoan/doi-mat-khau/"
