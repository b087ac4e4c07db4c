"""Writes a BagIt bag (RFC 8493) as a ZIP file, piece by piece: memory does not grow with what is packed.

The manifest holds the hash that was recorded for a file, not that of what was read now: where a file was lost or changed,
checking the bag fails and names it. A note about such faults goes into the bag too.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from io import BytesIO
from stat import S_IFREG
from typing import Protocol

from stream_zip import ZIP_AUTO, MemberFile, stream_zip

_PIECE = 64 * 1024
_MODE = S_IFREG | 0o644
_PLAIN, _COMPRESSED = 6, 0  # levels of deflate
_DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


class ChangedError(OSError):
    """Raised while opening: the stored file is not what was recorded."""


class WithheldError(OSError):
    """Raised while opening: the file must not leave."""


class Readable(Protocol):
    """What can be read piece by piece and closed."""

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes; nothing at the end."""
        ...

    def close(self) -> None:
        """Close it."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """One file below `data/`: its recorded sha256 ("" = none: it is written now), and how it is opened.

    `open` may raise OSError; what it returns is read piece by piece and closed. `size` in bytes decides on ZIP64 alone.
    What is compressed already is not compressed again. A derived copy differs from what was recorded on purpose: the
    manifest gets its own hash.
    """

    path: str
    open: Callable[[], Readable]
    sha256: str = ""
    size: int = 0
    is_compressed: bool = False
    is_derived: bool = False


class Kind(StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"
    CHANGED = "changed"
    WITHHELD = "withheld"


_KINDS: dict[type[OSError], Kind] = {ChangedError: Kind.CHANGED, WithheldError: Kind.WITHHELD}


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not what was recorded."""

    path: str
    kind: Kind


def text(path: str, content: str) -> Entry:
    """Return an entry of a short text."""
    return Entry(path, lambda: BytesIO(content.encode()))


@dataclass(slots=True)
class _Bag:
    """What has been written so far."""

    folder: str
    at: datetime
    lines: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    octets: int = 0
    files: int = 0

    def payload(self, entry: Entry) -> Iterator[MemberFile]:
        """Give the member for the entry; none where the file cannot be opened."""
        try:
            content = entry.open()
        except OSError as error:
            self._fault(entry, _KINDS.get(type(error), Kind.MISSING))
            return
        self.files += 1
        with closing(content):
            level = _COMPRESSED if entry.is_compressed else _PLAIN
            yield self._member(f"data/{entry.path}", entry.size, level, self._pieces(entry, content))

    def tag(self, name: str, content: bytes, tags: list[str]) -> MemberFile:
        """Give the member for a file beside `data/`, and remember its line of the tag manifest."""
        tags.append(f"{hashlib.sha256(content).hexdigest()}  {name}\n")
        return self._member(name, len(content), _PLAIN, [content])

    def _member(self, name: str, size: int, level: int, pieces: Iterable[bytes]) -> MemberFile:
        return f"{self.folder}/{name}", self.at, _MODE, ZIP_AUTO(size, level=level), pieces

    def _pieces(self, entry: Entry, content: Readable) -> Iterator[bytes]:
        digest, is_whole = hashlib.sha256(), True
        try:
            while piece := content.read(_PIECE):
                digest.update(piece)
                self.octets += len(piece)
                yield piece
        except OSError:
            is_whole = False
        found = digest.hexdigest()
        if not is_whole or (entry.sha256 and not entry.is_derived and entry.sha256 != found):
            self._fault(entry, Kind.CHANGED)
        else:
            self._line(entry.path, found)

    def _fault(self, entry: Entry, kind: Kind) -> None:
        self.faults.append(Fault(entry.path, kind))
        self._line(entry.path, entry.sha256)

    def _line(self, path: str, sha256: str) -> None:
        name = path.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
        self.lines.append(f"{sha256}  data/{name}\n")


def stream(
    folder: str,
    entries: Iterable[Entry],
    info: Mapping[str, str],
    *,
    at: datetime,
    explain: Callable[[Sequence[Fault]], Entry],
) -> Iterator[bytes]:
    """Yield the ZIP file. `info` goes into bag-info.txt; `explain` writes the note where there were faults."""
    return iter(stream_zip(_members(_Bag(folder, at), entries, info, explain), chunk_size=_PIECE))


def _members(
    bag: _Bag, entries: Iterable[Entry], info: Mapping[str, str], explain: Callable[[Sequence[Fault]], Entry]
) -> Iterator[MemberFile]:
    tags: list[str] = []
    yield bag.tag("bagit.txt", _DECLARATION, tags)
    for entry in entries:
        yield from bag.payload(entry)
    if bag.faults:
        yield from bag.payload(explain(tuple(bag.faults)))
    yield bag.tag("bag-info.txt", _info(bag, info), tags)
    yield bag.tag("manifest-sha256.txt", "".join(bag.lines).encode(), tags)
    yield bag.tag("tagmanifest-sha256.txt", "".join(tags).encode(), [])


def _info(bag: _Bag, info: Mapping[str, str]) -> bytes:
    given = {**info, "Bagging-Date": f"{bag.at:%Y-%m-%d}", "Payload-Oxum": f"{bag.octets}.{bag.files}"}
    return "".join(f"{name}: {' '.join(value.split())}\n" for name, value in given.items()).encode()
