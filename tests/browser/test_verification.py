"""Whoever holds a document looks it up by its code and compares a file, which never leaves the browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.conftest import Person, Product
from tests.factories.issued import CODE, MADE, SIGNED

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

REVOKED = "ZZZZ2345WXYZ"
ISSUE = f"""
from types import SimpleNamespace
from assessments.models import Campaign
from communes.models import User
from tests.factories import issued
office = SimpleNamespace(campaign=Campaign.objects.first(), head=User.objects.get(username="truongphong"))
issued.issued(office, is_demo=True, is_provisional=True)
issued.revoke(issued.issued(office, "{REVOKED}", on_paper=True), office)
"""


@pytest.fixture(scope="module", autouse=True)
def _two_documents(product: Product) -> None:
    product.manage("shell", "-v0", "-c", ISSUE)


def choose(page: Page, content: bytes) -> None:
    page.get_by_label("Tệp PDF của văn bản").set_input_files(
        {"name": "van-ban.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="So sánh").click()


def test_a_document_is_looked_up_and_its_file_compared(person: Callable[..., Person]) -> None:
    stranger = person()
    sent: list[Request] = []
    stranger.page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page = stranger.open("/ket-qua/")
    page.get_by_role("link", name="Xác minh văn bản").click()
    stranger.look("verification-form")
    page.get_by_label("Mã xác minh").fill("abcd 2345 wxyz")
    page.get_by_role("button", name="Xác minh").click()
    expect(page.get_by_text("Văn bản này đã được ban hành và chưa bị thu hồi.")).to_be_visible()
    stranger.look("verification-issued")
    expect(page.get_by_text("Tệp được so sánh ngay trong trình duyệt này, không gửi đi đâu.")).to_be_visible()
    for content, finding in (
        (SIGNED, "Đúng tệp đã ban hành."),
        (MADE, "Đúng nội dung, nhưng là tệp trước khi ký số."),
        (SIGNED[:-1] + b"!", "Khác tệp đã ban hành."),
    ):
        choose(page, content)
        expect(page.get_by_role("status")).to_contain_text(finding)
        expect(page.locator("[data-finding]:visible")).to_have_count(1)
    stranger.look("verification-other-file")
    assert sent == []


def test_without_scripts_the_server_compares(person: Callable[..., Person]) -> None:
    stranger = person(javascript=False)
    page = stranger.open(f"/xac-minh/{CODE}/")
    choose(page, SIGNED)
    expect(page.locator("[data-finding]:visible")).to_contain_text("Đúng tệp đã ban hành.")
    expect(page.get_by_text("không được lưu lại")).to_be_visible()


def test_what_is_revoked_and_what_is_unknown(person: Callable[..., Person]) -> None:
    stranger = person()
    stranger.open(f"/xac-minh/{REVOKED}/")
    expect(stranger.page.get_by_text("Văn bản này đã bị thu hồi")).to_be_visible()
    stranger.look("verification-revoked")
    stranger.open("/xac-minh/YYYY2345WXYZ/")
    expect(stranger.page.get_by_text("Không tìm thấy văn bản đã ban hành mang mã này")).to_be_visible()
    stranger.look("verification-unknown")
