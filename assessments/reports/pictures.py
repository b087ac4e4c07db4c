"""Drawings as pictures, for files that cannot hold SVG: drawn by the printer, so that they look as on paper."""

import io
import re

import pypdfium2

from assessments.reports import pdf

WIDTH = 110  # mm, as on paper
_DOTS = 200  # per inch
_POINTS = 72 / 25.4  # in one mm
_LEFT, _TOP, _HIGH, _WIDE = 30, 20, 297, 210  # mm: the margins and size of the page that it is drawn on
_BOX = re.compile(r'viewbox="0 0 (\d+) (\d+)"', re.IGNORECASE)


def png_of(svg: str) -> bytes:
    """Return the drawing as a PNG of `WIDTH` mm at 200 dots per inch; the same drawing gives the same bytes."""
    page = f'<html lang="vi"><title>x</title><body><figure class="chart left">{svg}</figure></body></html>'
    printed = pdf.printed(page, identifier="0" * 32, beat=_silent)
    wide, high = _size(svg)
    margins = (_LEFT, _HIGH - _TOP - high, _WIDE - _LEFT - wide, _TOP)
    document = pypdfium2.PdfDocument(printed.content)
    try:
        drawn = document[0].render(scale=_DOTS / 72, crop=tuple(edge * _POINTS for edge in margins), grayscale=True)
        picture = drawn.to_pil()
    finally:
        document.close()
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _size(svg: str) -> tuple[float, float]:
    """Return the drawing's width and height on paper in mm."""
    found = _BOX.search(svg)
    if not found:
        message = "The drawing has no viewBox"
        raise ValueError(message)
    wide, high = (int(number) for number in found.groups())
    return WIDTH, WIDTH * high / wide


def _silent(step: str) -> None:
    """Nobody waits for the step of a small picture."""
