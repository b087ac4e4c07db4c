"""The sign-in forms: allauth's, with our wording, focus and the hints that password managers read."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms


class LoginForm(allauth_forms.LoginForm):
    """User name or e-mail, password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the focus on the first field and take the placeholders away: the labels say it."""
        super().__init__(*args, **kwargs)
        login, password, remember = (self.fields[name] for name in ("login", "password", "remember"))
        login.label = "Tên đăng nhập hoặc thư điện tử"
        login.widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        )
        password.help_text = ""
        password.widget.attrs.pop("placeholder", None)
        remember.label = "Giữ đăng nhập trên máy này"
        remember.help_text = "Không chọn nếu dùng máy chung."


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """The e-mail address of the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the focus on the only field."""
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.label = "Thư điện tử của tài khoản"
        email.widget.attrs.pop("placeholder", None)
        email.widget.attrs["autofocus"] = True
