"""DOCX and XLSX: ZIP packages of XML parts, read through to the end within limits."""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from tiepcanpl.kit.inspection import disguise, ole, packages
from tiepcanpl.kit.inspection.findings import Finding, RefusedError
from tiepcanpl.kit.inspection.packages import Budget

_MACRO_PARTS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("/macrosheets/", "/activex/")
_REMOTE_TYPES = frozenset({"attachedTemplate", "oleObject", "frame", "subDocument", "aFChunk"})
_LINKED_TYPES = frozenset({"image", "externalLinkPath", "oleObject", "video", "audio"})
_OWN_DISK = re.compile(r"(file:/{1,3})?[a-z]:[\\/]|(?![a-z][a-z0-9+.-]*:|[\\/]{2})", re.IGNORECASE)
_DDE = re.compile(r"\s*DDE(AUTO)?\b", re.IGNORECASE)
_DEEPEST = 2
_NESTED_MAX = 64 * 1024 * 1024
_PIECE = 256 * 1024


@dataclass
class _Package:
    """One package under inspection; packages inside it share the budget."""

    budget: Budget
    depth: int = 0
    notes: set[Finding] = field(default_factory=set)


def check(file: IO[bytes]) -> set[Finding]:
    """Return what has to be said about the file; raises RefusedError."""
    package = _Package(Budget())
    _check(file, package)
    return package.notes


def _check(file: IO[bytes], package: _Package) -> None:
    if package.depth > _DEEPEST:
        raise RefusedError(Finding.BOMB)
    with packages.opened(file, package.budget) as archive:
        for info in archive.infolist():
            _refuse_name(info.filename)
        for info in archive.infolist():
            if not info.is_dir():
                _check_part(archive, info, package)


def _refuse_name(name: str) -> None:
    lowered = f"/{name.lower()}"
    if lowered.endswith(_MACRO_PARTS):
        raise RefusedError(Finding.MACROS)
    if any(folder in lowered for folder in _MACRO_FOLDERS):
        raise RefusedError(Finding.MACROS if "macrosheets" in lowered else Finding.OBJECT)
    disguise.refuse_inside(name)


def _check_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, package: _Package) -> None:
    """Read one part to its end: its checksum is compared, and nothing in it stays unread."""
    with archive.open(info) as part:
        head = part.read(_PIECE)
        disguise.refuse_inside(info.filename, head)
        if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            _check_nested(part, head, package)
            return
        name = info.filename.lower()
        reader = _reader(name, package) if name.endswith((".xml", ".rels", ".vml")) else None
        while head:
            if reader:
                reader(head)
            head = part.read(_PIECE)
        if reader:
            reader(b"")


def _check_nested(part: IO[bytes], head: bytes, package: _Package) -> None:
    data = head + part.read(_NESTED_MAX)
    if len(data) > _NESTED_MAX:
        raise RefusedError(Finding.BOMB)
    if head.startswith(b"PK"):
        inner = _Package(package.budget, package.depth + 1, package.notes)
        _check(io.BytesIO(data), inner)
    else:
        ole.check(io.BytesIO(data))


def _reader(name: str, package: _Package) -> Callable[[bytes], None]:
    """Return what reads the pieces of an XML part; an empty piece ends it. A DTD is refused wherever it stands."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.buffer_text = True
    if name.endswith(".rels"):
        parser.StartElementHandler = lambda tag, attributes: _relation(tag, attributes, package)
    elif name.startswith("word/"):
        _watch_fields(parser)
    elif "/externallinks/" in name:
        parser.StartElementHandler = _refuse_dde_link
    lenient = name.endswith(".vml")  # Excel itself writes drawings that are no well-formed XML

    def read(piece: bytes) -> None:
        try:
            parser.Parse(piece, not piece)
        except expat.ExpatError:
            if not lenient:
                raise

    return read


def _refuse_doctype(*_: object) -> None:
    raise RefusedError(Finding.ENTITIES)


def _relation(tag: str, attributes: dict[str, str], package: _Package) -> None:
    """Refuse what is fetched from another machine by itself; links that a person follows are no fault."""
    if tag.rpartition(":")[2] != "Relationship" or attributes.get("TargetMode") != "External":
        return
    kind = attributes.get("Type", "").rpartition("/")[2]
    is_near = _OWN_DISK.match(attributes.get("Target", "")) is not None
    if kind in _REMOTE_TYPES and not is_near:
        raise RefusedError(Finding.REMOTE)
    if kind in _LINKED_TYPES:
        package.notes.add(Finding.LINKED)


def _refuse_dde_link(tag: str, _: dict[str, str]) -> None:
    if tag.rpartition(":")[2] == "ddeLink":
        raise RefusedError(Finding.DDE)


def _watch_fields(parser: expat.XMLParserType) -> None:
    """Refuse DDE fields; Word may write the words of a field in several pieces."""
    words: list[str] = []
    inside = [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        inside[0] = name == "instrText"
        if name == "fldSimple":
            _refuse_dde(next((v for k, v in attributes.items() if k.rpartition(":")[2] == "instr"), ""))
        if name == "fldChar":
            _refuse_dde("".join(words))
            words.clear()

    def text(data: str) -> None:
        if inside[0] and len(words) < 1000:  # noqa: PLR2004  # no field is so long
            words.append(data)

    def end(_: str) -> None:
        inside[0] = False

    parser.StartElementHandler, parser.CharacterDataHandler, parser.EndElementHandler = start, text, end


def _refuse_dde(words: str) -> None:
    if _DDE.match(words):
        raise RefusedError(Finding.DDE)
