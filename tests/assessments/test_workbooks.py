"""The entry workbook goes out and comes back: what changes, what conflicts, what is stored."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from assessments.domain.item_rules import Choice
from assessments.domain.workflow import State
from assessments.models import Answer, AuditEvent, Campaign, Narrative
from assessments.services import answers
from assessments.services.answers import Entry
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.pages import text_of
from tests.factories.town import Town, load_standard, make_campaign, make_town
from tests.factories.workbooks import NOTE, apply, download, edited, find, form_of, put, upload, url, words

SignIn = Callable[[User], Client]


@pytest.fixture
def official(town: Town, as_user: SignIn) -> Client:
    return as_user(town.official)


def stored(town: Town) -> dict[str, tuple[dict[str, object], bool, str, int]]:
    rows = Answer.objects.filter(dossier=town.dossier)
    return {row.item_code: (row.facts, row.not_applicable, row.note, row.version) for row in rows}


def save(town: Town, code: str, version: int, actor: User, note: str = "", **facts: str) -> None:
    entry = Entry(facts=facts, note=note)
    answers.save(dossier_id=town.dossier.pk, item_code=code, entry=entry, version=version, actor=actor, at=NOW)


def test_the_workbook_holds_every_item_and_opens_only_inputs(town: Town, official: Client) -> None:
    save(town, "1.1.1", 0, town.official, numerator="1250", denominator="1250", note="=SUM(A1)")
    book = openpyxl.load_workbook(BytesIO(download(official, town.dossier)))
    names = [sheet.title for sheet in book.worksheets]
    assert names[:6] == ["Hướng dẫn", *(f"Tiêu chí {number}" for number in range(1, 6))]
    assert [sheet.sheet_state for sheet in book.worksheets if sheet.title in {"Danh mục", "Nhận dạng"}] == [
        "hidden",
        "veryHidden",
    ]
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book.worksheets)
    sheet, row = find(book, "1.1.1|numerator")
    cell, note = sheet.cell(row, 6), sheet.cell(row, NOTE)
    assert (cell.value, cell.data_type, cell.protection.locked) == (1250, "n", False)
    assert (note.value, note.data_type) == ("=SUM(A1)", "s")
    assert sheet.cell(row, 2).protection.locked
    codes = {str(cell.value) for sheet in book.worksheets for (cell,) in sheet.iter_rows(max_col=1)}
    assert {item.code for item in town.standard.parsed.items} <= codes
    lists = {check.formula1 for sheet in book.worksheets for check in sheet.data_validations.dataValidation}
    assert '"Có,Không"' in lists


@pytest.mark.parametrize(("edition", "year"), [("qd-619-2017", 2020), ("qd-25-2021", 2022), ("qd-27-2025", 2026)])
def test_an_untouched_workbook_changes_nothing(db: None, as_user: SignIn, edition: str, year: int) -> None:  # noqa: ARG001  # see conftest
    town = make_town(load_standard(edition), year=year, due_before=date(year + 1, 1, 5))
    steps.fill_in(town.dossier, town.official)
    note = "Dòng một\r\nDòng hai “á”\x0b"
    Answer.objects.filter(dossier=town.dossier, item_code=town.standard.parsed.answerable_items[0].code).update(
        note=note
    )
    Narrative.objects.filter(dossier=town.dossier, section="results").update(text=" Một.\r\n\r\nHai. ")
    client = as_user(town.official)
    data = download(client, town.dossier)
    for sent in (data, edited(data)):
        page = upload(client, town.dossier, sent)
        assert page.status_code == 200
        assert "Biểu giống hệt số liệu đang lưu" in words(page)


def test_the_same_contents_give_the_same_bytes(town: Town, official: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    assert download(official, town.dossier) == download(official, town.dossier)


def test_the_preview_shows_old_and_new_and_stores_nothing(town: Town, official: Client) -> None:
    save(town, "1.1.1", 0, town.official, numerator="6", denominator="8")
    before, events = stored(town), AuditEvent.objects.count()
    data = edited(
        download(official, town.dossier),
        put("1.1.1|numerator", 8),
        put("1.1.1|numerator", "Đủ văn bản.", NOTE),
        put("results", "Đã thực hiện.", 2),
    )
    page = upload(official, town.dossier, data)
    text = words(page)
    assert "Chưa có gì được ghi. 1 nội dung thay đổi, 1 phần thuyết minh thay đổi" in text
    assert "Số liệu 6/8 8/8" in text
    assert "Điểm tự chấm 1,5 điểm 2 điểm 2 × 8/8 (100%) = 2 điểm." in text
    assert "Tổng điểm tự chấm: 1,5 → 2" in text
    assert (stored(town), AuditEvent.objects.count(), Narrative.objects.count()) == (before, events, 0)


def test_applying_goes_through_the_doors_and_twice_is_once(town: Town, official: Client) -> None:
    save(town, "1.1.1", 0, town.official, numerator="6", denominator="8")
    rules = {item.code: item.rule for item in town.standard.parsed.answerable_items}
    choice, label = next((code, rule.options[0].label) for code, rule in rules.items() if isinstance(rule, Choice))
    data = edited(
        download(official, town.dossier),
        put("1.1.1|numerator", "1.250"),
        put("1.1.1|denominator", 1250.0),
        put(f"{choice}|option", label),
        put("causes", "Địa bàn rộng.", 2),
    )
    page = upload(official, town.dossier, data)
    for _ in range(2):
        done = apply(official, town.dossier, page)
        assert (done.status_code, done.url) == (302, f"/ho-so/{town.dossier.pk}/")
    found = stored(town)
    assert found["1.1.1"] == ({"numerator": "1250", "denominator": "1250"}, False, "", 2)
    assert found[choice] == ({"option": "0"}, False, "", 1)
    assert Narrative.objects.get().text == "Địa bàn rộng."
    stream = AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}")
    assert stream.filter(action="answer").count() == 3
    assert stream.filter(action="narrative").count() == 1
    town.dossier.refresh_from_db()
    assert town.dossier.answered_count == 2


def test_what_is_not_ticked_is_not_stored(town: Town, official: Client) -> None:
    data = edited(download(official, town.dossier), put("1.1.1|numerator", 7), put("1.1.1|denominator", 8))
    page = upload(official, town.dossier, data)
    sent = form_of(page)
    del sent["chon-1.1.1"]
    done = official.post(f"{url(town.dossier)}ghi/", sent, follow=True)
    assert "Bạn không chọn thay đổi nào" in words(done)
    assert stored(town) == {}


def test_what_somebody_else_saved_meanwhile_is_asked_about(town: Town, official: Client) -> None:
    save(town, "1.1.1", 0, town.official, numerator="6", denominator="8")
    data = edited(download(official, town.dossier), put("1.1.1|numerator", 7))
    save(town, "1.1.1", 1, town.leader, numerator="5", denominator="8")
    save(town, "1.2.1", 0, town.leader, numerator="1", denominator="1")
    page = upload(official, town.dossier, data)
    text = words(page)
    assert f"đã được lưu thêm 1 lần, gần nhất do {town.leader}" in text
    assert "Số liệu 5/8 7/8" in text
    assert form_of(page)["chon-1.1.1"] == "giu"
    apply(official, town.dossier, page)
    assert stored(town)["1.1.1"][0]["numerator"] == "5"
    apply(official, town.dossier, page, **{"chon-1.1.1": "tep"})
    assert stored(town)["1.1.1"] == ({"numerator": "7", "denominator": "8"}, False, "", 3)
    assert stored(town)["1.2.1"][3] == 1


def test_a_save_between_preview_and_apply_stores_nothing_and_asks_again(town: Town, official: Client) -> None:
    data = edited(
        download(official, town.dossier),
        put("1.1.1|numerator", 7),
        put("1.1.1|denominator", 8),
        put("results", "Đã thực hiện.", 2),
    )
    page = upload(official, town.dossier, data)
    save(town, "1.1.1", 0, town.leader, numerator="5", denominator="8")
    refused = apply(official, town.dossier, page)
    assert refused.status_code == 409
    assert "Nội dung này vừa được người khác lưu" in words(refused)
    assert stored(town)["1.1.1"][0]["numerator"] == "5"
    assert not Narrative.objects.exists()
    assert apply(official, town.dossier, refused, **{"chon-1.1.1": "tep"}).status_code == 302
    assert stored(town)["1.1.1"][0]["numerator"] == "7"
    assert Narrative.objects.get().text == "Đã thực hiện."


def test_a_returned_dossier_opens_only_what_was_asked_for(town: Town, as_user: SignIn) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    asked = set(dossier.requests.values_list("item_code", flat=True))
    edition = town.standard.parsed
    other = next(item.code for item in edition.answerable_items if item.code not in edition.opened_by(asked))
    code = min(asked)
    official = as_user(town.official)
    data = download(official, dossier)
    book = openpyxl.load_workbook(BytesIO(data))
    for key, locked in ((code, False), (other, True)):
        sheet, row = find(book, f"{key}|{edition.item(key).rule.fields[0]}")
        assert sheet.cell(row, 6).protection.locked is locked
    edits = [put(f"{key}|{edition.item(key).rule.fields[0]}", "Sửa.", NOTE) for key in (code, other)]
    page = upload(official, dossier, edited(data, *edits, put("results", "Khác.", 2)))
    assert f"ở nội dung {other}, phần “Kết quả thực hiện” nhưng phần này đang khóa" in words(page)
    forced = {f"chon-{other}": "tep", f"phien-ban-{other}": "1"}
    assert apply(official, dossier, page, **forced).status_code == 409
    assert apply(official, dossier, page).status_code == 302
    notes = dict(dossier.answers.values_list("item_code", "note"))
    assert (notes[code], notes[other]) == ("Sửa.", "Có tài liệu lưu tại bộ phận chuyên môn.")


def test_other_communes_campaigns_and_editions_are_named(town: Town, as_user: SignIn) -> None:
    official, other = as_user(town.official), as_user(town.other_official)
    mine = download(official, town.dossier)
    page = upload(other, town.other_dossier, mine)
    assert page.status_code == 422
    assert "là biểu nhập của Phường Bắc Sơn, không phải của Phường Ba Đình" in words(page)
    newer = load_standard("qd-25-2021")
    next_plan = {"year": 2022, "title": "Đánh giá năm sau", "due_before": date(2023, 1, 5)}
    campaign = make_campaign(town.authority, town.wards, newer, town.head, **next_plan)
    next_year = campaign.dossiers.get(commune=town.wards[0])
    assert "là biểu nhập của đợt khác: Đánh giá chuẩn" in words(upload(official, next_year, mine))
    Campaign.objects.filter(pk=town.campaign.pk).update(standard=newer)
    assert "theo bộ tiêu chí khác" in words(upload(official, town.dossier, mine))


def test_a_preview_ends_and_belongs_to_one_person(
    town: Town, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    official, leader = as_user(town.official), as_user(town.leader)
    now = timezone.now()
    data = edited(download(official, town.dossier), put("1.1.1|numerator", 7))
    page = upload(official, town.dossier, data)
    assert "Bản xem trước dùng được đến" in words(page)
    assert "Bản xem trước này của người khác" in words(apply(leader, town.dossier, page))
    assert "Không nhận ra bản xem trước" in words(apply(official, town.dossier, page, draft="x"))
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2, minutes=1))
    late = apply(official, town.dossier, page)
    assert (late.status_code, stored(town)) == (422, {})
    assert "Bản xem trước đã hết hạn" in words(late)


def test_who_reads_downloads_and_who_is_not_concerned_finds_nothing(town: Town, as_user: SignIn) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    reviewer, official = as_user(town.reviewer), as_user(town.official)
    data = download(reviewer, dossier)
    book = openpyxl.load_workbook(BytesIO(data))
    open_cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if not c.protection.locked]
    assert open_cells == []
    page = reviewer.get(url(dossier))
    assert "Xem trước thay đổi" not in words(page)
    assert upload(reviewer, dossier, data).status_code == 403
    assert reviewer.post(f"{url(dossier)}ghi/", {"draft": ""}).status_code == 403
    assert upload(official, dossier, data).status_code == 409
    other = as_user(town.other_official)
    for part in ("", "tep/"):
        assert other.get(f"{url(dossier)}{part}").status_code == 404
    assert official.get(f"{url(dossier)}ghi/").status_code == 405
    assert "Biểu nhập (Excel)" in text_of(official.get(f"/ho-so/{dossier.pk}/").content.decode())
