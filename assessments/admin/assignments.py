"""Lists of assignments, specialised offices, their opinions and declared interests; they are changed on the product's pages."""

from django.contrib import admin
from django.db.models import QuerySet

from assessments.admin.base import Records
from assessments.models import Assignment, Interest, SpecialisedOffice, SpecialistOpinion
from communes.models import Role, User

Only = admin.RelatedOnlyFieldListFilter


def _authorities(user: User) -> list[int]:
    """Return the authorities for whose office the person reviews."""
    return sorted({unit for role in (Role.REVIEWER, Role.OFFICE_HEAD) for unit in user.role_units.get(role, ())})


@admin.register(SpecialisedOffice)
class SpecialisedOfficeAdmin(Records):
    """The specialised offices."""

    list_display = ("name", "field", "authority", "is_active")
    list_filter = ("is_active", ("authority", Only))
    search_fields = ("authority__name_folded",)
    list_select_related = ("authority",)
    shown = ("name", "field", "authority", "is_active")

    def seen_by(self, user: User, rows: QuerySet[SpecialisedOffice]) -> QuerySet[SpecialisedOffice]:
        return rows if user.has_role(Role.ADMINISTRATOR) else rows.filter(authority__in=_authorities(user))


@admin.register(Assignment)
class AssignmentAdmin(Records):
    """Who has or had which part."""

    list_display = ("dossier", "node_code", "reviewer", "office", "due_on", "assigned_at", "ended_at")
    list_filter = (("dossier__campaign", Only), ("office", Only))
    search_fields = ("dossier__commune__name_folded",)
    list_select_related = ("dossier__commune", "dossier__campaign", "reviewer", "office")
    shown = ("dossier", "node_code", "reviewer", "office", "due_on", "note", "assigned_at", "ended_at", "end_reason")

    def seen_by(self, user: User, rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
        own = Assignment.objects.of_offices(user).values("pk")
        return rows if user.has_role(Role.ADMINISTRATOR) else rows.filter(pk__in=own)


@admin.register(SpecialistOpinion)
class SpecialistOpinionAdmin(Records):
    """What the specialised offices answered."""

    list_display = ("asked", "verdict", "given_at")
    list_filter = ("verdict",)
    search_fields = ("assignment__dossier__commune__name_folded",)
    list_select_related = ("assignment__office", "assignment__reviewer")
    shown = ("verdict", "text", "given_at")

    def seen_by(self, user: User, rows: QuerySet[SpecialistOpinion]) -> QuerySet[SpecialistOpinion]:
        own = Assignment.objects.of_offices(user).values("pk")
        return rows if user.has_role(Role.ADMINISTRATOR) else rows.filter(assignment__in=own)

    @admin.display(description="Phần việc")
    def asked(self, opinion: SpecialistOpinion) -> str:
        """Name the part and the office."""
        return str(opinion.assignment)


@admin.register(Interest)
class InterestAdmin(Records):
    """Declared interests: administrator and heads read them."""

    list_display = ("dossier", "user", "declared_at")
    list_filter = (("dossier__campaign", Only),)
    search_fields = ("dossier__commune__name_folded",)
    list_select_related = ("dossier__commune", "dossier__campaign", "user")
    shown = ("dossier", "user", "reason", "declared_at")

    def seen_by(self, user: User, rows: QuerySet[Interest]) -> QuerySet[Interest]:
        heads = sorted(user.role_units.get(Role.OFFICE_HEAD, ()))
        return rows if user.has_role(Role.ADMINISTRATOR) else rows.filter(dossier__campaign__authority__in=heads)
