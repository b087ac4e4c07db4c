"""Issuing: a finished document leaves the office, signed on paper, signed elsewhere or signed here; and is taken back."""

import hashlib
import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import IO

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from assessments.models import IssuedDocument, Report
from assessments.reports import documents
from assessments.selectors.papers import issuing
from assessments.services import reports, server_signing
from communes.models import User
from tiepcanpl.kit import additions, signatures
from tiepcanpl.kit.additions import Addition, Fault
from tiepcanpl.kit.confined import ConfinedError
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.signatures import Integrity, Signature, Trust

logger = logging.getLogger(__name__)

Way = IssuedDocument.Way

MOST_ADDED = 5 * 1024 * 1024  # bytes that signatures add at most
_AGAIN = "Vui lòng tải tệp PDF tại trang này, ký đúng tệp đó (không mở rồi lưu lại bằng phần mềm khác) và tải lên."
_SENTENCES = {
    Fault.OTHER_FILE: "Tệp tải lên không bắt đầu bằng đúng nội dung của tệp đã tạo: tệp của văn bản khác, tệp tạo trước "
    "khi cấp số, hoặc tệp đã bị lưu lại, chuyển đổi.",
    Fault.REBUILT: "Tệp tải lên đã được dựng lại toàn bộ thay vì chỉ thêm chữ ký.",
    Fault.PAGES: "Tệp tải lên có số trang khác với tệp đã tạo.",
    Fault.CONTENT: "Nội dung trang của tệp tải lên khác với tệp đã tạo.",
    Fault.ANNOTATION: "Tệp tải lên có ghi chú, đóng dấu hoặc liên kết được thêm ngoài chữ ký số.",
    Fault.FIELD: "Tệp tải lên có ô nhập được thêm hoặc điền ngoài chữ ký số.",
    Fault.ATTACHMENT: "Tệp đính kèm bên trong tệp tải lên khác với tệp đã tạo.",
    Fault.OTHER: "Tệp tải lên có thay đổi khác ngoài chữ ký số.",
    Fault.UNSIGNED: "Tệp tải lên chưa có chữ ký số.",
}
_BROKEN = "Chữ ký số của {signer} không còn khớp với nội dung tệp nên không ghi nhận được."
_EXPIRED = "Chứng thư số của {signer} đã hết hạn hoặc chưa có hiệu lực tại thời điểm ký nên không ghi nhận được."
_UNREADABLE = "Không đọc được tệp tải lên; tệp có thể bị hỏng, có mật khẩu hoặc sai định dạng."
_NOT_TRUSTED = {
    Trust.UNKNOWN: "Chứng thư số của {signer} không dẫn tới chứng thư gốc mà hệ thống tin cậy.",
    Trust.WEAK: "Chữ ký số của {signer} dùng thuật toán băm không còn an toàn.",
}
_CONFIRM = "Nếu đã kiểm tra chữ ký bằng phần mềm của cơ quan, đánh dấu ô xác nhận rồi chọn lại tệp và tải lên."


class UntrustedError(DomainError):
    """The signature is whole; whose it is cannot be verified here. Whoever verified it otherwise may go on."""

    title = "Chưa xác nhận được chứng thư số"


@dataclass(frozen=True, slots=True)
class _File:
    """A signed file with what was read of it."""

    content: IO[bytes]
    found: Addition


@transaction.atomic
def on_paper(report_id: int, *, signer_position: str, actor: User, at: datetime) -> IssuedDocument:
    """Record that the document was signed and sealed on paper. Raises NotAllowedError, DomainError."""
    report = _issuable(report_id, actor, lock=True)
    return _record(report, IssuedDocument(way=Way.PAPER, signer_position=signer_position), actor=actor, at=at)


def uploaded(  # what was typed beside the file
    report_id: int, content: IO[bytes], *, signer_position: str, despite_trust: bool, actor: User, at: datetime
) -> IssuedDocument:
    """Take the file that was signed elsewhere: our bytes with signatures alone.

    Raises NotAllowedError, UntrustedError unless `despite_trust`, and DomainError with what differs.
    """
    report = _issuable(report_id, actor)
    found = _examined(report, content, at)
    _refuse_bad(found.signatures, at)
    if not despite_trust:
        _refuse_untrusted(found.signatures)
    issued = IssuedDocument(way=Way.UPLOADED, signer_position=signer_position)
    return _stored(report, issued, _File(content, found), actor=actor, at=at)


def on_server(report_id: int, *, signer_position: str, actor: User, at: datetime) -> IssuedDocument:
    """Sign the document with the unit's key. Raises NotAllowedError, and DomainError where it was not signed."""
    report = _issuable(report_id, actor)
    content = BytesIO(server_signing.signed(report, at=at))
    issued = IssuedDocument(way=Way.SERVER, signer_position=signer_position)
    return _stored(report, issued, _File(content, _examined(report, content, at)), actor=actor, at=at)


