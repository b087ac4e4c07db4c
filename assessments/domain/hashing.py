"""One text and one hash for the same data, whoever writes it down."""

import hashlib
import json


def canonical(data: object) -> str:
    """Return the one JSON text of the data: sorted keys, no spaces, Vietnamese letters as they are."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(data: object) -> str:
    """Return the sha256 (hex) of the canonical JSON."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()
