"""Names that people give to files, and the only way in which stored files leave the product."""

import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO, Any
from urllib.parse import quote

from django.db.models.fields.files import FieldFile
from django.http import FileResponse

from tiepcanpl.kit import filetypes, photos
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.text import nfc

logger = logging.getLogger(__name__)

MAX_NAME = 255
NAMELESS = "tai-lieu"
# What a browser may show by itself; everything else is offered for saving.
SHOWN_IN_PLACE = frozenset({filetypes.PDF.media_type, filetypes.JPEG.media_type, filetypes.PNG.media_type})
# Marks that turn the direction of writing: "exe.pdf" could read "fdp.exe" backwards.
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LONGEST_SUFFIX = 10


class UnreachableFileError(DomainError):
    """The storage does not answer."""

    status = 503
    title = "Chưa mở được tệp"


class MissingFileError(DomainError):
    """The row is there and its file is not."""

    status = 410
    title = "Không tìm thấy tệp"


def clean_name(name: str) -> str:
    """Return the last part of a sent name, composed, without control characters, at most 255 characters long."""
    last = re.split(r"[/\\]", nfc(name))[-1]
    seen = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in _UNSEEN.sub("", last))
    clean = " ".join(seen.split())
    if not clean.strip(". "):
        return NAMELESS
    if len(clean) <= MAX_NAME:
        return clean
    suffix = PurePosixPath(clean).suffix
    suffix = suffix if len(suffix) <= _LONGEST_SUFFIX else ""
    return clean[: MAX_NAME - len(suffix)] + suffix


def ascii_name(name: str) -> str:
    """Return the name for programs that know ASCII alone: "Đề án (2).pdf" → "De an (2).pdf"."""
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D"))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    safe = re.sub(r'[^ -~]|["\\%;]', "_", kept).strip()
    return safe or NAMELESS


def disposition(name: str, *, inline: bool = False) -> str:
    """Return the Content-Disposition header for a name in any script."""
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{ascii_name(name)}\"; filename*=UTF-8''{quote(name, safe='')}"


class PositionError(DomainError):
    """The photo cannot be rewritten without its position."""

    title = "Chưa mở được ảnh"


def download(
    stored: FieldFile, *, name: str, media_type: str, inline: bool = False, with_position: bool = True
) -> FileResponse:
    """Stream a stored file; the caller has checked that the person may read it.

    `inline` shows PDF and pictures in place and is ignored for every other type. Nothing in a file can run in our
    origin: no sniffing, a policy that allows nothing, and a sandbox (left out for PDF, whose viewer refuses to work in
    one; its scripts never reach the page). `with_position=False` sends a photo without the place where it was taken.
    Raises MissingFileError, UnreachableFileError, PositionError.
    """
    shown = inline and media_type in SHOWN_IN_PLACE
    try:
        content = stored.open("rb")
    except FileNotFoundError as error:
        logger.exception("A stored file is missing: %s", stored.name)
        raise MissingFileError("Máy chủ không tìm thấy tệp này. Vui lòng báo cho người quản trị hệ thống.") from error
    except OSError as error:
        logger.exception("A stored file cannot be read: %s", stored.name)
        raise UnreachableFileError("Kho lưu tệp chưa trả lời. Tệp vẫn còn; vui lòng thử lại sau ít phút.") from error
    size: int = stored.size
    body: Any = content
    if not with_position and media_type in photos.MEDIA_TYPES:
        size, body = _without_position(content)
    response = FileResponse(body, content_type=media_type)
    response["Content-Length"] = str(size)
    response["Content-Encoding"] = "identity"  # compressing it again would only hide its length
    response["Content-Disposition"] = disposition(clean_name(name), inline=shown)
    response["Content-Security-Policy"] = _policy(media_type, shown=shown)
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN" if shown else "DENY"
    response["Cache-Control"] = "private, no-store"
    return response


def _without_position(content: IO[bytes]) -> tuple[int, Iterator[bytes]]:
    try:
        copy = photos.without_position(content)
    except photos.LayoutError as error:
        content.close()
        raise PositionError(
            "Ảnh này hỏng nên không bỏ được vị trí chụp; chỉ xã, phường đã tải lên xem được bản gốc."
        ) from error
    return copy.size, copy.read(content)


def _policy(media_type: str, *, shown: bool) -> str:
    ancestors = "'self'" if shown else "'none'"
    sandbox = "" if shown and media_type == filetypes.PDF.media_type else "; sandbox"
    return f"default-src 'none'; frame-ancestors {ancestors}{sandbox}"
