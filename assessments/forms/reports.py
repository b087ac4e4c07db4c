"""The filter of the list of reports; its fields are the list's address."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assessments.models import Campaign, Report


class ReportFilter(forms.Form):
    """Kind and campaign; a value that does not exist is the same as none."""

    kind = forms.ChoiceField(label="Loại báo cáo", required=False, choices=[("", "Tất cả"), *Report.Kind.choices])
    campaign = forms.ChoiceField(label="Đợt đánh giá", required=False)

    def __init__(self, *args: Any, campaigns: Iterable[Campaign], **kwargs: Any) -> None:
        """Offer the campaigns of which the person may see a report."""
        super().__init__(*args, **kwargs)
        known = [(str(row.pk), f"{row.year} – {row.authority}") for row in campaigns]
        field = self.fields["campaign"]
        field.choices = [("", "Tất cả"), *known]  # type: ignore[attr-defined]  # it is the ChoiceField above

    @property
    def kind_chosen(self) -> str:
        """The kind of document, or ""."""
        return str(self.cleaned_data.get("kind", "")) if self.is_valid() else ""

    @property
    def campaign_chosen(self) -> int | None:
        """The campaign's id, or None."""
        chosen = self.cleaned_data.get("campaign") if self.is_valid() else ""
        return int(chosen) if chosen else None
