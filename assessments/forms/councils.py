"""Forms of councils: the decision and the council's own rules, a new member, the end of a seat."""

from typing import Any

from django import forms

from assessments.models import Council, CouncilMember
from assessments.selectors import councils as selectors
from communes.models import User
from tiepcanpl.kit.forms import DateField

_SHARE_HELP = "Ghi bằng phân số, ví dụ 2/3."


class CouncilForm(forms.ModelForm):
    """What the decision says, and the rules that the standard leaves to the council."""

    decided_on = DateField(label="Ngày quyết định thành lập")

    class Meta:
        model = Council
        fields = (
            "name",
            "decision_number",
            "decided_on",
            "is_active",
            "quorum",
            "majority",
            "paper_days",
            "tie",
            "written_count",
        )
        help_texts = {
            "decision_number": "Ghi đúng như trên văn bản đã ký.",
            "is_active": "Bỏ chọn khi Hội đồng đã được thay bằng Hội đồng khác.",
            "quorum": _SHARE_HELP,
            "majority": "Đề nghị công nhận khi số phiếu đồng ý nhiều hơn tỷ lệ này của số phiếu đã bỏ. " + _SHARE_HELP,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out what the standard decides; offer its name of the council."""
        super().__init__(*args, **kwargs)
        standard = selectors.standard_of(self.instance.authority)
        for name in selectors.fixed_fields(standard):
            del self.fields[name]
        if self.instance.pk is None:
            del self.fields["is_active"]
            self.initial["name"] = selectors.clause_of(standard).name or selectors.DEFAULT_NAME


class PersonField(forms.ModelChoiceField):
    """A person with position, so that two of the same name can be told apart."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj} – {obj.position}" if obj.position else f"{obj} ({obj.username})"


class MemberForm(forms.Form):
    """A new member."""

    user = PersonField(label="Người tham gia", queryset=User.objects.none(), empty_label="Chọn người")
    function = forms.ChoiceField(
        label="Nhiệm vụ",
        choices=[(function.value, function.label) for function in selectors.ORDER],
        initial=CouncilMember.Function.MEMBER,
    )
    field = forms.CharField(
        label="Lĩnh vực, cơ quan",
        required=False,
        max_length=200,
        help_text="Thành viên cho ý kiến về lĩnh vực và cơ quan của mình.",
    )

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        """Offer the people of the authority who have no seat yet."""
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = selectors.candidates_of(council)  # type: ignore[attr-defined]  # a choice field of models


class RemovalForm(forms.Form):
    """Why a member leaves."""

    reason = forms.CharField(
        label="Lý do thôi tham gia", widget=forms.Textarea(attrs={"rows": 3}), max_length=300, strip=True
    )