@transaction.atomic
def revoke(report_id: int, *, reason: str, actor: User, at: datetime) -> IssuedDocument:
    """Take an issued document back, with the reason; it stays, and says so from now on."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
    _refuse_others(report, actor)
    issued = IssuedDocument.objects.filter(report=report).first()
    if issued is None:
        raise DomainError("Văn bản này chưa ban hành nên không có gì để thu hồi.")
    if issued.revoked_at:
        raise DomainError(f"Văn bản này đã thu hồi ngày {timezone.localtime(issued.revoked_at):%d/%m/%Y}.")
    if not reason.strip():
        raise DomainError("Vui lòng nêu lý do thu hồi.")
    issued.revoked_at, issued.revoked_by, issued.revoke_reason = at, actor, reason.strip()
    issued.save(update_fields=["revoked_at", "revoked_by", "revoke_reason"])
    reports.record(report, "report_revoke", actor=actor, at=at, note=issued.revoke_reason, number=report.number)
    return issued


def _refuse_others(report: Report, actor: User) -> None:
    issuer = issuing.issuer_of(report)
    if issuer is None:
        raise DomainError("Loại văn bản này không ban hành trên hệ thống.")
    if not issuer.may(actor, report):
        raise NotAllowedError(issuer.refusal)


def _issuable(report_id: int, actor: User, *, lock: bool = False) -> Report:
    """Return the report that the person may issue now."""
    rows = Report.objects.select_for_update(of=("self",)) if lock else Report.objects.all()
    report = rows.get(pk=report_id)
    _refuse_others(report, actor)
    if hasattr(report, "issued"):
        raise DomainError("Văn bản này đã được ghi nhận ban hành.")
    if report.state != Report.State.DONE:
        raise DomainError("Tệp đang được tạo. Vui lòng chờ tạo xong rồi ban hành.")
    if not issuing.is_ready(report):
        raise DomainError("Văn bản chưa có số và ngày. Vui lòng cấp số trước khi ban hành.")
    return report


def _examined(report: Report, content: IO[bytes], at: datetime) -> Addition:
    """Read the file in a confined process; refuse what is not ours with signatures alone."""
    if content.seek(0, 2) > report.size + MOST_ADDED:
        raise DomainError(["Tệp tải lên lớn hơn nhiều so với tệp đã tạo nên không phải chỉ thêm chữ ký.", _AGAIN])
    try:
        found = additions.examine(
            content, size=report.size, sha256=report.sha256, roots=settings.SIGNATURE_TRUST_ROOTS, at=at
        )
    except ConfinedError as error:
        logger.warning("The signed file of report %s cannot be read: %s", report.pk, error)
        raise DomainError([_UNREADABLE, _AGAIN]) from None
    if found.faults:
        raise DomainError([*(_SENTENCES[fault] for fault in found.faults), _AGAIN])
    return found


def _refuse_bad(found: Iterable[Signature], at: datetime) -> None:
    for signature in found:
        if signature.integrity is not Integrity.WHOLE:
            raise DomainError([_BROKEN.format(signer=_who(signature)), _AGAIN])
        if signature.trust is Trust.EXPIRED:
            raise DomainError(_EXPIRED.format(signer=_who(signature)))
        if signature.signed_at and signature.signed_at > at + server_signing.CLOCK_SLACK:
            raise DomainError(
                f"Thời gian ký của {_who(signature)} ở trong tương lai. Vui lòng kiểm tra đồng hồ máy ký."
            )


def _refuse_untrusted(found: Iterable[Signature]) -> None:
    sentences = [_NOT_TRUSTED[s.trust].format(signer=_who(s)) for s in found if s.trust in _NOT_TRUSTED]
    if sentences:
        raise UntrustedError([*sentences, _CONFIRM])


def _who(signature: Signature) -> str:
    return signature.signer or signature.organisation or signature.field


def _stored(report: Report, issued: IssuedDocument, file: _File, *, actor: User, at: datetime) -> IssuedDocument:
    """Keep the file with its row, or neither."""
    file.content.seek(0)
    issued.sha256 = hashlib.file_digest(file.content, "sha256").hexdigest()  # type: ignore[arg-type]  # a file
    issued.size = file.content.seek(0, 2)
    issued.signatures = [
        {**signatures.to_row(row), "outside": row.field in file.found.outside} for row in file.found.signatures
    ]
    file.content.seek(0)
    name = uuid.uuid4().hex
    path = default_storage.save(f"issued/{name[:2]}/{name}.pdf", File(file.content))
    issued.file = path
    try:
        with transaction.atomic():
            return _record(_unchanged(report, actor), issued, actor=actor, at=at)
    except BaseException:
        default_storage.delete(path)
        raise


def _unchanged(report: Report, actor: User) -> Report:
    """Return the report under a lock; its file may have been printed anew while somebody signed the earlier one."""
    current = _issuable(report.pk, actor, lock=True)
    if current.sha256 != report.sha256:
        raise DomainError("Văn bản vừa được tạo lại (cấp số) trong khi ký. Vui lòng tải tệp mới và ký lại.")
    return current


def _record(report: Report, issued: IssuedDocument, *, actor: User, at: datetime) -> IssuedDocument:
    issued.signer_position = issued.signer_position.strip()
    if not issued.signer_position:
        raise DomainError("Vui lòng nhập chức vụ người ký.")
    if report.meeting is not None and report.kind == Report.Kind.COUNCIL_MINUTES:
        report.number = report.meeting.minutes_number  # it stands on the paper already
        report.dated = timezone.localdate(report.meeting.concluded_at)
        report.save(update_fields=["number", "dated"])
    issued.report, issued.issued_at, issued.issued_by = report, at, actor
    _tell_the_public(issued)
    issued.save(force_insert=True)
    told = {"way": issued.way, "number": report.number, "sha256": issued.sha256 or report.sha256}
    reports.record(report, "report_issue", actor=actor, at=at, **told)
    return issued


def _tell_the_public(issued: IssuedDocument) -> None:
    """Keep what the verification page says of the document, as it stands on the paper."""
    facts = documents.facts_of(issued.report)
    issued.subject, issued.issuer = facts.subject, facts.issuer
    issued.is_demo, issued.is_provisional = facts.is_demo, facts.is_provisional
