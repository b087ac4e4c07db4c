"""The main job, done in a browser with the demo accounts: from an empty form to a decision and a report."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import entering
from tests.browser.conftest import ROOT, Person, Product

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

WARD = "Bắc Sơn"
ASKED = "1.1.1"
REASON = "Danh mục văn bản chưa có quyết định ban hành; đề nghị bổ sung."
FILES = ROOT / "assessments" / "management" / "demo"
MakePerson = Callable[..., Person]


def test_from_an_empty_form_to_a_decision_and_a_report(product: Product, person: MakePerson, tmp_path: Path) -> None:
    official = person("canbo-14809")
    official.look("commune-home")
    dossier = _open_own_dossier(official)
    official.look("commune-dossier-empty")
    entering.fill_in(official, dossier, FILES / "minh-chung.pdf", FILES / "anh-chup.png")

    leader = person("lanhdao-14809")
    _post_and_submit(leader, dossier)

    reviewer = person("chuyenvien")
    _receive(reviewer)
    for judgement in ("Chưa đáp ứng", "Đã đáp ứng"):
        _ask_for_one_supplement(reviewer, dossier)
        _answer(official, dossier, FILES / "anh-chup.png")
        leader.open(dossier)
        _act(leader, "Nộp lại hồ sơ")
        _receive(reviewer)
        _judge(reviewer, dossier, judgement)
    _accept_the_rest(reviewer, dossier)
    head = person("truongphong")
    _appraise(head, dossier)
    _recognise(person("chutich"), dossier)

    text = _report(official, dossier, tmp_path)
    assert WARD in text
    assert re.search(r"\b100\b", text)
    assert "Nhật ký nguyên vẹn" in product.manage("verify_audit")


def _open_own_dossier(official: Person) -> str:
    page = official.open("/")
    page.get_by_role("link", name=f"Phường {WARD} – năm 2020").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(WARD)
    path: str = page.url.removeprefix(official.product.url)
    return path


def _act(person: Person, label: str, note: str = "") -> Page:
    """Choose a deed on the dossier's page, read what it brings about, confirm."""
    page = person.page
    page.get_by_role("link", name=label).first.click()
    if note:
        page.get_by_label(re.compile("Lý do")).fill(note)
    page.get_by_role("button", name=f"Xác nhận: {label}").click()
    expect(page.get_by_text(f"Đã thực hiện: {label}").first).to_be_visible()
    return page


def _post_and_submit(leader: Person, dossier: str) -> None:
    leader.open(dossier)
    _act(leader, "Niêm yết công khai")
    leader.look("leader-posted")
    page = _act(leader, "Nộp hồ sơ", note="Nộp sớm để kịp tiến độ chung của thị xã.")
    expect(page.get_by_text("TCPL-2020-14809").first).to_be_visible()
    leader.look("leader-receipt")


def _receive(reviewer: Person) -> None:
    page = reviewer.open("/ho-so/")
    reviewer.look("office-queue")
    page.get_by_label("Tên hoặc mã xã, phường").fill("bac son")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody").get_by_role("link", name=f"Phường {WARD}", exact=True).click()
    _act(reviewer, "Tiếp nhận hồ sơ")


def _ask_for_one_supplement(reviewer: Person, dossier: str) -> None:
    page = _open_review(reviewer, dossier, ASKED)
    reviewer.look("office-review-item")
    page.get_by_label("Yêu cầu bổ sung, giải trình").check()
    page.get_by_label(re.compile("Lý do")).fill(REASON)
    expect(page.get_by_label(re.compile("số ngày làm việc"))).to_have_value("5")
    page.get_by_role("button", name="Lưu và sang nội dung tiếp theo").click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text(ASKED)
    reviewer.open(dossier)
    _act(reviewer, "Gửi yêu cầu bổ sung")


def _open_review(reviewer: Person, dossier: str, item: str) -> Page:
    number = dossier.strip("/").rsplit("/", 1)[-1]
    page = reviewer.open(f"/tham-tra/{number}/")
    reviewer.look("office-review")
    return reviewer.open(f"/tham-tra/{number}/{item}/") if item else page


