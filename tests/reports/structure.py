"""The structure of a printed document: size of the pages, faces, lines of text with their places; and how two differ."""

import difflib
import io
import re
from typing import Any

import pypdfium2

from tests.reports.made import fonts_of

TOLERANCE = 1.0  # mm
_MM = 25.4 / 72
# Digests, and keys of the database in the numbers of receipts: what they say has its own tests.
_CHANGING = re.compile(r"\b[0-9a-f]{12,}\b|(?<=TCPL-)[\d.-]*\d")
_DOTS, _GREYS = 45, 16  # per inch; enough to recognise a page

Structure = dict[str, Any]


def structure_of(pdf: bytes) -> Structure:
    """Return what is kept; places are mm from the page's upper left corner."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [_page(page) for page in document]
    finally:
        document.close()
    return {"fonts": sorted(fonts_of(pdf)), "pages": pages}


def picture_of(pdf: bytes) -> bytes:
    """Return the first page as a small grey PNG, for people."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[0].render(scale=_DOTS / 72, grayscale=True).to_pil()
    finally:
        document.close()
    buffer = io.BytesIO()
    image.quantize(_GREYS).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _page(page: pypdfium2.PdfPage) -> Structure:
    width, height = page.get_size()
    text = page.get_textpage()
    lines = []
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        words = " ".join(text.get_text_bounded(left, bottom, right, top).split())
        if words:
            lines.append([round(left * _MM, 1), round((height - top) * _MM, 1), _CHANGING.sub("#", words)])
    return {"size": [round(width * _MM), round(height * _MM)], "lines": lines}


def differences(approved: Structure, found: Structure) -> list[str]:
    """Say how the structures differ, so that somebody who has not seen either understands it; [] for not at all."""
    said = []
    if approved["fonts"] != found["fonts"]:
        said.append(f"Faces: {approved['fonts']} became {found['fonts']}")
    if len(approved["pages"]) != len(found["pages"]):
        said.append(f"Pages: {len(approved['pages'])} became {len(found['pages'])}")
    for number, pair in enumerate(zip(approved["pages"], found["pages"], strict=False), start=1):
        said += [f"Page {number}: {sentence}" for sentence in _differences_of_page(*pair)]
    return said


def _differences_of_page(approved: Structure, found: Structure) -> list[str]:
    said = []
    if approved["size"] != found["size"]:
        said.append(f"size {approved['size']} became {found['size']} mm")
    old, new = ([line[2] for line in page["lines"]] for page in (approved, found))
    if old != new:
        return [*said, *(line for line in difflib.unified_diff(old, new, "approved", "found", lineterm="", n=0))]
    pairs = zip(approved["lines"], found["lines"], strict=True)
    return said + [
        f"“{before[2][:60]}” moved from {before[:2]} to {after[:2]} mm"
        for before, after in pairs
        if _moved(before, after)
    ]


def _moved(before: list[Any], after: list[Any]) -> bool:
    return any(abs(before[axis] - after[axis]) > TOLERANCE for axis in (0, 1))
