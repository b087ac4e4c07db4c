"""The office's reference files: added for an indicator or item, withdrawn with a trace."""

from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction

from assessments.models import Campaign, ReferenceFile
from assessments.models.library import stored_name
from assessments.services import audit, evidence
from assessments.services.evidence import Upload
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc


def add(  # noqa: PLR0913  # what a reference file consists of
    *, campaign_id: int, code: str, title: str, note: str, upload: Upload, actor: User, at: datetime
) -> ReferenceFile:
    """Store a file for an indicator or item; the same content for the same place is kept once.

    Raises NotAllowedError, DomainError for a code that the standard does not know, StorageError.
    """
    row = ReferenceFile(
        campaign_id=campaign_id,
        code=code,
        title=nfc(title).strip(),
        note=nfc(note).strip(),
        file=stored_name(ReferenceFile(), f"_{upload.suffix}"),
        sha256=upload.sha256,
        size=upload.size,
        media_type=upload.media_type,
        original_name=upload.name,
        uploaded_at=at,
        uploaded_by=actor,
    )
    try:
        with transaction.atomic():
            return _add(row, upload)
    except BaseException:
        default_storage.delete(str(row.file))
        raise


def _add(row: ReferenceFile, upload: Upload) -> ReferenceFile:
    campaign = _lock(row.campaign_id, row.uploaded_by)
    edition = campaign.standard.parsed
    if row.code not in {*(one.code for one in edition.indicators), *(item.code for item in edition.answerable_items)}:
        raise DomainError(f"Bộ tiêu chí không có chỉ tiêu, nội dung {row.code}.")
    known = campaign.reference_files.in_use().filter(code=row.code, sha256=row.sha256).first()
    if known:
        raise DomainError(f"Tệp này đã có ở mục {row.code} với tên “{known.title}”.")
    evidence.store(row, upload.content)
    row.save(force_insert=True)
    changes = {"title": [None, row.title], "file": [None, row.original_name], "sha256": [None, row.sha256]}
    _record("reference_add", row, changes, actor=row.uploaded_by, at=row.uploaded_at)
    return row


@transaction.atomic
def withdraw(*, reference_id: int, actor: User, at: datetime) -> ReferenceFile:
    """Show a file to the communes no longer; the office keeps it. Doing it again changes nothing."""
    row = ReferenceFile.objects.get(pk=reference_id)
    _lock(row.campaign_id, actor)
    row.refresh_from_db()
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = at, actor
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        changes = {"title": [row.title, None], "file": [row.original_name, None]}
        _record("reference_withdraw", row, changes, actor=actor, at=at)
    return row


def _lock(campaign_id: int, actor: User) -> Campaign:
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("standard").get(pk=campaign_id)
    if not actor.has_perm("assessments.manage_campaign", campaign):
        raise NotAllowedError("Chỉ cơ quan tư pháp của nơi ban hành kế hoạch được đăng tài liệu tham khảo.")
    return campaign


def _record(
    action: str, row: ReferenceFile, changes: dict[str, list[str | None]], *, actor: User, at: datetime
) -> None:
    stream = audit.stream_of(campaign_id=row.campaign_id)
    audit.record(stream=stream, action=action, subject=f"item:{row.code}", actor=actor, at=at, changes=changes)
