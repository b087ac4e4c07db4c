"""Forms of assignments: to whom, by when, which parts of which dossiers."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assessments.domain.nodes import WHOLE, nodes_of
from assessments.models import Campaign, Dossier, SpecialisedOffice
from assessments.selectors import assignments as selectors
from assessments.selectors.assignment_plans import LONGEST_REASON, Terms
from communes.models import User
from tiepcanpl.kit.forms import DateField

_WHOLE_VALUE = "tat-ca"  # an empty value of a checkbox would count as "not sent"


class TermsForm(forms.Form):
    """To whom and by when."""

    assignee = forms.ChoiceField(label="Giao cho")
    due_on = DateField(label="Hạn hoàn thành", required=False, help_text="Bắt buộc khi giao cho cơ quan chuyên môn.")
    note = forms.CharField(
        label="Nội dung đề nghị", widget=forms.Textarea(attrs={"rows": 2}), max_length=2000, required=False
    )
    replace_reason = forms.CharField(
        label="Lý do giao lại",
        max_length=LONGEST_REASON,
        required=False,
        help_text="Chỉ nhập khi phần việc đang giao cho người khác; phần việc cũ được kết thúc với lý do này.",
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Offer the reviewers and offices of the campaign's authority."""
        super().__init__(*args, **kwargs)
        self.reviewers = {f"r{row.pk}": row for row in selectors.reviewers_of(campaign.authority_id)}
        self.offices = {f"o{row.pk}": row for row in selectors.offices_of(campaign.authority_id)}
        self.fields["assignee"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "Chọn người hoặc cơ quan"),
            ("Người thẩm tra", [(value, str(row)) for value, row in self.reviewers.items()]),
            ("Cơ quan chuyên môn", [(value, _named(row)) for value, row in self.offices.items()]),
        ]

    @property
    def terms(self) -> Terms:
        """What was chosen; only after `is_valid`."""
        data = self.cleaned_data
        reviewer: User | None = self.reviewers.get(data["assignee"])
        return Terms(
            reviewer=reviewer,
            office=self.offices.get(data["assignee"]),
            due_on=data["due_on"],
            note=data["note"],
            replace_reason=data["replace_reason"],
        )


def _named(office: SpecialisedOffice) -> str:
    return f"{office} ({office.field})" if office.field else str(office)


class AssignForm(TermsForm):
    """Parts of one dossier to one assignee."""

    nodes = forms.MultipleChoiceField(
        label="Phần việc",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Vui lòng chọn ít nhất một phần việc."},
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        """Offer the whole, every criterion and every indicator."""
        super().__init__(*args, campaign=campaign, **kwargs)
        self.fields["nodes"].choices = [  # type: ignore[attr-defined]  # a choice field
            (node.code or _WHOLE_VALUE, node.label if node.code == WHOLE else f"{node.label}: {node.title}")
            for node in nodes_of(campaign.standard.parsed)
        ]

    @property
    def codes(self) -> list[str]:
        """The chosen parts; only after `is_valid`."""
        return [WHOLE if value == _WHOLE_VALUE else value for value in self.cleaned_data["nodes"]]


class BulkForm(AssignForm):
    """Parts of many dossiers of one campaign to one assignee."""

    every = forms.BooleanField(label="Tất cả xã, phường chưa kết thúc thẩm tra", required=False)
    dossiers = forms.MultipleChoiceField(
        label="Hoặc chọn từng xã, phường", required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("nodes", "every", "dossiers", "assignee", "due_on", "note", "replace_reason")

    def __init__(self, *args: Any, campaign: Campaign, dossiers: Iterable[Dossier], **kwargs: Any) -> None:
        """Offer the dossiers whose review has not ended."""
        super().__init__(*args, campaign=campaign, **kwargs)
        self.open = list(dossiers)
        self.fields["dossiers"].choices = [(str(row.pk), row.commune.full_name) for row in self.open]  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        """Demand some dossiers."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("every") and not data.get("dossiers") and "dossiers" not in self.errors:
            self.add_error("dossiers", "Vui lòng chọn ít nhất một xã, phường.")
        return data

    @property
    def chosen(self) -> list[Dossier]:
        """The chosen dossiers; only after `is_valid`."""
        if self.cleaned_data["every"]:
            return self.open
        wanted = set(self.cleaned_data["dossiers"])
        return [row for row in self.open if str(row.pk) in wanted]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Everything that was sent, to be sent again by the confirmation."""
        return [
            (name, value)
            for name in self.fields
            for value in self.data.getlist(name)  # type: ignore[attr-defined]  # a QueryDict
        ]


class EndForm(forms.Form):
    """Why an assignment is ended."""

    reason = forms.CharField(label="Lý do", max_length=LONGEST_REASON)
