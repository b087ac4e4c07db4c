"""A file of 20 MB from a phone: the line is cut, the tab is closed, and it arrives once and whole."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import PHONE, Person
from tests.factories.big_files import MEGABYTE, pdf

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

MakePerson = Callable[..., Person]
WARD = "Phường Đông Sơn – năm 2020"  # half filled in the demonstration
ITEM = "5-1-1"
PATIENCE = 90_000  # milliseconds
# A browser whose store of files cannot be opened; other stores of the product are left alone.
NO_ROOM = """
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (name, ...more) {
  if (name === "tep-dang-tai") throw new Error("no room");
  return open.call(this, name, ...more);
};
"""


@pytest.fixture
def official(person: MakePerson) -> Person:
    """Give an official on the page of a criterion, with a phone in hand."""
    found = person("canbo-14821")
    found.page.set_viewport_size(PHONE)
    found.page.get_by_role("link", name=WARD).click()
    path = found.page.url.removeprefix(found.product.url)
    found.open(f"{path}tieu-chi/5/")
    return found


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Make a file of the largest size that is accepted."""
    return pdf(tmp_path / f"Bản quét {tmp_path.name}.pdf", 20 * MEGABYTE, str(tmp_path))


def _hold_third_piece(page: Page) -> list[Route]:
    """Let two pieces through and keep the next one, as a line does that dies."""
    passed: list[Route] = []
    held: list[Route] = []

    def judge(route: Route) -> None:
        if route.request.method != "PATCH" or held or len(passed) < 2:
            passed.extend([route] if route.request.method == "PATCH" else [])
            route.continue_()
        else:
            held.append(route)

    page.route("**/tai-len/**", judge)
    return held


def _choose(page: Page, file: Path) -> Locator:
    page.locator(f"#tt-{ITEM}").set_input_files(str(file))
    return page.locator(f"#tu-{ITEM} [data-upload-files] li").last


def _wait_until_held(page: Page, held: list[Route]) -> None:
    for _ in range(PATIENCE // 200):
        if held:
            return
        page.wait_for_timeout(200)
    pytest.fail("No third piece was sent")


def _arrived(person: Person, file: Path) -> None:
    """Find the file once among the item's files, with the bytes that were chosen."""
    links = person.page.locator(f"#tl-{ITEM}").get_by_role("link", name=file.name, exact=True)
    expect(links).to_have_count(1, timeout=PATIENCE)
    address = f"{person.product.url}{links.get_attribute('href')}"
    assert person.context.request.get(address).body() == file.read_bytes()


def test_a_cut_line(official: Person, scan: Path) -> None:
    held = _hold_third_piece(official.page)
    line = _choose(official.page, scan)
    _wait_until_held(official.page, held)
    official.context.set_offline(True)
    held[0].abort("internetdisconnected")
    expect(line).to_contain_text("Mất kết nối. Phần đã gửi được giữ lại", timeout=PATIENCE)
    official.look("commune-upload-held")
    official.page.set_viewport_size(PHONE)
    official.context.set_offline(False)
    expect(line).to_contain_text(f"Đã tải lên “{scan.name}”.", timeout=PATIENCE)
    _arrived(official, scan)


def test_a_closed_tab(official: Person, scan: Path) -> None:
    held = _hold_third_piece(official.page)
    _choose(official.page, scan)
    _wait_until_held(official.page, held)
    address = official.page.url
    official.page.close()
    official.page = official.context.new_page()
    official.page.goto(address)
    line = official.page.locator(f"#tu-{ITEM} [data-upload-files] li")
    expect(line).to_contain_text(scan.name)
    expect(line).to_contain_text(f"Đã tải lên “{scan.name}”.", timeout=PATIENCE)
    _arrived(official, scan)


def test_the_same_file_chosen_again(official: Person, scan: Path) -> None:
    """A browser that could not keep the file names it; choosing it again sends the rest alone."""
    page = official.page
    official.context.add_init_script(NO_ROOM)
    page.reload()
    held = _hold_third_piece(page)
    _choose(page, scan)
    _wait_until_held(page, held)
    page.unroute_all(behavior="ignoreErrors")
    page.goto(page.url)
    note = page.locator(f"#tu-{ITEM} [data-left]")
    expect(note).to_contain_text("Chưa tải xong. Chọn lại chính tệp này để tải tiếp phần còn lại.")
    offsets: list[str] = []
    page.on("request", lambda sent: offsets.append(sent.headers.get("upload-offset", "")))
    line = _choose(page, scan)
    expect(line).to_contain_text(f"Đã tải lên “{scan.name}”.", timeout=PATIENCE)
    assert int(next(offset for offset in offsets if offset)) >= 8 * MEGABYTE
    _arrived(official, scan)


def test_a_cancelled_upload_leaves_nothing(official: Person, scan: Path) -> None:
    held = _hold_third_piece(official.page)
    line = _choose(official.page, scan)
    _wait_until_held(official.page, held)
    line.get_by_role("button", name="Hủy").click()
    expect(line).to_have_text(f"{scan.name}Đã hủy, không tải lên.")
    held[0].abort()
    official.page.reload()
    expect(official.page.locator(f"#tu-{ITEM} [data-upload-files] li")).to_have_count(0)
    expect(official.page.locator(f"#tl-{ITEM}").get_by_role("link", name=scan.name, exact=True)).to_have_count(0)


def test_a_refused_file_is_told_why(official: Person, tmp_path: Path) -> None:
    fake = tmp_path / "gia.pdf"
    fake.write_bytes(b"khong phai pdf")
    line = _choose(official.page, fake)
    expect(line).to_contain_text("Tệp “gia.pdf”", timeout=PATIENCE)
    expect(line).to_have_attribute("data-state", "failed")
