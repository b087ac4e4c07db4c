"""Valid files of any size, written without holding them in memory."""

from collections.abc import Callable
from pathlib import Path

MEGABYTE = 1024 * 1024


def pdf(path: Path, size: int, words: str = "") -> Path:
    """Write a PDF of one page and exactly that size; other words make other bytes all over the file."""
    head = b"%PDF-1.4\n"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>",
    ]
    objects, places = head, []
    for number, part in enumerate(parts, start=1):
        places.append(len(objects))
        objects += b"%d 0 obj%s endobj\n" % (number, part)
    places.append(len(objects))
    end = _end(places, size)
    room = size - len(objects) - len(end) - len(_stream(0)) - len(b"\nendstream endobj\n")
    with path.open("wb") as file:
        file.write(objects + _stream(room))
        _fill(file.write, room, words.encode() or path.parent.name.encode())
        file.write(b"\nendstream endobj\n" + end)
    return path


def _stream(length: int) -> bytes:
    return b"4 0 obj<</Length %012d>>stream\n" % length


def _end(places: list[int], size: int) -> bytes:
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    body = b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer<</Size 5/Root 1 0 R>>\n"
    tail = b"startxref\n%012d\n%%%%EOF\n"
    return body + tail % (size - len(body) - len(tail % 0))


def _fill(write: Callable[[bytes], int], room: int, words: bytes) -> None:
    number = 0
    while room > 0:
        piece = (b"%020d %s\n" % (number, words)) * 64
        piece = piece[: min(room, len(piece))]
        write(piece)
        room, number = room - len(piece), number + 1
