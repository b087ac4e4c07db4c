"""The Department's report: every district of its province, only what was decided and published, in a fixed number of queries."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.domain.wording import Wording
from assessments.domain.workflow import State
from assessments.models import Dossier, Publication, Report, ReportKind
from assessments.reports import result_charts
from assessments.reports.papers import area_result, area_rows
from assessments.reports.papers.area_result import AreaResult
from assessments.selectors import areas
from assessments.services import reports
from communes.models import Role, UnitKind, User
from tests.factories import NOW, drafting, steps
from tests.factories.pages import text_of
from tests.factories.refusals import forbidden, refused
from tests.factories.town import Town, load_standard, make_campaign, make_unit, make_user, make_ward
from tests.reports import made

REASON = "Chưa đạt điều kiện công nhận."


def no_progress(percent: int, step: str) -> None:
    """Nobody waits."""


def gather(town: Town, year: int = 2020) -> AreaResult:
    asked = Report(kind=ReportKind.AREA_RESULT, area=town.province, year=year)
    return area_result.gather(asked, Wording(area_result.LAYOUT.blocks, {}), NOW, no_progress)


def add_district(town: Town, number: int) -> Dossier:
    """Add a district with one commune to the province, which assesses in the same year."""
    district = make_unit(f"39{number}", f"Huyện {number}", UnitKind.HUYEN, town.province)
    ward = make_ward(district, f"1590{number}", f"Xã {number}")
    make_campaign(district, [ward], town.standard, make_user(f"truong-{number}", Role.OFFICE_HEAD, district))
    return Dossier.objects.get(commune=ward)


def counts(document: AreaResult) -> list[int]:
    return [row.count for row in document.counts]


def test_it_says_what_was_decided_and_nothing_of_the_rest(town: Town) -> None:
    steps.bring_to(town, State.RECOGNISED)
    steps.bring_to(town, State.UNDER_REVIEW, town.other_dossier)
    document = gather(town)
    assert counts(document) == [2, 1, 0, 0, 1]
    (row,) = document.districts
    assert (row.name, row.all.text, [cell.text for cell in row.kinds]) == ("Thị xã Bỉm Sơn", "01/02", ["01/02"])
    assert [paper.endswith("ngày 04/01/2021") for paper in row.decisions] == [True]
    assert document.notices == ("Số liệu chưa đầy đủ: còn 01 đơn vị chưa có quyết định",)
    assert document.reasons == ()


def test_reasons_are_counted_as_the_decisions_word_them(town: Town) -> None:
    steps.bring_to(town, State.NOT_RECOGNISED)
    steps.bring_to(town, State.REVOKED, town.other_dossier)
    document = gather(town)
    assert {(row.outcome, row.text, row.count) for row in document.reasons} == {
        ("Không công nhận", REASON, 1),
        ("Thu hồi công nhận", "Phát hiện vi phạm.", 1),
    }
    assert counts(document) == [2, 0, 1, 1, 0]


def test_criteria_come_from_what_was_published_alone(town: Town) -> None:
    steps.bring_to(town, State.RECOGNISED)
    assert (gather(town).published, gather(town).weak_criteria) == (0, ())
    drafting.publish(town)
    document = gather(town)
    assert document.published == 1
    assert [(row.code, row.share, row.failed) for row in document.weak_criteria] == [
        (code, Fraction(1), 0) for code in "12345"
    ]


def test_ten_districts_ask_as_often_as_one(town: Town, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    steps.bring_to(town, State.RECOGNISED)
    gather(town)  # the standard is read once for each process
    with django_assert_num_queries(6):
        gather(town)
    for number in range(9):
        add_district(town, number)
    with django_assert_num_queries(6):
        document = gather(town)
    assert len(document.districts) == 10
    assert document.total.all.text == "01/11"


def test_the_paper_is_right_for_points_and_for_pass_or_fail(town: Town) -> None:
    steps.bring_to(town, State.RECOGNISED)
    drafting.publish(town)
    report = made.paper(Report(kind=ReportKind.AREA_RESULT, area=town.province, year=2020), town.observer)
    text = made.text(report)
    assert "SỞ TƯ PHÁP" in text
    assert "UBND TỈNH THANH HÓA" in text
    assert "Kính gửi: Ủy ban nhân dân tỉnh Thanh Hóa." in text
    assert "Quyết định số 619/QĐ-TTg" in text
    assert "Điểm trung bình so với điểm tối đa theo tiêu chí" in text


@pytest.mark.django_db
def test_an_edition_without_points_counts_who_fails() -> None:
    standard = load_standard("qd-27-2025").parsed
    first, *others = [node.code for node in standard.criteria]
    tally = area_rows.Published(standard)
    failing = {"criteria": {first: False, **dict.fromkeys(others, True)}}
    tally.add(Publication(snapshot={"communes": [failing, failing]}))
    weakest, *rest = tally.weak()
    assert (weakest.code, weakest.failed, weakest.share) == (first, 2, None)
    assert {row.failed for row in rest} == {0}
    chart = result_charts.of_weak("Tiêu chí", tally.weak(), with_points=False)
    assert (chart.title, chart.bars[0].shown) == ("Số đơn vị không đạt theo tiêu chí", "02")


def test_a_province_without_districts_reports_on_its_own_campaign(town: Town) -> None:
    commune = make_ward(town.province, "15999", "Hạc Thành")
    head = make_user("truong-tinh", Role.OFFICE_HEAD, town.province)
    make_campaign(town.province, [commune], town.standard, head, year=2021, due_before=date(2022, 1, 5))
    (row,) = gather(town, 2021).districts
    assert (row.name, row.all.text, row.decisions) == ("Tỉnh Thanh Hóa", "00/01", ())
    assert areas.years_of(town.province) == [2021, 2020]
    assert list(areas.units_of(head)) == [town.province]


def test_only_the_department_asks_and_reads(town: Town) -> None:
    asked = Report(kind=ReportKind.AREA_RESULT, area=town.province, year=2020)
    with forbidden("Chỉ Sở Tư pháp của địa bàn này được tạo văn bản này."):
        reports.request(asked, actor=town.head, at=NOW)
    with refused("Chưa có đợt đánh giá nào của năm này được mở trong địa bàn."):
        later = Report(kind=ReportKind.AREA_RESULT, area=town.province, year=2031)
        reports.request(later, actor=town.observer, at=NOW)
    stored = reports.request(asked, actor=town.observer, at=NOW)
    assert list(Report.objects.visible_to(town.observer)) == [stored]
    assert not Report.objects.visible_to(town.head).exists()


def test_the_department_chooses_the_year_and_has_it_made(town: Town, as_user: Callable[[User], Client]) -> None:
    browser = as_user(town.observer)
    chosen = reverse("assessments:paper_list", args=["dia-ban", town.province.pk])
    page = browser.get(reverse("assessments:area_list")).content.decode()
    assert f"{chosen}?nam=2020" in page
    assert "Báo cáo tổng hợp của Sở Tư pháp" in text_of(browser.get(f"{chosen}?nam=2020").content.decode())
    asking = reverse("assessments:paper_request", args=["dia-ban", town.province.pk, "area_result"])
    assert browser.post(asking, {"nam": "2020"}).status_code == 302
    report = Report.objects.get()
    assert (report.area, report.year, report.campaign) == (town.province, 2020, None)
    assert browser.get(reverse("assessments:report_detail", args=[report.pk])).status_code == 200


@pytest.mark.parametrize("year", ["2031", "abc", "-1"])
def test_a_year_without_a_campaign_is_not_found(town: Town, as_user: Callable[[User], Client], year: str) -> None:
    address = reverse("assessments:paper_list", args=["dia-ban", town.province.pk])
    assert as_user(town.observer).get(address, {"nam": year}).status_code == 404
    assert as_user(town.head).get(address).status_code == 404


def test_who_has_no_province_is_told_so(town: Town, as_user: Callable[[User], Client]) -> None:
    page = text_of(as_user(town.official).get(reverse("assessments:area_list")).content.decode())
    assert "không thuộc Sở Tư pháp" in page
    assert list(areas.units_of(town.official)) == []
