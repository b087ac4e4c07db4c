"""Forms of the library: what document a file is, the list of an indicator, the office's reference files."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from assessments.domain.standard import Indicator, Standard
from assessments.forms.evidence import FIELD
from assessments.models import Evidence, ReferenceFile
from assessments.selectors.evidence import FILTERS, ORDERS, Search
from assessments.services.checklists import Entry
from assessments.services.details import Details
from tiepcanpl.kit.forms import DateField

_LONGEST_REASON = 300
_DETAILS = ("title", "document_number", "issuer", "issued_on", "proves_from", "proves_to")


def search_of(sent: QueryDict, *, codes: Mapping[str, object]) -> Search:
    """Read what the list shall show; unknown values count as none. `codes` are those of the standard's items."""
    only, order, item = (sent.get(name, "") for name in ("loc", "sap-xep", "thuoc"))
    return Search(
        words=sent.get("q", ""),
        only=only if only in FILTERS else "",
        order=order if order in ORDERS else "",
        item=item if item in codes else "",
    )


class DetailsForm(forms.Form):
    """What document a file is; everything may be left open. `version` is the one that the page knows."""

    title = forms.CharField(label="Trích yếu", required=False, max_length=300)
    document_number = forms.CharField(
        label="Số, ký hiệu",
        required=False,
        max_length=100,
        help_text="Ví dụ: 12/BC-UBND.",
    )
    issuer = forms.CharField(label="Cơ quan ban hành", required=False, max_length=200)
    issued_on = DateField(label="Ngày ban hành", required=False)
    proves_from = DateField(label="Chứng minh cho thời gian từ ngày", required=False)
    proves_to = DateField(label="Chứng minh cho thời gian đến ngày", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, data: QueryDict | None = None, *, stored: Evidence) -> None:
        """Show what is stored."""
        initial = {name: getattr(stored, name) for name in (*_DETAILS, "version")}
        super().__init__(data, initial=initial)

    def clean_proves_to(self) -> date | None:
        """Refuse a period that ends before it begins."""
        first, last = self.cleaned_data.get("proves_from"), self.cleaned_data["proves_to"]
        if first and last and last < first:
            raise forms.ValidationError("Ngày kết thúc phải sau hoặc trùng ngày bắt đầu.")
        found: date | None = last
        return found

    @property
    def details(self) -> Details:
        """The details, once the form is valid."""
        return Details(**{name: self.cleaned_data[name] for name in _DETAILS})

    @property
    def known_version(self) -> int:
        """The version that the page knew; without one a version that never is."""
        version: int | None = self.cleaned_data["version"]
        return -1 if version is None else version


def entries_of(sent: QueryDict, indicator: Indicator) -> dict[int, Entry]:
    """Read the list of an indicator: ticked files and the reason by number; a reason is cut at its greatest length."""
    return {
        number: Entry(
            links=frozenset(int(value) for value in sent.getlist(f"tep-{number}") if value.isdecimal()),
            reason=" ".join(sent.get(f"ly-do-{number}", "").split())[:_LONGEST_REASON],
        )
        for number in range(1, len(indicator.evidence) + 1)
    }


def chosen_of(sent: QueryDict) -> set[tuple[str, int]]:
    """Read which files of the earlier year are taken: "1.1.1:17" is the item and the file."""
    pairs = (value.partition(":") for value in sent.getlist("tep"))
    return {(code, int(pk)) for code, _, pk in pairs if pk.isdecimal()}


class ReferenceForm(forms.ModelForm):
    """Where a reference file belongs, its name, and how to use it; the file itself is read like every evidence."""

    class Meta:
        model = ReferenceFile
        fields = ("code", "title", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2, "maxlength": 1000})}

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        edition: Standard,
        files: MultiValueDict[str, UploadedFile] | None = None,
    ) -> None:
        """Offer the indicators, each followed by its items."""
        super().__init__(data, files)
        self.fields["code"] = forms.ChoiceField(
            label="Chỉ tiêu, nội dung", choices=[("", "– Chọn –"), *_parts(edition)]
        )
        self.fields[FIELD] = forms.FileField(
            label="Tệp", error_messages={"required": "Bạn chưa chọn tệp nào để tải lên."}
        )


def _parts(edition: Standard) -> list[tuple[str, str]]:
    parts = []
    for indicator in edition.indicators:
        parts.append((indicator.code, f"Chỉ tiêu {indicator.code}. {indicator.title}"[:110]))
        parts += [
            (item.code, f"— {item.code}. {item.title}"[:110]) for item in indicator.items if not item.is_computed
        ]
    return parts
