"""Reads what was added to the PDF on standard input, and prints it as JSON; run by `kit.confined`.

Arguments: how many bytes of it we made, the folder of trusted certificates ("" for none), the moment of reading
(ISO 8601). pyHanko's policy decides whether an update added signatures alone; our own comparison says what else differs.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import IO, Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, FormUpdatingRule, StandardDiffPolicy
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.fields import enumerate_sig_fields

from tiepcanpl.kit import signature_reader
from tiepcanpl.kit.additions import Fault

_FORM_FILLING = 2  # ModificationLevel.FORM_FILLING: signatures, and form fields that our files do not have
# The library compares with a signed file, which says already that it is signed. Ours does not: that mark may be added.
_POLICY = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        field_rules=DEFAULT_DIFF_POLICY.form_rule.field_rules,  # type: ignore[union-attr]  # it has one
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)
_MOST_PAGES = 5000
_SLACK = 1.0  # points


def main() -> None:
    """Print faults, signatures, and the fields of visible signatures outside their rooms."""
    size, roots, moment = int(sys.argv[1]), sys.argv[2], datetime.fromisoformat(sys.argv[3])
    logging.disable()
    with os.fdopen(0, "rb") as content:
        found = read(content, size, roots, moment)
    sys.stdout.write(json.dumps(found))


def read(content: IO[bytes], size: int, roots: str, moment: datetime) -> dict[str, Any]:
    """Return what was found; raises what pyHanko raises where the file as a whole is no PDF."""
    ours = PdfFileReader(BytesIO(content.read(size)), strict=False)
    content.seek(0)
    whole = PdfFileReader(content, strict=False)
    faults = sorted(set(_faults(ours, whole)))
    outside = [] if faults else sorted(_outside(ours, whole))
    content.seek(0)
    return {"faults": faults, "signatures": signature_reader.rows(content, roots, moment), "outside": outside}


def _faults(ours: PdfFileReader, whole: PdfFileReader) -> Iterator[Fault]:
    base = ours.xrefs.total_revisions - 1
    if not _builds_on(ours, whole):
        yield Fault.REBUILT
        return
    signed = {name for name, _, _ in enumerate_sig_fields(whole, filled_status=True)}
    if not signed:
        yield Fault.UNSIGNED
    verdict = _POLICY.review_file(whole, base)
    filled = verdict.changed_form_fields if isinstance(verdict, DiffResult) else set()
    if isinstance(verdict, DiffResult) and verdict.modification_level.value <= _FORM_FILLING and filled <= signed:
        return
    said = list(_differences(ours, whole))
    yield from said or ([Fault.FIELD] if filled - signed else [Fault.OTHER])


def _builds_on(ours: PdfFileReader, whole: PdfFileReader) -> bool:
    """Tell whether the file's history begins with ours: a new file may well stand behind our bytes."""
    known, count = ours.xrefs.total_revisions, whole.xrefs.total_revisions
    if count < known:
        return False
    starts = [
        (ours.xrefs.get_startxref_for_revision(n), whole.xrefs.get_startxref_for_revision(n)) for n in range(known)
    ]
    later = [whole.xrefs.get_startxref_for_revision(n) for n in range(known - 1, count)]
    return all(mine == theirs for mine, theirs in starts) and all(one < next_ for one, next_ in pairwise(later))


def _differences(ours: PdfFileReader, whole: PdfFileReader) -> Iterator[Fault]:
    """Name what differs, in every revision: what one update added, the next one may hide."""
    old, files, fields = [_seen(page) for page in _pages(ours)], _embedded(ours), _other_fields(ours)
    for number in range(ours.xrefs.total_revisions, whole.xrefs.total_revisions):
        resolver: HistoricalResolver = whole.get_historical_resolver(number)
        new = [_seen(page) for page in _pages(resolver)]
        if len(new) != len(old):
            yield Fault.PAGES
        for (shown, notes), (shown_now, notes_now) in zip(old, new, strict=False):
            if shown != shown_now:
                yield Fault.CONTENT
            if notes != notes_now:
                yield Fault.ANNOTATION
        if _other_fields(resolver) != fields:
            yield Fault.FIELD
        if _embedded(resolver) != files:
            yield Fault.ATTACHMENT


