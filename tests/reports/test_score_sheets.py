"""The commune's score sheet: what it says in which state, and how it looks."""

import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from assessments.domain.workflow import State
from assessments.models import Dossier, ItemReview
from assessments.reports import score_sheet_document, score_sheets
from communes.models import UnitClass
from tests.factories import NOW, steps
from tests.factories import town as towns
from tests.factories.town import Town
from tests.reports import made

REASON = "Số phiếu trong bảng tổng hợp không khớp với báo cáo."


def gather(dossier: Dossier, *, by_office: bool = False) -> score_sheet_document.ScoreSheetDocument:
    return score_sheets.gather(Dossier.objects.get(pk=dossier.pk), by_office=by_office, at=NOW)


def change(town: Town, code: str, points: str) -> None:
    steps.conclude(town, town.dossier, code, ItemReview.Verdict.CHANGED, points=Decimal(points), reason=REASON)


def item(document: score_sheet_document.ScoreSheetDocument, code: str) -> score_sheet_document.ItemRow:
    rows = [row for criterion in document.criteria for part in criterion.indicators for row in part.items]
    return next(row for row in rows if row.node.code == code)


def test_a_draft_says_so_and_shows_what_is_stored_now(town: Town) -> None:
    steps.fill_in(town.dossier, town.official)
    document = gather(town.dossier)
    assert document.notices == ("Bản nháp, chưa nộp",)
    assert document.total_claimed == 100
    assert document.show_counted is False
    assert document.source == "Số liệu đang lưu trong hồ sơ lúc 09:00 ngày 04 tháng 01 năm 2021."
    assert item(document, "2.5.1").facts == "20/20"
    assert item(document, "2.5.1").ratio == 1


def test_an_empty_draft_can_be_printed(town: Town) -> None:
    document = gather(town.dossier)
    assert document.total_claimed == 0
    assert {row.ok for row in document.conditions} == {None}
    assert item(document, "2.5.1").facts == "Chưa có số liệu"


def test_a_submitted_sheet_is_made_from_the_snapshot(town: Town) -> None:
    dossier = steps.bring_to(town, State.SUBMITTED)
    submission = dossier.submissions.get()
    dossier.answers.filter(item_code="2.5.1").update(facts={"numerator": "1", "denominator": "20"})
    document = gather(dossier)
    assert document.notices == ()
    assert document.total_claimed == 100
    assert document.source == (
        f"Bản đã nộp lần 1, biên nhận {submission.receipt_number}, mã băm SHA-256 {submission.sha256}."
    )


def test_the_office_sees_its_points_before_the_commune_does(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    change(town, "2.5.1", "4.5")
    own, office = gather(dossier), gather(dossier, by_office=True)
    assert (own.show_counted, own.total_counted, own.notices) == (False, None, ())
    assert (office.show_counted, office.total_counted) == (True, Fraction("98.5"))
    assert office.notices == ("Đang thẩm tra, chưa kết luận",)
    assert item(own, "2.5.1").reason == ""
    assert item(office, "2.5.1").reason == REASON
    assert office.signature.confirmer == "TRƯỞNG PHÒNG TƯ PHÁP"


def test_after_the_appraisal_the_commune_reads_points_and_reasons(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    change(town, "2.5.1", "1")
    steps.appraise(town, dossier)
    document = gather(dossier)
    assert (document.total_claimed, document.total_counted) == (Fraction(100), Fraction(95))
    assert item(document, "2.5.1").node.counted == score_sheet_document.Value(Fraction(1), None)
    assert item(document, "2.5.1").reason == REASON
    satisfaction = document.conditions[2]
    assert (satisfaction.ok, satisfaction.finding) == (
        False,
        "Chỉ tiêu 2.5 đạt 58,33% điểm tối đa, yêu cầu từ 80%: không đạt.",
    )


def test_a_returned_dossier_is_a_draft_again_for_its_commune_alone(town: Town) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    assert gather(dossier).notices == ("Bản nháp, chưa nộp lại",)
    assert gather(dossier, by_office=True).notices == ("Đang thẩm tra, chưa kết luận",)


def test_a_class_that_nobody_entered_is_not_guessed(town: Town) -> None:
    UnitClass.objects.all().delete()
    document = gather(town.dossier)
    assert document.unit_class == "chưa có thông tin phân loại"
    assert document.conditions[1].ok is None


def test_a_class_made_up_for_demonstration_says_so(town: Town) -> None:
    UnitClass.objects.update(is_demo=True)
    assert gather(town.dossier).unit_class == "loại II (minh họa)"


def test_the_file_can_be_searched_and_holds_ward_and_total(town: Town, tmp_path: Path) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    change(town, "2.5.1", "4.37")
    steps.appraise(town, town.dossier)
    report = made.sheet(town.dossier, town.head)
    for text in (made.text(report), made.poppler_text(report, tmp_path / "sheet.pdf")):
        assert unicodedata.is_normalized("NFC", text)
        assert "phường Bắc Sơn" in text
        assert "98,37" in text
        assert "Chưa xác minh" in text
    assert made.fonts_of(made.content(report)) == {
        "VB-Serif",
        "VB-Serif-Bold",
        "VB-Serif-Italic",
        "VB-Serif-Bold-Italic",
    }


def test_the_head_follows_the_decree(town: Town) -> None:
    text = made.pages(made.sheet(town.dossier, town.official))[0]
    assert text.startswith("UBND THỊ XÃ BỈM SƠN ỦY BAN NHÂN DÂN PHƯỜNG BẮC SƠN Số:")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc Bắc Sơn, ngày tháng 01 năm 2021" in text
    assert "Căn cứ Quyết định số 619/QĐ-TTg ngày 08 tháng 5 năm 2017 của Thủ tướng Chính phủ" in text


@pytest.mark.parametrize("name", ["Bắc Sơn", "Nông trường Việt Trung Thượng Hạ Lệ Thủy Quảng Bình"])
def test_the_national_name_keeps_to_one_line(town: Town, name: str, tmp_path: Path) -> None:
    commune = town.dossier.commune
    commune.name = name
    commune.save()
    lines = made.poppler_text(made.sheet(town.dossier, town.official), tmp_path / "head.pdf").splitlines()
    assert sum("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in line for line in lines) == 1


def test_page_one_has_no_number_and_the_annex_counts_from_one(town: Town) -> None:
    report = made.sheet(town.dossier, town.official)
    pages = made.pages(report)
    annex = next(place for place, text in enumerate(pages) if text.startswith("Phụ lục CHI TIẾT KẾT QUẢ"))
    assert annex == 2
    numbers = ["", "2", "", *(str(number) for number in range(2, len(pages) - 1))]
    assert made.numbers_of(made.content(report)) == numbers


def test_a_draft_is_marked_on_every_page(town: Town) -> None:
    pages = made.pages(made.sheet(town.dossier, town.official))
    assert ["Bản nháp, chưa nộp" in text for text in pages] == [True] * len(pages)


@pytest.mark.django_db
def test_an_edition_without_points_prints_verdicts() -> None:
    town = towns.make_town(towns.load_standard("qd-27-2025"), year=2026, due_before=date(2027, 1, 5))
    steps.fill_in(town.dossier, town.official)
    document = gather(town.dossier)
    assert document.title == "BẢN TỔNG HỢP KẾT QUẢ"
    assert (document.total_claimed, document.total_max) == (None, None)
    assert (document.met_claimed, document.indicator_count) == (14, 14)
    assert document.unit_class == ""
    text = made.text(made.sheet(town.dossier, town.official))
    assert "Tổng cộng(*) 14/14" in text
    assert "Điểm" not in text
