"""The list of dossiers, with the office's deeds as actions."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from assessments.admin import actions
from assessments.admin.base import Records, person
from assessments.domain.scoring import shown
from assessments.domain.workflow import TRANSITIONS, WITH_COMMUNE_BEFORE_SUBMISSION, Action
from assessments.models import Dossier
from assessments.models.labels import ACTION_LABELS
from communes.models import OFFICE_ROLES, User


def _holds_one_of(user: User, roles: frozenset[str]) -> bool:
    """Tell whether an action is worth offering; each dossier is asked about by the door itself."""
    return any(user.has_role(role) for role in roles)


@admin.register(Dossier)
class DossierAdmin(Records):
    """Dossiers; what a commune has not handed in yet is named here and not shown."""

    list_display = (
        "commune",
        "campaign",
        "state",
        "due_before",
        "round",
        "claimed",
        "counted",
        "submitted_at",
    )
    list_filter = ("state", ("campaign", admin.RelatedOnlyFieldListFilter), "campaign__year")
    search_fields = ("commune__name_folded", "commune__code", "campaign__authority__name_folded")
    list_select_related = ("commune", "campaign")
    shown = (
        "commune",
        "campaign",
        "state",
        "round",
        "due_before",
        "claimed",
        "counted",
        "posted_at",
        "posted_by",
        "posted_until",
        "submitted_at",
        "submitted_by",
        "received_at",
        "received_by",
        "appraised_at",
        "appraised_by",
        "provisional_confirmed_at",
        "provisional_confirmed_by",
        "decided_at",
        "decided_by",
    )
    ordering = ("-campaign__year", "commune__sort_name", "pk")
    actions = ("receive", "appraise", "recognise", "make_report")

    def seen_by(self, user: User, rows: QuerySet[Dossier]) -> QuerySet[Dossier]:
        seen, own = Dossier.objects.visible_to(user), Dossier.objects.in_charge_of(user)
        return rows.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=own.values("pk")))

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Open only what the person may read; the list also names who has not handed in."""
        if not super().has_view_permission(request, obj):
            return False
        return not isinstance(obj, Dossier) or Dossier.objects.visible_to(person(request)).filter(pk=obj.pk).exists()

    def has_receive_permission(self, request: HttpRequest) -> bool:
        return _holds_one_of(person(request), TRANSITIONS[Action.RECEIVE].roles)

    def has_appraise_permission(self, request: HttpRequest) -> bool:
        return _holds_one_of(person(request), TRANSITIONS[Action.APPRAISE].roles)

    def has_recognise_permission(self, request: HttpRequest) -> bool:
        return _holds_one_of(person(request), TRANSITIONS[Action.RECOGNISE].roles)

    def has_report_permission(self, request: HttpRequest) -> bool:
        return _holds_one_of(person(request), OFFICE_ROLES)

    @admin.display(description="Tự chấm")
    def claimed(self, dossier: Dossier) -> str:
        """Show the claimed total once it was handed in."""
        if dossier.status in WITH_COMMUNE_BEFORE_SUBMISSION or dossier.claimed_total is None:
            return "–"
        return shown(dossier.claimed_total)

    @admin.display(description="Thẩm tra")
    def counted(self, dossier: Dossier) -> str:
        """Show the office's total."""
        return "–" if dossier.counted_total is None else shown(dossier.counted_total)

    @admin.action(permissions=["receive"], description=ACTION_LABELS[Action.RECEIVE])
    def receive(self, request: HttpRequest, rows: QuerySet[Dossier]) -> HttpResponse | None:
        """Receive the chosen dossiers."""
        return actions.RECEIVE.run(self, request, rows)

    @admin.action(permissions=["appraise"], description=ACTION_LABELS[Action.APPRAISE])
    def appraise(self, request: HttpRequest, rows: QuerySet[Dossier]) -> HttpResponse | None:
        """End the review of the chosen dossiers."""
        return actions.APPRAISE.run(self, request, rows)

    @admin.action(permissions=["recognise"], description=ACTION_LABELS[Action.RECOGNISE])
    def recognise(self, request: HttpRequest, rows: QuerySet[Dossier]) -> HttpResponse | None:
        """Record a signed decision that recognises the chosen communes."""
        return actions.RECOGNISE.run(self, request, rows)

    @admin.action(permissions=["report"], description="Tạo Bản tổng hợp điểm số")
    def make_report(self, request: HttpRequest, rows: QuerySet[Dossier]) -> HttpResponse | None:
        """Ask for the score sheet of each chosen dossier."""
        return actions.REPORT.run(self, request, rows)
