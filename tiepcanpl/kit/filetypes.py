"""Tells the type of a file by its content; the name that somebody gave it counts for nothing."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

try:
    import magic
except ImportError:  # libmagic is not on this machine: the signatures below decide alone, and a system check says so
    magic = None  # type: ignore[assignment, unused-ignore]  # absent where the system library is


@dataclass(frozen=True, slots=True)
class FileType:
    """A type that the product accepts, and the suffix under which it is stored."""

    media_type: str
    suffix: str


PDF = FileType("application/pdf", ".pdf")
JPEG = FileType("image/jpeg", ".jpg")
PNG = FileType("image/png", ".png")
DOCX = FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
XLSX = FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")
DOC = FileType("application/msword", ".doc")
XLS = FileType("application/vnd.ms-excel", ".xls")
ACCEPTED = (PDF, JPEG, PNG, DOCX, XLSX, DOC, XLS)

HAS_LIBMAGIC: bool = magic is not None

_SIGNATURES = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Without macros: the types of documents that hold some are others.
_MAIN_PARTS = {
    DOCX: ("word/document.xml", b"wordprocessingml.document.main+xml"),
    XLSX: ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
_STREAMS = {"WordDocument": DOC, "Workbook": XLS, "Book": XLS}
_LARGEST_LIST_OF_TYPES = 1024 * 1024
_BROKEN = (OSError, EOFError, ValueError, KeyError, RuntimeError, OverflowError, struct.error, zlib.error,
           zipfile.BadZipFile)  # fmt: skip  # one block; NotImplementedError is a RuntimeError


def detect(file: IO[bytes]) -> FileType | None:
    """Return the type, or None for everything else and for what is broken; the file is left at its beginning."""
    try:
        file.seek(0)
        head = file.read(4096)
        if head.startswith(_ZIP):
            return _inside_zip(file)
        if head.startswith(_OLE):
            return _inside_ole(file)
        return _by_signature(head)
    except _BROKEN:
        return None
    finally:
        file.seek(0)


def _by_signature(head: bytes) -> FileType | None:
    found = next((kind for sign, kind in _SIGNATURES.items() if head.startswith(sign)), None)
    if found is None or not HAS_LIBMAGIC:
        return found
    return found if magic.from_buffer(head, mime=True) == found.media_type else None


def _inside_zip(file: IO[bytes]) -> FileType | None:
    """Look for the main part of a document and for its entry in the list of types."""
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        types = archive.getinfo("[Content_Types].xml")
        if types.file_size > _LARGEST_LIST_OF_TYPES:
            return None
        with archive.open(types) as part:
            listed = part.read(_LARGEST_LIST_OF_TYPES)
    fits = (kind for kind, (part_name, sign) in _MAIN_PARTS.items() if part_name in names and sign in listed)
    return next(fits, None)


def _inside_ole(file: IO[bytes]) -> FileType | None:
    """Look for the stream that Word or Excel writes."""
    names = set(_ole_names(file))
    return next((kind for name, kind in _STREAMS.items() if name in names), None)


_END_OF_CHAIN = 0xFFFFFFFA  # this and all numbers above it are marks, not sectors
_ENTRY = 128
_HEADER_SIZE = 512


def _ole_names(file: IO[bytes]) -> Iterator[str]:
    """Read the names in the directory of a compound file."""
    header = _read_at(file, 0, _HEADER_SIZE)
    size = 1 << struct.unpack_from("<H", header, 30)[0]
    if size not in (512, 4096):  # the two sizes that the format knows
        return
    fat = _fat_sectors(file, header, size)
    sector: int = struct.unpack_from("<I", header, 48)[0]
    seen: set[int] = set()
    while sector < _END_OF_CHAIN and sector not in seen:
        seen.add(sector)
        block = _read_at(file, (sector + 1) * size, size)
        for start in range(0, size, _ENTRY):
            length = struct.unpack_from("<H", block, start + 64)[0]
            yield block[start : start + max(length - 2, 0)].decode("utf-16-le", "replace")
        sector = _next_sector(file, fat, sector, size)


def _fat_sectors(file: IO[bytes], header: bytes, size: int) -> list[int]:
    """List the sectors of the allocation table; what does not fit into the header stands in a chain of its own."""
    found = list(struct.unpack_from("<109I", header, 76))
    sector, left = struct.unpack_from("<II", header, 68)
    per_sector = size // 4 - 1
    seen: set[int] = set()
    while sector < _END_OF_CHAIN and left and sector not in seen:
        seen.add(sector)
        *more, sector = struct.unpack(f"<{per_sector + 1}I", _read_at(file, (sector + 1) * size, size))
        found += more
        left -= 1
    return [number for number in found if number < _END_OF_CHAIN]


def _next_sector(file: IO[bytes], fat: list[int], sector: int, size: int) -> int:
    per_sector = size // 4
    table = fat[sector // per_sector] if sector // per_sector < len(fat) else _END_OF_CHAIN
    if table >= _END_OF_CHAIN:
        return _END_OF_CHAIN
    found: int = struct.unpack("<I", _read_at(file, (table + 1) * size + (sector % per_sector) * 4, 4))[0]
    return found


def _read_at(file: IO[bytes], offset: int, size: int) -> bytes:
    """Read exactly that many bytes."""
    file.seek(offset)
    data = file.read(size)
    if len(data) != size:
        raise EOFError("The compound file ends early")
    return data