def _answer(official: Person, dossier: str, file: Path) -> None:
    """Only what was asked for can be changed; attach a file and answer."""
    page = official.open(f"{dossier}tieu-chi/1/")
    expect(page.locator("form.item-form")).to_have_count(1)
    official.look("commune-returned")
    note = page.locator("form.item-form").get_by_label("Ghi chú, giải trình")
    note.fill("Đã bổ sung quyết định ban hành danh mục văn bản.")
    note.blur()
    expect(page.locator("[data-save-state]").first).to_contain_text("Đã lưu lúc")
    assert file.exists()
    page.get_by_label(re.compile("Nội dung giải trình")).fill("Đã bổ sung quyết định ban hành.")
    page.get_by_role("button", name=re.compile("Lưu giải trình")).click()
    expect(page.get_by_text("Đã lưu giải trình").first).to_be_visible()


def _judge(reviewer: Person, dossier: str, judgement: str) -> None:
    """Say on the item's page whether the commune did what it was asked."""
    page = _open_review(reviewer, dossier, ASKED)
    expect(page.get_by_text("Đã bổ sung quyết định ban hành").first).to_be_visible()
    page.get_by_role("button", name=re.compile(f"^{judgement}")).click()
    expect(page.get_by_text("Đã ghi kết quả xem xét")).to_be_visible()
    reviewer.look(f"office-judged-{judgement[:2].lower()}")


def _accept_the_rest(reviewer: Person, dossier: str) -> None:
    page = _open_review(reviewer, dossier, "")
    page.get_by_role("link", name=re.compile("(Tiếp tục|Bắt đầu thẩm tra) ở nội dung")).first.click()
    for _ in range(60):
        page.get_by_label("Đồng ý với điểm tự chấm").check()
        page.get_by_role("button", name=re.compile("Lưu và")).click()
        page.wait_for_load_state()
        if re.search(r"/tham-tra/\d+/$", page.url):
            break
    expect(page.get_by_text("36/36").first).to_be_visible()
    reviewer.look("office-reviewed")


def _appraise(head: Person, dossier: str) -> None:
    page = head.open(dossier)
    page.get_by_role("link", name="Kết thúc thẩm tra").first.click()
    page.get_by_label(re.compile("Tôi xác nhận đã biết")).check()
    head.look("office-appraise")
    page.get_by_role("button", name="Xác nhận: Kết thúc thẩm tra").click()
    expect(page.get_by_text("Đã thực hiện: Kết thúc thẩm tra").first).to_be_visible()


def _recognise(decider: Person, dossier: str) -> None:
    decider.look("decider-home")
    page = decider.open(dossier)
    page.get_by_role("link", name="Công nhận đạt chuẩn").first.click()
    row = page.locator("fieldset", has=page.locator("legend", has_text=WARD)).first
    row.get_by_label("Công nhận", exact=True).check()
    page.get_by_label(re.compile("Số, ký hiệu quyết định")).fill("125/QĐ-UBND")
    page.get_by_label(re.compile("Ngày ký")).fill("24/11/2026")
    page.get_by_label(re.compile("Ngày họp Hội đồng")).fill("20/11/2026")
    page.get_by_label(re.compile("Số biên bản họp")).fill("03/BB-HĐ")
    page.get_by_label(re.compile("Chức vụ người ký")).fill("Chủ tịch")
    decider.look("decider-decision")
    page.get_by_role("button", name="Xem lại trước khi ghi").click()
    decider.look("decider-preview")
    page.get_by_role("button", name="Ghi quyết định", exact=True).click()
    expect(page.get_by_text("125/QĐ-UBND").first).to_be_visible()


def _report(official: Person, dossier: str, folder: Path) -> str:
    """Ask for the score sheet, watch it being made, download it, read it."""
    page = official.open(dossier)
    expect(page.get_by_text("Được công nhận").first).to_be_visible()
    page.get_by_role("button", name="Tạo Bản tổng hợp điểm số (PDF)").click()
    link = page.get_by_role("link", name=re.compile("Tải về"))
    expect(link.first).to_be_visible(timeout=60_000)
    official.look("commune-report")
    with page.expect_download() as download:
        link.first.click()
    path = folder / "bao-cao.pdf"
    download.value.save_as(path)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, text=True)
    return done.stdout
