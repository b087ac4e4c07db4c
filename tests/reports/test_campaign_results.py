"""The office's report: numbers, lists, reasons, weak criteria, what the communes wrote."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import cast

import pytest

from assessments.domain.wording import Wording
from assessments.domain.workflow import Action, State
from assessments.models import Campaign, DecisionLine, Dossier, ItemReview, Report
from assessments.reports import campaign_results, documents, frozen
from assessments.reports.campaign_document import CampaignDocument, Quote
from assessments.reports.campaign_rows import Group, share_text
from assessments.reports.layout import Stamp
from assessments.services import campaigns, workflow
from assessments.services.decisions import Outcome
from communes.models import UnitClass
from tests.factories import NOW, steps
from tests.factories import town as towns
from tests.factories.town import Town
from tests.reports import made

REASON = "Kết quả đánh giá sự hài lòng chưa đạt."


def no_progress(percent: int, step: str) -> None:
    """Take the progress and do nothing with it."""


def gather(campaign: Campaign) -> CampaignDocument:
    fresh = Campaign.objects.select_related("authority__parent", "standard").get(pk=campaign.pk)
    asked = Report(kind=Report.Kind.CAMPAIGN_RESULT, campaign=fresh)
    wording = Wording(campaign_results.BLOCKS, {})
    return cast("CampaignDocument", campaign_results.LAYOUT.gather(asked, wording, NOW, no_progress))


def decline(town: Town, dossier: Dossier, points: str = "1.33") -> None:
    steps.bring_to(town, State.UNDER_REVIEW, dossier)
    steps.conclude(town, dossier, "2.5.1", ItemReview.Verdict.CHANGED, points=Decimal(points), reason="Không khớp.")
    steps.appraise(town, dossier)
    steps.decide(town, dossier, Outcome.NOT_RECOGNISED, "22/QĐ-UBND", REASON)


def names(groups: tuple[Group, ...]) -> list[tuple[str, list[str]]]:
    return [(group.title, [row.name for row in group.rows]) for group in groups]


def counts(document: CampaignDocument) -> list[int]:
    return [row.count for row in document.counts]


def test_recognised_and_not_recognised(town: Town) -> None:
    steps.bring_to(town, State.RECOGNISED)
    decline(town, town.other_dossier)
    document = gather(town.campaign)
    assert names(document.recognised) == [("Loại II", ["Phường Bắc Sơn"])]
    assert names(document.not_recognised) == [("Loại II", ["Phường Ba Đình"])]
    assert counts(document) == [2, 1, 1, 1, 0, 0, 0]
    (row,) = document.not_recognised[0].rows
    assert row.reasons == (REASON, "Chỉ tiêu 2.5 đạt 61,08% điểm tối đa, yêu cầu từ 80%: không đạt.")


def test_columns_are_exact(town: Town) -> None:
    decline(town, town.other_dossier)
    figures = gather(town.campaign).not_recognised[0].rows[0].figures
    assert figures is not None
    assert figures.total == Fraction("95.33")
    assert [cell.points for cell in figures.criteria] == [15, Fraction("25.33"), 25, 10, 20]
    assert figures.satisfaction == Fraction("7.33") / 12


def test_who_never_submitted_is_listed_with_the_deadline(town: Town) -> None:
    document = gather(town.campaign)
    assert document.recognised == ()
    assert [row.reasons for row in document.not_recognised[0].rows] == [
        ("Chưa nộp hồ sơ (hạn nộp: trước ngày 05/01/2021).",)
    ] * 2
    assert [row.figures for row in document.not_recognised[0].rows] == [None, None]
    assert counts(document) == [2, 0, 2, 0, 0, 0, 2]
    assert document.weak_criteria == ()


def test_points_of_an_open_review_are_not_reported(town: Town) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    document = gather(town.campaign)
    rows = {row.name: row for row in document.not_recognised[0].rows}
    assert (rows["Phường Bắc Sơn"].figures, rows["Phường Bắc Sơn"].reasons) == (None, ("Đang thẩm tra.",))
    assert document.notices == ("Số liệu chưa đầy đủ: còn 01 hồ sơ chưa có quyết định",)


def test_a_revoked_recognition_names_its_decision(town: Town) -> None:
    steps.bring_to(town, State.REVOKED)
    document = gather(town.campaign)
    number = DecisionLine.objects.get(outcome="revoked").decision.number
    rows = {row.name: row for row in document.not_recognised[0].rows}
    assert rows["Phường Bắc Sơn"].reasons == (
        f"Thu hồi công nhận theo Quyết định số {number} ngày 04 tháng 01 năm 2021: Phát hiện vi phạm.",
    )
    assert len(document.decisions) == 2


def test_communes_are_grouped_by_class_and_the_unknown_stand_apart(town: Town) -> None:
    UnitClass.objects.filter(unit=town.wards[0]).delete()
    UnitClass.objects.filter(unit=town.wards[1]).update(value="III")
    document = gather(town.campaign)
    assert names(document.not_recognised) == [
        ("Loại III", ["Phường Ba Đình"]),
        ("Chưa có thông tin phân loại", ["Phường Bắc Sơn"]),
    ]
    assert [row.number for group in document.not_recognised for row in group.rows] == [1, 2]
    assert document.classes == (
        "loại I: 00 đơn vị",
        "loại II: 00 đơn vị",
        "loại III: 01 đơn vị",
        "chưa có thông tin phân loại: 01 đơn vị",
    )


def test_weak_criteria_come_from_the_appraised_dossiers(town: Town) -> None:
    steps.bring_to(town, State.APPRAISED)
    decline(town, town.other_dossier, "0")
    document = gather(town.campaign)
    assert document.appraised_count == 2
    assert document.floor == Fraction(1, 2)
    assert [(row.code, row.average, row.failed) for row in document.weak_criteria] == [
        ("1", Fraction(15), 0),
        ("2", Fraction(27), 0),
        ("3", Fraction(25), 0),
        ("4", Fraction(10), 0),
        ("5", Fraction(20), 0),
    ]
    assert [(row.code, row.share) for row in document.weak_indicators] == [("2.5", Fraction(3, 4))]


def test_what_the_communes_wrote_is_named_by_commune(town: Town) -> None:
    steps.bring_to(town, State.SUBMITTED)
    steps.fill_in(town.other_dossier, town.other_official)
    quotes = {section.title: section.quotes for section in gather(town.campaign).opinions}
    assert quotes == {
        title: (Quote("Phường Bắc Sơn", (f"Nội dung phần {title}.",)),)
        for title in ("Khó khăn", "Vướng mắc, bất cập", "Nguyên nhân", "Đề xuất, kiến nghị và giải pháp")
    }


def test_what_the_communes_wrote_is_text_and_nothing_else(town: Town) -> None:
    typed = 'Thiếu <b>kinh phí</b> <img src="file:///etc/passwd"> <style>@page{size:A3}</style> & nhân lực {{ doc }}'
    steps.fill_in(town.dossier, town.official)
    town.dossier.narratives.filter(section="difficulties").update(text=typed)
    workflow.perform(Action.POST, dossier_id=town.dossier.pk, actor=town.leader, at=NOW)
    steps.submit(town, town.dossier)
    assert f"- Phường Bắc Sơn: {typed}" in made.text(made.campaign_result(town.campaign, town.head))


def test_direction_comes_from_the_plan(town: Town) -> None:
    town.campaign.milestones.create(title="Họp Hội đồng đánh giá", due_on=NOW.date() + timedelta(days=11))
    campaigns.extend(
        dossier_id=town.dossier.pk,
        due_before=NOW.date() + timedelta(days=30),
        reason="Thiên tai.",
        actor=town.head,
        at=NOW,
    )
    document = gather(town.campaign)
    assert document.direction == (
        (
            "Ủy ban nhân dân thị xã Bỉm Sơn đã ban hành Kế hoạch số 15/KH-UBND ngày 10 tháng 02 năm 2020 và triển khai "
            "đến các đơn vị."
        ),
        "Đợt đánh giá được mở ngày 04 tháng 01 năm 2021. Các đơn vị tự đánh giá và nộp hồ sơ trước ngày 05 tháng 01 năm 2021.",
    )
    assert document.milestones == ("Họp Hội đồng đánh giá: 15/01/2021",)
    assert document.extensions == ("Phường Bắc Sơn: nộp trước ngày 03 tháng 02 năm 2021; lý do: Thiên tai",)


def test_a_late_supplement_does_not_make_a_dossier_late(town: Town) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    dossier.requests.update(due_on=NOW.date() - timedelta(days=1))
    steps.resubmit(town, town.dossier)
    assert Dossier.objects.get(pk=dossier.pk).submissions.get(round=2).is_late is True
    assert gather(town.campaign).handling == (
        "Đến thời điểm lập báo cáo, 01/02 đơn vị đã nộp hồ sơ (01 đúng hạn, 00 quá hạn); 01 đơn vị được yêu cầu "
        "bổ sung, giải trình; 00 hồ sơ đã thẩm tra xong."
    )


def test_the_head_and_the_recipient(town: Town) -> None:
    document = gather(town.campaign)
    assert document.head.superior == ("UBND THỊ XÃ BỈM SƠN",)
    assert document.head.agency == ("PHÒNG TƯ PHÁP",)
    assert document.head.symbol == "BC-PTP"
    assert document.recipient == "Sở Tư pháp tỉnh Thanh Hóa"
    assert (document.signature.capacity, document.signature.title) == ("", "TRƯỞNG PHÒNG")


def test_a_context_survives_the_way_through_json(town: Town) -> None:
    steps.bring_to(town, State.RECOGNISED)
    decline(town, town.other_dossier)
    document = gather(town.campaign)
    assert frozen.from_data(CampaignDocument, frozen.to_data(document)) == document
    report = made.campaign_result(town.campaign, town.head)
    assert report.data == frozen.to_data(document)


def test_the_file_has_two_annexes_that_each_count_from_one(town: Town, tmp_path: Path) -> None:
    steps.bring_to(town, State.RECOGNISED)
    decline(town, town.other_dossier)
    report = made.campaign_result(town.campaign, town.head)
    starts = {
        place: text.split(" DANH")[0] for place, text in enumerate(made.pages(report)) if text.startswith("Phụ lục")
    }
    assert list(starts.values()) == ["Phụ lục I", "Phụ lục II"]
    first, second = starts
    body = [str(number) for number in range(2, first + 1)]
    assert made.numbers_of(made.content(report)) == ["", *body, "", ""]
    assert second == first + 1
    text = made.poppler_text(report, tmp_path / "report.pdf")
    assert "DANH SÁCH PHƯỜNG ĐƯỢC CÔNG NHẬN ĐẠT CHUẨN TIẾP CẬN PHÁP LUẬT NĂM 2020" in text
    assert "95,33" in text
    assert "61,08" in text
    assert "Chưa xác minh" in text
    assert made.fonts_of(made.content(report)) == {
        "VB-Serif",
        "VB-Serif-Bold",
        "VB-Serif-Italic",
        "VB-Serif-Bold-Italic",
    }


def test_a_long_annex_counts_its_own_pages(town: Town) -> None:
    document = gather(town.campaign)
    data = documents.freeze(document)
    group = data["not_recognised"][0]
    group["rows"] = [{**group["rows"][0], "number": n} for n in range(1, 101)]
    data["recognised"] = data["not_recognised"] = [group]
    printed = documents.render(
        Report.Kind.CAMPAIGN_RESULT, data, stamp=Stamp(), identifier="0" * 32, beat=made.no_beat
    )
    pages = made.pages_of(printed.content)
    first, second = (place for place, text in enumerate(pages) if text.startswith("Phụ lục I"))
    assert second - first > 1
    sections = [first, second - first, len(pages) - second]
    assert made.numbers_of(printed.content) == [
        number for count in sections for number in ["", *(str(n) for n in range(2, count + 1))]
    ]


def test_demo_figures_say_so_on_every_page(town: Town) -> None:
    Campaign.objects.update(is_demo=True)
    pages = made.pages(made.campaign_result(town.campaign, town.head))
    assert ["Số liệu minh họa" in text for text in pages] == [True] * len(pages)


@pytest.mark.django_db
def test_an_edition_without_points_or_classes() -> None:
    town = towns.make_town(towns.load_standard("qd-27-2025"), year=2026, due_before=date(2027, 1, 5))
    steps.bring_to(town, State.APPRAISED)
    document = gather(town.campaign)
    assert (document.classes, document.satisfaction_indicator, document.total_max) == ((), "", None)
    (group,) = document.not_recognised
    assert group.title == ""
    rows = {row.name: row.figures for row in group.rows}
    figures = rows["Phường Bắc Sơn"]
    assert figures is not None
    assert (figures.total, figures.met) == (None, 14)
    assert [cell.met for cell in figures.criteria] == [True, True, True]
    assert document.head.agency == ("SỞ TƯ PHÁP",)
    text = made.text(made.campaign_result(town.campaign, town.head))
    assert "14/14 Đạt Đạt Đạt" in text


def test_a_share_of_nothing_is_a_dash() -> None:
    assert (share_text(0, 0), share_text(1, 3)) == ("–", "33,33%")
