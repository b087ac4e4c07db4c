"""The calendar of days off and make-up days, with its audit trail."""

from datetime import datetime

from django.db import transaction

from assessments.models import Holiday
from assessments.services import audit
from communes.models import Role, User
from tiepcanpl.kit.errors import NotAllowedError
from tiepcanpl.kit.text import nfc


@transaction.atomic
def save(holiday: Holiday, *, actor: User, at: datetime) -> Holiday:
    """Store a day that is new or was corrected; deadlines already set do not move."""
    require_office(actor)
    before = Holiday.objects.filter(pk=holiday.pk).first()
    holiday.note, holiday.basis = nfc(holiday.note).strip(), nfc(holiday.basis).strip()
    holiday.save()
    _record("holiday_save", holiday, [_told(before), _told(holiday)], actor=actor, at=at)
    return holiday


@transaction.atomic
def remove(holiday: Holiday, *, actor: User, at: datetime) -> None:
    """Take a day out of the calendar."""
    require_office(actor)
    _record("holiday_remove", holiday, [_told(holiday), None], actor=actor, at=at)
    holiday.delete()


def require_office(actor: User) -> None:
    """Refuse everybody who does not work for a Justice Office."""
    if not (actor.has_role(Role.REVIEWER) or actor.has_role(Role.OFFICE_HEAD)):
        raise NotAllowedError("Chỉ cơ quan tư pháp được sửa ngày nghỉ, ngày làm bù.")


def _told(holiday: Holiday | None) -> dict[str, object] | None:
    if holiday is None:
        return None
    return {"day": holiday.day.isoformat(), "is_off": holiday.is_off, "note": holiday.note, "basis": holiday.basis}


def _record(action: str, holiday: Holiday, change: list[object], *, actor: User, at: datetime) -> None:
    audit.record(
        stream=audit.stream_of(),
        action=action,
        subject=f"holiday:{holiday.pk}",
        actor=actor,
        at=at,
        changes={"holiday": change},
    )
