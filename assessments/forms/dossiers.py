"""Forms of the dossier beside its items."""

from datetime import date
from typing import Any

from django import forms

from tiepcanpl.kit.forms import DateField


class ActForm(forms.Form):
    """The confirmation of an action of the workflow: the note, and the head's confirmation where it is asked for."""

    note = forms.CharField(label="Lý do", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)
    confirm_provisional = forms.BooleanField(
        label=(
            "Tôi xác nhận đã biết bộ tiêu chí còn nội dung chưa xác minh với văn bản chính thức và chấp nhận kết quả "
            "thẩm tra trên cơ sở đó."
        ),
        required=False,
    )

    def __init__(self, *args: Any, note_label: str, provisional: bool, **kwargs: Any) -> None:
        """Keep only the fields that are asked for; without a label no note is."""
        super().__init__(*args, **kwargs)
        if note_label:
            self.fields["note"].label = f"{note_label} (*)"
        else:
            del self.fields["note"]
        if not provisional:
            del self.fields["confirm_provisional"]


class FactForm(forms.Form):
    """One disqualifying fact; persons are not named."""

    occurred_on = DateField(label="Ngày ra quyết định")
    penalty = forms.CharField(label="Hình thức xử lý", max_length=200, help_text="Ví dụ: cảnh cáo.")
    position = forms.CharField(
        label="Chức vụ của người liên quan", max_length=200, required=False, help_text="Không ghi họ tên."
    )
    document = forms.CharField(label="Số, ngày của văn bản", max_length=200, required=False)
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class OpinionForm(forms.Form):
    """An opinion received during the posting."""

    received_on = DateField(label="Ngày nhận ý kiến")
    origin = forms.CharField(
        label="Nguồn ý kiến",
        max_length=200,
        help_text="Ví dụ: hòm thư góp ý, hội nghị tổ dân phố. Không ghi tên, số điện thoại của cá nhân.",
    )
    content = forms.CharField(label="Nội dung ý kiến", widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Remember the day, to refuse dates in the future."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_received_on(self) -> date:
        received_on: date = self.cleaned_data["received_on"]
        if received_on > self.today:
            raise forms.ValidationError("Ngày nhận ý kiến không được sau ngày hôm nay.")
        return received_on
