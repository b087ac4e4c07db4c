"""Reads the filters of the list of dossiers from the address."""

from datetime import date

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from assessments.models import Campaign
from assessments.models.dossier import DossierQuerySet
from assessments.selectors import queue
from communes.models import Unit, UnitKind

_KINDS = [UnitKind.XA, UnitKind.PHUONG, UnitKind.THI_TRAN, UnitKind.DAC_KHU]
# Four bare fields in a row: no form helper is needed.
_INPUT, _SELECT = {"class": "form-control", "type": "search"}, {"class": "form-select"}


def _campaigns(request: HttpRequest) -> QuerySet[Campaign]:
    return Campaign.objects.visible_to(request.user).only("title", "year")  # type: ignore[arg-type]  # signed in


class DossierFilter(django_filters.FilterSet):
    """Name or code, campaign, kind of unit, status; what cannot be read is told beside its field and left out."""

    q = django_filters.CharFilter(
        label="Tên hoặc mã xã, phường", method="search", widget=forms.TextInput(attrs=_INPUT)
    )
    campaign = django_filters.ModelChoiceFilter(
        label="Đợt đánh giá", queryset=_campaigns, empty_label="Tất cả", widget=forms.Select(attrs=_SELECT)
    )
    kind = django_filters.ChoiceFilter(
        label="Loại hình",
        field_name="commune__kind",
        choices=[(k.value, k.label) for k in _KINDS],
        empty_label="Tất cả",
        widget=forms.Select(attrs=_SELECT),
    )
    status = django_filters.ChoiceFilter(
        label="Trạng thái", choices=queue.STATUS_CHOICES, method="by_status", widget=forms.HiddenInput
    )

    def __init__(self, *args: object, on: date, **kwargs: object) -> None:
        """Remember the day that decides on "late"."""
        super().__init__(*args, **kwargs)
        self.on = on

    def search(self, dossiers: DossierQuerySet, name: str, value: str) -> DossierQuerySet:  # noqa: ARG002  # signature
        """Keep the communes that match, without regard to accents."""
        return dossiers.filter(commune__in=Unit.objects.search(value))

    def by_status(self, dossiers: DossierQuerySet, name: str, value: str) -> DossierQuerySet:  # noqa: ARG002  # signature
        """Leave the status aside: the list is counted by status first, then cut (see `of_status`)."""
        return dossiers

    @property
    def chosen_status(self) -> str:
        """The chosen status, "" for all."""
        return str(self.form.cleaned_data.get("status", "")) if self.is_bound else ""

    @property
    def of_status(self) -> DossierQuerySet:
        """What remains when the status is applied as well."""
        found: DossierQuerySet = self.qs
        return found.filter(queue.status_query(self.chosen_status, on=self.on)) if self.chosen_status else found
