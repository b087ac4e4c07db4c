"""Issued documents, without the work of making and signing them."""

import hashlib
from datetime import date

from django.core.files.base import ContentFile

from assessments.models import IssuedDocument, Report
from tests.factories import NOW
from tests.factories.town import Town

CODE = "ABCD2345WXYZ"
MADE, SIGNED = b"%PDF-1.7 as made", b"%PDF-1.7 as made, and signed"


def report(town: Town, code: str = CODE, content: bytes = MADE) -> Report:
    """Store a finished report that nobody has issued."""
    return Report.objects.create(
        kind=Report.Kind.CAMPAIGN_RESULT,
        campaign=town.campaign,
        code=code,
        number="12/BC-TP",
        dated=date(2021, 1, 6),
        state=Report.State.DONE,
        file=ContentFile(content, "a.pdf"),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        requested_at=NOW,
        requested_by=town.head,
    )


def issued(town: Town, code: str = CODE, *, on_paper: bool = False, **fields: object) -> IssuedDocument:
    """Issue a document, signed on paper or by an uploaded file."""
    signed = {} if on_paper else {"file": ContentFile(SIGNED, "b.pdf"), "sha256": hashlib.sha256(SIGNED).hexdigest()}
    values = {
        "way": IssuedDocument.Way.PAPER if on_paper else IssuedDocument.Way.UPLOADED,
        "subject": "Kết quả đánh giá, công nhận xã, phường đạt chuẩn tiếp cận pháp luật năm 2020",
        "issuer": "Phòng Tư pháp thị xã Bỉm Sơn",
        "signer_position": "Trưởng phòng",
        "size": 0 if on_paper else len(SIGNED),
        "issued_at": NOW,
        "issued_by": town.head,
        **signed,
        **fields,
    }
    return IssuedDocument.objects.create(report=report(town, code), **values)


def revoke(document: IssuedDocument, town: Town, reason: str = "Sai số liệu phụ lục.") -> None:
    """Revoke it."""
    document.revoked_at, document.revoked_by, document.revoke_reason = NOW, town.head, reason
    document.save()
