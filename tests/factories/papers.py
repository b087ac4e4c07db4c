"""Real documents of any length, scans and workbooks, as communes send them."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pikepdf
from PIL import Image, ImageDraw, ImageFont
from weasyprint import HTML

from tests.factories import evidence as make

_FONT = Path(__file__).resolve().parents[2] / "static/fonts/liberation-serif/LiberationSerif-Regular.ttf"
_A4 = (1654, 2339)  # pixels at 200 dots per inch


def pdf(*pages: str) -> bytes:
    """Return a PDF with one page for each text, in Vietnamese."""
    body = "".join(f'<p style="page-break-after: always">{page}</p>' for page in pages)
    return bytes(HTML(string=f'<html lang="vi"><body>{body}</body></html>').write_pdf())


def long_pdf(count: int) -> bytes:
    """Return a PDF of many pages."""
    with pikepdf.open(BytesIO(make.pdf("Trang mau"))) as document:
        page = document.pages[0]
        for _ in range(count - 1):
            document.pages.append(page)
        stream = BytesIO()
        document.save(stream)
    return stream.getvalue()


def locked_pdf() -> bytes:
    """Return a PDF that asks for a password."""
    with pikepdf.open(BytesIO(make.pdf())) as document:
        stream = BytesIO()
        document.save(stream, encryption=pikepdf.Encryption(owner="chu", user="mat-khau"))
    return stream.getvalue()


def scan(*lines: str) -> Image.Image:
    """Return a scanned page with the lines."""
    sheet = Image.new("RGB", _A4, "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.truetype(_FONT, 48)
    for place, line in enumerate(lines):
        pen.text((140, 200 + 100 * place), line, fill="black", font=font)
    return sheet


def photo(*lines: str) -> bytes:
    """Return a scan as JPEG."""
    return _saved(scan(*lines), "JPEG")


def scanned_pdf(*lines: str) -> bytes:
    """Return a PDF whose only page is a picture."""
    return _saved(scan(*lines), "PDF")


def workbook(text: str) -> bytes:
    """Return an XLSX file with one filled cell."""
    book, stream = openpyxl.Workbook(), BytesIO()
    book.worksheets[0]["A1"] = text
    book.save(stream)
    return stream.getvalue()


def _saved(picture: Image.Image, kind: str) -> bytes:
    stream = BytesIO()
    picture.save(stream, kind)
    return stream.getvalue()
