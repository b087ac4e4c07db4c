"""Signing on the server: which key signs which document, what the signature shows, and what went wrong."""

import logging
from datetime import datetime, timedelta

from django.conf import settings

from assessments.models import Report
from assessments.reports import signature_fields, signature_picture
from assessments.selectors.papers import issuing
from tiepcanpl.kit import signing, signing_keys
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.signing import NotSignedError, TimestampError
from tiepcanpl.kit.signing_keys import Key, KeysError

logger = logging.getLogger(__name__)

CLOCK_SLACK = timedelta(minutes=10)  # clocks of machines that sign differ by that much
_NO_KEY = "Hệ thống chưa có khóa ký số của cơ quan ban hành văn bản này. Vui lòng chọn cách ký khác."
_FAILED = (
    "Chưa ký được: hệ thống không dùng được khóa ký số. Văn bản chưa ban hành. "
    "Vui lòng báo quản trị hệ thống xem nhật ký máy chủ, hoặc chọn cách ký khác."
)
_NO_STAMP = "Chưa ký được: máy chủ dấu thời gian không trả lời. Văn bản chưa ban hành. Vui lòng thử lại sau hoặc chọn cách ký khác."
_NOT_VALID = "Chưa ký được: chứng thư số của khóa ký đã hết hạn hoặc chưa có hiệu lực. Văn bản chưa ban hành."


def key_of(report: Report) -> Key | None:
    """Return the key that signs the document; None where there is none."""
    try:
        keys = signing_keys.load(settings.SIGNING_KEYS)
    except KeysError as error:
        logger.error("SIGNING_KEYS: %s", error)  # noqa: TRY400  # the message says it all
        return None
    return signing_keys.key_for(keys, unit=issuing.unit_of(report).code, kind=report.kind)


def signed(report: Report, *, at: datetime) -> bytes:
    """Return the document signed in its room by the unit's key. Raises DomainError with what to do; nothing tells of the key."""
    key = key_of(report)
    if key is None:
        raise DomainError(_NO_KEY)
    with report.file.open("rb") as stored:
        content = stored.read()
    try:
        return _signed(content, key, at)
    except TimestampError as error:
        logger.error("Report %s was not signed: %s", report.pk, error)  # noqa: TRY400  # without the library's words
        raise DomainError(_NO_STAMP) from None
    except NotSignedError as error:
        logger.error("Report %s was not signed: %s", report.pk, error)  # noqa: TRY400  # see above
        raise DomainError(_FAILED) from None


def _signed(content: bytes, key: Key, at: datetime) -> bytes:
    field = signature_fields.ROOM
    with signing.opened(key) as signer:
        certificate = signing.certificate_of(signer)
        if not certificate.not_valid_before <= at <= certificate.not_valid_after:
            raise DomainError(_NOT_VALID)
        room = signing.room_of(content, field)
        picture = b""
        if room:
            name = signing.name_of(certificate)
            picture = signature_picture.of(name=name, at=at, width=room[0], height=room[1])
        return signing.sign(content, signer=signer, key=key, field=field, picture=picture, at=at)
