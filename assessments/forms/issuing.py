"""Forms of issuing: number and day, how it was signed, why it is taken back."""

from datetime import date
from typing import Any

from django import forms

from assessments.services import numbering
from assessments.services.numbering import Numbered
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.forms import DateField


class SecondLookForm(forms.Form):
    """A form that asks once more where something is doubtful: a box to tick appears with the sentence that says what."""

    second_look = ""
    doubtful = "sure"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show the box again where it was shown before."""
        super().__init__(*args, **kwargs)
        if self.add_prefix(self.doubtful) in self.data:
            self.ask_again()

    def ask_again(self) -> None:
        """Show the box from now on."""
        self.fields[self.doubtful] = forms.BooleanField(label=self.second_look, required=False)

    @property
    def is_sure(self) -> bool:
        """Whether the box was ticked; only after `is_valid`."""
        return bool(self.cleaned_data.get(self.doubtful))


class NumberForm(SecondLookForm):
    """Number with symbol and day from the register of outgoing documents."""

    second_look = "Tôi đã đối chiếu sổ đăng ký văn bản đi; số này đúng là của văn bản này"

    number = forms.CharField(
        label="Số, ký hiệu",
        max_length=50,
        help_text="Theo sổ đăng ký văn bản đi, ví dụ: 05/BC-UBND. Số dưới 10 được thêm số 0 ở trước.",
    )
    dated = DateField(label="Ngày ban hành")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Remember the day, to refuse dates in the future."""
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_number(self) -> str:
        try:
            return numbering.tidy(self.cleaned_data["number"])
        except DomainError as error:
            raise forms.ValidationError(list(error.reasons)) from error

    def clean_dated(self) -> date:
        dated: date = self.cleaned_data["dated"]
        if dated > self.today:
            raise forms.ValidationError("Ngày ban hành không được sau ngày hôm nay.")
        return dated

    @property
    def paper(self) -> Numbered:
        """What was typed; only after `is_valid`."""
        return Numbered(self.cleaned_data["number"], self.cleaned_data["dated"], despite_twin=self.is_sure)


class IssueForm(SecondLookForm):
    """As what the signer signed."""

    signer_position = forms.CharField(
        label="Chức vụ người ký",
        max_length=150,
        help_text="Ghi đúng như trên văn bản, ví dụ: Chủ tịch Ủy ban nhân dân.",
    )


class UploadForm(IssueForm):
    """The file that was signed elsewhere."""

    second_look = "Tôi đã kiểm tra chữ ký số bằng phần mềm của cơ quan và chấp nhận chứng thư số này"

    file = forms.FileField(label="Tệp PDF đã ký số", widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}))


class RevokeForm(forms.Form):
    """Why an issued document is taken back."""

    reason = forms.CharField(
        label="Lý do thu hồi",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Lý do hiện trên trang xác minh công khai; không nêu tên cá nhân.",
    )
