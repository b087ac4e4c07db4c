"""Forms of publications."""

from django import forms


class WithdrawalForm(forms.Form):
    """Why results are taken from the public."""

    reason = forms.CharField(
        label="Lý do gỡ kết quả",
        help_text="Lý do này hiện trên trang công khai; không nêu tên cá nhân.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
