"""JPEG and PNG: size in pixels before anything is decoded, whole to the end, and nothing else in the same bytes."""

import mmap
import re
from typing import IO

from PIL import Image

from tiepcanpl.kit import photos
from tiepcanpl.kit.inspection import disguise
from tiepcanpl.kit.inspection.findings import Finding, RefusedError

MAX_PIXELS = 100_000_000
_GPS = 0x8825
_SECOND_FILE = re.compile(
    rb"<script|<!doctype html|<html[ >]|<iframe|<\?php |<svg xmlns|%pdf-[12]\.|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c",
    re.IGNORECASE,
)


def check(file: IO[bytes]) -> set[Finding]:
    """Return what has to be said about the picture; raises RefusedError."""
    _refuse_second_file(file)
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below
    file.seek(0)
    with Image.open(file, formats=["JPEG", "PNG"]) as image:
        if image.width * image.height > MAX_PIXELS:
            raise RefusedError(Finding.PIXELS)
        _refuse_cut(file)
        notes = {Finding.POSITION} if _has_position(image) else set()
        _decode(image)
    return notes


def _refuse_cut(file: IO[bytes]) -> None:
    """Refuse a picture without its end mark; the reader of the picture goes on where it was."""
    place = file.tell()
    if not photos.is_whole(file):
        raise RefusedError(Finding.TRUNCATED)
    file.seek(place)


def _decode(image: Image.Image) -> None:
    """Read all pixels; a JPEG at an eighth of its size, which reads every byte at a fraction of the cost."""
    try:
        image.draft("RGB", (1, 1))
        image.load()
    except OSError as error:
        finding = Finding.TRUNCATED if "truncated" in str(error).lower() else Finding.BROKEN
        raise RefusedError(finding) from error


def _refuse_second_file(file: IO[bytes]) -> None:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if _SECOND_FILE.search(data):
            raise RefusedError(Finding.FOREIGN)
    if disguise.holds_archive(file):
        raise RefusedError(Finding.FOREIGN)


def _has_position(image: Image.Image) -> bool:
    described = str(image.info.get("xmp", b"")) + str(image.info.get("XML:com.adobe.xmp", ""))
    return bool(image.getexif().get_ifd(_GPS)) or "GPSLatitude" in described
