"""Photos as phones make them, and pictures with something else in them."""

import io
import struct
import zlib
from functools import lru_cache
from typing import Any

from PIL import Image

POSITION = {1: "N", 2: (20.0, 4.0, 40.0), 3: "E", 4: (105.0, 51.0, 36.0)}
_XMP = (
    b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
    b"xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
    b"xmlns:exif='http://ns.adobe.com/exif/1.0/' exif:GPSLatitude='20,4.6N'/></rdf:RDF></x:xmpmeta>"
)


@lru_cache
def _picture(width: int, height: int) -> Image.Image:
    image = Image.radial_gradient("L").resize((width, height))
    return Image.merge("RGB", (image, image.rotate(90), image.rotate(180)))


def jpeg(width: int = 640, height: int = 480, **options: Any) -> bytes:
    stream = io.BytesIO()
    _picture(width, height).save(stream, "JPEG", quality=85, **options)
    return stream.getvalue()


def exif(*, position: bool = True) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = 6  # turned to the right
    found[0x010F], found[0x0110] = "Samsung", "SM-A155F"
    found.get_ifd(0x8769).update({0x9003: "2020:12:01 08:30:00", 0x927C: b"MakerNote 20.0777 105.86"})
    if position:
        found.get_ifd(0x8825).update(POSITION)
    return found


def phone_photo(width: int = 640, height: int = 480) -> bytes:
    """Return a photo with time, turn, position, maker's note, XMP with a position, and a film behind it."""
    plain = jpeg(width, height, exif=exif(), icc_profile=b"ICC" * 50, comment=b"chup tai 20.0777,105.86")
    xmp = b"\xff\xe1" + struct.pack(">H", len(_XMP) + 2) + _XMP
    film = b"\x00\x00\x00\x18ftypmp42" + b"20.0777 105.86"
    return plain[:2] + xmp + plain[2:] + film


def png(width: int = 64, height: int = 48, **options: Any) -> bytes:
    stream = io.BytesIO()
    _picture(width, height).save(stream, "PNG", **options)
    return stream.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def screenshot() -> bytes:
    """Return a PNG with a position in its Exif and in its texts, and bytes behind its end."""
    plain = png(exif=exif())
    texts = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + _XMP[29:]) + chunk(b"tEXt", b"Comment\x0020.0777 105.86")
    return plain[:33] + texts + plain[33:] + b"20.0777"


def huge_png(width: int, height: int) -> bytes:
    """Return a small file whose head promises that many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def huge_jpeg(width: int, height: int) -> bytes:
    content = bytearray(jpeg(16, 16))
    place = content.index(b"\xff\xc0")
    struct.pack_into(">HH", content, place + 5, height, width)
    return bytes(content)


def text_bomb() -> bytes:
    """Return a PNG whose packed text unpacks to 200 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(200)) + packer.flush()
    plain = png()
    return plain[:33] + chunk(b"zTXt", b"Comment\0\0" + packed) + plain[33:]


def commented(text: bytes) -> bytes:
    return jpeg(comment=text)
