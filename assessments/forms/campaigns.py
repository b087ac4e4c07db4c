"""Forms of campaigns: year and authority, the plan, milestones, extensions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from assessments.models import Campaign, Milestone, Standard
from assessments.selectors import campaigns as selectors
from communes.models import Unit
from tiepcanpl.kit.forms import DateField

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Scope:
    """What decides on the communes and standards that the form offers."""

    authority: Unit
    year: int


class ScopeForm(forms.Form):
    """Year and authority; they come first, since the list of communes follows from them."""

    year = forms.IntegerField(label="Năm đánh giá", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    authority = forms.ModelChoiceField(
        label="Cơ quan ban hành kế hoạch", queryset=Unit.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, offices: QuerySet[Unit], **kwargs: Any) -> None:
        """Offer the person's offices."""
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = offices  # type: ignore[attr-defined]  # a choice field of models

    @property
    def scope(self) -> Scope:
        """What was chosen; only after `is_valid`."""
        return Scope(authority=self.cleaned_data["authority"], year=self.cleaned_data["year"])


class StandardField(forms.ModelChoiceField):
    """A standard; one that is not wholly verified says so."""

    def label_from_instance(self, obj: Standard) -> str:
        return f"{obj} – chưa xác minh với văn bản chính thức" if obj.is_provisional else str(obj)


class CampaignForm(forms.ModelForm):
    """The plan of one year and authority."""

    plan_date = DateField(label="Ngày ban hành kế hoạch", required=False)
    due_before = DateField(
        label="Nộp hồ sơ trước ngày", help_text="Ngày đầu tiên bị coi là quá hạn, như kế hoạch ghi “trước ngày …”."
    )
    standard = StandardField(label="Bộ tiêu chí", queryset=Standard.objects.none(), empty_label=None)
    second_look_share = forms.IntegerField(
        label="Tỷ lệ nội dung được kiểm tra lại (%)",
        required=False,
        min_value=0,
        max_value=100,
        help_text=(
            "0 là không kiểm tra lại. Ví dụ 10: sau khi mọi nội dung đã có kết luận, hệ thống rút ngẫu nhiên 10% số nội "
            "dung đã đồng ý (làm tròn lên) của mỗi hồ sơ để người thứ hai kiểm tra lại trước khi kết thúc thẩm tra. "
            "Văn bản không quy định tỷ lệ này; cơ quan tư pháp tự chọn (chưa xác minh)."
        ),
    )
    communes = forms.ModelMultipleChoiceField(
        label="Xã, phường tham gia",
        queryset=Unit.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Vui lòng chọn ít nhất một xã, phường tham gia."},
    )

    class Meta:
        model = Campaign
        fields = ("title", "plan_number", "plan_date", "due_before", "standard", "second_look_share", "communes")
        help_texts = {"plan_number": "Ghi đúng như trên văn bản; để trống nếu kế hoạch chưa có số."}

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        """Offer the communes and standards of the year, with the standard's own proposals."""
        super().__init__(*args, **kwargs)
        self.instance.authority, self.instance.year = scope.authority, scope.year
        communes, standards = self.fields["communes"], self.fields["standard"]
        communes.queryset = selectors.communes_of(scope.authority, scope.year)  # type: ignore[attr-defined]  # see above
        standards.queryset = selectors.standards_for(scope.year)  # type: ignore[attr-defined]  # see above
        if self.instance.pk is None:
            self._suggest(scope, communes.queryset)  # type: ignore[attr-defined]  # see above

    def clean_second_look_share(self) -> int:
        """Read nothing as 0: no second look."""
        return self.cleaned_data["second_look_share"] or 0

    def _suggest(self, scope: Scope, communes: QuerySet[Unit]) -> None:
        found = selectors.suggestion_for(scope.year)
        self.initial.setdefault("title", f"Đánh giá, công nhận đạt chuẩn tiếp cận pháp luật năm {scope.year}")
        if found.standard is None:
            return
        self.initial.setdefault("standard", found.standard.pk)
        kinds = found.standard.parsed.unit_kinds
        self.initial.setdefault("communes", [unit.pk for unit in communes if unit.kind in kinds])
        if found.is_sourced:
            self.initial.setdefault("due_before", found.due_before)


class MilestoneForm(forms.ModelForm):
    """A date of the plan."""

    due_on = DateField(label="Ngày")

    class Meta:
        model = Milestone
        fields = ("title", "due_on", "basis")


MilestoneFormSet = forms.formset_factory(MilestoneForm, extra=3, max_num=20)


class ExtensionForm(forms.Form):
    """More time for one commune."""

    due_before = DateField(label="Hạn mới: nộp hồ sơ trước ngày")
    reason = forms.CharField(label="Lý do gia hạn", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000)

    def __init__(self, *args: Any, current: date, **kwargs: Any) -> None:
        """Remember the deadline in force."""
        super().__init__(*args, **kwargs)
        self.fields["due_before"].help_text = f"Hạn hiện tại: trước ngày {current:%d/%m/%Y}."
