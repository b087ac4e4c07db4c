"""Conflicts of interest: who may neither review nor vote on a dossier, and why."""

from collections.abc import Iterable

from django.db.models import QuerySet

from assessments.models import Dossier, Interest
from assessments.permissions import has_conflict
from communes.models import Role, User

_REVIEWING = (Role.REVIEWER, Role.OFFICE_HEAD)


def conflict_of(user: User, dossier: Dossier) -> str:
    """Return the sentence why the person may neither review nor vote on the dossier; "" while nothing stands against it.

    One query, and none where the person belongs to the commune.
    """
    for row in user.held:
        if row.unit_id == dossier.commune_id:
            return (
                f"{user} giữ vai trò “{row.get_role_display()}” ở {row.unit.full_name} "
                "nên không được thẩm tra, cho ý kiến hoặc biểu quyết hồ sơ này."
            )
    if has_conflict(user, dossier):
        return (
            f"{user} có quan hệ, lợi ích liên quan đã khai báo đối với hồ sơ này "
            "nên không được thẩm tra, cho ý kiến hoặc biểu quyết."
        )
    return ""


def conflicted_ids(user: User, dossiers: Iterable[Dossier]) -> set[int]:
    """Return the keys of those dossiers on which the person may neither review nor vote: one query for all."""
    rows, own = list(dossiers), {row.unit_id for row in user.held}
    declared = Interest.objects.filter(user=user, dossier__in=[row.pk for row in rows])
    return {row.pk for row in rows if row.commune_id in own} | set(declared.values_list("dossier_id", flat=True))


def without_conflict(dossier: Dossier) -> list[User]:
    """Return the people of the office who may review the dossier, by name; expects the campaign to be loaded."""
    own = User.objects.filter(memberships__unit=dossier.commune_id).values("pk")
    declared = Interest.objects.filter(dossier=dossier).values("user")
    office = User.objects.filter(
        is_active=True,
        memberships__role__in=_REVIEWING,
        memberships__unit=dossier.campaign.authority_id,
    )
    return list(office.exclude(pk__in=own).exclude(pk__in=declared).distinct().order_by("full_name", "pk"))


def notice_for(user: User, dossier: Dossier) -> str:
    """Return why a person of the office may not review the dossier, and who else can; "" for everybody else."""
    if not any(user.has_role(role, dossier.campaign.authority_id) for role in _REVIEWING):
        return ""
    conflict = conflict_of(user, dossier)
    if not conflict:
        return ""
    others = ", ".join(map(str, without_conflict(dossier)))
    if not others:
        return f"{conflict} Chưa có người khác thẩm tra được hồ sơ này; vui lòng báo quản trị hệ thống."
    return f"{conflict} Người thẩm tra được hồ sơ này: {others}."


def concerned(dossier: Dossier) -> list[User]:
    """Return the people who review, vote or give opinions for the authority, by name."""
    roles = (*_REVIEWING, Role.COUNCIL_MEMBER, Role.SPECIALIST)
    authority = dossier.campaign.authority_id
    found = User.objects.filter(is_active=True, memberships__role__in=roles, memberships__unit=authority)
    return list(found.distinct().order_by("full_name", "pk"))


def declared(dossier: Dossier) -> QuerySet[Interest]:
    """Return what is declared, the first declaration first."""
    return dossier.interests.select_related("user", "declared_by").order_by("declared_at", "pk")
