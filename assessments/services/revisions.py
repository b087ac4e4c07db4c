"""New versions of a file: the old one stays, the items that may still be changed get the new one."""

from datetime import datetime

from django.db import transaction

from assessments.models import Dossier, Evidence, EvidenceLink
from assessments.services import dossiers, evidence, totals
from assessments.services.evidence import Outcome, Upload
from communes.models import User
from tiepcanpl.kit.errors import DomainError

_KEPT = ("title", "document_number", "issuer", "issued_on", "proves_from", "proves_to")


@transaction.atomic
def revise(*, dossier_id: int, evidence_id: int, upload: Upload, actor: User, at: datetime) -> Outcome:
    """Store a new version of a file and let it prove what the old one proves in this dossier, as far as that is open.

    The old file stays, also in the items that are locked. Details are taken over from it. Raises DomainError, StorageError.
    """
    dossier = evidence.lock(dossier_id, actor)
    old = evidence.of_commune(dossier, evidence_id)
    links = list(old.links.filter(dossier=dossier, item_code__in=dossiers.editable_items(dossier)))
    _require_revisable(old, links, upload.sha256)
    done = evidence.attach(dossier_id=dossier.pk, item_code=links[0].item_code, upload=upload, actor=actor, at=at)
    new = done.evidence
    if done.is_new:
        for name in _KEPT:
            setattr(new, name, getattr(old, name))
    new.replaces, new.revised_at, new.revised_by = old, at, actor
    new.save(update_fields=[*_KEPT, "replaces", "revised_at", "revised_by"])
    for link in links:
        _move(link, new, actor=actor, at=at)
    _record(dossier, "evidence_revise", old, new, links, actor=actor, at=at)
    return Outcome(new, totals.refresh(dossier), is_new=done.is_new, is_changed=True)


def _require_revisable(old: Evidence, links: list[EvidenceLink], sha256: str) -> None:
    if Evidence.objects.filter(replaces=old).exists():
        raise DomainError(f"Tệp “{old}” đã được thay bằng bản mới. Vui lòng thay bản mới nhất.")
    if not links:
        raise DomainError(
            f"Tệp “{old}” không gắn với nội dung nào đang sửa được trong hồ sơ này nên không thay bản mới được."
        )
    if old.sha256 == sha256:
        raise DomainError(f"Tệp vừa chọn giống hệt tệp “{old}” đang có nên không có gì để thay.")
    known = Evidence.objects.filter(unit=old.unit_id, sha256=sha256).first()
    if known and (known.replaces_id or Evidence.objects.filter(replaces=known).exists()):
        raise DomainError(
            f"Tệp vừa chọn trùng với tài liệu “{known}” thuộc một chuỗi bản thay thế khác. "
            "Vui lòng gắn tài liệu đó vào nội dung rồi gỡ tệp cũ."
        )


def _move(link: EvidenceLink, target: Evidence, *, actor: User, at: datetime) -> None:
    """Let another file stand where this one stood, for the same documents of the list."""
    row, _ = EvidenceLink.objects.get_or_create(
        evidence=target,
        dossier_id=link.dossier_id,
        item_code=link.item_code,
        defaults={"linked_at": at, "linked_by": actor},
    )
    row.documents = sorted({*row.documents, *link.documents})
    row.linked_at, row.linked_by = at, actor
    row.save(update_fields=["documents", "linked_at", "linked_by"])
    link.delete()


@transaction.atomic
def undo(*, dossier_id: int, evidence_id: int, actor: User, at: datetime) -> Evidence:
    """Put the old file back where the new version took its place; doing it again changes nothing.

    Refused once the new version was handed in. It stays with the commune, without items, and may then be deleted.
    """
    dossier = evidence.lock(dossier_id, actor)
    new = evidence.of_commune(dossier, evidence_id)
    old = new.replaces
    if old is None or new.revised_at is None:
        return new
    links = list(new.links.filter(linked_at=new.revised_at).select_related("dossier__campaign"))
    _require_undoable(dossier, new, links)
    new.replaces = new.revised_at = new.revised_by = None
    new.save(update_fields=["replaces", "revised_at", "revised_by"])
    for link in links:
        _move(link, old, actor=actor, at=at)
    _record(dossier, "evidence_revise_undo", new, old, links, actor=actor, at=at)
    totals.refresh(dossier)
    return new


def _require_undoable(dossier: Dossier, new: Evidence, links: list[EvidenceLink]) -> None:
    if Evidence.objects.filter(replaces=new).exists():
        raise DomainError(f"Tệp “{new}” đã được thay bằng bản mới hơn. Vui lòng hoàn tác bản mới hơn trước.")
    if Evidence.objects.with_use().get(pk=new.pk).is_handed_in:
        raise DomainError(f"Bản thay thế “{new}” đã nộp cùng hồ sơ nên không hoàn tác được.")
    elsewhere = next((link.dossier for link in links if link.dossier_id != dossier.pk), None)
    if elsewhere:
        raise DomainError(
            f"Bản thay thế được lập ở hồ sơ năm {elsewhere.campaign.year}; vui lòng hoàn tác ở hồ sơ đó."
        )
    editable = dossiers.editable_items(dossier)
    locked = [link.item_code for link in links if link.item_code not in editable]
    if locked:
        raise DomainError(f"Nội dung {', '.join(locked)} đã khóa nên không hoàn tác được bản thay thế.")


def _record(  # noqa: PLR0913  # two files, and what every event tells
    dossier: Dossier,
    action: str,
    before: Evidence,
    after: Evidence,
    links: list[EvidenceLink],
    *,
    actor: User,
    at: datetime,
) -> None:
    changes = {
        "file": [before.original_name, after.original_name],
        "sha256": [before.sha256, after.sha256],
        "items": [None, ", ".join(link.item_code for link in links)],
    }
    evidence.record(dossier, action, f"evidence:{after.pk}", changes, actor=actor, at=at)
