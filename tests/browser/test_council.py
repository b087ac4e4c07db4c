"""The council in a browser: conflict of interest, written opinion, secret ballot, minutes; then decision and publication."""

import re
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person, Product

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WARD, REFUSED = "Phường Phú Sơn", "Xã Quang Trung"
VOTERS = ("truongphong", "hoidong2", "hoidong3", "chuyenvien")
MINUTES, NUMBER = "02/BB-HĐ", "126/QĐ-UBND"
MakePerson = Callable[..., Person]


def test_from_the_agenda_to_the_published_result(product: Product, person: MakePerson) -> None:
    chair, secretary = person("hoidong1"), person("chuyenvien")
    meeting = _meeting_on_the_home_page(chair)
    _declare_an_interest(person("hoidong4"), meeting)
    _write_an_opinion(person("hoidong5"), meeting)
    _note_attendance(secretary, meeting)

    head = person("truongphong")
    _move_to_today(head, meeting)
    _open_meeting_and_vote(chair, meeting)
    for username in VOTERS:
        _vote({"chuyenvien": secretary, "truongphong": head}.get(username) or person(username), meeting)
    _vote(chair, meeting)
    _conclude(chair, meeting)
    _read_the_minutes(chair, meeting)
    assert "Nhật ký nguyên vẹn" in product.manage("verify_audit")

    draft = _add_to_the_draft(head)
    _sign(person("chutich"), draft)
    _publish(head)
    _read_as_a_citizen(person())


def _meeting_on_the_home_page(chair: Person) -> str:
    page = chair.open("/")
    chair.look("council-home")
    page.get_by_role("link", name=re.compile("Họp Hội đồng")).first.click()
    expect(page.get_by_text(WARD).first).to_be_visible()
    chair.look("council-meeting-planned")
    path: str = page.url.removeprefix(chair.product.url)
    return path


def _declare_an_interest(member: Person, meeting: str) -> None:
    page = member.open(meeting)
    page.get_by_role("link", name=re.compile("Khai báo lợi ích liên quan")).click()
    page.get_by_label(re.compile("Quan hệ, lợi ích liên quan")).fill("Có người thân công tác tại UBND phường.")
    member.look("council-interest")
    page.get_by_role("button", name="Khai báo").click()
    expect(page.get_by_role("link", name="Xem tài liệu")).to_have_count(0)


def _write_an_opinion(member: Person, meeting: str) -> None:
    page = member.open(f"{meeting}dien-bien/")
    page.get_by_role("link", name=re.compile("Gửi ý kiến bằng văn bản vì vắng mặt")).click()
    page.get_by_label("Đồng ý công nhận", exact=True).check()
    page.get_by_label(re.compile("Nội dung ý kiến")).fill("Hồ sơ đầy đủ, đề nghị công nhận.")
    member.look("council-written-opinion")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def _note_attendance(secretary: Person, meeting: str) -> None:
    page = secretary.open(f"{meeting}diem-danh/")
    rows = page.locator("fieldset.card")
    expect(rows).to_have_count(7)
    for row in rows.all():
        away = "Thành viên Hội đồng 5" in (row.locator("legend").inner_text())
        row.get_by_label("Tình trạng").select_option(label="Vắng có lý do" if away else "Có mặt")
        if away:
            row.get_by_label("Lý do vắng").fill("Đi công tác.")
    secretary.look("council-attendance")
    page.get_by_role("button", name="Lưu điểm danh").click()
    expect(page.get_by_text("Vắng có lý do").first).to_be_visible()


def _move_to_today(head: Person, meeting: str) -> None:
    """Hold the meeting earlier than planned: it cannot be opened before its day."""
    page = head.open(meeting)
    page.get_by_role("link", name="Sửa lịch họp").click()
    page.locator("#id_day").fill(f"{datetime.now(VIETNAM):%d/%m/%Y}")
    page.locator("#id_hour").fill("23:59")
    head.look("council-schedule")
    page.locator("main").get_by_role("button", name=re.compile("Lưu")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Họp Hội đồng")


def _open_meeting_and_vote(chair: Person, meeting: str) -> None:
    page = chair.open(meeting)
    page.get_by_role("link", name="Khai mạc cuộc họp").click()
    chair.look("council-opening")
    page.get_by_role("button", name="Khai mạc cuộc họp").click()
    chair.open(f"{meeting}dien-bien/")
    page.get_by_role("button", name=re.compile("Gọi nội dung 1")).click()
    page.get_by_label("Bỏ phiếu kín").check()
    chair.look("council-discussing")
    page.get_by_role("button", name="Mở biểu quyết").click()
    expect(page.get_by_role("button", name="Kết thúc biểu quyết")).to_be_visible()


def _vote(member: Person, meeting: str) -> None:
    page = member.open(f"{meeting}dien-bien/")
    page.get_by_label("Đồng ý công nhận", exact=True).check()
    member.look("council-voting")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_text("Bạn đã biểu quyết nội dung này").first).to_be_visible()
    expect(page.get_by_role("button", name="Gửi phiếu")).to_have_count(0)


