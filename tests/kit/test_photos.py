"""Photos leave without their position, and with every pixel as it was."""

import io

import pytest
from PIL import Image

from tests.factories.files import pictures
from tiepcanpl.kit import photos

PHOTOS = {
    "phone": pictures.phone_photo(),
    "progressive": pictures.jpeg(progressive=True, exif=pictures.exif()),
    "plain": pictures.jpeg(),
    "screenshot": pictures.screenshot(),
}


def copied(content: bytes) -> bytes:
    file = io.BytesIO(content)
    copy = photos.without_position(file)
    found = b"".join(copy.read(file))
    assert len(found) == copy.size
    assert file.closed
    return found


@pytest.mark.parametrize("name", PHOTOS)
def test_no_position_is_left(name: str) -> None:
    found = copied(PHOTOS[name])
    with Image.open(io.BytesIO(found)) as image:
        assert not image.getexif().get_ifd(0x8825)
        assert 0x927C not in image.getexif().get_ifd(0x8769)
    for trace in (b"GPS", b"20.0777", b"105.86", b"MakerNote", b"xmpmeta"):
        assert trace not in found


@pytest.mark.parametrize("name", PHOTOS)
def test_every_pixel_stays(name: str) -> None:
    before, after = PHOTOS[name], copied(PHOTOS[name])
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert old.tobytes() == new.tobytes()
        assert old.size == new.size
        assert new.info.get("icc_profile") == old.info.get("icc_profile")


def test_turn_and_time_stay() -> None:
    with Image.open(io.BytesIO(copied(PHOTOS["phone"]))) as image:
        assert image.getexif()[0x0112] == 6
        assert image.getexif().get_ifd(0x8769)[0x9003] == "2020:12:01 08:30:00"
        assert 0x0110 not in image.getexif()


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_exif_that_cannot_be_read_goes() -> None:
    content = pictures.jpeg()
    broken = content[:2] + b"\xff\xe1\x00\x10Exif\0\0II*\0\xff\xff\xff\xff" + content[2:]
    assert b"Exif" not in copied(broken)


@pytest.mark.parametrize("size", [3, 20, 300, 5000, -2])
def test_half_a_picture_has_no_layout(size: int) -> None:
    for content in (pictures.jpeg(), pictures.png(640, 480)):
        assert not photos.is_whole(io.BytesIO(content[:size]))
    assert photos.is_whole(io.BytesIO(pictures.jpeg()))
