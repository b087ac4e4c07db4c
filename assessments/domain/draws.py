"""The draw of items for a second look: anybody who knows seed, share and population can repeat it.

Each code gets the sha256 of seed and code; the smallest hashes are drawn. No random generator is involved, so the result
is the same with every version of every program.
"""

import hashlib
from collections.abc import Iterable

_WHOLE = 100


def size_of(share: int, count: int) -> int:
    """Return how many of `count` items are drawn at a share in percent: rounded up, never more than there are."""
    return min(count, -(-share * count // _WHOLE)) if share > 0 else 0


def place_of(seed: str, code: str) -> str:
    """Return the hash (hex) that decides on the place of a code; the smallest are drawn."""
    return hashlib.sha256(f"{seed}\n{code}".encode()).hexdigest()


def draw(seed: str, share: int, population: Iterable[str]) -> tuple[str, ...]:
    """Return the drawn codes, smallest hash first; the order of the population does not matter."""
    codes = sorted(set(population), key=lambda code: (place_of(seed, code), code))
    return tuple(codes[: size_of(share, len(codes))])
