"""What a signature made by the server shows in its room: by whom and when, as text of 10 pt (Nghị định 30/2020/NĐ-CP, Phụ lục I).

The Decree asks for pictures of a hand and of a seal; the product holds none, and a text cannot be mistaken for them.
"""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from assessments.reports import pdf

_IDENTIFIER = "0" * 32  # a picture, never a document of its own
_TWO_LINES = 24  # points


def of(*, name: str, at: datetime, width: float, height: float) -> bytes:
    """Return one PDF page of the size (points); the time is local, by ISO 8601."""
    time = timezone.localtime(at).isoformat(timespec="seconds")
    sizes = {"width": width, "height": height, "top": max((height - _TWO_LINES) / 2, 0)}
    context = {"name": name, "time": time, **{side: f"{points:.2f}" for side, points in sizes.items()}}
    html = render_to_string("reports/signature_picture.html", context)
    return pdf.printed(html, identifier=_IDENTIFIER, beat=_no_beat).content


def _no_beat(step: str) -> None:
    """Take a sign of life; a picture is made at once."""
