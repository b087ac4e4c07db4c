"""Days off and milestones: the office corrects them."""

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from assessments.admin.base import Records, person, works_in_office
from assessments.models import Campaign, Holiday, Milestone
from assessments.selectors import campaigns as selectors
from assessments.services import campaigns, holidays
from communes.models import User
from tiepcanpl.kit.forms import DateField


class HolidayForm(forms.ModelForm):
    """One day that differs from its weekday."""

    day = DateField(label="Ngày")

    class Meta:
        model = Holiday
        fields = ("day", "is_off", "note", "basis")


@admin.register(Holiday)
class HolidayAdmin(Records):
    """Days off and make-up days; they move the deadlines that count working days."""

    form = HolidayForm
    list_display = ("day", "is_off", "note", "basis")
    list_filter = ("is_off", "day")
    search_fields = ("day",)
    actions = None

    def seen_by(self, user: User, rows: QuerySet[Holiday]) -> QuerySet[Holiday]:  # noqa: ARG002  # one signature
        return rows

    def has_add_permission(self, request: HttpRequest) -> bool:
        return works_in_office(person(request))

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return works_in_office(person(request))

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return works_in_office(person(request))

    def save_model(self, request: HttpRequest, obj: Holiday, form: object, change: bool) -> None:  # noqa: ARG002, FBT001  # Django's signature
        holidays.save(obj, actor=person(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Holiday) -> None:
        holidays.remove(obj, actor=person(request), at=timezone.now())


class MilestoneForm(forms.ModelForm):
    """A date of the plan."""

    due_on = DateField(label="Ngày")

    class Meta:
        model = Milestone
        fields = ("campaign", "title", "due_on", "basis")


@admin.register(Milestone)
class MilestoneAdmin(Records):
    """Dates of the plans; a closed campaign's stay as they are."""

    form = MilestoneForm
    list_display = ("title", "due_on", "campaign", "basis")
    list_filter = (("campaign", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("campaign__authority__name_folded", "campaign__year")
    list_select_related = ("campaign",)
    actions = None

    def seen_by(self, user: User, rows: QuerySet[Milestone]) -> QuerySet[Milestone]:
        return rows.filter(campaign__in=selectors.visible_to(user).values("pk"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return works_in_office(person(request))

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        user = person(request)
        if not isinstance(obj, Milestone):
            return works_in_office(user)
        is_closed = obj.campaign.state == Campaign.State.CLOSED
        return not is_closed and user.has_perm("assessments.manage_campaign", obj.campaign)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:  # noqa: ARG002  # Django's signature
        return ("campaign",) if obj else ()

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: object
    ) -> forms.ModelChoiceField | None:
        """Offer the campaigns of the person's own office that still run."""
        offices = selectors.offices_of(person(request))
        running = Campaign.objects.filter(authority__in=offices).exclude(state=Campaign.State.CLOSED)
        return super().formfield_for_foreignkey(db_field, request, **{**kwargs, "queryset": running})

    def save_model(self, request: HttpRequest, obj: Milestone, form: object, change: bool) -> None:  # noqa: ARG002, FBT001  # Django's signature
        deed = campaigns.edit_milestone if change else campaigns.add_milestone
        deed(obj.campaign_id, milestone=obj, actor=person(request), at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Milestone) -> None:
        campaigns.remove_milestone(obj.campaign_id, milestone_id=obj.pk, actor=person(request), at=timezone.now())
