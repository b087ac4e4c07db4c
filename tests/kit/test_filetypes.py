"""The content tells the type."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiepcanpl.kit import filetypes
from tiepcanpl.kit.filetypes import DOC, DOCX, JPEG, PDF, PNG, XLS, XLSX, FileType, detect

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_WORD_WITH_MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


def pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\xff\xff")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"


def word(main_type: str = _WORD, part: str = "word/document.xml") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types><Override PartName="/{part}" ContentType="{main_type}"/></Types>'
        )
        archive.writestr(part, "<w:document/>")
    return file.getvalue()


def xlsx() -> bytes:
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    return file.getvalue()


def ole(*streams: str, far: bool = False) -> bytes:
    """Make a compound file: header, table, directory; `far` puts the directory into a second sector of its chain."""
    names = ["Root Entry", *streams]
    end, table_mark, size = 0xFFFFFFFE, 0xFFFFFFFD, 512
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(size, b"\x00"))
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", header, 44, 1, 1, 0, 4096, end, 0, end, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = [table_mark, 2, end] if far else [table_mark, end]
    fat = struct.pack("<128I", *table, *[0xFFFFFFFF] * (128 - len(table)))
    entries = b"".join(
        n.encode("utf-16-le").ljust(64, b"\x00") + struct.pack("<H", len(n) * 2 + 2).ljust(64, b"\x00") for n in names
    )
    if far:
        entries = (b"\x00" * size) + entries
    return bytes(header) + fat + entries.ljust(size * (2 if far else 1), b"\x00")


GOOD = [
    (pdf(), PDF),
    (png(), PNG),
    (jpeg(), JPEG),
    (word(), DOCX),
    (xlsx(), XLSX),
    (ole("WordDocument", "1Table"), DOC),
    (ole("Workbook"), XLS),
    (ole("Book"), XLS),
    (ole("Workbook", far=True), XLS),
]


@pytest.mark.parametrize(("content", "kind"), GOOD, ids=lambda value: getattr(value, "suffix", ""))
def test_accepted_types_are_found(content: bytes, kind: FileType) -> None:
    file = io.BytesIO(content)
    assert detect(file) == kind
    assert file.tell() == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\x00\x01\x00",
        b"MZ\x90\x00",
        b"PK\x03\x04 broken",
        xlsx()[:200],
        word("text/plain"),
        word(_WORD_WITH_MACROS),
        word(_WORD, part="other.xml"),
        ole("EncryptedPackage"),
        ole("WordDocument")[:600],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000,
    ],
)
def test_everything_else_and_what_is_broken_is_nothing(content: bytes) -> None:
    file = io.BytesIO(content)
    assert detect(file) is None
    assert file.tell() == 0


def test_a_table_that_does_not_fit_into_the_header_is_followed() -> None:
    """Large files list further sectors of the table in a chain; the directory is found through them."""
    size = 512
    content = bytearray(ole("Workbook", far=True))
    content += struct.pack("<128I", 0, *[0xFFFFFFFF] * 126, 0xFFFFFFFE)  # sector 3: one more entry, end of the chain
    struct.pack_into("<II", content, 68, 3, 1)
    struct.pack_into("<I", content, 76, 0xFFFFFFFF)  # the header itself lists no sector any more
    assert len(content) == size * 5
    assert detect(io.BytesIO(bytes(content))) == XLS


def test_an_oversized_list_of_types_is_not_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _WORD + " " * (1024 * 1024))
        archive.writestr("word/document.xml", "")
    assert detect(file) is None


def test_a_directory_in_a_circle_ends() -> None:
    content = bytearray(ole("Nothing"))
    struct.pack_into("<I", content, 512 + 4, 1)  # the directory's sector follows itself
    assert detect(io.BytesIO(bytes(content))) is None


@given(st.sampled_from([content for content, _ in GOOD]), st.data())
def test_damage_never_crashes(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    detect(io.BytesIO(bytes(damaged[: data.draw(st.integers(0, len(damaged)))])))


def test_signatures_decide_where_libmagic_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filetypes, "HAS_LIBMAGIC", False)
    assert [detect(io.BytesIO(content)) for content, _ in GOOD] == [kind for _, kind in GOOD]
