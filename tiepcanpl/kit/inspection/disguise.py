"""Says what a file is that is none of the accepted types, and finds a second file inside an accepted one."""

import zipfile
from pathlib import PurePosixPath
from typing import IO, NoReturn

from tiepcanpl.kit.inspection.findings import Finding, RefusedError

_PROGRAMS = (
    "apk app bat chm class cmd com cpl dll docm dotm exe gadget hta htm html iso jar js jse lnk mhtml msc msi msp pif pptm "
    "ps1 py reg scr sh svg swf url vb vbe vbs wsc wsf xlam xll xlsm xltm"
)
_ARCHIVES = "7z ace arj bz2 cab gz img rar tar tgz xz zip"
PROGRAMS, ARCHIVES = frozenset(_PROGRAMS.split()), frozenset(_ARCHIVES.split())
_HEADS = {
    b"MZ": Finding.PROGRAM,
    b"\x7fELF": Finding.PROGRAM,
    b"#!": Finding.PROGRAM,
    b"Rar!\x1a\x07": Finding.ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": Finding.ARCHIVE,
    b"\x1f\x8b": Finding.ARCHIVE,
    b"%PDF-": Finding.BROKEN,
    b"\xff\xd8\xff": Finding.BROKEN,
    b"\x89PNG": Finding.BROKEN,
}
_ZIP, _OLE, _ZIP_END = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x05\x06"
_LOCKED = 0x1
_ZIP_TAIL = 22 + 65535  # the last record of a ZIP file with its longest comment
_PDF_HEAD = 1024  # readers look for the head of a PDF so far into a file


def refuse(file: IO[bytes]) -> NoReturn:
    """Name what is none of the accepted types."""
    file.seek(0)
    head = file.read(4096)
    if head.startswith(_ZIP):
        raise RefusedError(_zip_fault(file))
    if head.startswith(_OLE):
        raise RefusedError(_ole_fault(file))
    known = next((finding for sign, finding in _HEADS.items() if head.startswith(sign)), None)
    if known is None and b"%PDF-" in head[:_PDF_HEAD]:
        known = Finding.FOREIGN
    raise RefusedError(known or _text_fault(head))


def _zip_fault(file: IO[bytes]) -> Finding:
    try:
        with zipfile.ZipFile(file) as archive:
            names = {name.lower() for name in archive.namelist()}
            is_locked = any(info.flag_bits & _LOCKED for info in archive.infolist())
    except zipfile.BadZipFile:
        return Finding.BROKEN if _ZIP_END in tail(file, _ZIP_TAIL) else Finding.TRUNCATED
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        return Finding.MACROS
    if is_locked:
        return Finding.PASSWORD
    return Finding.BROKEN if "[content_types].xml" in names else Finding.ARCHIVE


def _ole_fault(file: IO[bytes]) -> Finding:
    from tiepcanpl.kit.inspection import ole  # noqa: PLC0415  # its library is needed for few files

    ole.check(file)  # a password is the usual reason; it is found there
    return Finding.UNKNOWN


def _text_fault(head: bytes) -> Finding:
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not text.startswith(b"<"):
        return Finding.UNKNOWN
    return Finding.DRAWING if b"<svg" in text and b"<html" not in text else Finding.WEB_PAGE


def refuse_inside(name: str, head: bytes = b"") -> None:
    """Refuse programs and archives that a document carries; the name tells, and so does the content."""
    suffix = PurePosixPath(name.lower().strip()).suffix.lstrip(".")
    if suffix in PROGRAMS or head.startswith((b"MZ", b"\x7fELF")):
        raise RefusedError(Finding.PROGRAM_INSIDE)
    if suffix in ARCHIVES:
        raise RefusedError(Finding.ARCHIVE_INSIDE)


def holds_archive(file: IO[bytes]) -> bool:
    """Tell whether a ZIP program would open the file."""
    if _ZIP_END not in tail(file, _ZIP_TAIL):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def tail(file: IO[bytes], size: int) -> bytes:
    """Return the last bytes of the file."""
    end = file.seek(0, 2)
    file.seek(max(end - size, 0))
    return file.read(size)
