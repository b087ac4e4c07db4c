"""The specialised offices of an authority and their people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.models import Assignment, SpecialisedOffice
from assessments.services import audit
from communes.models import Role, Unit, User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc


@dataclass(frozen=True, slots=True)
class Entry:
    """What is stored of an office."""

    name: str
    field: str = ""
    members: tuple[User, ...] = ()
    is_active: bool = True


@transaction.atomic
def save(
    *, authority: Unit, entry: Entry, actor: User, at: datetime, office: SpecialisedOffice | None = None
) -> SpecialisedOffice:
    """Store a new office, or change one; saving what stands already changes nothing.

    Raises NotAllowedError for everybody but the authority's head, DomainError for a name that exists, people without the
    role, and an office that is put out of use while it has open requests.
    """
    if not may_maintain(actor, authority):
        raise NotAllowedError("Chỉ lãnh đạo cơ quan tư pháp được quản lý danh sách cơ quan chuyên môn.")
    row = SpecialisedOffice.objects.select_for_update().get(pk=office.pk) if office else None
    row = row or SpecialisedOffice(authority=authority)
    _check(row, entry)
    old = _told(row) if row.pk else {}
    row.name, row.field, row.is_active = nfc(entry.name).strip(), nfc(entry.field).strip(), entry.is_active
    row.save()
    row.members.set(entry.members)
    new = _told(row)
    if old != new:
        changes = {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}
        subject = f"office:{row.pk}"
        audit.record(
            stream=audit.stream_of(), action="office_save", subject=subject, actor=actor, at=at, changes=changes
        )
    return row


def may_maintain(actor: User, authority: Unit) -> bool:
    """Tell whether the person keeps the list of the authority."""
    return actor.is_active and actor.has_role(Role.OFFICE_HEAD, authority.pk)


def candidates(authority: Unit) -> "Iterable[User]":
    """Return the people who can belong to an office of the authority."""
    found = User.objects.filter(is_active=True, memberships__role=Role.SPECIALIST, memberships__unit=authority)
    return found.distinct().order_by("full_name", "pk")


def _check(row: SpecialisedOffice, entry: Entry) -> None:
    name = nfc(entry.name).strip()
    if not name:
        raise DomainError("Vui lòng nhập tên cơ quan chuyên môn.")
    twin = SpecialisedOffice.objects.filter(authority=row.authority, name=name).exclude(pk=row.pk)
    if twin.exists():
        raise DomainError("Cơ quan chuyên môn này đã có trong danh sách.")
    role = Role.SPECIALIST
    strangers = [person for person in entry.members if not person.has_role(role, row.authority_id)]
    if strangers:
        names = ", ".join(map(str, strangers))
        raise DomainError(f"{names} chưa có vai trò “{role.label}” ở {row.authority.full_name}.")
    waiting = Assignment.objects.current().filter(office=row.pk, opinion__isnull=True).count() if row.pk else 0
    if waiting and not entry.is_active:
        raise DomainError(
            f"Cơ quan này còn {waiting} yêu cầu chưa trả lời. Vui lòng giao lại hoặc kết thúc trước khi ngừng sử dụng."
        )


def _told(row: SpecialisedOffice) -> dict[str, object]:
    members = sorted(str(person) for person in row.members.all())
    return {"name": row.name, "field": row.field, "is_active": row.is_active, "members": ", ".join(members)}
