"""Word and Excel files of both generations, and what hides in them."""

import io
import struct
import warnings
import zipfile
from collections.abc import Mapping

import openpyxl

from tests.factories import evidence as small
from tests.factories.files import compound

Parts = Mapping[str, bytes | str]
_DATE = (2020, 12, 31, 0, 0, 0)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _parts(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Parts) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def docx(more: Parts | None = None) -> bytes:
    """Return a Word document with further parts."""
    return packed({**_parts(small.docx()), **(more or {})})


def xlsx(more: Parts | None = None) -> bytes:
    """Return a workbook as openpyxl writes it, with further parts."""
    book, stream = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Nội dung", "Số liệu"])
    for number in range(2000):
        book.active.append([f"Nội dung {number}", number])
    book.save(stream)
    return packed({**_parts(stream.getvalue()), **(more or {})})


def related(kind: str, target: str, mode: str = "External", part: str = "word/document.xml") -> dict[str, str]:
    """Return the list of relations of a part, with one that leads elsewhere."""
    folder, _, name = part.rpartition("/")
    text = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{_REL}{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )
    return {f"{folder}/_rels/{name}.rels": text}


def body(inside: str, before: str = "") -> dict[str, str]:
    text = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{_W}"><w:body><w:p>{inside}</w:p></w:body></w:document>'
    return {"word/document.xml": text}


def field_in_pieces(*words: str) -> dict[str, str]:
    """Return a field whose words Word wrote in several runs."""
    runs = "".join(f"<w:r><w:instrText>{word}</w:instrText></w:r>" for word in words)
    return body(f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r>')


def with_macro_type() -> bytes:
    """Return a workbook that says that it holds macros."""
    parts = _parts(small.xlsx())
    types = parts["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    return packed({**parts, "[Content_Types].xml": types, "xl/vbaProject.bin": compound.ole({"VBA/dir": b"x"})})


def twice(name: str) -> bytes:
    stream = io.BytesIO(small.docx())
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "a") as package:
        warnings.simplefilter("ignore")
        package.writestr(name, "<khac/>")
    return stream.getvalue()


def many_parts(count: int) -> bytes:
    return docx({f"word/media/{number}.png": b"" for number in range(count)})


def zeros(megabytes: int) -> bytes:
    return docx({"word/media/anh.bin": bytes(megabytes * 1024 * 1024)})


def many_zeros() -> bytes:
    """Return a document in which no part is a bomb and all together are."""
    piece = bytes(7 * 1024 * 1024)
    return docx({f"word/media/{number}.bin": piece for number in range(70)})


def russian_doll(depth: int) -> bytes:
    package = docx()
    for _ in range(depth):
        package = docx({"word/embeddings/trong.docx": package})
    return package


def overlapping() -> bytes:
    """Return a package whose entries share one block of bytes (the list of entries names it again and again)."""
    content = bytearray(docx({"word/media/a.bin": bytes(4 * 1024 * 1024), "word/media/b.bin": b"b"}))
    end = content.rindex(b"PK\x05\x06")
    entries, start = content[: content.index(b"PK\x01\x02")], content.index(b"PK\x01\x02")
    first = content.index(b"word/media/a.bin", start) - 46
    second = content.index(b"word/media/b.bin", start) - 46
    assert entries
    (offset,) = struct.unpack_from("<I", content, first + 42)
    struct.pack_into("<I", content, second + 42, offset + 4)
    assert end > second
    return bytes(content)


def locked_entry() -> bytes:
    """Return a package whose entries ask for a password."""
    content = bytearray(docx())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = content.find(sign)
        while found >= 0:
            content[found + place] |= 1
            found = content.find(sign, found + 4)
    return bytes(content)


def damaged() -> bytes:
    """Return a package with one wrong byte inside a part."""
    content = bytearray(docx({"word/media/a.bin": bytes(range(256)) * 40}))
    content[content.index(b"word/media/a.bin") + 60] ^= 0xFF
    return bytes(content)