def _at(item: object, name: str) -> generic.PdfObject | None:
    """Return what the dictionary refers to by the name; None where it has none, or is no dictionary."""
    return item[name] if isinstance(item, generic.DictionaryObject) and name in item else None


def _items(array: object) -> list[generic.PdfObject]:
    """Return what the array refers to."""
    return [item.get_object() for item in array] if isinstance(array, generic.ArrayObject) else []


def _pages(handler: PdfHandler) -> list[generic.DictionaryObject]:
    count = min(int(handler.root["/Pages"]["/Count"]), _MOST_PAGES)
    found = (handler.find_page_for_modification(number) for number in range(count))  # type: ignore[no-untyped-call]  # pyHanko's
    return [page.get_object() for page, _ in found]


def _seen(page: generic.DictionaryObject) -> tuple[list[object], list[object]]:
    """Return what the page shows, and its annotations apart from signatures."""
    contents = _at(page, "/Contents")
    parts = [contents, *_items(contents)]
    shown: list[object] = [part.data for part in parts if isinstance(part, generic.StreamObject)]
    boxes = [repr(_at(page, name)) for name in ("/MediaBox", "/CropBox", "/Rotate", "/Resources")]
    notes: list[object] = [repr(note) for note in _items(_at(page, "/Annots")) if not _is_signature(note)]
    return shown + boxes, notes


def _is_signature(widget: object) -> bool:
    """Tell whether a field, or an annotation, is where a signature stands."""
    kinds = [_at(widget, "/FT"), _at(_at(widget, "/Parent"), "/FT")]
    return any(str(kind) == "/Sig" for kind in kinds)


def _other_fields(handler: PdfHandler) -> list[str]:
    fields = _items(_at(_at(handler.root, "/AcroForm"), "/Fields"))
    return [repr(field) for field in fields if not _is_signature(field)]


def _embedded(handler: PdfHandler) -> str:
    return repr(_at(_at(handler.root, "/Names"), "/EmbeddedFiles"))


def _outside(ours: PdfFileReader, whole: PdfFileReader) -> Iterator[str]:
    """Name the signatures that show themselves beyond the rooms, where they may hide what the page says."""
    rooms = [_place(field.get_object()) for _, _, field in enumerate_sig_fields(ours)]
    for name, _, field in enumerate_sig_fields(whole, filled_status=True):
        for widget in _widgets(field.get_object()):
            page, corners = _place(widget)
            if corners[0] == corners[2] or corners[1] == corners[3]:
                continue
            if not any(page == where and _within(corners, room) for where, room in rooms):
                yield name


def _widgets(field: generic.DictionaryObject) -> list[generic.DictionaryObject]:
    kids = (kid for kid in _items(_at(field, "/Kids")) if isinstance(kid, generic.DictionaryObject))
    return list(kids) or [field]


def _place(widget: generic.DictionaryObject) -> tuple[str, list[float]]:
    """Return the page's reference with the corners, the smaller ones first; nothing shown is a point."""
    page = repr(widget.raw_get("/P")) if "/P" in widget else ""
    rect = [float(str(corner)) for corner in _items(_at(widget, "/Rect"))] or [0.0] * 4
    return page, [min(rect[0], rect[2]), min(rect[1], rect[3]), max(rect[0], rect[2]), max(rect[1], rect[3])]


def _within(inner: list[float], outer: list[float]) -> bool:
    low = all(inner[side] >= outer[side] - _SLACK for side in (0, 1))
    return low and all(inner[side] <= outer[side] + _SLACK for side in (2, 3))
