"""Photos without their position: other metadata segments, the same pixels.

Kept of a JPEG are its pixels, colours, turn and time; of a PNG everything except texts and Exif. What follows the picture
(previews, films, further pictures with metadata of their own) is left out.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from PIL import Image

from tiepcanpl.kit import filetypes

MEDIA_TYPES = frozenset({filetypes.JPEG.media_type, filetypes.PNG.media_type})
Piece = bytes | range  # bytes to send, or a range of the file

_PIECE = 256 * 1024
_SIGN, _EOI, _SOS, _APP0, _APP15, _COMMENT = 0xFF, 0xD9, 0xDA, 0xE0, 0xEF, 0xFE
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_EXIF = b"Exif\0\0"
_KEPT_SEGMENTS = (b"JFIF\0", b"ICC_PROFILE\0", b"Adobe")  # without the last two the colours would change
_KEPT_TAGS = (0x0112, 0x0132)  # turn, time of change
_EXIF_TABLE, _KEPT_OF_TABLE = 0x8769, (0x9003, 0x9010, 0x9011)  # time of the picture and its zone
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_LEFT_OUT = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt"})


class LayoutError(Exception):
    """The bytes are no whole JPEG or PNG."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A photo without its position: `size` in bytes, `pieces` in order."""

    size: int
    pieces: tuple[Piece, ...]

    def read(self, file: IO[bytes]) -> Iterator[bytes]:
        """Give the copy piece by piece, and close the file."""
        with file:
            for piece in self.pieces:
                if isinstance(piece, bytes):
                    yield piece
                else:
                    yield from _slices(file, piece)


def without_position(file: IO[bytes]) -> Copy:
    """Plan the copy; the file is read in pieces of a quarter of a megabyte. Raises LayoutError."""
    file.seek(0)
    head = file.read(len(_PNG_HEAD))
    try:
        pieces = tuple(_png(file) if head == _PNG_HEAD else _jpeg(file))
    except (struct.error, IndexError) as error:
        raise LayoutError from error
    return Copy(sum(map(len, pieces)), pieces)


def is_whole(file: IO[bytes]) -> bool:
    """Tell whether the picture reaches its end mark."""
    try:
        without_position(file)
    except LayoutError:
        return False
    return True


def _slices(file: IO[bytes], part: range) -> Iterator[bytes]:
    file.seek(part.start)
    left = len(part)
    while left and (data := file.read(min(left, _PIECE))):
        left -= len(data)
        yield data


def _png(file: IO[bytes]) -> Iterator[Piece]:
    yield _PNG_HEAD
    place, kind = len(_PNG_HEAD), b""
    while kind != b"IEND":
        size, kind = struct.unpack(">I4s", _at(file, place, 8))
        _at(file, place + 8 + size, 4)  # the chunk's checksum: it is there to its end
        if kind not in _PNG_LEFT_OUT:
            yield range(place, place + 12 + size)
        place += 12 + size


def _jpeg(file: IO[bytes]) -> Iterator[Piece]:
    """Copy segment by segment; from the first scan on, the pixels lie between the markers."""
    place = 2
    yield range(place)
    while True:
        sign, mark, size = struct.unpack(">BBH", _at(file, place, 4))
        if sign != _SIGN or size < 2:  # noqa: PLR2004  # the size counts its own two bytes
            raise LayoutError
        segment = range(place, place + 2 + size)
        if mark == _SOS:
            segment = range(place, _next_marker(file, segment.stop))
        yield from _segment(file, mark, segment)
        place = segment.stop
        if _at(file, place, 2) == bytes([_SIGN, _EOI]):
            break
    yield range(place, place + 2)


def _segment(file: IO[bytes], mark: int, segment: range) -> Iterator[Piece]:
    if not (_APP0 <= mark <= _APP15 or mark == _COMMENT):
        yield segment
        return
    name = _at(file, segment.start + 4, min(12, len(segment) - 4))
    if name.startswith(_KEPT_SEGMENTS):
        yield segment
    elif mark == _APP0 + 1 and name.startswith(_EXIF):
        yield from _plain_exif(_at(file, segment.start + 4, len(segment) - 4))


def _plain_exif(data: bytes) -> Iterator[bytes]:
    """Write turn and time anew; Exif that cannot be read is left out."""
    old, new = Image.Exif(), Image.Exif()
    try:
        old.load(data)
        new.update({tag: old[tag] for tag in _KEPT_TAGS if tag in old})
        table = old.get_ifd(_EXIF_TABLE)
        new.get_ifd(_EXIF_TABLE).update({tag: table[tag] for tag in _KEPT_OF_TABLE if tag in table})
        if not (new or table):
            return
        body = new.tobytes()
    except (SyntaxError, ValueError, KeyError, TypeError, OSError, struct.error, AttributeError):
        return
    body = body if body.startswith(_EXIF) else _EXIF + body
    yield struct.pack(">BBH", _SIGN, _APP0 + 1, len(body) + 2) + body


def _next_marker(file: IO[bytes], start: int) -> int:
    """Find the marker after the pixels of a scan."""
    file.seek(start)
    before, place = b"", start
    while data := file.read(_PIECE):
        found = _MARKER.search(before + data)
        if found:
            return place - len(before) + found.start()
        place += len(data)
        before = data[-1:]
    raise LayoutError


def _at(file: IO[bytes], place: int, size: int) -> bytes:
    file.seek(place)
    data = file.read(size)
    if len(data) != size:
        raise LayoutError
    return data
