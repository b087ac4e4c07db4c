"""The form of an account in the administration pages."""

from django import forms

from communes.models import User
from tiepcanpl.kit.text import nfc


class AccountForm(forms.ModelForm):
    """Details of a person; the address is needed, since the password is set by a link sent to it."""

    class Meta:
        model = User
        fields = ("username", "full_name", "position", "email", "is_active", "is_staff")
        labels = {"is_staff": "Được vào trang quản trị", "is_active": "Đang hoạt động"}
        help_texts = {
            "username": "Chữ không dấu, chữ số và các dấu . - _",
            "is_staff": "Quyền trong trang quản trị theo vai trò bên dưới.",
            "is_active": "Bỏ chọn để khóa tài khoản; không xóa tài khoản.",
            "email": "Nơi nhận liên kết đặt mật khẩu.",
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        """Ask for the address of a new account."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed through unchanged
        if "email" in self.fields:  # missing where the account may only be read
            self.fields["email"].required = not self.instance.pk

    def clean_username(self) -> str:
        """Refuse a name that differs from another's by case alone: both would be the same at sign-in."""
        username = nfc(self.cleaned_data["username"]).strip()
        if User.objects.filter(username__iexact=username).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Tên đăng nhập này đã có.")
        return username

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.strip().lower()

    def clean_full_name(self) -> str:
        return " ".join(nfc(self.cleaned_data["full_name"]).split())
