"""The review bench in a browser: keys from item to item, the list of keys, evidence beside the form, reasons inserted."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def open_bench(reviewer: Person) -> Page:
    """Open the first item of a dossier under review."""
    page = reviewer.open("/ho-so/?status=under_review")
    link = page.locator("main tbody a").first
    number = re.search(r"/(\d+)/", str(link.get_attribute("href")))
    assert number
    reviewer.open(f"/tham-tra/{number[1]}/1.1.1/")
    return page


def test_keys_lead_from_item_to_item(person: Callable[..., Person]) -> None:
    reviewer = person("chuyenvien")
    page = open_bench(reviewer)
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(r"/1\.1\.2/$"))
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"/1\.1\.1/$"))
    page.keyboard.press("c")
    expect(page.locator("[name=verdict][value=changed]")).to_be_checked()
    expect(page.locator("[name=points]")).to_be_focused()
    page.keyboard.type("j1")  # typed, not obeyed
    expect(page.locator("[name=points]")).to_have_value(re.compile("j1$"))
    page.locator("[name=points]").fill("1")
    page.locator("[name=reason]").fill("Ban hành chậm.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#alerts")).to_contain_text("Đã lưu kết luận nội dung 1.1.1.")
    expect(page).not_to_have_url(re.compile(r"/1\.1\.1/$"))
    page.keyboard.press("g")
    expect(page).to_have_url(re.compile(r"/tham-tra/\d+/$"))
    expect(page.locator(".cuts")).to_contain_text("Ban hành chậm.")
    reviewer.look("bench-overview")


def test_keys_are_listed_and_can_be_switched_off(person: Callable[..., Person]) -> None:
    reviewer = person("chuyenvien")
    page = open_bench(reviewer)
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Phím tắt ở trang thẩm tra")
    expect(dialog).to_be_visible()
    reviewer.look("bench-keys")
    page.keyboard.press("j")  # not obeyed while the list is open
    dialog.get_by_label("Dùng phím tắt một ký tự trên máy này").uncheck()
    dialog.get_by_role("button", name="Đóng").click()
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("?")
    expect(dialog).to_be_hidden()
    expect(page).to_have_url(re.compile(r"/1\.1\.1/$"))
    page.get_by_role("button", name="Phím tắt (?)").click()
    dialog.get_by_label("Dùng phím tắt một ký tự trên máy này").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile(r"/1\.1\.2/$"))


def test_note_is_written_and_a_reason_inserted(person: Callable[..., Person]) -> None:
    reviewer = person("chuyenvien")
    page = reviewer.open("/tham-tra/mau-ly-do/moi/")
    page.get_by_label("tên ngắn").fill("Thiếu danh mục")
    page.get_by_label("nội dung lý do").fill("Thiếu danh mục văn bản.")
    page.get_by_label("dùng cho kết luận").select_option("supplement")
    reviewer.look("reason-form")
    page.get_by_role("button", name="Lưu mẫu lý do").click()
    reviewer.look("reason-list")
    open_bench(reviewer)
    page.keyboard.press("s")
    page.locator("[name=reason]").fill("")  # another story may have concluded on this item
    page.get_by_label("Mẫu lý do").select_option(label="Thiếu danh mục")
    expect(page.locator("[name=reason]")).to_have_value("Thiếu danh mục văn bản.")
    page.locator("[name=verdict][value=accepted]").check()
    expect(page.locator("[name=template]")).to_have_value("")
    page.get_by_label("Ghi chú hoặc ý kiến mới").fill("Hỏi lại công an phường.")
    page.get_by_role("button", name="Lưu ghi chú nội bộ").click()
    expect(page.locator("#trao-doi")).to_contain_text("Hỏi lại công an phường.")
    reviewer.look("bench-item")
