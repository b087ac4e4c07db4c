"""Takes the hash of a file as it arrives; nothing of it is kept."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, UnreadablePostError

from tiepcanpl.kit import tus
from tiepcanpl.kit.errors import DomainError

LARGEST_MB = 100
_MEGABYTE = 1024 * 1024
_place = threading.BoundedSemaphore(1)  # of the places for bodies, strangers take one


class BusyError(DomainError):
    """Another file is being read."""


class TooLargeError(DomainError):
    """The body is larger than any document; it was not read."""


@dataclass(frozen=True, slots=True)
class Hashed:
    """A file that was sent."""

    name: str
    sha256: str


class _Hash(FileUploadHandler):
    """Adds each piece to the hash and passes nothing on; files after the first are skipped."""

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        self.digest = hashlib.sha256()

    def new_file(self, *arguments: object, **named: object) -> None:
        """Begin with the first file."""
        if self.name:
            raise SkipFile
        super().new_file(*arguments, **named)  # type: ignore[arg-type]  # passed through
        self.name = self.file_name or "tệp"

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  # Django's signature
        """Count the piece."""
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> None:
        """Give no file to the request."""


def read(request: HttpRequest) -> Hashed | None:
    """Read the body and return the hash of its file; None where there is none. Raises BusyError and TooLargeError."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > (LARGEST_MB + 1) * _MEGABYTE:
        raise TooLargeError(f"Tệp lớn hơn {LARGEST_MB} MB nên không so sánh được tại đây.")
    handler = _Hash()
    request.upload_handlers = [handler]
    with _one_at_a_time():
        tus.hang_up_after_silence(request)
        try:
            request.FILES  # noqa: B018  # the body is read here
        except UnreadablePostError:  # the line broke
            return None
    return Hashed(handler.name, handler.digest.hexdigest()) if handler.name else None


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if not _place.acquire(blocking=False):
        raise BusyError("Máy chủ đang so sánh tệp của người khác. Vui lòng thử lại sau ít giây.")
    try:
        with tus.stream():
            yield
    except tus.ProtocolError as error:
        raise BusyError("Máy chủ đang nhận nhiều tệp. Vui lòng thử lại sau ít giây.") from error
    finally:
        _place.release()
