"""What was added to a PDF that we made: signatures alone, or more. The reading happens in a confined process."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO

from tiepcanpl.kit import confined, signatures
from tiepcanpl.kit.signatures import Signature

_READER = "tiepcanpl.kit.addition_reader"
_PIECE = 64 * 1024


class Fault(StrEnum):
    """Why the file is not what we made with signatures alone."""

    OTHER_FILE = "other_file"  # its beginning is not our file, byte for byte
    REBUILT = "rebuilt"  # our bytes are there, and what follows does not build on them
    PAGES = "pages"  # pages were added or taken away
    CONTENT = "content"  # what a page shows
    ANNOTATION = "annotation"  # notes, stamps, links
    FIELD = "field"  # form fields other than signatures
    ATTACHMENT = "attachment"  # embedded files
    OTHER = "other"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Addition:
    """What was found: faults (none for a good file), and the signatures in order of signing.

    `outside` names the fields of visible signatures that reach beyond the rooms that the file has for them.
    """

    faults: tuple[Fault, ...]
    signatures: tuple[Signature, ...] = ()
    outside: frozenset[str] = frozenset()


def examine(content: IO[bytes], *, size: int, sha256: str, roots: str, at: datetime) -> Addition:
    """Compare the file with the one of `size` bytes that we made, known by its hash; raise ConfinedError where it cannot be read.

    `roots` is a folder of trusted certificates, "" for none; `at` is the moment of reading.
    """
    if _hash_of_beginning(content, size) != sha256:
        return Addition((Fault.OTHER_FILE,))
    content.seek(size)
    if not content.read(_PIECE).strip():
        return Addition((Fault.UNSIGNED,))
    found = confined.read(_READER, content, str(size), roots, at.isoformat())
    return Addition(
        faults=tuple(Fault(code) for code in found["faults"]),
        signatures=tuple(signatures.from_row(row) for row in found["signatures"]),
        outside=frozenset(found["outside"]),
    )


def _hash_of_beginning(content: IO[bytes], size: int) -> str:
    """Return the sha256 of the first `size` bytes; "" where there are fewer."""
    digest, left = hashlib.sha256(), size
    content.seek(0)
    while left:
        piece = content.read(min(left, _PIECE))
        if not piece:
            return ""
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()
