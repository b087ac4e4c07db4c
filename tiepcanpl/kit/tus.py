"""The protocol of resumable uploads, tus 1.0 (https://tus.io/protocols/resumable-upload): headers in, headers out."""

import base64
import binascii
import functools
import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.http import http_date

from tiepcanpl.kit.errors import DomainError

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
ALGORITHMS = ("sha1", "sha256")  # the protocol demands sha1
STREAM = "application/offset+octet-stream"
CHECKSUM_MISMATCH = 460
_SMALLEST, _LARGEST = 32 * 1024, 2 * 1024 * 1024  # bytes
_FAST, _KEEP_AFTER = 0.2, 5.0  # seconds
_SILENCE = 60.0  # seconds without a byte: the other side is gone
_REASONS = {423: "Locked", CHECKSUM_MISMATCH: "Checksum Mismatch"}
_CONFLICT, _UNPROCESSABLE = 409, 422
_streams = threading.BoundedSemaphore(settings.UPLOAD_STREAMS)


class ProtocolError(DomainError):
    """A request that the protocol does not allow, with its status."""

    def __init__(self, status: int, reason: str) -> None:
        """Keep the status."""
        super().__init__(reason)
        self.status = status


_UNKNOWN = ProtocolError(404, "Không tìm thấy lượt tải lên này. Vui lòng tải lại tệp từ đầu.")


def speaks(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer as the protocol asks: its version on every answer, the method that a header names, refusals as plain text.

    A refusal by the rules has the status 422: clients take 409 for a wrong offset and send the same again.
    """

    @functools.wraps(view)
    def answer(request: HttpRequest, **arguments: Any) -> HttpResponse:  # what the address holds
        if request.method == "POST" and "X-HTTP-Method-Override" in request.headers:
            request.method = request.headers["X-HTTP-Method-Override"].upper()
        try:
            response = _options() if request.method == "OPTIONS" else _checked(request, view, arguments)
        except ProtocolError as error:
            response = refusal(error, error.status)
        except Http404:
            response = refusal(_UNKNOWN, 404)
        except DomainError as error:
            response = refusal(error, _UNPROCESSABLE if error.status == _CONFLICT else error.status)
        response["Tus-Resumable"] = VERSION
        if request.method == "HEAD":
            response.content = b""
        return response

    return answer


def _checked(request: HttpRequest, view: Callable[..., HttpResponse], arguments: dict[str, Any]) -> HttpResponse:
    if request.method != "GET" and request.headers.get("Tus-Resumable") != VERSION:
        response = HttpResponse(status=412)
        response["Tus-Version"] = VERSION
        return response
    return view(request, **arguments)


def _options() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Tus-Version"] = VERSION
    response["Tus-Extension"] = EXTENSIONS
    response["Tus-Max-Size"] = str(settings.EVIDENCE_MAX_MB * 1024 * 1024)
    response["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    return response


def refusal(error: DomainError, status: int) -> HttpResponse:
    """Return a refusal as its sentences."""
    response = HttpResponse(str(error), status=status, reason=_REASONS.get(status), content_type="text/plain")
    response["Content-Type"] = "text/plain; charset=utf-8"
    if status == 503:  # noqa: PLR2004  # Service Unavailable
        response["Retry-After"] = "5"
    return response


def length(request: HttpRequest) -> int:
    """Return the size of the whole file, in bytes."""
    return _number(request, "Upload-Length")


def offset(request: HttpRequest) -> int:
    """Return where the sent bytes belong; refuse a body of another kind."""
    if request.content_type != STREAM:
        raise ProtocolError(415, f"Phần dữ liệu phải có kiểu {STREAM}.")
    return _number(request, "Upload-Offset")


def _number(request: HttpRequest, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 16):  # noqa: PLR2004  # below 2^53
        raise ProtocolError(400, f"Thiếu hoặc sai giá trị {name}.")
    return int(text)


def announced(request: HttpRequest) -> int:
    """Return how many bytes the body is said to have; a body without a length is refused."""
    if request.headers.get("Transfer-Encoding"):
        raise ProtocolError(411, "Yêu cầu phải cho biết độ dài (Content-Length).")
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0


def metadata(request: HttpRequest) -> dict[str, str]:
    """Return the pairs of Upload-Metadata."""
    pairs = (part.split() for part in request.headers.get("Upload-Metadata", "").split(",") if part.strip())
    try:
        return {key: base64.b64decode("".join(value), validate=True).decode() for key, *value in pairs}
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ProtocolError(400, "Sai giá trị Upload-Metadata.") from error


class Checksum:
    """What the body of a request must come to."""

    def __init__(self, algorithm: str, expected: bytes) -> None:
        """Begin to count."""
        self._digest = hashlib.new(algorithm, usedforsecurity=False)
        self._expected = expected

    def add(self, piece: bytes) -> None:
        """Count a piece."""
        self._digest.update(piece)

    def check(self) -> None:
        """Refuse (460) another body than the one that was announced."""
        if self._digest.digest() != self._expected:
            reason = "Phần dữ liệu nhận được không khớp mã kiểm tra nên chưa được giữ lại."
            raise ProtocolError(CHECKSUM_MISMATCH, reason)


def checksum(request: HttpRequest) -> Checksum | None:
    """Return what the body must come to, or None where nothing is demanded."""
    algorithm, _, value = request.headers.get("Upload-Checksum", "").partition(" ")
    if not algorithm:
        return None
    if algorithm not in ALGORITHMS:
        raise ProtocolError(400, "Chỉ kiểm tra được theo sha1 hoặc sha256.")
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except binascii.Error as error:
        raise ProtocolError(400, "Sai giá trị Upload-Checksum.") from error


@contextmanager
def stream() -> Iterator[None]:
    """Take one of the places for bodies that arrive slowly, so that other requests always find a thread."""
    if not _streams.acquire(blocking=False):
        raise ProtocolError(503, "Máy chủ đang nhận nhiều tệp cùng lúc. Việc tải lên sẽ tự tiếp tục sau ít giây.")
    try:
        yield
    finally:
        _streams.release()


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes as they came; `keep` says that it is time to be sure of everything so far."""

    content: bytes
    keep: bool


def hang_up_after_silence(request: HttpRequest) -> None:
    """Let reading the body end with an error where nothing comes any more: the other side is gone."""
    connection = request.META.get("gunicorn.socket")
    if isinstance(connection, socket.socket):
        connection.settimeout(_SILENCE)


def pieces(request: HttpRequest) -> Iterator[Piece]:
    """Yield the body as it arrives, in pieces of at most 2 MB; end early, without an error, when the line breaks.

    A fast line is read in large pieces, which costs little, a slow one in small ones, so that little is lost.
    """
    hang_up_after_silence(request)
    step, left, kept = _SMALLEST, announced(request), time.monotonic()
    while left:
        begin = time.monotonic()
        content = _read(request, min(step, left))
        if not content:
            break
        left, now = left - len(content), time.monotonic()
        step = min(step * 2, _LARGEST) if now - begin < _FAST else max(step // 2, _SMALLEST)
        keep = not left or now - kept > _KEEP_AFTER
        kept = now if keep else kept
        yield Piece(content, keep)
    if left:
        yield Piece(b"", keep=True)


def _read(request: HttpRequest, size: int) -> bytes:
    try:
        return request.read(size)
    except UnreadablePostError:
        return b""


def expires(response: HttpResponse, at: datetime) -> None:
    """Tell until when the upload may go on."""
    response["Upload-Expires"] = http_date(at.timestamp())
