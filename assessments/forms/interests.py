"""Forms of declared interests."""

from collections.abc import Iterable
from typing import Any

from django import forms

from communes.models import User


class InterestForm(forms.Form):
    """Who has which interest; whoever speaks for himself is not asked who."""

    user = forms.ChoiceField(label="Người có lợi ích liên quan")
    reason = forms.CharField(
        label="Quan hệ, lợi ích liên quan",
        max_length=300,
        help_text="Ví dụ: có người thân là lãnh đạo của xã, phường.",
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        """Offer the people for whom the declaration may be made."""
        super().__init__(*args, **kwargs)
        self.fields["user"].choices = [(str(row.pk), str(row)) for row in people]  # type: ignore[attr-defined]  # a choice field


class WithdrawalForm(forms.Form):
    """Why a declaration is taken back."""

    reason = forms.CharField(label="Lý do rút khai báo", max_length=300)
