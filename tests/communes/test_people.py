"""Accounts and invitations."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from communes.models import Membership, Role, Unit, UnitKind, User
from communes.selectors import accounts
from communes.services import people
from tests.factories import NOW
from tests.factories.town import make_unit, make_user
from tiepcanpl.kit.errors import DomainError

pytestmark = pytest.mark.django_db
SITE = "https://tiepcanpl.example.test"


@pytest.fixture
def ward() -> Unit:
    return make_unit("14809", "Bắc Sơn", UnitKind.PHUONG)


@pytest.fixture
def administrator(ward: Unit) -> User:
    return make_user("quantri", Role.ADMINISTRATOR, ward)


def create(actor: User | None = None, **fields: str) -> User:
    values = {"username": "canbo", "full_name": "Lê  Thị Hòa ", "email": "Hoa@Example.TEST", **fields}
    return people.create(user=User(**values), actor=actor, at=NOW, site_url=SITE)


def test_an_invitation_sets_the_first_password_end_to_end(
    client: Client,
    administrator: User,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        user = create(administrator)
    assert (user.full_name, user.email, user.has_usable_password()) == ("Lê Thị Hòa", "hoa@example.test", False)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["hoa@example.test"], "Tài khoản mới – Đánh giá chuẩn tiếp cận pháp luật")
    assert "Ông/Bà được cấp tài khoản “canbo”" in str(mail.body)
    assert "trong 3 ngày" in str(mail.body)
    link = re.findall(rf"{SITE}(/\S+)", str(mail.body))[0]
    form = client.get(link, follow=True)
    password = "mat-khau-dau-tien-2021"
    client.post(form.redirect_chain[-1][0], {"password1": password, "password2": password})
    user.refresh_from_db()
    assert user.check_password(password)
    assert "Liên kết không còn dùng được" in client.get(link, follow=True).content.decode()


def test_who_invited_whom_is_recorded(administrator: User) -> None:
    user = create(administrator)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id, entry.action_time) == (administrator, str(user.pk), NOW)
    assert entry.change_message == "Gửi liên kết đặt mật khẩu tới hoa@example.test."


def test_nobody_is_created_without_an_address(administrator: User) -> None:
    with pytest.raises(DomainError) as refusal:
        create(administrator, email="")
    assert refusal.value.reasons == ("Tài khoản “canbo” chưa có thư điện tử. Vui lòng bổ sung rồi gửi lại.",)
    assert not User.objects.filter(username="canbo").exists()


def test_resending_skips_closed_accounts_with_a_reason(administrator: User) -> None:
    create()
    closed = create(username="cu", email="cu@example.test")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    sent = people.invite_all(
        users=User.objects.filter(username__in=["canbo", "cu"]), actor=administrator, at=NOW, site_url=SITE
    )
    assert sent == (1, ["Tài khoản “cu” đã ngừng hoạt động nên không gửi liên kết."])


def test_an_account_closed_meanwhile_gets_no_mail(mailoutbox: list[EmailMessage]) -> None:
    user = create()
    User.objects.update(is_active=False)
    people.send_invitation(user_id=user.pk, site_url=SITE)
    people.send_invitation(user_id=user.pk + 1, site_url=SITE)
    assert mailoutbox == []


def test_a_person_with_a_password_is_written_to_in_other_words(mailoutbox: list[EmailMessage], ward: Unit) -> None:
    people.send_invitation(user_id=make_user("canbo", Role.COMMUNE_OFFICIAL, ward).pk, site_url=SITE)
    assert mailoutbox[0].subject == "Đặt lại mật khẩu – Đánh giá chuẩn tiếp cận pháp luật"


def test_a_role_is_given_once_and_administrators_reach_the_admin(ward: Unit, administrator: User) -> None:
    user = create()
    for _ in range(2):
        people.grant(user=user, unit=ward, role=Role.COMMUNE_OFFICIAL, actor=administrator, at=NOW)
    assert not user.is_staff
    people.grant(user=user, unit=ward, role=Role.ADMINISTRATOR, actor=administrator, at=NOW)
    assert list(Membership.objects.filter(user=user).values_list("role", flat=True)) == [
        "administrator",
        "commune_official",
    ]
    assert User.objects.get(pk=user.pk).is_staff


def test_search_ignores_accents() -> None:
    user = create(full_name="Đỗ Thị Bưởi")
    create(username="khac", email="khac@example.test", full_name="Lê Văn An")
    assert accounts.matching("do BUOI") == [user.pk]
    assert accounts.matching("đỗ văn") == []
