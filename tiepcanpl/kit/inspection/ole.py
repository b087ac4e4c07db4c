"""The Word and Excel files of before 2007: compound files with streams."""

import re
import struct
from collections.abc import Iterator
from typing import IO

import olefile

from tiepcanpl.kit.inspection.findings import Finding, RefusedError

_MACROS = frozenset({"vba", "macros", "_vba_project", "_vba_project_cur"})
_PACKAGED = "\x01ole10native"
_ENCRYPTED_WORD = 0x0100
_FILE_PASSWORD, _SHEET, _END_OF_GLOBALS = 0x002F, 0x0085, 0x000A
_MACRO_SHEET = 1
_DDE = re.compile(rb"\x13 *DDE(AUTO)?\b|\x13\0(?: \0)*D\0D\0E\0")


def check(file: IO[bytes]) -> set[Finding]:
    """Return what has to be said about the file: nothing so far; raises RefusedError."""
    file.seek(0)
    with olefile.OleFileIO(file) as ole:
        paths = ["/".join(path) for path in ole.listdir(streams=True, storages=True)]
        _refuse_parts({part for path in paths for part in path.lower().split("/")})
        for path in ole.listdir():
            data = ole.openstream(path).read()
            if len(data) < ole.get_size(path):
                raise RefusedError(Finding.TRUNCATED)
            _refuse_content("/".join(path).lower(), data)
    return set()


def _refuse_parts(parts: set[str]) -> None:
    if "encryptedpackage" in parts:
        raise RefusedError(Finding.PASSWORD)
    if parts & _MACROS:
        raise RefusedError(Finding.MACROS)
    if _PACKAGED in parts:
        raise RefusedError(Finding.OBJECT)


def _refuse_content(path: str, data: bytes) -> None:
    if path == "worddocument":
        if struct.unpack_from("<H", data, 10)[0] & _ENCRYPTED_WORD:
            raise RefusedError(Finding.PASSWORD)
        if _DDE.search(data):
            raise RefusedError(Finding.DDE)
    if path in {"workbook", "book"}:
        for kind, body in _records(data):
            if kind == _FILE_PASSWORD:
                raise RefusedError(Finding.PASSWORD)
            if kind == _SHEET and body[5:6] == bytes([_MACRO_SHEET]):
                raise RefusedError(Finding.MACROS)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Read the records of the workbook itself; its sheets follow and say nothing about passwords or macros."""
    place = 0
    while place + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, place)
        yield kind, data[place + 4 : place + 4 + size]
        if kind == _END_OF_GLOBALS:
            return
        place += 4 + size
