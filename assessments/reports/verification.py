"""What a document says about how it is verified: address, code, and both as a QR code."""

from dataclasses import dataclass

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from assessments.domain import codes

_ALT = "Mã QR dẫn đến trang xác minh văn bản này"


@dataclass(frozen=True, slots=True)
class Verification:
    """The page where a code is typed, as people write an address; the code in groups; the QR code as SVG."""

    address: str
    code: str
    qr: SafeString


def of(code: str) -> Verification | None:
    """Return what is printed for the code; None for a paper without one."""
    if not code:
        return None
    _, _, address = f"{settings.SITE_URL}{reverse('assessments:verification')}".partition("://")
    target = f"{settings.SITE_URL}{reverse('assessments:verification_of', args=[code])}"
    return Verification(address.rstrip("/"), codes.grouped(code), qr_of(target))


def qr_of(target: str) -> SafeString:
    """Return the address as a QR code without its margin (the page leaves it white); 15 % of it may be damaged."""
    drawn = segno.make_qr(target, error="m").svg_inline(
        border=0, omitsize=True, svgclass=None, lineclass=None, title=_ALT
    )
    return mark_safe(drawn)  # noqa: S308  # figures only, drawn here
