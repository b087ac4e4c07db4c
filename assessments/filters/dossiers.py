"""Reads the filters of the list of dossiers from the address."""

from collections.abc import Iterable
from datetime import date

import django_filters

from assessments.models import Assignment, Campaign
from assessments.models.dossier import DossierQuerySet
from assessments.selectors import queue
from communes.models import Role, Unit, UnitKind, User

_KINDS = [UnitKind.XA, UnitKind.PHUONG, UnitKind.THI_TRAN, UnitKind.DAC_KHU]


class DossierFilter(django_filters.FilterSet):
    """Name or code, campaign, kind of unit, status; what cannot be read is told beside its field and left out."""

    q = django_filters.CharFilter(label="Tên hoặc mã xã, phường", method="search")
    campaign = django_filters.ChoiceFilter(label="Đợt đánh giá", empty_label="Tất cả")
    kind = django_filters.ChoiceFilter(
        label="Loại hình",
        field_name="commune__kind",
        choices=[(k.value, k.label) for k in _KINDS],
        empty_label="Tất cả",
    )
    phan_cong = django_filters.ChoiceFilter(
        label="Phân công", choices=[("toi", "Giao cho tôi")], method="of_mine", empty_label="Tất cả"
    )
    status = django_filters.ChoiceFilter(label="Trạng thái", choices=queue.STATUS_CHOICES, method="by_status")

    def __init__(self, *args: object, campaigns: Iterable[Campaign], on: date, user: User, **kwargs: object) -> None:
        """Offer the campaigns, which the page has read already; remember the day that decides on "late".

        Only those who review are asked whether they want what was assigned to them.
        """
        super().__init__(*args, **kwargs)
        self.filters["campaign"].extra["choices"] = [(str(campaign.pk), str(campaign)) for campaign in campaigns]
        self.on, self.user = on, user
        if not any(user.has_role(role) for role in (Role.REVIEWER, Role.OFFICE_HEAD)):
            del self.filters["phan_cong"]

    def search(self, dossiers: DossierQuerySet, name: str, value: str) -> DossierQuerySet:  # noqa: ARG002  # signature
        """Keep the communes that match, without regard to accents."""
        return dossiers.filter(commune__in=Unit.objects.search(value))

    def of_mine(self, dossiers: DossierQuerySet, name: str, value: str) -> DossierQuerySet:  # noqa: ARG002  # signature
        """Keep the dossiers of which the person has some part now."""
        return dossiers.filter(pk__in=Assignment.objects.current().filter(reviewer=self.user).values("dossier_id"))

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
