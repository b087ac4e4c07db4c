"""How people sign in: what we change in allauth."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse

from communes.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is not followed by the type checker
    """No public sign-up; after a sign-out or a change of password people land where they go on working."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản đã ngừng hoạt động. Vui lòng liên hệ người quản trị hệ thống.",
        "email_password_mismatch": "Tên đăng nhập hoặc mật khẩu không đúng.",
        "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu không đúng.",
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng.",
        "enter_current_password": "Mật khẩu hiện tại không đúng.",
        "incorrect_password": "Mật khẩu không đúng.",
        "invalid_password_reset": "Liên kết đặt mật khẩu không hợp lệ hoặc đã hết hạn.",
        "too_many_login_attempts": (
            "Tài khoản bị tạm khóa do nhập sai nhiều lần. Vui lòng thử lại sau 5 phút hoặc đặt lại mật khẩu."
        ),
        "rate_limited": "Thao tác quá nhiều lần trong thời gian ngắn. Vui lòng thử lại sau ít phút.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002  # allauth's signature
        """Refuse: accounts are created by the administrator."""
        return False

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  # allauth's signature
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002  # allauth's signature
        return resolve_url("assessments:home")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Let the subject name the product: allauth renders it without a request."""
        super().send_mail(template_prefix, email, {**context, "site_name": settings.SITE_NAME})

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """Write to the address on the account, never to one that merely resembles it."""
        super().send_password_reset_mail(user, user.email or email, context)
