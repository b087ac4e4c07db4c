"""Receives a file in pieces: what was acknowledged is on the disk, and the whole file is stored once."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import transaction

from assessments.models import UploadSession
from assessments.models.upload import UploadSessionQuerySet
from assessments.services import dossiers, evidence
from assessments.services.evidence import StorageError, Upload
from communes.models import User
from tiepcanpl.kit import parts
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.tus import Checksum, Piece, ProtocolError

_TAKEN = ProtocolError(423, "Tệp này đang được gửi tiếp từ một kết nối khác.")


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to write on from `position`, until somebody else claims the same upload."""

    session: UploadSession
    position: int

    @property
    def is_whole(self) -> bool:
        """Tell whether every byte lies on the disk."""
        return self.position == self.session.size


@transaction.atomic
def create(  # noqa: PLR0913  # what a file is and where it belongs
    *, dossier_id: int, item_code: str, name: str, size: int, sha256: str, actor: User, at: datetime
) -> UploadSession:
    """Begin an upload for an item that the person may change now."""
    dossier = dossiers.lock_for_editing(dossier_id, actor)
    dossiers.require_editable_item(dossier, item_code)
    if size == 0:
        raise DomainError(f"Tệp “{name}” rỗng (0 byte) nên không nhận. Vui lòng kiểm tra lại tệp.")
    if UploadSession.objects.filter(created_by=actor, finished_at__isnull=True).count() >= settings.UPLOADS_OPEN:
        raise DomainError("Có quá nhiều tệp đang tải lên dở dang. Vui lòng đợi các tệp đó tải xong hoặc hủy bớt.")
    row = UploadSession(
        dossier=dossier, item_code=item_code, name=name, size=size, sha256=sha256, created_at=at, created_by=actor
    )
    row.expires_at = _expiry(at)
    row.save(force_insert=True)
    try:
        parts.create(_part(row))
    except OSError as error:
        raise _unsaved(row) from error
    return row


@transaction.atomic
def claim(*, key: UUID, offset: int, actor: User, at: datetime) -> Claim:
    """Take the upload over for writing from `offset`; whoever wrote until now stops at the next piece.

    Raises UploadSession.DoesNotExist, a ProtocolError for a wrong offset or an upload that is gone, DomainError for a
    locked item and for a file that was refused.
    """
    row = _lock(key, actor)
    require_alive(row, at=at)
    if row.is_refused:
        raise DomainError(row.remark)
    if row.offset != offset:
        raise ProtocolError(409, "Vị trí gửi tiếp không khớp với phần máy chủ đã nhận.")
    if row.finished_at is None:
        if not actor.has_perm("assessments.edit_dossier", row.dossier):
            raise NotAllowedError("Chỉ cán bộ của xã, phường này được đính kèm tài liệu.")
        dossiers.require_editable_item(row.dossier, row.item_code)
        row.lease += 1
        row.save(update_fields=["lease"])
    return Claim(row, offset)


def require_alive(row: UploadSession, *, at: datetime) -> None:
    """Refuse (410) an upload that has expired, or whose bytes the disk has lost."""
    lost = row.finished_at is None and parts.size(_part(row)) < row.offset
    if lost or row.expires_at <= at:
        raise ProtocolError(410, f"Lượt tải lên tệp “{row}” không còn hiệu lực. Vui lòng tải lại tệp từ đầu.")


def append(held: Claim, pieces: Iterable[Piece], *, checksum: Checksum | None, at: datetime) -> Claim:
    """Write the pieces one after the other; what counts is on the disk, and the last byte counts only with `finish`.

    With a checksum nothing counts before all has arrived and matches. Raises ProtocolError, StorageError.
    """
    for piece in pieces:
        if checksum is not None:
            checksum.add(piece.content)
        held = _write(held, piece, counts=checksum is None, at=at)
    if checksum is not None:
        checksum.check()
        held = _write(held, Piece(b"", keep=True), counts=True, at=at)
    return held


def _write(held: Claim, piece: Piece, *, counts: bool, at: datetime) -> Claim:
    """Write one piece, unless the upload was taken over: whoever took it over waits until this piece is written."""
    row, end = held.session, held.position + len(piece.content)
    if end > row.size:
        raise ProtocolError(413, f"Dữ liệu gửi lên dài hơn dung lượng đã khai của tệp “{row}”.")
    try:
        with parts.writing(_part(row)) as part:
            _require_lease(held)
            part.write(held.position, piece.content)
            if counts and piece.keep:
                part.sync()
                _advance(held, end, at=at)
    except OSError as error:
        raise _unsaved(row) from error
    return replace(held, position=end)


def _advance(held: Claim, end: int, *, at: datetime) -> None:
    """Let the bytes up to `end` count; all but the last one."""
    with transaction.atomic():
        row = _held(held)
        if end < row.size:
            row.offset, row.expires_at = end, _expiry(at)
            row.save(update_fields=["offset", "expires_at"])


def finish(held: Claim, *, upload: Upload | None, remark: str, actor: User, at: datetime) -> UploadSession:
    """Store the whole file as evidence, or keep the sentence that refuses it (`upload` is None); once and for all.

    When storing fails nothing counts: the last bytes are sent again, and then it is tried again.
    """
    with transaction.atomic():
        row = _held(held)
        if upload is not None:
            done = evidence.attach(
                dossier_id=row.dossier_id, item_code=row.item_code, upload=upload, actor=actor, at=at
            )
            row.evidence, row.is_new, row.is_changed = done.evidence, done.is_new, done.is_changed
        row.offset, row.finished_at, row.remark, row.expires_at = row.size, at, remark, _expiry(at)
        row.save()
        transaction.on_commit(partial(parts.remove, _part(row)))
    return row


@transaction.atomic
def terminate(*, key: UUID, actor: User) -> None:
    """Forget an upload and what arrived of it; a file that was stored stays."""
    row = _lock(key, actor)
    transaction.on_commit(partial(parts.remove, _part(row)))
    row.delete()


def whole_file(held: Claim) -> parts.PartFile:
    """Open the file that has arrived."""
    row = held.session
    return parts.whole(_part(row), shown=row.name, length=row.size)


def _lock(key: UUID, actor: User) -> UploadSession:
    rows = UploadSession.objects.visible_to(actor).select_for_update(of=("self",))
    return rows.select_related("dossier__campaign__standard", "dossier__commune").get(pk=key)


def _held(held: Claim) -> UploadSession:
    """Lock the row; refuse when another request has taken the upload over, or ended it."""
    row = _still(held).select_for_update(of=("self",)).first()
    if row is None:
        raise _TAKEN
    return row


def _require_lease(held: Claim) -> None:
    if not _still(held).exists():
        raise _TAKEN


def _still(held: Claim) -> UploadSessionQuerySet:
    return UploadSession.objects.filter(pk=held.session.pk, lease=held.session.lease, finished_at__isnull=True)


def _part(row: UploadSession) -> str:
    return row.pk.hex


def _expiry(at: datetime) -> datetime:
    return at + timedelta(days=settings.UPLOAD_DAYS)


def _unsaved(row: UploadSession) -> StorageError:
    return StorageError(f"Máy chủ chưa lưu được tệp “{row}”. Vui lòng thử lại sau ít phút.")
