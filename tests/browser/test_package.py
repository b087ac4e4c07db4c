"""A signature is read by the real worker and seen beside its file; the package comes whole through the real web server."""

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]


def test_the_signature_beside_its_file(person: Callable[..., Person]) -> None:
    official = person("canbo-14815")
    official.open("/ho-so/")
    path = str(official.page.locator("main a[href^='/ho-so/']").filter(has_text="Phường").first.get_attribute("href"))
    summary = official.page.locator(".signature summary", has_text="Đã ký số: UBND")
    for _ in range(60):
        official.open(f"{path}tai-lieu/")
        if summary.count():
            break
        time.sleep(1)
    summary.first.click()
    expect(official.page.get_by_text("Tệp toàn vẹn, không thay đổi từ khi ký.").first).to_be_visible()
    official.look("signature-list")
    official.open(f"{path}tieu-chi/3/")
    expect(summary.first).to_be_visible()
    official.look("signature-criterion")


def test_the_package_comes_whole(person: Callable[..., Person], tmp_path: Path) -> None:
    head = person("truongphong")
    page = head.open("/ho-so/?status=under_review")
    path = str(page.locator("main a[href^='/ho-so/']").filter(has_text="Phường").first.get_attribute("href"))
    head.open(path)
    page.get_by_role("link", name="Gói hồ sơ (ZIP)").click()
    head.look("package")
    with page.expect_download() as started:
        page.get_by_role("button", name="Tải gói hồ sơ").click()
    target = tmp_path / started.value.suggested_filename
    started.value.save_as(target)
    with zipfile.ZipFile(target) as archive:
        archive.extractall(tmp_path)
    bagit.Bag(str(tmp_path / target.stem)).validate()


def test_an_item_with_a_deadline(person: Callable[..., Person]) -> None:
    office = person("sotuphap")
    office.open("/dot-danh-gia/")
    office.page.locator("main a[href^='/dot-danh-gia/']").filter(has_text="2026").first.click()
    office.page.get_by_role("link", name="Thời hạn ban hành văn bản, so với thời điểm ký số").click()
    office.look("signing-starts")
