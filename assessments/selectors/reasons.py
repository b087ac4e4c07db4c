"""The reasons that an office has worded for reuse."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from assessments.models import ItemReview, ReasonTemplate
from communes.models import Role, Unit, User


@dataclass(frozen=True, slots=True)
class ReasonGroup:
    """The reasons for one verdict; `label` names it."""

    label: str
    reasons: tuple[ReasonTemplate, ...]


def offices_of(user: User) -> QuerySet[Unit]:
    """Return the authorities whose reasons the person maintains."""
    ids = {unit for role in (Role.REVIEWER, Role.OFFICE_HEAD) for unit in user.role_units.get(role, frozenset())}
    return Unit.objects.filter(pk__in=ids)


def maintained_by(user: User) -> QuerySet[ReasonTemplate]:
    """Return every reason that the person maintains, in the order of the office."""
    return ReasonTemplate.objects.filter(authority__in=offices_of(user)).select_related("authority")


def fitting(authority_id: int, item_code: str) -> list[ReasonTemplate]:
    """Return the reasons in use that fit the item, those made for it first."""
    rows = ReasonTemplate.objects.filter(authority=authority_id, is_active=True)
    rows = rows.filter(Q(item_code="") | Q(item_code=item_code))
    return sorted(rows, key=lambda row: row.item_code == "")


def by_verdict(reasons: Iterable[ReasonTemplate]) -> tuple[ReasonGroup, ...]:
    """Return the reasons by verdict, in the order of the verdicts; those for every verdict stand last."""
    found = list(reasons)
    labels = [*ItemReview.Verdict.choices, ("", "Mọi kết luận")]
    groups = (ReasonGroup(str(label), tuple(r for r in found if r.verdict == code)) for code, label in labels)
    return tuple(group for group in groups if group.reasons)
