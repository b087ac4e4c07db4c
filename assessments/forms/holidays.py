"""One day that differs from its weekday."""

from django import forms

from assessments.models import Holiday
from tiepcanpl.kit.forms import DateField

_KINDS = [("True", "Ngày nghỉ"), ("False", "Ngày làm bù (làm việc vào thứ Bảy, Chủ nhật)")]


class HolidayForm(forms.ModelForm):
    """A day off, or one that is worked instead."""

    day = DateField(label="Ngày")
    is_off = forms.TypedChoiceField(
        label="Loại", choices=_KINDS, coerce=lambda value: value == "True", widget=forms.RadioSelect, initial="True"
    )

    class Meta:
        model = Holiday
        fields = ("day", "is_off", "note", "basis")
        help_texts = {"basis": "Số, ngày của thông báo; để trống nếu chưa có."}
