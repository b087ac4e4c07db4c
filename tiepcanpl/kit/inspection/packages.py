"""ZIP packages: their list of entries, compared with the bytes before anything is unpacked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import IO

from tiepcanpl.kit.inspection import disguise
from tiepcanpl.kit.inspection.findings import Finding, RefusedError

_HEADER = 30
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_RATIO, _RATIO_FROM = 100, 8 * 1024 * 1024  # a table of equal rows packs well; so much of it packed so well is a bomb


@dataclass
class Budget:
    """What a document and all documents inside it may unpack to: entries, bytes."""

    entries: int = 10_000
    size: int = 400 * 1024 * 1024

    def take(self, entries: int, size: int) -> None:
        """Spend; refuse what exceeds it."""
        self.entries -= entries
        self.size -= size
        if self.entries < 0 or self.size < 0:
            raise RefusedError(Finding.BOMB)


@contextmanager
def opened(file: IO[bytes], budget: Budget) -> Iterator[zipfile.ZipFile]:
    """Open a package whose list of entries is sound; a ZIP file without a list of types is an archive."""
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise RefusedError(Finding.TRUNCATED if _lost_its_end(file) else Finding.BROKEN) from error
    with archive:
        entries = archive.infolist()
        budget.take(len(entries), sum(info.file_size for info in entries))
        if "[Content_Types].xml" not in archive.NameToInfo:
            raise RefusedError(Finding.ARCHIVE_INSIDE)
        _refuse_entries(entries)
        _refuse_overlap(entries)
        yield archive


def _lost_its_end(file: IO[bytes]) -> bool:
    return b"PK\x05\x06" not in disguise.tail(file, 22 + 65535)


def _refuse_entries(entries: list[zipfile.ZipInfo]) -> None:
    for info in entries:
        if info.flag_bits & _ENCRYPTED:
            raise RefusedError(Finding.PASSWORD)
        if info.compress_type not in _METHODS:
            raise RefusedError(Finding.BROKEN)
        if info.file_size > _RATIO_FROM and info.file_size > _RATIO * max(info.compress_size, 1):
            raise RefusedError(Finding.BOMB)
    if len({info.filename.lower() for info in entries}) < len(entries):
        raise RefusedError(Finding.FOREIGN)  # two readers would see two documents


def _refuse_overlap(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse entries that share bytes (a small file unpacks to a huge one), and bytes before the first entry."""
    ordered = sorted(entries, key=lambda info: info.header_offset)
    if ordered[0].header_offset:
        raise RefusedError(Finding.FOREIGN)
    for before, after in pairwise(ordered):
        if before.header_offset + _HEADER + before.compress_size > after.header_offset:
            raise RefusedError(Finding.BOMB)
