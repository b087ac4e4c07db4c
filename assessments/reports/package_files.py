"""Opens what goes into a package: nothing harmful leaves, and no photo with its place for people outside the commune."""

import hashlib
from collections.abc import Iterator
from functools import partial

from django.core.files.storage import default_storage

from assessments.selectors.packages import PackedFile
from tiepcanpl.kit import photos
from tiepcanpl.kit.bags import ChangedError, Entry, Readable, WithheldError

_PIECE = 64 * 1024


class Flow:
    """Pieces as a file to be read: never more than one of them in memory."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        """Take the pieces in order."""
        self._pieces, self._rest = pieces, b""

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes (below 0: all); nothing at the end."""
        while size < 0 or len(self._rest) < size:
            following = next(self._pieces, None)
            if following is None:
                break
            self._rest += following
        end = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:end], self._rest[end:]
        return piece

    def close(self) -> None:
        """Leave the rest."""


def entry(file: PackedFile, *, with_position: bool) -> Entry:
    """Return the entry of one file that was handed in."""
    return Entry(
        file.path,
        partial(_evidence, file, with_position=with_position),
        file.sha256,
        file.size,
        is_compressed=True,
        is_derived=is_derived(file, with_position=with_position),
    )


def is_derived(file: PackedFile, *, with_position: bool) -> bool:
    """Tell whether a copy goes into the package instead of the file."""
    return not with_position and file.media_type in photos.MEDIA_TYPES


def opened(name: str) -> Readable:
    """Open a stored file; a row that is gone is a file that is not found."""
    if not name:
        raise FileNotFoundError
    return default_storage.open(name)


def _evidence(file: PackedFile, *, with_position: bool) -> Readable:
    if file.is_blocked:
        raise WithheldError
    if not is_derived(file, with_position=with_position):
        return opened(file.stored)
    return _without_position(file)


def _without_position(file: PackedFile) -> Readable:
    """Return the photo without its place, once the original has proved to be what was handed in."""
    if not file.stored:
        raise FileNotFoundError
    content = default_storage.open(file.stored)
    digest = hashlib.sha256()
    while piece := content.read(_PIECE):
        digest.update(piece)
    if digest.hexdigest() != file.sha256:
        content.close()
        raise ChangedError
    try:
        return Flow(photos.without_position(content).read(content))
    except photos.LayoutError as error:
        content.close()
        raise WithheldError from error
