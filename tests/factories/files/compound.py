"""Compound files: the Word and Excel files of before 2007, and the containers of encrypted ones."""

import struct
from collections.abc import Mapping

_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_SECTOR, _SMALLEST = 512, 4096  # a smaller stream would stand in a table of its own


def ole(streams: Mapping[str, bytes]) -> bytes:
    """Return a compound file; "a/b" is a stream b in a storage a (one level)."""
    storages = sorted({path.partition("/")[0] for path in streams if "/" in path})
    names = ["Root Entry", *storages, *streams]
    count = -(-len(names) // 4)
    starts, chain, blocks = _laid_out(streams, 1 + count)
    entries = b"".join(_entry(names, number, starts) for number in range(len(names))).ljust(count * _SECTOR, b"\0")
    table = [_TABLE, *range(2, 1 + count), _END, *chain]
    return _header() + struct.pack("<128I", *table, *[_FREE] * (128 - len(table))) + entries + blocks


def _header() -> bytes:
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(_SECTOR, b"\0"))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, _SMALLEST, _END, 0, _END, 0)
    struct.pack_into("<109I", header, 76, 0, *[_FREE] * 108)
    return bytes(header)


def _laid_out(streams: Mapping[str, bytes], place: int) -> tuple[dict[str, tuple[int, int]], list[int], bytes]:
    starts: dict[str, tuple[int, int]] = {}
    chain: list[int] = []
    blocks = b""
    for path, data in streams.items():
        padded = data.ljust(max(_SMALLEST, -(-len(data) // _SECTOR) * _SECTOR), b"\0")
        after = place + len(padded) // _SECTOR
        starts[path] = (place, len(padded))
        chain += [*range(place + 1, after), _END]
        blocks += padded
        place = after
    return starts, chain, blocks


def _entry(names: list[str], number: int, starts: Mapping[str, tuple[int, int]]) -> bytes:
    """Return one entry of the directory: its tree leans to the right, each entry pointing to the next of its storage."""
    name, is_root = names[number], number == 0
    children = [n for n, other in enumerate(names) if n and _parent(other) == ("" if is_root else name)]
    others = [n for n in range(number + 1, len(names)) if _parent(names[n]) == _parent(name)]
    kind = 5 if is_root else 2 if name in starts else 1
    short = name.rpartition("/")[2].encode("utf-16-le")
    following = others[0] if others and not is_root else _NONE
    inside = children[0] if children and kind != 2 else _NONE
    return (
        short.ljust(64, b"\0")
        + struct.pack("<HBB", len(short) + 2, kind, 1)
        + struct.pack("<III", _NONE, following, inside)
        + bytes(36)
        + struct.pack("<IQ", *starts.get(name, (_END if is_root else 0, 0)))
    )


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def word(flags: int = 0, text: bytes = b"Bao cao") -> bytes:
    """Return the main stream of an old Word file."""
    return struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x0419, 0, flags) + bytes(500) + text


def records(*found: tuple[int, bytes]) -> bytes:
    """Return the main stream of an old workbook."""
    begin, end = (0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0)), (0x000A, b"")
    return b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in (begin, *found, end))


def sheet(kind: int) -> tuple[int, bytes]:
    return 0x0085, struct.pack("<IBB", 0, 0, kind) + b"\x06\0Sheet1"
