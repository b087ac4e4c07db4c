"""What the second reviewer found on a drawn item."""

from typing import Any

from django import forms


class LookForm(forms.Form):
    """Agreement, or dissent with its reason."""

    agrees = forms.TypedChoiceField(
        label="Kết quả kiểm tra lại",
        choices=[("yes", "Thống nhất với kết luận"), ("no", "Không thống nhất")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Vui lòng chọn thống nhất hoặc không thống nhất."},
    )
    reason = forms.CharField(
        label="Lý do",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Bắt buộc khi không thống nhất.",
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a dissent without reason, beside its field."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("agrees") is False and not data.get("reason", "").strip():
            self.add_error("reason", "Vui lòng ghi lý do không thống nhất.")
        return data
