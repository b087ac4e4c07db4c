"""The hash of each item that was handed in: equal hashes prove that the commune left an item as it was.

Hashed is what the commune wrote and attached: figures, "nothing arose", note, files by their own sha256. Points are left
out: they follow from the figures, also from those of other items. Hashes are computed from the snapshots, which carry a
hash of their own, so that rounds handed in before this module existed are proven by the same function.
"""

from collections.abc import Mapping
from typing import Any

from assessments.domain.hashing import sha256_of

_HASHED = ("facts", "not_applicable", "note")


def hash_of(item: Mapping[str, Any]) -> str:
    """Return the hash of one item as it stands in a snapshot."""
    files = sorted(file["sha256"] for file in item["evidence"])
    return sha256_of({**{key: item[key] for key in _HASHED}, "evidence": files})


def item_hashes(snapshot: Mapping[str, Any]) -> dict[str, str]:
    """Return the hash of each item of a snapshot by code."""
    return {code: hash_of(item) for code, item in snapshot["items"].items()}


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the items whose hash differs between two snapshots, also those that only one of them has."""
    before, after = item_hashes(old), item_hashes(new)
    return tuple(code for code in (before | after) if before.get(code) != after.get(code))
