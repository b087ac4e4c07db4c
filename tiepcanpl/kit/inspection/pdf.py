"""PDF: passwords, damage, and everything that acts by itself. Links, signatures and stamps of time are no fault."""

import re
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

import pikepdf

from tiepcanpl.kit.inspection import disguise
from tiepcanpl.kit.inspection.findings import Finding, RefusedError

_REFUSED_ACTIONS = {
    "/JavaScript": Finding.SCRIPT,
    "/Launch": Finding.LAUNCH,
    "/Rendition": Finding.MULTIMEDIA,
    "/Movie": Finding.MULTIMEDIA,
    "/Sound": Finding.MULTIMEDIA,
    "/RichMediaExecute": Finding.MULTIMEDIA,
}
_REFUSED_ANNOTATIONS = frozenset({"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})
_LEADS_OUT = frozenset({"/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData"})
# A quick look at the text of an object; whatever matches is then read properly.
_SUSPECT = re.compile(rb"/(JavaScript|JS|Launch|Rendition|Movie|Sound|RichMedia\w*|Screen|3D|XFA|EF|OpenAction|AA)\b")
_DEEPEST = 40
_TAIL = 2048


def check(file: IO[bytes]) -> set[Finding]:
    """Return what has to be said about the file; raises RefusedError."""
    _refuse_second_file(file)
    try:
        pdf, notes = _open(file)
    except pikepdf.PasswordError as error:
        raise RefusedError(Finding.PASSWORD) from error
    with pdf:
        if len(pdf.pages) == 0:
            raise RefusedError(Finding.NO_PAGES)
        for found in _suspects(pdf):
            notes |= _judge(found)
    return notes


def _open(file: IO[bytes]) -> tuple[pikepdf.Pdf, set[Finding]]:
    """Open the file as it is, or repaired; one that lost its end has lost pages and is refused."""
    source = cast("BinaryIO", file)
    source.seek(0)
    try:
        return pikepdf.open(source, attempt_recovery=False), set()
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError as error:
        if b"%%EOF" not in _end(file):
            raise RefusedError(Finding.TRUNCATED) from error
    source.seek(0)
    return pikepdf.open(source), {Finding.REPAIRED}


def _end(file: IO[bytes]) -> bytes:
    """Return the last bytes that say something: some scanners fill the file up."""
    return disguise.tail(file, 1024 * 1024).rstrip(b"\0 \r\n\t")[-_TAIL:]


def _refuse_second_file(file: IO[bytes]) -> None:
    """Refuse a ZIP archive that was put behind the document or wrapped around it."""
    end = disguise.tail(file, 128 * 1024)
    place = end.rfind(b"PK\x05\x06")
    if place < 0 or not disguise.holds_archive(file):
        return
    comment = int.from_bytes(end[place + 20 : place + 22], "little")
    if place + 22 + comment == len(end) or place > end.rfind(b"%%EOF"):
        raise RefusedError(Finding.FOREIGN)


def _suspects(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Give every dictionary whose text names something that acts, in whatever object it stands."""
    for one in (pdf.trailer, *pdf.objects):
        part = one.stream_dict if isinstance(one, pikepdf.Stream) else one
        if isinstance(part, (pikepdf.Dictionary, pikepdf.Array)) and _SUSPECT.search(part.unparse(resolved=True)):
            yield from _dictionaries(part)


def _dictionaries(one: pikepdf.Object, depth: int = 0) -> Iterator[pikepdf.Dictionary]:
    """Give the dictionary and those written inside it; other objects have their own turn."""
    if depth > _DEEPEST:
        raise RefusedError(Finding.BROKEN)
    parts: list[pikepdf.Object] = []
    if isinstance(one, pikepdf.Dictionary):
        yield one
        parts = [value for _, value in one.items()]
    elif isinstance(one, pikepdf.Array):
        parts = list(one)
    for part in parts:
        if isinstance(part, (pikepdf.Dictionary, pikepdf.Array)) and not part.is_indirect:
            yield from _dictionaries(part, depth + 1)


def _judge(found: pikepdf.Dictionary) -> set[Finding]:
    kind = _name(found, "/S")
    if "/JS" in found:
        raise RefusedError(Finding.SCRIPT)
    if kind in _REFUSED_ACTIONS:
        raise RefusedError(_REFUSED_ACTIONS[kind])
    if _name(found, "/Subtype") in _REFUSED_ANNOTATIONS:
        raise RefusedError(Finding.MULTIMEDIA)
    if "/XFA" in found:
        raise RefusedError(Finding.DYNAMIC_FORM)
    _refuse_automatic(found)
    return _attached(found)


def _refuse_automatic(found: pikepdf.Dictionary) -> None:
    """Refuse what leaves the document when it is opened or a page is turned."""
    actions = [found.get("/OpenAction")]
    triggers = found.get("/AA")
    if isinstance(triggers, pikepdf.Dictionary):
        actions += [action for _, action in triggers.items()]
    for action in actions:
        if isinstance(action, pikepdf.Dictionary) and _name(action, "/S") in _LEADS_OUT:
            raise RefusedError(Finding.AUTOMATIC)


def _attached(found: pikepdf.Dictionary) -> set[Finding]:
    if "/EF" not in found:
        return set()
    for key in ("/UF", "/F"):
        disguise.refuse_inside(str(found.get(key, "")))
    return {Finding.ATTACHMENTS}


def _name(found: pikepdf.Dictionary, key: str) -> str:
    value = found.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""
