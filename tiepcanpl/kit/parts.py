"""Files that arrive piece by piece: each lies in a folder of its own kind until it is whole."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

_MODE = 0o600


class PartFile(UploadedFile):  # type: ignore[type-arg]  # generic for the checker alone
    """A file that is whole, as the forms read it.

    A storage on the same disk may have it without copying: it gets a second name of the file, so that the first one
    lasts until whoever stores it is sure.
    """

    def __init__(self, file: IO[bytes], *, path: Path, name: str, size: int) -> None:
        """Keep where it lies."""
        super().__init__(file, name, size=size)
        self._path = path

    def temporary_file_path(self) -> str:
        """Return the path of a name that may be moved away (Django's protocol of uploaded files)."""
        second = self._path.with_suffix(".whole")
        with suppress(FileNotFoundError):
            second.unlink()
        os.link(self._path, second)
        return str(second)


def create(name: str) -> None:
    """Make an empty file; it is on the disk when this returns."""
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _MODE))
    sync_folder(path.parent)


class Writing:
    """A file that nobody else writes to as long as this is open."""

    def __init__(self, descriptor: int) -> None:
        """Keep what to write to."""
        self._descriptor = descriptor

    def write(self, offset: int, piece: bytes) -> None:
        """Write a piece at its place; it is with the operating system, not yet on the disk."""
        left = memoryview(piece)
        while left:
            written = os.pwrite(self._descriptor, left, offset)
            left, offset = left[written:], offset + written

    def sync(self) -> None:
        """Write everything through to the disk."""
        os.fsync(self._descriptor)


@contextmanager
def writing(name: str) -> Iterator[Writing]:
    """Open a file for writing; wait while another request, in any process of this machine, does so. Raises OSError."""
    descriptor = os.open(_path(name), os.O_WRONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield Writing(descriptor)
    finally:
        os.close(descriptor)


def size(name: str) -> int:
    """Return how many bytes lie there; -1 when there is no file."""
    try:
        return _path(name).stat().st_size
    except FileNotFoundError:
        return -1


def whole(name: str, *, shown: str, length: int) -> PartFile:
    """Open a file for reading, under the name that its sender gave; bytes beyond its length are cut off."""
    path = _path(name)
    if path.stat().st_size > length:
        os.truncate(path, length)
    return PartFile(path.open("rb"), path=path, name=shown, size=length)


def remove(name: str) -> None:
    """Delete a file; doing it again changes nothing."""
    for path in (_path(name), _path(name).with_suffix(".whole")):
        path.unlink(missing_ok=True)


def older_than(moment: float) -> Iterator[str]:
    """Yield the names of the files that were last written before a moment (seconds since 1970)."""
    folder = Path(settings.UPLOADS_DIR)
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < moment:
                yield path.stem


def sync_folder(folder: Path) -> None:
    """Write the names of a folder through to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _path(name: str) -> Path:
    return Path(settings.UPLOADS_DIR, name).with_suffix(".part")
