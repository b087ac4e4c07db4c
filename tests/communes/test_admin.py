"""The administration pages: in Vietnamese, under our content security policy, for administrators alone."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks

from communes.models import Membership, Role, Unit, UnitClass, UnitKind, User
from tests.factories import PASSWORD
from tests.factories.town import make_unit, make_user

pytestmark = pytest.mark.django_db
Browser = Callable[[User], Client]
PAGES = (
    "/quan-tri/",
    "/quan-tri/communes/",
    "/quan-tri/communes/unit/",
    "/quan-tri/communes/unit/?q=khong-co",
    "/quan-tri/communes/unit/add/",
    "/quan-tri/communes/unit/import/",
    "/quan-tri/communes/unit/export/",
    "/quan-tri/communes/unit/{unit}/change/",
    "/quan-tri/communes/unit/{unit}/history/",
    "/quan-tri/communes/unit/{unit}/delete/",
    "/quan-tri/communes/user/",
    "/quan-tri/communes/user/add/",
    "/quan-tri/communes/user/import/",
    "/quan-tri/communes/user/export/",
    "/quan-tri/communes/user/{user}/change/",
    "/quan-tri/communes/user/{user}/history/",
    "/quan-tri/jsi18n/",
)


@pytest.fixture
def unit() -> Unit:
    return make_unit("38", "Thanh Hóa", UnitKind.TINH)


@pytest.fixture
def administrator(unit: Unit) -> User:
    return make_user("quantri", Role.ADMINISTRATOR, unit, is_staff=True)


@pytest.fixture
def browser(administrator: User, as_user: Browser) -> Client:
    return as_user(administrator)


@pytest.fixture
def untranslated(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Collect what the packages look up and do not find."""
    found: set[str] = set()

    def watch(name: str, where: int) -> None:
        original = getattr(translation._trans, name)  # type: ignore[attr-defined]  # noqa: SLF001  # where Django keeps them

        def recorded(*arguments: Any) -> Any:
            answer = original(*arguments)
            if answer == arguments[where] and re.search(r"[A-Za-z]{2}", answer):
                found.add(answer)
            return answer

        monkeypatch.setattr(translation._trans, name, recorded)  # type: ignore[attr-defined]  # noqa: SLF001  # see above

    watch("gettext", 0)
    watch("pgettext", 1)
    watch("ngettext", 0)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_no_english_is_left(
    browser: Client, unit: Unit, administrator: User, untranslated: set[str], path: str
) -> None:
    response = browser.get(path.format(unit=unit.pk, user=administrator.pk))
    assert response.status_code == 200
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    shown = {words for words in untranslated if words in text}
    assert shown - {"csv", "xlsx", "Django administration"} == set()


@pytest.mark.parametrize("path", PAGES)
def test_nothing_inline_that_the_policy_forbids(browser: Client, unit: Unit, administrator: User, path: str) -> None:
    response = browser.get(path.format(unit=unit.pk, user=administrator.pk))
    html = response.content.decode()
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert re.findall(r"<script(?![^>]*(?:\ssrc=|application/json))[^>]*>", html) == []
    assert re.findall(r"<style|<[a-z][^>]*\sstyle=|<[a-z][^>]*\son[a-z]+=|javascript:", html) == []


def test_other_peoples_records_are_not_offered() -> None:
    registered = {model._meta.label for model in admin.site._registry}  # noqa: SLF001  # Django's names
    assert not registered & {"auth.Group", "account.EmailAddress", "account.EmailConfirmation"}


@pytest.mark.parametrize("is_staff", [True, False])
def test_others_see_nothing(unit: Unit, as_user: Browser, *, is_staff: bool) -> None:
    browser = as_user(make_user("chuyenvien", Role.REVIEWER, unit, is_staff=is_staff))
    pages = ("/quan-tri/communes/unit/", "/quan-tri/communes/user/import/", "/quan-tri/communes/user/export/")
    assert {browser.get(path).status_code for path in pages} == {403 if is_staff else 302}
    assert browser.post("/quan-tri/communes/user/process_import/").status_code == (403 if is_staff else 302)


def test_units_are_found_without_accents_and_by_code(browser: Client, unit: Unit) -> None:
    make_unit("14824", "Quang Trung", UnitKind.XA, unit)
    for words in ("xa quang", "XÃ TRUNG", "148"):
        page = browser.get("/quan-tri/communes/unit/", {"q": words}).content.decode()
        assert "Xã Quang Trung" in page
        assert ">Tỉnh Thanh Hóa</a>" not in page


def test_units_are_filtered_by_force(browser: Client, unit: Unit) -> None:
    ended = make_unit("14824", "Quang Trung", UnitKind.XA, unit)
    ended.valid_to = ended.valid_from.replace(year=2010)
    ended.save()
    listed = {
        choice: set(
            re.findall(r">(\d{2,5})</a>", browser.get(f"/quan-tri/communes/unit/?hieu-luc={choice}").content.decode())
        )
        for choice in ("con", "het")
    }
    assert listed == {"con": {"38"}, "het": {"14824"}}


