"""The form of a reason that is kept for reuse, and the field that picks one."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from assessments.models import ReasonTemplate
from assessments.selectors import reasons as selectors
from communes.models import Unit

LONGEST = 4000


class ReasonForm(forms.ModelForm):
    """Title, text, and where the reason fits."""

    class Meta:
        model = ReasonTemplate
        fields: ClassVar = ["authority", "title", "text", "verdict", "item_code"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 4})}
        help_texts: ClassVar = {
            "title": "Tên hiện trong danh sách chọn, ví dụ: Thiếu danh mục văn bản.",
            "text": "Xã, phường đọc được nội dung này khi bạn dùng mẫu.",
            "verdict": "Để trống nếu dùng được cho mọi kết luận.",
            "item_code": "Mã nội dung, ví dụ 1.1.1. Để trống nếu dùng được cho mọi nội dung.",
        }

    def __init__(self, *args: Any, offices: QuerySet[Unit], **kwargs: Any) -> None:
        """Offer the person's own offices; where there is only one it is not asked for."""
        super().__init__(*args, **kwargs)
        field = self.fields["authority"]
        field.queryset = offices  # type: ignore[attr-defined]  # a model choice field
        found = list(offices[:2])
        if len(found) == 1:
            field.widget = forms.HiddenInput()
            self.initial["authority"] = found[0].pk

    def clean_text(self) -> str:
        """Refuse what would be too long for a conclusion."""
        text: str = self.cleaned_data["text"]
        if len(text) > LONGEST:
            raise forms.ValidationError(f"Nội dung lý do dài nhất {LONGEST} ký tự.")
        return text

    def clean_item_code(self) -> str:
        """Refuse what cannot be a code."""
        code: str = self.cleaned_data["item_code"].strip()
        if code and not all(part.isdecimal() for part in code.split(".")):
            raise forms.ValidationError("Mã nội dung gồm các số, cách nhau bằng dấu chấm, ví dụ 1.1.1.")
        return code


class ReasonSelect(forms.Select):
    """A select whose options carry the text and the verdict of their reason, for the script that inserts it."""

    reasons: ClassVar[dict[str, ReasonTemplate]] = {}

    def create_option(self, name: str, value: object, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the text and the verdict of the reason."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        reason = self.reasons.get(str(value))
        if reason:
            option["attrs"] |= {"data-text": reason.text, "data-verdict": reason.verdict}
        return option


class ReasonField(forms.ChoiceField):
    """Picks one of the reasons that fit; its value is the reason, or None."""

    def __init__(self, reasons: Iterable[ReasonTemplate], **kwargs: Any) -> None:
        """Offer the reasons by verdict."""
        found = list(reasons)
        self.reasons = {str(reason.pk): reason for reason in found}
        groups = [
            (group.label, [(str(reason.pk), reason.title) for reason in group.reasons])
            for group in selectors.by_verdict(found)
        ]
        super().__init__(choices=[("", "Không dùng mẫu"), *groups], widget=ReasonSelect, required=False, **kwargs)
        self.widget.reasons = self.reasons

    def clean(self, value: object) -> ReasonTemplate | None:
        """Return the reason that was picked."""
        return self.reasons.get(super().clean(value))
