"""Campaigns: plans in preparation can be corrected here by their own office; the rest is read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from assessments.admin.base import Records, person
from assessments.models import Campaign, Participation
from assessments.selectors import campaigns as selectors
from assessments.services import campaigns
from communes.models import User
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.forms import DateField


class PlanForm(forms.ModelForm):
    """What the plan says; year, authority and communes are chosen together on the product's own page."""

    plan_date = DateField(label="Ngày ban hành kế hoạch", required=False)
    due_before = DateField(label="Nộp hồ sơ trước ngày")

    class Meta:
        model = Campaign
        fields = ("title", "plan_number", "plan_date", "due_before", "standard")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the standards of the year."""
        super().__init__(*args, **kwargs)
        if "standard" in self.fields:
            self.fields["standard"].queryset = selectors.standards_for(self.instance.year)  # type: ignore[attr-defined]  # a choice field of models

    def clean(self) -> dict[str, Any]:
        """Refuse what the service would refuse, so that nothing typed is lost."""
        data: dict[str, Any] = super().clean() or {}
        if self.errors:
            return data
        for name, value in data.items():
            setattr(self.instance, name, value)
        try:
            campaigns.check(self.instance, list(self.instance.communes.all()))
        except DomainError as error:
            raise forms.ValidationError(list(error.reasons)) from error
        return data


class ParticipationInline(admin.TabularInline):
    """The communes that take part."""

    model = Participation
    can_delete = False
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[Participation]:
        return super().get_queryset(request).select_related("commune").order_by("commune__sort_name")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return False


@admin.register(Campaign)
class CampaignAdmin(Records):
    """Plans; a campaign that was opened is only read."""

    form = PlanForm
    list_display = ("title", "year", "authority", "standard", "due_before", "state", "is_demo")
    list_filter = ("state", "year", "is_demo", ("authority", admin.RelatedOnlyFieldListFilter))
    search_fields = ("authority__name_folded", "plan_number", "year")
    list_select_related = ("authority", "standard")
    readonly_fields = ("year", "authority", "state", "opened_at", "closed_at")
    inlines = (ParticipationInline,)
    actions = None

    def seen_by(self, user: User, rows: QuerySet[Campaign]) -> QuerySet[Campaign]:
        return rows.filter(pk__in=selectors.visible_to(user).values("pk"))

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        if not isinstance(obj, Campaign):
            return False
        is_managed = person(request).has_perm("assessments.manage_campaign", obj)
        return obj.state == Campaign.State.PREPARING and is_managed

    def save_model(self, request: HttpRequest, obj: Campaign, form: object, change: bool) -> None:  # noqa: ARG002, FBT001  # Django's signature
        campaigns.edit(obj, communes=obj.communes.all(), actor=person(request), at=timezone.now())
