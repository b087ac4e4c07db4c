"""Forms of the running meeting: a ballot, a written opinion, what was said, why an item is postponed, the minutes' number."""

from typing import Any

from django import forms

from assessments.models import AgendaItem, Choice, CouncilMember
from assessments.selectors.floor import Floor

_CHOOSE = {"required": "Vui lòng chọn một ý kiến."}


class BallotForm(forms.Form):
    """One vote; in an open one the reason may be said."""

    choice = forms.ChoiceField(
        label="Ý kiến của bạn", choices=Choice.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    reason = forms.CharField(
        label="Lý do (không bắt buộc)", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, is_secret: bool = False, **kwargs: Any) -> None:
        """Ask for the choice alone where the ballot is secret."""
        super().__init__(*args, **kwargs)
        if is_secret:
            del self.fields["reason"]


class KindForm(forms.Form):
    """How the vote is cast."""

    kind = forms.ChoiceField(label="Cách biểu quyết", choices=AgendaItem.BallotKind.choices, widget=forms.RadioSelect)


class WrittenForm(forms.Form):
    """A written opinion; the secretary says whose paper it is."""

    member = forms.ModelChoiceField(label="Ý kiến của", queryset=CouncilMember.objects.none(), empty_label=None)
    choice = forms.ChoiceField(
        label="Ý kiến", choices=Choice.choices, widget=forms.RadioSelect, error_messages=_CHOOSE
    )
    text = forms.CharField(
        label="Nội dung ý kiến", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )

    def __init__(self, *args: Any, now: Floor, own: CouncilMember | None, assists: bool, **kwargs: Any) -> None:
        """Offer the person's own seat; to who may enter papers, every seat without a ballot or an interest."""
        super().__init__(*args, **kwargs)
        seats = [seat for seat in now.seats if not (seat.is_recused or seat.has_voted)]
        if not now.is_written:
            seats = [seat for seat in seats if not seat.is_present]
        keys = [seat.member.pk for seat in seats if assists or seat.member == own]
        field = self.fields["member"]
        field.queryset = CouncilMember.objects.filter(pk__in=keys).select_related("user")  # type: ignore[attr-defined]  # a choice field


class NoteForm(forms.Form):
    """What was said on an item; `known` is what the writer started from."""

    text = forms.CharField(
        label="Ý kiến thảo luận", required=False, max_length=10000, widget=forms.Textarea(attrs={"rows": 10})
    )
    known = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)


class PostponeForm(forms.Form):
    """Why an item is postponed."""

    note = forms.CharField(
        label="Lý do hoãn", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class MinutesForm(forms.Form):
    """The number of the minutes; typed, never made up."""

    number = forms.CharField(
        label="Số biên bản", max_length=50, required=False, help_text="Ghi đúng số đã đăng ký, ví dụ 01/BB-HĐ."
    )
