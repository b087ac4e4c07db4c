"""Forms of the specialised offices: their opinion, and the list that the head keeps."""

from typing import Any

from django import forms

from assessments.models import SpecialisedOffice, SpecialistOpinion
from assessments.services import offices
from communes.models import Unit, User


class OpinionForm(forms.Form):
    """The office's answer; `version` is the one that the page knows (0 = none)."""

    verdict = forms.ChoiceField(label="Ý kiến", choices=SpecialistOpinion.Verdict.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label="Nội dung ý kiến",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Bắt buộc ghi lý do khi không thống nhất.",
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask for the reason beside its field."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("verdict") == SpecialistOpinion.Verdict.DISAGREE and not data.get("text"):
            self.add_error("text", "Vui lòng nêu lý do không thống nhất.")
        return data

    @property
    def verdict_chosen(self) -> SpecialistOpinion.Verdict:
        """The chosen verdict; only after `is_valid`."""
        return SpecialistOpinion.Verdict(self.cleaned_data["verdict"])


class OfficeForm(forms.Form):
    """One specialised office with its people."""

    name = forms.CharField(label="Tên cơ quan chuyên môn", max_length=200)
    field = forms.CharField(label="Lĩnh vực", max_length=200, required=False)
    members = forms.ModelMultipleChoiceField(
        label="Cán bộ được đăng nhập để cho ý kiến",
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chỉ gồm người đã có vai trò “Cán bộ cơ quan chuyên môn”; quản trị hệ thống cấp tài khoản và vai trò.",
    )
    is_active = forms.BooleanField(label="Đang dùng", required=False, initial=True)

    def __init__(self, *args: Any, authority: Unit, office: SpecialisedOffice | None = None, **kwargs: Any) -> None:
        """Offer the people who hold the role; start from what is stored."""
        if office:
            kwargs["initial"] = {
                "name": office.name,
                "field": office.field,
                "members": list(office.members.all()),
                "is_active": office.is_active,
            }
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = offices.candidates(authority)  # type: ignore[attr-defined]  # a choice field of models

    @property
    def entry(self) -> offices.Entry:
        """What was typed; only after `is_valid`."""
        data = self.cleaned_data
        return offices.Entry(
            name=data["name"], field=data["field"], members=tuple(data["members"]), is_active=data["is_active"]
        )