def _conclude(chair: Person, meeting: str) -> None:
    page = chair.open(f"{meeting}dien-bien/")
    page.get_by_role("button", name="Kết thúc biểu quyết").click()
    expect(page.get_by_text("đề nghị công nhận").first).to_be_visible()
    chair.look("council-voted")
    page.get_by_role("link", name="Kết thúc cuộc họp, lập biên bản").click()
    page.get_by_label(re.compile("Số biên bản")).fill(MINUTES)
    chair.look("council-concluding")
    page.get_by_role("button", name="Kết thúc cuộc họp").click()
    expect(page.get_by_text(MINUTES).first).to_be_visible()


def _read_the_minutes(chair: Person, meeting: str) -> None:
    """Find who was away, who kept out and how many voted; of a secret ballot nobody learns who chose what."""
    page = chair.open(f"{meeting}bien-ban/")
    chair.look("council-minutes")
    text = page.locator("main").inner_text()
    for part in ("Phú Sơn", "Đi công tác", "Có người thân công tác", "Hồ sơ đầy đủ, đề nghị công nhận", "5"):
        assert part in text, part
    assert re.search(r"phiếu kín", text, re.IGNORECASE)


def _add_to_the_draft(head: Person) -> str:
    """Put the ward into the draft with one refusal that the demonstration left: one decision for both."""
    page = head.open("/du-thao/")
    page.locator("main").get_by_role("link", name=re.compile("Dự thảo")).first.click()
    path: str = page.url.removeprefix(head.product.url)
    page.get_by_role("link", name="Bổ sung hồ sơ").click()
    row = page.locator("fieldset", has=page.locator("legend", has_text=WARD)).first
    row.get_by_label("Công nhận", exact=True).check()
    head.look("office-draft")
    page.get_by_role("button", name="Đưa các hồ sơ đã chọn vào dự thảo").click()
    expect(page.get_by_text(WARD).first).to_be_visible()
    expect(page.get_by_text(REFUSED).first).to_be_visible()
    head.look("office-draft-made")
    return path


def _sign(leader: Person, draft: str) -> None:
    page = leader.open("/")
    leader.look("leader-home-draft")
    leader.open(draft)
    page.get_by_role("link", name="Ghi quyết định đã ký").click()
    page.get_by_label(re.compile("Số, ký hiệu quyết định")).fill(NUMBER)
    page.get_by_label(re.compile("Ngày ký")).fill(f"{datetime.now(VIETNAM):%d/%m/%Y}")
    page.get_by_label(re.compile("Chức vụ người ký")).fill("Chủ tịch")
    leader.look("leader-signing")
    page.get_by_role("button", name="Ghi quyết định", exact=True).click()
    expect(page.get_by_text(NUMBER).first).to_be_visible()
    expect(page.get_by_text(MINUTES).first).to_be_visible()
    leader.look("leader-decision")


def _publish(head: Person) -> None:
    page = head.open("/cong-bo/")
    head.look("office-publications")
    page.get_by_role("link", name=re.compile("năm 2020")).click()
    head.look("office-publication-preview")
    page.get_by_role("button", name="Công bố kết quả này").click()
    expect(page.get_by_text(re.compile("Không có thay đổi nào")).first).to_be_visible()


def _read_as_a_citizen(stranger: Person) -> None:
    page = stranger.open("/ket-qua/")
    stranger.look("public-list")
    page.get_by_role("link", name=re.compile("2020")).first.click()
    expect(page.get_by_text(WARD).first).to_be_visible()
    expect(page.get_by_text(REFUSED).first).to_be_visible()
    expect(page.get_by_text(NUMBER)).to_have_count(2)
    stranger.look("public-results")
    page.get_by_role("link", name=WARD).first.click()
    stranger.look("public-commune")
    assert stranger.context.cookies() == []
