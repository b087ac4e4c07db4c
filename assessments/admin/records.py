"""Lists of what was recorded: standards, submissions, extensions, decisions, reports, files, the audit trail."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from assessments.admin import labels
from assessments.admin.base import Records, person
from assessments.models import (
    AuditEvent,
    Decision,
    DecisionLine,
    Dossier,
    Evidence,
    EvidenceScan,
    Extension,
    Report,
    Standard,
    Submission,
)
from assessments.selectors import decisions
from communes.models import User

Only = admin.RelatedOnlyFieldListFilter


@admin.register(Standard)
class StandardAdmin(Records):
    """The stored editions; their content is shown on their own pages."""

    list_display = ("title", "edition", "version", "kind", "year_from", "year_to", "is_provisional")
    list_filter = ("kind", "is_provisional")
    search_fields = ("edition", "year_from")
    shown = (
        "title",
        "edition",
        "version",
        "kind",
        "year_from",
        "year_to",
        "is_provisional",
        "sha256",
        "loaded_at",
        "loaded_by",
    )

    def seen_by(self, user: User, rows: QuerySet[Standard]) -> QuerySet[Standard]:  # noqa: ARG002  # one signature
        return rows.defer("content")


@admin.register(Submission)
class SubmissionAdmin(Records):
    """What was handed in."""

    list_display = ("receipt_number", "dossier", "round", "submitted_at", "is_late")
    list_filter = ("is_late", ("dossier__campaign", Only))
    search_fields = ("receipt_number", "dossier__commune__name_folded")
    list_select_related = ("dossier__commune", "dossier__campaign")
    shown = ("receipt_number", "dossier", "round", "submitted_at", "submitted_by", "is_late", "early_reason", "sha256")

    def seen_by(self, user: User, rows: QuerySet[Submission]) -> QuerySet[Submission]:
        return rows.defer("snapshot").filter(dossier__in=Dossier.objects.visible_to(user).values("pk"))


@admin.register(Extension)
class ExtensionAdmin(Records):
    """More time for one commune."""

    list_display = ("dossier", "due_before", "reason", "granted_by", "granted_at")
    list_filter = (("dossier__campaign", Only),)
    search_fields = ("dossier__commune__name_folded",)
    list_select_related = ("dossier__commune", "dossier__campaign", "granted_by")
    shown = ("dossier", "due_before", "reason", "granted_at", "granted_by")

    def seen_by(self, user: User, rows: QuerySet[Extension]) -> QuerySet[Extension]:
        seen, own = Dossier.objects.visible_to(user), Dossier.objects.in_charge_of(user)
        return rows.filter(dossier__in=seen.values("pk")) | rows.filter(dossier__in=own.values("pk"))


class DecisionLineInline(admin.TabularInline):
    """What the decision says about each dossier."""

    model = DecisionLine
    fields = ("dossier", "outcome", "reason")
    can_delete = False
    extra = 0

    def get_queryset(self, request: HttpRequest) -> QuerySet[DecisionLine]:
        seen = Dossier.objects.visible_to(person(request)).values("pk")
        lines = super().get_queryset(request).filter(dossier__in=seen)
        return lines.select_related("dossier__commune", "dossier__campaign")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return True

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002  # Django's signature
        return False


@admin.register(Decision)
class DecisionAdmin(Records):
    """Signed decisions."""

    list_display = ("current", "kind", "authority", "campaign", "is_provisional", "is_corrected")
    list_filter = ("kind", "is_provisional", "is_corrected", ("authority", Only))
    search_fields = (
        "number",
        "corrections__new_value",
        "authority__name_folded",
        "lines__dossier__commune__name_folded",
    )
    list_select_related = ("authority", "campaign")
    shown = (
        "current",
        "number",
        "decided_on",
        "kind",
        "authority",
        "campaign",
        "signer_position",
        "corrected",
        "council_met_on",
        "council_minutes",
        "is_provisional",
        "recorded_at",
        "recorded_by",
    )
    inlines = (DecisionLineInline,)

    def seen_by(self, user: User, rows: QuerySet[Decision]) -> QuerySet[Decision]:
        return rows.filter(pk__in=decisions.visible_to(user).values("pk")).prefetch_related("corrections")

    @admin.display(description="Quyết định (hiện hành)", ordering="decided_on")
    def current(self, decision: Decision) -> str:
        """Name the decision as it stands now."""
        return str(decision)

    @admin.display(description="Đính chính")
    def corrected(self, decision: Decision) -> str:
        """List the corrections; the fields above stay as they were typed."""
        return "; ".join(map(str, decision.corrections.all())) or "–"


@admin.register(Report)
class ReportAdmin(Records):
    """Files that were made; they are downloaded on the product's own page."""

    list_display = (
        "kind",
        "campaign",
        "dossier",
        "state",
        "progress",
        "requested_by",
        "requested_at",
        "finished_at",
    )
    list_filter = ("kind", "state", ("campaign", Only))
    search_fields = ("campaign__authority__name_folded", "dossier__commune__name_folded")
    list_select_related = ("campaign", "dossier__commune", "dossier__campaign", "requested_by")
    shown = (
        "kind",
        "campaign",
        "dossier",
        "by_office",
        "state",
        "progress",
        "error",
        "pages",
        "size",
        "sha256",
        "data_sha256",
        "requested_at",
        "requested_by",
        "finished_at",
    )

    def seen_by(self, user: User, rows: QuerySet[Report]) -> QuerySet[Report]:
        return rows.defer("data").filter(pk__in=Report.objects.visible_to(user).values("pk"))


