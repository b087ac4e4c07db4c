"""How a person wants e-mail."""

from django import forms

from assessments.models import NoticePreference


class PreferenceForm(forms.Form):
    """One choice; notices in the product are always kept."""

    mail = forms.ChoiceField(label="Thư điện tử", choices=NoticePreference.Mail.choices, widget=forms.RadioSelect)
