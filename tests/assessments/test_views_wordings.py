"""The pages of the wording: list, form with faults beside the block, preview, two people at once, history."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client

from assessments.domain.workflow import State
from assessments.models import DocumentTemplate, Report, ReportKind
from assessments.services import wordings
from communes.models import Unit, User
from tests.factories import NOW, pages, steps
from tests.factories.town import Town
from tests.reports import made

SignIn = Callable[[User], Client]
RESULT, SHEET = ReportKind.CAMPAIGN_RESULT, ReportKind.SCORE_SHEET
LIST = "/mau-van-ban/"


def url(unit: Unit, kind: str = RESULT, tail: str = "") -> str:
    return f"{LIST}{unit.pk}/{kind}/{tail}"


def save(town: Town, *, base: int = 0, actor: User | None = None, note: str = "", **typed: str) -> DocumentTemplate:
    subject = DocumentTemplate(authority=town.authority, kind=RESULT)
    return wordings.save(subject, typed=typed, base=base, note=note, actor=actor or town.reviewer, at=NOW)


def shown(html: str, name: str) -> str:
    """Return what stands in a text area."""
    (text,) = re.findall(rf'<textarea[^>]*name="{name}"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL)
    return unescape(text)


def entries(client: Client, address: str, **changed: str) -> dict[str, str]:
    """Return what the form sends when only some blocks were changed."""
    html = client.get(address).content.decode()
    names = re.findall(r'<textarea[^>]*name="(\w+)"', html)
    return {name: shown(html, name) for name in names} | {"base": pages.value_of(html, "base"), "note": ""} | changed


def test_the_list_shows_each_document_with_its_version(town: Town, as_user: SignIn) -> None:
    save(town, opening="Mở.", note="Theo ý kiến lãnh đạo")
    html = as_user(town.head).get(LIST).content.decode()
    row = pages.row_of(html, "Báo cáo kết quả đánh giá, công nhận")
    assert "Bản số 1 Theo ý kiến lãnh đạo" in pages.text_of(row)
    assert str(town.reviewer) in pages.text_of(row)
    assert "Bản tổng hợp điểm số" not in pages.text_of(html)
    own = pages.text_of(as_user(town.official).get(LIST).content.decode())
    assert "Phường Bắc Sơn" in own
    assert "Bản tổng hợp điểm số Mẫu gốc" in own
    assert "Báo cáo kết quả" not in own


@pytest.mark.parametrize("name", ["decider", "council", "administrator"])
def test_who_words_nothing_is_told(town: Town, as_user: SignIn, name: str) -> None:
    assert as_user(getattr(town, name)).get(LIST).status_code == 403


@pytest.mark.parametrize("tail", ["", "lich-su/"])
def test_the_wording_of_another_unit_does_not_exist(town: Town, as_user: SignIn, tail: str) -> None:
    def status(user: User, unit: Unit, kind: str) -> int:
        return as_user(user).get(url(unit, kind, tail)).status_code

    assert status(town.official, town.wards[0], SHEET) == 200
    assert status(town.other_official, town.wards[0], SHEET) == 404
    assert status(town.head, town.wards[0], SHEET) == 404
    assert status(town.official, town.authority, RESULT) == 404
    assert status(town.head, town.authority, SHEET) == 404
    assert status(town.head, town.authority, "council_minutes") == 404
    assert status(town.head, town.authority, "khong-co") == 404


def test_deeds_on_another_unit_do_not_exist(town: Town, as_user: SignIn) -> None:
    version = save(town, opening="Mở.")
    for user in (town.official, town.decider, town.observer):
        client = as_user(user)
        assert client.post(url(town.authority), {"opening": "X", "base": "1"}).status_code == 404
        assert client.post(url(town.authority, tail="xem-truoc/"), {"opening": "X", "base": "1"}).status_code == 404
        assert client.post(url(town.authority, tail="ve-mau-goc/")).status_code == 404
        assert client.post(f"{LIST}ban/{version.pk}/dung-lai/").status_code == 404
    assert DocumentTemplate.objects.count() == 1


def test_saving_makes_a_version_of_what_was_changed(town: Town, as_user: SignIn) -> None:
    client = as_user(town.head)
    sent = entries(client, url(town.authority), closing="Trân trọng báo cáo./.", note="Gọn hơn")
    answer = client.post(url(town.authority), sent)
    assert answer.headers["Location"] == url(town.authority, tail="lich-su/")
    version = DocumentTemplate.objects.get()
    assert (version.texts, version.note, version.made_by) == (
        {"closing": "Trân trọng báo cáo./."},
        "Gọn hơn",
        town.head,
    )
    assert shown(client.get(url(town.authority)).content.decode(), "closing") == "Trân trọng báo cáo./."


def test_faults_stand_beside_the_block_and_nothing_typed_is_lost(town: Town, as_user: SignIn) -> None:
    client = as_user(town.head)
    wrong = "Dòng một\nCăn cứ 619/QĐ-TTg và {ke hoach} </textarea><script>alert(1)</script>"
    sent = entries(client, url(town.authority), opening=wrong, note="Ghi chú của tôi")
    html = client.post(url(town.authority), sent).content.decode()
    assert shown(html, "opening") == wrong
    assert "Ghi chú của tôi" in html
    assert "<script>alert" not in html
    assert "Chưa lưu vì còn chỗ phải sửa: Câu mở đầu ." in pages.text_of(html)
    block = pages.text_of(html[html.index("div_id_opening") : html.index("div_id_recommendations")])
    assert "Dòng 2, cột 8: “619/QĐ-TTg” là số, ký hiệu của một văn bản." in block
    assert "vui lòng viết {căn cứ} vào chỗ này" in block
    assert "Dòng 2, cột 22: không có chỗ điền {ke hoach}. Có phải là {kế hoạch}?" in block
    assert not DocumentTemplate.objects.exists()


def test_the_second_of_two_people_keeps_what_was_typed_and_sees_what_the_first_saved(
    town: Town, as_user: SignIn
) -> None:
    client = as_user(town.head)
    sent = entries(client, url(town.authority), opening="Của tôi.", recipients="Lưu: VT, TÔI")
    save(town, opening="Của người kia.", closing="Kết của người kia.", actor=town.reviewer)
    answer = client.post(url(town.authority), sent)
    html = answer.content.decode()
    text = pages.text_of(html)
    assert answer.status_code == 409
    assert f"{town.reviewer} vừa lưu bản số 1." in text
    assert shown(html, "opening") == "Của tôi."
    assert "Bản vừa được lưu ghi ở phần này: Của người kia." in text
    assert shown(html, "closing") == "Kết của người kia."
    assert "Phần này bạn chưa sửa nên đã lấy theo bản vừa được lưu." in text
    assert shown(html, "recipients") == "Lưu: VT, TÔI"
    names = re.findall(r'<textarea[^>]*name="(\w+)"', html)
    again = {name: shown(html, name) for name in names} | {"base": pages.value_of(html, "base"), "note": ""}
    assert client.post(url(town.authority), again).status_code == 302
    assert DocumentTemplate.objects.get(version=2).texts == {
        "opening": "Của tôi.",
        "closing": "Kết của người kia.",
        "recipients": "Lưu: VT, TÔI",
    }


def test_the_preview_is_a_paper_that_can_do_nothing_and_is_not_stored(town: Town, as_user: SignIn) -> None:
    client = as_user(town.head)
    sent = entries(
        client, url(town.authority), opening="Mở <script>alert(1)</script> năm {năm}.", agency="Phòng tư pháp"
    )
    answer = client.post(url(town.authority, tail="xem-truoc/"), sent)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Mở &lt;script&gt;alert(1)&lt;/script&gt; năm 2020." in html
    assert "<script" not in html
    assert "PHÒNG TƯ PHÁP" in html
    assert "css/report.css" in html
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert not DocumentTemplate.objects.exists()
    assert not Report.objects.exists()


def test_the_preview_of_faults_shows_the_form_with_them(town: Town, as_user: SignIn) -> None:
    client = as_user(town.head)
    sent = entries(client, url(town.authority), opening="{x}")
    html = client.post(url(town.authority, tail="xem-truoc/"), sent).content.decode()
    assert "không có chỗ điền {x}" in html
    assert shown(html, "opening") == "{x}"


def test_a_commune_previews_its_own_paper(town: Town, as_user: SignIn) -> None:
    client, address = as_user(town.official), url(town.wards[0], SHEET)
    sent = entries(client, address, signer="KT. Chủ tịch\nPhó Chủ tịch")
    text = pages.text_of(client.post(f"{address}xem-truoc/", sent).content.decode())
    assert "KT. CHỦ TỊCH PHÓ CHỦ TỊCH" in text
    assert "phường Bắc Sơn" in text


def test_the_history_marks_what_each_version_changed(town: Town, as_user: SignIn) -> None:
    save(town, opening="Trong năm {năm}:")
    save(town, base=1, opening="Trong cả năm {năm}:", note="Thêm chữ")
    html = as_user(town.head).get(url(town.authority, tail="lich-su/")).content.decode()
    text = pages.text_of(html)
    assert text.index("Bản số 2 (đang dùng)") < text.index("Bản số 1")
    assert "Thêm chữ" in text
    assert "Trong [thêm: cả ] năm {năm}:" in text


def test_an_earlier_version_is_taken_up_again(town: Town, as_user: SignIn) -> None:
    first = save(town, opening="Một.")
    save(town, base=1, opening="Hai.")
    client = as_user(town.head)
    answer = client.post(f"{LIST}ban/{first.pk}/dung-lai/", follow=True)
    assert "Đã dùng lại bản số 1 thành bản số 3." in pages.text_of(answer.content.decode())
    assert client.post(f"{LIST}ban/{first.pk}/dung-lai/").status_code == 409
    assert DocumentTemplate.objects.count() == 3


def test_back_to_the_products_own_wording(town: Town, as_user: SignIn) -> None:
    save(town, opening="Một.")
    client = as_user(town.head)
    answer = client.post(url(town.authority, tail="ve-mau-goc/"), follow=True)
    assert "Đã về mẫu gốc (bản số 2)." in pages.text_of(answer.content.decode())
    assert shown(client.get(url(town.authority)).content.decode(), "opening").startswith("Thực hiện {căn cứ}")


def test_a_long_history_comes_in_pages_that_belong_together(town: Town, as_user: SignIn) -> None:
    for number in range(12):
        save(town, base=number, opening=f"Lần {number + 1}.")
    client = as_user(town.head)
    first = pages.text_of(client.get(url(town.authority, tail="lich-su/")).content.decode())
    assert ("Bản số 12" in first, "Bản số 2 " in first) == (True, False)
    assert "Lần [bỏ: 2 ] [thêm: 3 ]" in first
    assert "Bản số 1 " in pages.text_of(client.get(url(town.authority, tail="lich-su/?page=2")).content.decode())


def test_the_page_of_a_report_names_the_version(town: Town, as_user: SignIn) -> None:
    steps.bring_to(town, State.SUBMITTED)
    client = as_user(town.head)
    plain = made.campaign_result(town.campaign, town.head)
    form = pages.text_of(client.get(url(town.authority)).content.decode())
    assert "Văn bản tạo gần nhất in: TRƯỞNG PHÒNG" in form
    assert "Mẫu văn bản Mẫu gốc của hệ thống" in pages.text_of(client.get(f"/bao-cao/{plain.pk}/").content.decode())
    save(town, opening="Một.")
    worded = made.campaign_result(town.campaign, town.head)
    told = pages.text_of(client.get(f"/bao-cao/{worded.pk}/").content.decode())
    assert "Mẫu văn bản Bản số 1 của Thị xã Bỉm Sơn, lưu lúc" in told
    assert LIST in client.get("/bao-cao/").content.decode()
    assert LIST not in as_user(town.decider).get("/bao-cao/").content.decode()
