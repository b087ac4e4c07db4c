"""Reads files as browsers send them: within the limits, each with its own answer."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.exceptions import TooManyFilesSent
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParser
from django.utils.datastructures import MultiValueDict

from assessments.forms import file_sentences
from assessments.services.evidence import Upload
from tiepcanpl.kit import files, inspection
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.inspection import Finding
from tiepcanpl.kit.text import nfc

MEGABYTE = 1024 * 1024
FIELD = "files"
_ROOM_FOR_FIELDS = MEGABYTE
_SHOWN_NAME = 60
_Parts = tuple[QueryDict, MultiValueDict[str, UploadedFile]]


class TooLargeError(DomainError):
    """More than any upload may hold; refused before it is read."""

    status = 413
    title = "Dữ liệu gửi lên quá lớn"


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read: what to store (None = refused), and what has to be said about it."""

    name: str
    upload: Upload | None
    sentence: str = ""


def max_bytes() -> int:
    """Return the largest size of one file."""
    return settings.EVIDENCE_MAX_MB * MEGABYTE


class _Cap(FileUploadHandler):
    """Lets no more of a file through to the disk than it takes to know that the file is too large."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        return raw_data if start <= max_bytes() else None

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""


class _Parser(MultiPartParser):
    """Remembers the names that held a path: Django drops the path, and a file named "..", without a word."""

    sent_names: dict[str, str]

    def sanitize_file_name(self, file_name: str) -> str:
        clean = super().sanitize_file_name(file_name) or files.NAMELESS
        if clean != file_name and any(sign in file_name for sign in ("/", "\\", "..")):
            self.sent_names[clean] = file_name
        return clean


def prepare(request: HttpRequest) -> None:
    """Set the limits; call it before anything reads the body. Raises TooLargeError; too many files, while reading."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    most = settings.EVIDENCE_MAX_FILES * max_bytes() + _ROOM_FOR_FIELDS
    if length.isdecimal() and int(length) > most:
        raise TooLargeError(
            f"Dữ liệu gửi lên vượt quá giới hạn. Mỗi tệp tối đa {settings.EVIDENCE_MAX_MB} MB, mỗi lần tối đa "
            f"{settings.EVIDENCE_MAX_FILES} tệp. Vui lòng chia thành nhiều lần tải."
        )
    request.upload_handlers.insert(0, _Cap(request))
    request.parse_file_upload = partial(_parse, request)  # type: ignore[method-assign]  # Django has no setting for it


def _parse(request: HttpRequest, meta: dict[str, str], data: HttpRequest) -> _Parts:
    parser = _Parser(meta, data, request.upload_handlers, request.encoding)
    parser.sent_names = {}
    try:
        fields, found = parser.parse()
    except TooManyFilesSent as error:
        raise TooLargeError(
            f"Mỗi lần chỉ tải lên được tối đa {settings.EVIDENCE_MAX_FILES} tệp. Chưa tệp nào được lưu; "
            "vui lòng chọn ít tệp hơn."
        ) from error
    for file in found.getlist(FIELD):
        file.sent_name = parser.sent_names.get(file.name or "", "")
    return fields, found


def read(found: Iterable[UploadedFile]) -> Iterator[Reading]:
    """Read the files one after the other."""
    return (
        read_file(file, file.name or files.NAMELESS, file.size or 0, sent_name=getattr(file, "sent_name", ""))
        for file in found
    )


def read_file(content: "File[bytes]", sent: str, size: int, *, sent_name: str = "") -> Reading:
    """Read one open file, however it came: its name as sent, its size in bytes; `sent_name` is a name that held a path.

    What the file holds is looked at in a process of its own; nothing of it stands in this one's memory as a whole.
    """
    name = files.clean_name(sent)
    shown = shown_name(name)
    if size == 0:
        return Reading(name, None, f"Tệp “{shown}” rỗng (0 byte) nên không nhận. Vui lòng kiểm tra lại tệp.")
    if size > max_bytes():
        return Reading(
            name,
            None,
            f"Tệp “{shown}” lớn hơn {settings.EVIDENCE_MAX_MB} MB nên không nhận. "
            "Vui lòng giảm dung lượng (ví dụ quét ở độ phân giải thấp hơn) hoặc chia thành nhiều tệp.",
        )
    report = inspection.inspect(content)
    if report.fault or report.kind is None:
        return Reading(name, None, file_sentences.refusal(report.fault or Finding.UNKNOWN, shown))
    upload = Upload(name, content, size, _sha256(content), report.kind.media_type, report.kind.suffix)
    said = (_about_path(shown, sent_name), *map(file_sentences.remark, report.notes))
    return Reading(name, upload, " ".join(sentence for sentence in said if sentence))


def shown_name(name: str) -> str:
    """Return a name short enough for a sentence: the beginning and the end."""
    return name if len(name) <= _SHOWN_NAME else f"{name[: _SHOWN_NAME - 16]}…{name[-15:]}"


def _about_path(shown: str, sent: str) -> str:
    return f"Tên tệp “{shown_name(nfc(sent))}” có chứa đường dẫn nên chỉ giữ phần tên “{shown}”." if sent else ""


def _sha256(file: "File[bytes]") -> str:
    """Hash piece by piece: a big upload never stands in memory as a whole."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
