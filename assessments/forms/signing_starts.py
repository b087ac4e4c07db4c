"""The form of the day from which an item's deadline for signing counts."""

from django import forms

from tiepcanpl.kit.forms import DateField


class SigningStartForm(forms.Form):
    """One day with what it rests on."""

    starts_on = DateField(
        label="Tính từ ngày", help_text="Ngày này không tính vào thời hạn; ngày đầu tiên là ngày sau đó."
    )
    basis = forms.CharField(
        label="Căn cứ", max_length=300, help_text="Ví dụ: số, ngày của văn bản giao nhiệm vụ hoặc kế hoạch cấp trên."
    )