@admin.register(Evidence)
class EvidenceAdmin(Records):
    """Files of the communes; they are downloaded on the dossier's own page."""

    list_display = (
        "original_name",
        "unit",
        "media_type",
        "size",
        "uploaded_by",
        "uploaded_at",
    )
    list_filter = ("media_type", ("unit", Only))
    search_fields = ("unit__name_folded",)
    list_select_related = ("unit", "uploaded_by")
    shown = (
        "original_name",
        "unit",
        "media_type",
        "size",
        "sha256",
        "proves_from",
        "proves_to",
        "uploaded_at",
        "uploaded_by",
    )


@admin.register(EvidenceScan)
class EvidenceScanAdmin(Records):
    """What the virus scanner said of each file."""

    list_display = ("evidence", "commune", "state", "signature", "requested_at", "tried_at", "finished_at")
    list_filter = ("state", ("evidence__unit", Only))
    search_fields = ("evidence__unit__name_folded", "signature")
    list_select_related = ("evidence__unit",)
    shown = (
        "evidence",
        "commune",
        "state",
        "signature",
        "engine",
        "error",
        "requested_at",
        "tried_at",
        "finished_at",
    )

    @admin.display(description="Xã, phường", ordering="evidence__unit")
    def commune(self, scan: EvidenceScan) -> str:
        """Name the commune that sent the file."""
        return str(scan.evidence.unit)


@admin.register(AuditEvent)
class AuditEventAdmin(Records):
    """The audit trail, for administrators."""

    list_display = ("chain", "sequence", "at", "actor_name", "deed", "note")
    list_filter = ("at",)
    search_fields = ("stream", "subject", "action")
    ordering = ("-at", "-pk")
    shown = (
        "chain",
        "sequence",
        "at",
        "actor_name",
        "deed",
        "note",
        "changes",
        "previous_hash",
        "hash",
    )

    @admin.display(description="Chuỗi", ordering="stream")
    def chain(self, event: AuditEvent) -> str:
        """Name the chain."""
        return labels.stream_name(event.stream)

    @admin.display(description="Hành động", ordering="action")
    def deed(self, event: AuditEvent) -> str:
        """Name what was done."""
        return labels.event_name(event.action)