def test_a_class_is_entered_with_its_basis(browser: Client, unit: Unit) -> None:
    fields = {
        "code": "38", "name": "Thanh Hóa", "kind": "tinh", "level": "province", "valid_from": "01/01/2000",
        "classes-TOTAL_FORMS": 1, "classes-INITIAL_FORMS": 0, "classes-0-value": "I",
        "classes-0-valid_from": "05/01/2021", "classes-0-basis": "QĐ 1/QĐ-TTg",
    }  # fmt: skip  # one block
    assert browser.post(f"/quan-tri/communes/unit/{unit.pk}/change/", fields).status_code == 302
    found = UnitClass.objects.get()
    assert (found.value, found.valid_from.isoformat(), found.basis) == ("I", "2021-01-05", "QĐ 1/QĐ-TTg")


NEW = {
    "username": "canbo", "full_name": "Lê Thị Hòa", "email": "Hoa@example.test", "is_active": "on",
    "memberships-TOTAL_FORMS": 1, "memberships-INITIAL_FORMS": 0, "memberships-0-role": "reviewer",
}  # fmt: skip  # one block


def test_a_new_account_is_invited(
    browser: Client,
    unit: Unit,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post("/quan-tri/communes/user/add/", {**NEW, "memberships-0-unit": unit.pk})
    assert response["Location"] == "/quan-tri/communes/user/"
    user = User.objects.get(username="canbo")
    assert (user.email, user.has_usable_password()) == ("hoa@example.test", False)
    assert Membership.objects.get(user=user).role == Role.REVIEWER
    assert [mail.to for mail in mailoutbox] == [["hoa@example.test"]]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"email": ""}, "Trường này là bắt buộc."),
        ({"username": "QuanTri"}, "Tên đăng nhập này đã có."),
        ({"email": "QUANTRI@example.test"}, "Thư điện tử này đã được dùng cho một tài khoản khác."),
    ],
)
def test_a_faulty_account_keeps_what_was_typed(
    browser: Client, unit: Unit, change: dict[str, str], sentence: str
) -> None:
    response = browser.post("/quan-tri/communes/user/add/", {**NEW, "memberships-0-unit": unit.pk, **change})
    page = response.content.decode()
    assert sentence in page
    assert 'value="Lê Thị Hòa"' in page
    assert User.objects.count() == 1


def test_links_are_sent_again(
    browser: Client,
    unit: Unit,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    chosen = [make_user("mot", Role.REVIEWER, unit), make_user("hai", Role.REVIEWER, unit, is_active=False)]
    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post(
            "/quan-tri/communes/user/",
            {"action": "send_links", "_selected_action": [user.pk for user in chosen]},
            follow=True,
        )
    page = response.content.decode()
    assert "Đang gửi liên kết đặt mật khẩu cho 1 tài khoản." in page
    assert "Tài khoản “hai” đã ngừng hoạt động nên không gửi liên kết." in page
    assert [mail.to for mail in mailoutbox] == [["mot@example.test"]]


def test_passwords_are_neither_shown_nor_typed(browser: Client, administrator: User) -> None:
    for path in ("/quan-tri/communes/user/", f"/quan-tri/communes/user/{administrator.pk}/change/"):
        page = browser.get(path).content.decode()
        assert administrator.password not in page
        assert 'type="password"' not in page


def test_only_a_superuser_changes_a_superuser(browser: Client, unit: Unit) -> None:
    boss = make_user("goc", Role.ADMINISTRATOR, unit, is_superuser=True)
    change = {**NEW, "memberships-TOTAL_FORMS": 0, "username": "goc"}
    assert browser.post(f"/quan-tri/communes/user/{boss.pk}/change/", change).status_code == 403
    boss.refresh_from_db()
    assert boss.email == "goc@example.test"


def test_accounts_are_never_deleted(browser: Client, administrator: User) -> None:
    assert browser.post(f"/quan-tri/communes/user/{administrator.pk}/delete/", {"post": "yes"}).status_code == 403
    assert "delete_selected" not in browser.get("/quan-tri/communes/user/").content.decode()


def test_accounts_are_found_without_accents_and_filtered_by_password(browser: Client, unit: Unit) -> None:
    user = make_user("canbo", Role.REVIEWER, unit)
    user.full_name = "Đỗ Thị Bưởi"
    user.set_unusable_password()
    user.save()
    for query in ("q=do+buoi", "mat-khau=chua"):
        page = browser.get(f"/quan-tri/communes/user/?{query}").content.decode()
        assert re.findall(r">(canbo|quantri)</a>", page) == ["canbo"]


@pytest.mark.parametrize("path", ["/quan-tri/communes/unit/", "/quan-tri/communes/user/"])
def test_lists_cost_the_same_at_any_length(browser: Client, unit: Unit, path: str) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get(path)
        return len(queries)

    few = count()
    for number in range(12):
        make_user(f"nguoi-{number}", Role.REVIEWER, make_unit(f"{14000 + number}", f"Xã {number}", UnitKind.XA, unit))
    assert count() == few


@pytest.mark.usefixtures("administrator")
def test_the_sign_in_of_the_admin_is_the_sign_in_of_the_site(client: Client) -> None:
    assert client.get("/quan-tri/login/?next=/quan-tri/")["Location"] == "/tai-khoan/dang-nhap/?next=%2Fquan-tri%2F"
    answer = client.post("/tai-khoan/dang-nhap/", {"login": "quantri", "password": PASSWORD, "next": "/quan-tri/"})
    assert answer["Location"] == "/quan-tri/"
