"""HTML to PDF by WeasyPrint, with the product's own type face and nothing from outside."""

import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from fontTools.ttLib import TTFont

from assessments.reports import archival, signature_fields
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.text import nfc

try:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
except OSError as error:  # the system library Pango is not installed; the rest of the product runs without it
    _missing: OSError | None = error
    URLFetcher = FatalURLFetchingError = object
else:
    _missing = None

STATIC = settings.BASE_DIR / "static"
STYLES = STATIC / "css" / "report.css"
FONTS = STATIC / "fonts" / "liberation-serif"
_MEDIA_TYPES = {".css": "text/css", ".ttf": "font/ttf"}
_SUBSTITUTES = {"☐": "[ ]", "☑": "[x]", "☒": "[x]", "✓": "x", "✔": "x", "✗": "x", "\u2011": "-", "\ufeff": ""}
_UNKNOWN = "□"

_steps = logging.getLogger("weasyprint.progress")
_steps.setLevel(logging.INFO)
_steps.propagate = False

Beat = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished file."""

    content: bytes
    pages: int


def from_html(html: str, *, identifier: str, beat: Beat, data: str = "") -> Pdf:
    """Return the PDF (tagged, PDF/A-3u) with the JSON `data` attached; the same arguments give the same bytes.

    `beat` is called with each step of the layout, to show progress and a sign of life.
    """
    plain = printed(html, identifier=identifier, beat=beat)
    return Pdf(archival.finished(plain.content, data), plain.pages)


def printed(html: str, *, identifier: str, beat: Beat, section: int = 0) -> Pdf:
    """Return the PDF as the printer leaves it: what is put together from several is finished (`archival`) as a whole.

    `section` is the place in a paper that is printed in sections: what has a name in the tags gets one of its own by it.
    """
    options = {"pdf_variant": "pdf/a-3u", "pdf_tags": True, "pdf_identifier": identifier.encode()}
    with _listening(beat):
        document = laid_out(html, section=section, **options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # the library leaves its colour profile open
            content = document.write_pdf(finisher=partial(_finish, section), **options)
    return Pdf(content=content, pages=len(document.pages))


def _finish(section: int, document: Any, written: Any) -> None:  # noqa: ANN401  # untyped library
    """Add the fields for signatures; name the heads of tables, to which cells refer, as no other section names them."""
    signature_fields.add(document, written)
    for part in written.objects if section else ():
        if isinstance(part, dict) and "ID" in part:
            part["ID"].string = f"{section}-{part['ID'].string}"


def laid_out(html: str, *, section: int = 0, **options: object) -> Any:  # noqa: ANN401  # untyped library
    """Return the pages with their boxes (a WeasyPrint document), not yet written; also for what measures them.

    What the style sheet says of a paper's first page holds for the first section alone.
    """
    if _missing is not None:
        raise DomainError(
            "Máy chủ chưa có thư viện Pango nên chưa tạo được tệp PDF. "
            "Vui lòng báo quản trị hệ thống cài gói libpango-1.0-0 và libpangoft2-1.0-0 rồi bấm “Tạo lại”."
        ) from _missing
    fetcher, fonts = OwnFiles(), FontConfiguration()
    rules = STYLES.read_text(encoding="utf-8")
    rules = rules.replace("@page :first", "@page first-of-another-section") if section else rules
    styles = weasyprint.CSS(string=rules, base_url=STYLES.as_uri(), url_fetcher=fetcher, font_config=fonts)
    page = weasyprint.HTML(string=printable(html), base_url=STYLES.as_uri(), url_fetcher=fetcher)
    return page.render(font_config=fonts, stylesheets=[styles], **options)


class OwnFiles(URLFetcher):  # type: ignore[misc]  # untyped library
    """Reads the style sheet and the fonts that belong to reports; refuses every other address."""

    def fetch(self, url: str, headers: object = None) -> object:  # noqa: ARG002  # the library's signature
        """Return the file behind the address, or stop the rendering."""
        parts = urlsplit(url)
        path = Path(unquote(parts.path)).resolve()
        own = path == STYLES or path.parent == FONTS
        if parts.scheme != "file" or parts.netloc or not own or path.suffix not in _MEDIA_TYPES:
            message = f"Reports read nothing but their own styles and fonts: {url}"
            raise FatalURLFetchingError(message)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _MEDIA_TYPES[path.suffix]})


def printable(text: str) -> str:
    """Return the text in NFC (so that it can be searched) with only characters that the type face has.

    A character that it lacks would be taken from whatever font lies on the machine.
    """
    for char, substitute in _SUBSTITUTES.items():
        text = text.replace(char, substitute)
    known = _characters()
    return "".join(char if char.isspace() or ord(char) in known else _UNKNOWN for char in nfc(text))


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """Return the characters that all four cuts of the type face have."""
    cuts = []
    for path in FONTS.glob("*.ttf"):
        with TTFont(path, lazy=True) as font:
            cuts.append(set(font.getBestCmap()))
    return frozenset(set.intersection(*cuts))


@contextmanager
def _listening(beat: Beat) -> Iterator[None]:
    """Pass the library's progress messages of this thread on."""
    handler = _Listener(beat, threading.get_ident())
    _steps.addHandler(handler)
    try:
        yield
    finally:
        _steps.removeHandler(handler)


class _Listener(logging.Handler):
    """Turns a progress record into a call."""

    def __init__(self, beat: Beat, thread: int) -> None:
        super().__init__()
        self.beat, self.thread = beat, thread

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.beat(record.getMessage())
