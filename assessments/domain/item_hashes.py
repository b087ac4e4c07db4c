"""The hash of each item that was handed in: equal hashes prove that the commune left an item as it was.

Hashed is what the commune wrote and attached: figures, "nothing arose", note, files by their own sha256 with what was
said about them (details, documents that they stand for). Points are left out: they follow from the figures, also from
those of other items. Hashes are computed from the snapshots, which carry a hash of their own, so that rounds handed in
before this module existed are proven by the same function. Snapshots of schema 1 say nothing about a file but its
content: beside one of them the other round is hashed without details as well.
"""

from collections.abc import Mapping
from typing import Any

from assessments.domain.hashing import sha256_of

_HASHED = ("facts", "not_applicable", "note")
DETAILS = ("title", "document_number", "issuer", "issued_on", "proves_from", "proves_to", "documents")
_FIRST_WITH_DETAILS = 2


def has_details(snapshot: Mapping[str, Any]) -> bool:
    """Tell whether the snapshot says what document each file is."""
    return bool(snapshot.get("schema", 1) >= _FIRST_WITH_DETAILS)


def hash_of(item: Mapping[str, Any], *, details: bool = True) -> str:
    """Return the hash of one item as it stands in a snapshot."""
    files = sorted(_file(file) if details else file["sha256"] for file in item["evidence"])
    return sha256_of({**{key: item[key] for key in _HASHED}, "evidence": files})


def _file(file: Mapping[str, Any]) -> str:
    """Name a file by its content, and by what was said about it where anything was."""
    said = details_of(file)
    return f"{file['sha256']}:{sha256_of(said)}" if said else file["sha256"]


def details_of(file: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said about a file; nothing for what was left open."""
    return {key: file[key] for key in DETAILS if file.get(key)}


def item_hashes(snapshot: Mapping[str, Any], *, details: bool = True) -> dict[str, str]:
    """Return the hash of each item of a snapshot by code."""
    return {code: hash_of(item, details=details) for code, item in snapshot["items"].items()}


def both(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the hashes of two snapshots in the form in which they can be compared."""
    details = has_details(old) and has_details(new)
    return item_hashes(old, details=details), item_hashes(new, details=details)


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the items whose hash differs between two snapshots, also those that only one of them has."""
    before, after = both(old, new)
    return tuple(code for code in (before | after) if before.get(code) != after.get(code))
