"""A commune without a line: the dossier goes out as Excel and comes back, without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person
from tests.factories.workbooks import edited, put

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

MakePerson = Callable[..., Person]
WARD = "Phường Đông Sơn – năm 2020"  # half filled in the demonstration

EDITS = [
    put("5.3.1|numerator", "mười"),
    put("5.2.1|numerator", "Ghi trong tệp.", 7),
    put("4.2.1|numerator", 9),
    put("4.2.1|denominator", "1.0"),
    put("4.1.1|numerator", 9),
    put("4.1.1|denominator", 10),
    put("proposals", "Đề nghị tập huấn thêm.", 2),
]


def test_a_filled_workbook_is_previewed_and_stored(person: MakePerson, tmp_path: Path) -> None:
    official, leader = person("canbo-14821", javascript=False), person("lanhdao-14821")
    official.open("/").get_by_role("link", name=WARD).click()
    dossier = official.page.url.removeprefix(official.product.url)
    official.page.get_by_role("link", name="Biểu nhập (Excel)").click()
    with official.page.expect_download() as waiting:
        official.page.get_by_role("link", name="Tải biểu nhập (Excel)").click()
    assert waiting.value.suggested_filename == "Biểu nhập – Phường Đông Sơn – 2020.xlsx"
    _other_saves(leader, dossier)
    filled = tmp_path / "bieu.xlsx"
    filled.write_bytes(edited(waiting.value.path().read_bytes(), *EDITS))

    official.page.get_by_label("Tệp biểu nhập đã điền").set_input_files(filled)
    official.page.get_by_role("button", name="Xem trước thay đổi").click()
    expect(official.page.get_by_text("2 ô không đọc được")).to_be_visible()
    expect(official.page.get_by_text("Có người khác vừa sửa: vui lòng chọn")).to_be_visible()
    expect(official.page.get_by_role("radio", name="Giữ giá trị đang lưu")).to_be_checked()
    leader.open(f"{dossier}bieu-nhap/").get_by_label("Tệp biểu nhập đã điền").set_input_files(filled)
    leader.look("commune-workbook")
    leader.page.get_by_role("button", name="Xem trước thay đổi").click()
    leader.look("commune-workbook-preview")

    official.page.get_by_role("button", name="Ghi các thay đổi đã chọn").click()
    expect(official.page.get_by_text("thay đổi từ biểu nhập vào hồ sơ.")).to_be_visible()
    official.open(f"{dossier}tieu-chi/4/")
    expect(official.page.locator("#noi-dung-4-1-1")).to_contain_text("9/10")
    official.open(f"{dossier}tieu-chi/5/")
    expect(official.page.locator("#f-5-2-1").get_by_label("Ghi chú, giải trình")).to_have_value("Ghi trên trang.")


def _other_saves(leader: Person, dossier: str) -> None:
    """Save an item while the workbook is out."""
    form = leader.open(f"{dossier}tieu-chi/5/").locator("#f-5-2-1")
    form.get_by_label("Ghi chú, giải trình").fill("Ghi trên trang.")
    form.get_by_role("button", name="Lưu").click()
    expect(form.locator("[data-save-state]")).to_contain_text("Đã lưu lúc")
