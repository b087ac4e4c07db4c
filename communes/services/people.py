"""Accounts: created without a password, which the person sets by a link sent to the account's address."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from communes.models import Membership, Role, Unit, User
from communes.services import journal
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.jobs import Job, enqueue
from tiepcanpl.kit.text import nfc

# Who works in the administration pages; everybody else works in the pages of the product.
STAFF_ROLES = frozenset({Role.ADMINISTRATOR})


@transaction.atomic
def create(*, user: User, actor: User | None, at: datetime, site_url: str) -> User:
    """Save a new account without a password and send its owner the link that sets one.

    `site_url` is the address of the site ("https://…", no slash at the end). Raises DomainError where nobody could be
    written to.
    """
    tidy(user)
    _require_reachable(user)
    user.set_unusable_password()
    user.save(force_insert=True)
    invite(user=user, actor=actor, at=at, site_url=site_url)
    return user


@transaction.atomic
def grant(*, user: User, unit: Unit, role: Role, actor: User | None, at: datetime) -> Membership:
    """Give the person a role in the unit; giving it again changes nothing."""
    membership, is_new = Membership.objects.get_or_create(user=user, unit=unit, role=role)
    if is_new:
        journal.changed(user, f"Giao vai trò: {membership}.", actor=actor, at=at)
    if role in STAFF_ROLES and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    return membership


@transaction.atomic
def invite(*, user: User, actor: User | None, at: datetime, site_url: str) -> None:
    """Send the link that sets a password; links sent before stay valid until one of them is used or expires.

    Raises DomainError for an account that is closed or has no address.
    """
    _require_reachable(user)
    journal.changed(user, f"Gửi liên kết đặt mật khẩu tới {user.email}.", actor=actor, at=at)
    enqueue(Job.SEND_INVITATION, user_id=user.pk, site_url=site_url)


def invite_all(*, users: Iterable[User], actor: User, at: datetime, site_url: str) -> tuple[int, list[str]]:
    """Send each person the link; return how many were sent and a sentence for each account that was not."""
    sent = 0
    refused: list[str] = []
    for user in users:
        try:
            invite(user=user, actor=actor, at=at, site_url=site_url)
        except DomainError as error:
            refused.extend(error.reasons)
        else:
            sent += 1
    return sent, refused


def send_invitation(*, user_id: int, site_url: str) -> None:
    """Write the e-mail; called by the job. An account closed or removed in the meantime gets none."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return
    context = {
        "user": user,
        "url": site_url + password_path(user),
        "forgotten_url": site_url + reverse("account_reset_password"),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "is_first": not user.has_usable_password(),
        "site_name": settings.SITE_NAME,
    }
    subject = " ".join(render_to_string("emails/invitation_subject.txt", context).split())
    send_mail(subject, render_to_string("emails/invitation_message.txt", context), None, [user.email])


def password_path(user: User) -> str:
    """Return the one-time address at which the person sets a password."""
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})


def tidy(user: User) -> None:
    """Bring the texts into the form in which they are stored: composed, trimmed; addresses in lower case."""
    user.full_name = " ".join(nfc(user.full_name).split())
    user.position = " ".join(nfc(user.position).split())
    user.username = nfc(user.username).strip()
    user.email = user.email.strip().lower()


def _require_reachable(user: User) -> None:
    if not user.is_active:
        raise DomainError(f"Tài khoản “{user.username}” đã ngừng hoạt động nên không gửi liên kết.")
    if not user.email:
        raise DomainError(f"Tài khoản “{user.username}” chưa có thư điện tử. Vui lòng bổ sung rồi gửi lại.")
