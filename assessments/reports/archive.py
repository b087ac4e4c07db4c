"""Office files are ZIP archives that carry the moment of writing; written anew, equal contents give equal bytes."""

import io
import zipfile
from collections.abc import Callable

_EPOCH = (1980, 1, 1, 0, 0, 0)


def repacked(content: bytes) -> bytes:
    """Return the archive with the same members and no moment of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def replaced(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """Return the archive with one member changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.namelist():
            data = old.read(member)
            new.writestr(member, change(data.decode()).encode() if member == name else data)
    return buffer.getvalue()
