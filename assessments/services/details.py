"""What document a file is: number, issuer, date, title, and the period that it proves."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from assessments.domain.workflow import DECIDED, State
from assessments.models import Dossier, Evidence
from assessments.services import dossiers, evidence
from communes.models import User
from tiepcanpl.kit.errors import DomainError, StaleError
from tiepcanpl.kit.text import nfc


@dataclass(frozen=True, slots=True)
class Details:
    """The details as entered; "" and None are left open."""

    title: str = ""
    document_number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    proves_from: date | None = None
    proves_to: date | None = None


@transaction.atomic
def save(*, dossier_id: int, evidence_id: int, details: Details, version: int, actor: User, at: datetime) -> Evidence:
    """Store the details; refused once the file proves something that cannot be changed any more.

    What was handed in keeps its details: they stand in the snapshot. Raises StaleError when somebody saved since `version`.
    """
    dossier = evidence.lock(dossier_id, actor)
    stored = evidence.of_commune(dossier, evidence_id)
    if details.proves_from and details.proves_to and details.proves_to < details.proves_from:
        raise DomainError("Ngày kết thúc phải sau ngày bắt đầu.")
    require_open(stored)
    new = {name: nfc(value).strip() if isinstance(value, str) else value for name, value in asdict(details).items()}
    changes = {name: [_plain(getattr(stored, name)), _plain(value)] for name, value in new.items()}
    changed = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if not changed:
        return stored
    if stored.version != version:
        raise StaleError(
            f"Thông tin của tệp “{stored}” vừa được người khác lưu. Vui lòng đối chiếu rồi lưu lại.", current=stored
        )
    for name in changed:
        setattr(stored, name, new[name])
    stored.version += 1
    stored.save(update_fields=[*changed, "version"])
    evidence.record(dossier, "evidence_details", f"evidence:{stored.pk}", changed, actor=actor, at=at)
    return stored


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def require_open(stored: Evidence) -> None:
    """Refuse a file that proves a locked item of a dossier that is still under way."""
    if is_locked(stored):
        raise DomainError(
            f"Tệp “{stored}” đang minh chứng cho nội dung đã khóa nên không sửa được thông tin. "
            "Vui lòng tải lên tệp khác nếu tệp này không đúng."
        )


def is_locked(stored: Evidence) -> bool:
    """Tell whether the file proves something that the commune may not change now and that may still be handed in again."""
    links = list(stored.links.select_related("dossier__campaign__standard"))
    under_way = {link.dossier_id: link.dossier for link in links if not _is_over(link.dossier)}
    open_items = {pk: dossiers.editable_items(dossier) for pk, dossier in under_way.items()}
    return any(link.item_code not in open_items[link.dossier_id] for link in links if link.dossier_id in under_way)


def _is_over(dossier: Dossier) -> bool:
    """Tell whether nothing can be handed in any more with the dossier."""
    return dossier.status in DECIDED or (dossier.status is State.DRAFT and dossier.campaign.is_closed)
