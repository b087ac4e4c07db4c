"""Keeps the files of a commune, and which items they prove."""

import logging
import os
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

from assessments.models import Dossier, Evidence, EvidenceLink, ReferenceFile
from assessments.models.evidence import stored_name
from assessments.selectors.contents import DossierContents
from assessments.services import audit, dossiers, inspections, totals
from communes.models import Unit, User
from tiepcanpl.kit import parts
from tiepcanpl.kit.errors import DomainError

logger = logging.getLogger(__name__)


class StorageError(DomainError):
    """The server could not keep one file; the other files of the same request are not concerned."""

    status = 503
    title = "Chưa lưu được tệp"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as read: `name` is the original name, clean and in one Unicode form; type and suffix are the content's."""

    name: str
    content: "File[bytes]"
    size: int
    sha256: str
    media_type: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a deed did: `is_new` when a file was stored, `is_changed` when the item's files are others than before."""

    evidence: Evidence
    contents: DossierContents
    is_new: bool
    is_changed: bool


def attach(*, dossier_id: int, item_code: str, upload: Upload, actor: User, at: datetime) -> Outcome:
    """Store a file and let it prove an item; content that the commune has already is linked and not stored again.

    The file is on the disk before its row is committed, and goes again when the transaction fails: a crash can leave a
    file without a row, never a row without its file. Raises NotAllowedError, DomainError for a locked item, StorageError.
    """
    name = stored_name(Evidence(), f"_{upload.suffix}")
    evidence = Evidence(
        file=name,
        sha256=upload.sha256,
        size=upload.size,
        media_type=upload.media_type,
        original_name=upload.name,
        uploaded_at=at,
        uploaded_by=actor,
    )
    try:
        with transaction.atomic():
            return _attach(evidence, upload.content, dossier_id=dossier_id, item_code=item_code)
    except BaseException:
        _remove(name)
        raise


def _attach(evidence: Evidence, content: "File[bytes]", *, dossier_id: int, item_code: str) -> Outcome:
    actor, at = evidence.uploaded_by, evidence.uploaded_at
    dossier = lock(dossier_id, actor)
    dossiers.require_editable_item(dossier, item_code)
    known = Evidence.objects.filter(unit=dossier.commune, sha256=evidence.sha256).first()
    if known is None:
        evidence.unit = dossier.commune
        store(evidence, content)
        evidence.save(force_insert=True)
        inspections.begin(evidence)
    elif not _exists(known):
        known.file.name = evidence.file.name  # the disk lost it: what was just sent takes its place
        store(known, content)
        known.save(update_fields=["file"])
    return _link(dossier, known or evidence, item_code, actor=actor, at=at, is_new=known is None)


def store(evidence: Evidence | ReferenceFile, content: "File[bytes]") -> None:
    """Write the file through to the disk. Raises StorageError."""
    try:
        evidence.file.name = default_storage.save(evidence.file.name, content)
        if isinstance(default_storage, FileSystemStorage):
            with default_storage.open(evidence.file.name) as stored:
                os.fsync(stored.fileno())
            folder = Path(default_storage.path(evidence.file.name)).parent
            parts.sync_folder(folder)
            parts.sync_folder(folder.parent)
    except OSError as error:
        raise _unsaved(evidence, error) from error


def _exists(evidence: Evidence) -> bool:
    try:
        return default_storage.exists(str(evidence.file))
    except OSError as error:
        raise _unsaved(evidence, error) from error


def _unsaved(evidence: Evidence | ReferenceFile, error: OSError) -> StorageError:
    logger.error("Evidence %s could not be stored", evidence.sha256, exc_info=error)
    name = evidence.original_name
    return StorageError(f"Máy chủ chưa lưu được tệp “{name}”. Vui lòng thử lại sau ít phút.")


def _remove(name: str) -> None:
    """Delete a stored file; what the storage does not delete now, the sweep of files without a row does later."""
    try:
        default_storage.delete(name)
    except OSError:
        logger.exception("%s could not be deleted and waits for the sweep", name)


