"""Photographing papers on a phone: the pages in the chosen order in one PDF, nothing lost by a reload."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect
from pypdf import PdfReader

from tests.browser.conftest import DESKTOP, PHONE, SHOTS, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

MakePerson = Callable[..., Person]
WARD = "Phường Đông Sơn – năm 2020"
RED, GREEN, BLUE = (200, 30, 30), (30, 160, 30), (30, 30, 200)
_ORIENTATION, _GPS = 0x0112, 0x8825
SIDEWAYS = 6  # the camera was held upright, the sensor lies: turn by a quarter to the right


def photo(folder: Path, name: str, colour: tuple[int, int, int], *, orientation: int = 1) -> Path:
    """Make a large photo that lies, with a position and a dark upper half as the sensor saw it."""
    picture = Image.effect_noise((2600, 1950), 40).convert("RGB")
    picture = Image.blend(picture, Image.new("RGB", picture.size, colour), 0.7)
    picture.paste((0, 0, 0), (0, 0, 2600, 200))
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    exif.get_ifd(_GPS).update({1: "N", 2: (20.0, 4.0, 30.0), 3: "E", 4: (105.0, 52.0, 10.0)})
    path = folder / name
    picture.save(path, "JPEG", quality=92, exif=exif)
    return path


def _item(person: Person) -> Locator:
    person.page.set_viewport_size(PHONE)
    page = person.open("/")
    page.get_by_role("link", name=WARD).click()
    person.open(f"{page.url.removeprefix(person.product.url)}tieu-chi/4/")
    return person.page.locator("#noi-dung-4-1-1")


def _open(item: Locator) -> Locator:
    item.get_by_role("button", name="Chụp ảnh, ghép thành một tệp PDF").click()
    return item.page.get_by_role("dialog")


def _pages(dialog: Locator) -> Locator:
    return dialog.locator("ol > li")


def _colour(image: Image.Image) -> tuple[int, int, int]:
    """Name the colour that prevails."""
    small = image.convert("RGB").resize((1, 1))
    found = small.getpixel((0, 0))
    assert isinstance(found, tuple)
    return min((RED, GREEN, BLUE), key=lambda colour: sum((a - b) ** 2 for a, b in zip(found, colour, strict=True)))


def _deed(dialog: Locator, name: str, page: int) -> Locator:
    return dialog.get_by_role("button", name=f"{name} (trang {page})")


def _take(dialog: Locator, *taken: Path) -> None:
    """Take the first with the camera, choose the others from what is there."""
    camera = dialog.get_by_label("Chụp ảnh", exact=True)
    assert (camera.get_attribute("capture"), camera.get_attribute("accept")) == ("environment", "image/*")
    camera.set_input_files(taken[0])
    expect(_pages(dialog)).to_have_count(1, timeout=30_000)
    dialog.get_by_label("Hoặc chọn ảnh có sẵn").set_input_files(taken[1:])
    expect(_pages(dialog)).to_have_count(len(taken), timeout=30_000)
    expect(dialog).to_contain_text(f"{len(taken)} trang, khoảng")


def _arrange(dialog: Locator) -> None:
    """Drop the last of four pages, put the third before the second, turn the last; the keyboard stays where it was."""
    _deed(dialog, "Xóa", 4).click()
    _deed(dialog, "Lên", 3).click()
    expect(_deed(dialog, "Lên", 2)).to_be_focused()
    _deed(dialog, "Xoay", 3).press("Enter")
    expect(_deed(dialog, "Xoay", 3)).to_be_focused()


def _look_into(body: bytes) -> None:
    assert b"Exif" not in body
    found = PdfReader(BytesIO(body))
    drawn = [re.findall(rb"/(\w+) Do", page.get_contents().get_data()) for page in found.pages]  # type: ignore[union-attr]  # no page is empty
    images = [page.images[f"/{name.decode()}"].image for page, [name] in zip(found.pages, drawn, strict=True)]
    assert [_colour(image) for image in images if image] == [RED, BLUE, GREEN]
    assert [image.size for image in images if image] == [(1500, 2000), (2000, 1500), (1500, 2000)]
    assert [float(page.mediabox.width) < float(page.mediabox.height) for page in found.pages] == [True, False, True]
    assert all(not image.getexif() for image in images if image)


def test_photos_become_one_pdf_in_the_chosen_order(person: MakePerson, tmp_path: Path) -> None:
    official = person("canbo-14821")
    red = photo(tmp_path, "1.jpg", RED, orientation=SIDEWAYS)
    taken = [red, photo(tmp_path, "2.jpg", GREEN), photo(tmp_path, "3.jpg", BLUE), red]
    dialog = _open(_item(official))
    _take(dialog, *taken)
    official.look("commune-photos")
    for label, size in (("1366", DESKTOP), ("360", PHONE)):
        official.page.set_viewport_size(size)
        official.page.screenshot(path=SHOTS / f"commune-photos-window-{label}.png")
    _arrange(dialog)

    item = _item(official)  # a reload: the photos are still there
    button = item.get_by_role("button", name="Chụp ảnh, ghép")
    expect(button).to_contain_text("(còn 3 ảnh chưa tải lên)")
    dialog = _open(item)
    expect(_pages(dialog)).to_have_count(3)
    dialog.get_by_label("Tên tệp").fill("Sổ theo dõi / 2020")
    dialog.get_by_role("button", name="Ghép và tải lên").click()
    link = item.get_by_role("link", name="Sổ theo dõi 2020.pdf").first
    expect(link).to_be_visible(timeout=60_000)
    expect(button).not_to_contain_text("chưa tải lên")

    body = official.context.request.get(f"{official.product.url}{link.get_attribute('href')}").body()
    assert len(body) < sum(path.stat().st_size for path in taken) / 2
    _look_into(body)


def test_a_dead_line_loses_nothing(person: MakePerson, tmp_path: Path) -> None:
    official = person("canbo-14821")
    item = _item(official)
    with official.page.expect_event("requestfinished", lambda request: "jspdf" in request.url):
        dialog = _open(item)
    official.context.set_offline(True)
    broken = tmp_path / "hong.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 broken")
    dialog.get_by_label("Chụp ảnh", exact=True).set_input_files([broken, photo(tmp_path, "1.jpg", RED)])
    expect(dialog).to_contain_text("Không đọc được: hong.jpg.", timeout=30_000)
    expect(_pages(dialog)).to_have_count(1)
    dialog.get_by_label("Tên tệp").fill("Khi mất mạng")
    dialog.get_by_role("button", name="Ghép và tải lên").click()
    expect(dialog).not_to_be_visible()
    button = item.get_by_role("button", name="Chụp ảnh, ghép")
    expect(button).to_contain_text("(còn 1 ảnh chưa tải lên)")
    official.context.set_offline(False)
    expect(item.get_by_role("link", name="Khi mất mạng.pdf").first).to_be_visible(timeout=60_000)
    expect(button).not_to_contain_text("chưa tải lên")


def test_photos_can_be_thrown_away(person: MakePerson, tmp_path: Path) -> None:
    official = person("canbo-14821")
    dialog = _open(_item(official))
    dialog.get_by_label("Chụp ảnh", exact=True).set_input_files(photo(tmp_path, "1.jpg", RED))
    expect(_pages(dialog)).to_have_count(1, timeout=30_000)
    official.page.once("dialog", lambda question: question.accept())
    dialog.get_by_role("button", name="Bỏ tất cả ảnh").click()
    expect(dialog).to_contain_text("Chưa có ảnh nào.")
    dialog.get_by_role("button", name="Để sau").click()
    expect(official.page.locator("[data-photos-left]").first).not_to_contain_text("ảnh chưa tải lên")
