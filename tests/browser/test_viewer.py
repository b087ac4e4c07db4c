"""Files in the viewer: pages come by themselves, keys lead from page to page, the bench shows them beside the form."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Person
from tests.factories import papers

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

MakePerson = Callable[..., Person]
WARD = "Phường Đông Sơn – năm 2020"  # half filled in the demonstration
NAME = "Kế hoạch dài.pdf"
SHOWN = "image => image.complete && image.naturalWidth > 0"
PATIENCE = 90_000  # the worker of the tests has other work as well


def is_shown(picture: Locator) -> bool:
    picture.scroll_into_view_if_needed()
    expect(picture).to_be_visible()
    handle = picture.element_handle()
    picture.page.wait_for_function(SHOWN, arg=handle)
    return True


def wait_for_hits(page: Page) -> None:
    """Search again until the worker has read what is looked for."""
    for _ in range(PATIENCE // 2000):
        if page.locator("mark").count():
            return
        page.wait_for_timeout(2000)
        page.reload()


def upload(official: Person, folder: Path) -> None:
    """Attach a file of 25 pages to one item."""
    page = official.open("/")
    page.get_by_role("link", name=WARD).click()
    dossier = page.url.removeprefix(official.product.url)
    official.open(f"{dossier}tieu-chi/4/")
    file = folder / NAME
    file.write_bytes(papers.pdf(*(f"Kế hoạch, trang {n}: hòa giải ở cơ sở" for n in range(1, 26))))
    page.locator("#tt-4-1-1").set_input_files(file)
    expect(page.locator("#tl-4-1-1")).to_contain_text(NAME, timeout=PATIENCE)
    official.open(f"{dossier}tai-lieu/")


def test_a_file_is_read_page_by_page(person: MakePerson, tmp_path: Path) -> None:
    official = person("canbo-14821")
    upload(official, tmp_path)
    page = official.page
    page.get_by_role("link", name=f"Xem {NAME}").first.click()
    expect(page.locator("#trang-1 img")).to_be_visible(timeout=PATIENCE)
    assert is_shown(page.locator("#trang-1 img"))
    page.locator(".sheets-pages").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-sheets-place]")).to_have_text("Trang 2/25")
    assert is_shown(page.locator("#trang-2 img"))
    page.keyboard.press("+")
    expect(page.locator("[data-sheets]")).to_have_attribute("data-zoom", "2")
    page.keyboard.press("-")
    page.get_by_text("Chữ của trang 2", exact=True).click()
    expect(page.locator("#trang-2")).to_contain_text("Kế hoạch, trang 2: hòa giải ở cơ sở")
    official.look("viewer")
    page.get_by_role("link", name="Các trang sau").click()
    page.get_by_role("button", name="Dựng các trang này").click()
    expect(page.locator("#trang-25 img")).to_be_attached(timeout=PATIENCE)
    assert is_shown(page.locator("#trang-25 img"))
    page.get_by_role("link", name="Xoay phải").click()
    expect(page.locator("#trang-21 svg image")).to_be_visible()


def test_a_file_is_read_without_scripts(person: MakePerson) -> None:
    official = person("canbo-14821", javascript=False)
    page = official.open("/")
    page.get_by_role("link", name=WARD).click()
    official.open(f"{page.url.removeprefix(official.product.url)}tai-lieu/")
    page.get_by_label("Tìm trong tên").fill("minh hoa")
    page.get_by_role("button", name="Xem", exact=True).click()
    wait_for_hits(page)
    expect(page.locator("mark").first).to_be_visible()
    page.locator(".passage a").first.click()
    expect(page.locator("#trang-1 img")).to_be_visible()
    page.get_by_role("link", name="Phóng to").click()
    expect(page.locator("[data-sheets]")).to_have_attribute("data-zoom", "2")


def test_the_bench_shows_pages_in_place(person: MakePerson) -> None:
    reviewer = person("chuyenvien")
    page = reviewer.open("/ho-so/?status=under_review")
    number = re.search(r"/(\d+)/", str(page.locator("main tbody a").first.get_attribute("href")))
    assert number
    reviewer.open(f"/tham-tra/{number[1]}/1.1.1/")
    page.locator("[data-view]").first.click()
    expect(page.locator("[data-viewer] #trang-1 img")).to_be_visible(timeout=PATIENCE)
    assert is_shown(page.locator("[data-viewer] #trang-1 img"))
    expect(page).to_have_url(re.compile(r"/1\.1\.1/$"))
    page.get_by_role("link", name="Phóng to").click()
    expect(page.locator("[data-viewer] [data-sheets]")).to_have_attribute("data-zoom", "2")
    page.get_by_role("link", name="Xoay phải").click()
    expect(page.locator("[data-viewer] #trang-1 svg")).to_be_visible()
    page.locator("[data-viewer] .sheets-pages").focus()
    page.keyboard.press("ArrowRight")  # the viewer's key, not the bench's
    expect(page).to_have_url(re.compile(r"/1\.1\.1/$"))
    assert page.locator("iframe, object, embed").count() == 0
    page.get_by_role("button", name="Đóng").click()
    expect(page.locator("[data-viewer]")).to_be_hidden()


def test_the_office_searches_all_files(person: MakePerson) -> None:
    reviewer = person("chuyenvien")
    page = reviewer.open("/dot-danh-gia/")
    page.locator("main a[href^='/dot-danh-gia/']").filter(has_text="2020").first.click()
    page.get_by_role("link", name="Tìm trong tài liệu đã nộp").click()
    page.get_by_label("Từ cần tìm").fill("gioi thieu phan mem")
    page.get_by_role("button", name="Tìm", exact=True).click()
    wait_for_hits(page)
    expect(page.locator("mark").first).to_have_text("giới")
    reviewer.look("campaign-search")