@transaction.atomic
def link(*, dossier_id: int, item_code: str, evidence_id: int, actor: User, at: datetime) -> Outcome:
    """Let a file of the commune prove one more item; doing it again changes nothing."""
    dossier = lock(dossier_id, actor)
    dossiers.require_editable_item(dossier, item_code)
    return _link(dossier, of_commune(dossier, evidence_id), item_code, actor=actor, at=at, is_new=False)


def _link(dossier: Dossier, evidence: Evidence, item_code: str, *, actor: User, at: datetime, is_new: bool) -> Outcome:
    row, is_changed = EvidenceLink.objects.get_or_create(
        dossier=dossier, evidence=evidence, item_code=item_code, defaults={"linked_at": at, "linked_by": actor}
    )
    if is_changed:
        action = "evidence_attach" if is_new else "evidence_link"
        new = {"file": [None, evidence.original_name], "sha256": [None, evidence.sha256]}
        record(dossier, action, f"item:{row.item_code}", new, actor=actor, at=at)
    return Outcome(evidence, totals.refresh(dossier), is_new=is_new, is_changed=is_changed)


@transaction.atomic
def unlink(*, dossier_id: int, item_code: str, evidence_id: int, actor: User, at: datetime) -> Outcome:
    """Let a file no longer prove an item; the file stays with the commune. Doing it again changes nothing."""
    dossier = lock(dossier_id, actor)
    dossiers.require_editable_item(dossier, item_code)
    evidence = of_commune(dossier, evidence_id)
    count, _ = dossier.evidence_links.filter(evidence=evidence, item_code=item_code).delete()
    if count:
        old = {"file": [evidence.original_name, None], "sha256": [evidence.sha256, None]}
        record(dossier, "evidence_unlink", f"item:{item_code}", old, actor=actor, at=at)
    return Outcome(evidence, totals.refresh(dossier), is_new=False, is_changed=bool(count))


@transaction.atomic
def discard(*, dossier_id: int, evidence_id: int, actor: User, at: datetime) -> Evidence:
    """Delete a file that proves nothing and was never handed in; the file leaves the disk after the commit."""
    dossier = lock(dossier_id, actor)
    of_commune(dossier, evidence_id)
    evidence = Evidence.objects.with_use().get(pk=evidence_id)
    if evidence.is_handed_in:
        raise DomainError(f"Tệp “{evidence}” thuộc hồ sơ đã nộp nên phải lưu giữ, không xóa được.")
    if Evidence.objects.filter(replaces=evidence).exists():
        raise DomainError(f"Tệp “{evidence}” đã được thay bằng bản mới nên được giữ lại để đối chiếu, không xóa được.")
    if evidence.is_linked:
        raise DomainError(
            f"Tệp “{evidence}” đang gắn với một nội dung của hồ sơ. Vui lòng gỡ tệp khỏi các nội dung rồi mới xóa."
        )
    old = {"file": [evidence.original_name, None], "sha256": [evidence.sha256, None]}
    record(dossier, "evidence_discard", f"evidence:{evidence.pk}", old, actor=actor, at=at)
    inspections.forget(evidence)
    transaction.on_commit(partial(_remove, str(evidence.file)))
    evidence.delete()
    return evidence


def lock(dossier_id: int, actor: User) -> Dossier:
    """Lock the dossier, then its commune: two dossiers of one commune share their files."""
    dossier = dossiers.lock_for_editing(dossier_id, actor)
    Unit.objects.select_for_update(no_key=True).get(pk=dossier.commune_id)
    return dossier


def of_commune(dossier: Dossier, evidence_id: int) -> Evidence:
    """Return a file of the dossier's commune; raises DomainError where there is none any more."""
    found = Evidence.objects.filter(pk=evidence_id, unit=dossier.commune).first()
    if found is None:
        raise DomainError("Tệp không còn trong danh sách tài liệu của xã, phường này. Vui lòng tải lại trang.")
    return found


def record(dossier: Dossier, action: str, subject: str, changes: dict[str, Any], *, actor: User, at: datetime) -> None:
    """Append what was done with a file to the dossier's trail."""
    stream = audit.stream_of(dossier_id=dossier.pk)
    audit.record(stream=stream, action=action, subject=subject, actor=actor, at=at, changes=changes)
