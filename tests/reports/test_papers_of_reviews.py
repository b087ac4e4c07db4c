"""The report on the review and the two lists: figures, changes, reasons, who reads them, how much is read."""

import io
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from openpyxl import load_workbook

from assessments.domain.workflow import State
from assessments.models import ItemReview, Report, ReportKind
from assessments.reports import blocks, documents, frozen, word, workbook
from assessments.reports.papers.appraisal import Appraisal
from assessments.reports.papers.eligibility import Eligibility
from assessments.services import reports
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.town import Town, load_standard, make_town, make_ward
from tests.reports import made
from tests.reports.offices import about, said, visible, why_not
from tests.reports.words import sheet_text, word_text, words_of
from tiepcanpl.kit.errors import DomainError, NotAllowedError

REASON = "Số liệu không khớp với tài liệu kiểm chứng."
BOTH = (ReportKind.APPRAISAL, ReportKind.ELIGIBILITY)
ALL = (ReportKind.PLAN, ReportKind.REMINDER, *BOTH)


def review(town: Town, code: str, **counted: Any) -> None:
    """Appraise both dossiers; in the second one the office counts one item otherwise than claimed."""
    steps.bring_to(town, State.APPRAISED)
    steps.bring_to(town, State.UNDER_REVIEW, town.other_dossier)
    steps.conclude(town, town.other_dossier, code, ItemReview.Verdict.CHANGED, reason=REASON, **counted)
    steps.appraise(town, town.other_dossier)


def gathered(report: Report, context: type[Any]) -> Any:
    """Return what the paper says, as it is read back from the stored data."""
    return frozen.from_data(context, documents.gather(report, at=NOW, progress=lambda *_: None))


@pytest.fixture
def reviewed(town: Town) -> Town:
    review(town, "2.5.1", points=Decimal(0))
    return town


@pytest.fixture
def reviewed_without_points(db: None) -> Town:  # noqa: ARG001  # the database has to be there
    town = make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2026, 12, 1))
    review(town, "1.1.1", met=False)
    return town


class TestAppraisal:
    """Báo cáo thẩm tra."""

    def test_it_goes_to_the_council_with_counts_and_the_offices_proposal(self, reviewed: Town) -> None:
        text = said(about(ReportKind.APPRAISAL, reviewed))
        assert "BÁO CÁO Kết quả thẩm tra hồ sơ đánh giá phường đạt chuẩn tiếp cận pháp luật năm 2020" in text
        assert "Kính gửi: Hội đồng đánh giá tiếp cận pháp luật thị xã Bỉm Sơn." in text
        assert "02/02 đơn vị đã nộp hồ sơ, trong đó không có đơn vị nào nộp quá hạn." in text
        assert "Đã thẩm tra xong 02 hồ sơ; đang thẩm tra 00 hồ sơ." in text
        assert "- 01 đơn vị (phường Bắc Sơn) đủ điều kiện công nhận;" in text
        assert "- 01 đơn vị (phường Ba Đình) chưa đủ điều kiện công nhận." in text
        assert "đối với 01 đơn vị đủ điều kiện; chưa xem xét công nhận 01 đơn vị chưa đủ điều kiện" in text

    def test_points_are_exact_before_and_after_the_review(self, reviewed: Town) -> None:
        paper = gathered(about(ReportKind.APPRAISAL, reviewed), Appraisal)
        assert [(row.code, row.claimed, row.counted) for row in paper.criteria][1] == ("2", Fraction(30), Fraction(27))
        assert [(row.name, row.claimed.points, row.counted.points) for row in paper.listed] == [
            ("Phường Ba Đình", Fraction(100), Fraction(94)),
            ("Phường Bắc Sơn", Fraction(100), Fraction(100)),
        ]

    def test_each_change_stands_with_its_reason(self, reviewed: Town) -> None:
        text = said(about(ReportKind.APPRAISAL, reviewed))
        assert "Có 01 hồ sơ được điều chỉnh so với kết quả tự đánh giá, tổng số 01 nội dung" in text
        assert "1. Phường Ba Đình 2.5.1 Hài lòng" in text
        assert f"6 0 {REASON}" in text

    def test_an_edition_without_points_counts_indicators(self, reviewed_without_points: Town) -> None:
        text = said(about(ReportKind.APPRAISAL, reviewed_without_points))
        assert "Kính gửi: Chủ tịch Ủy ban nhân dân thị xã Bỉm Sơn." in text
        assert "1 Phường Ba Đình 14/14 13/14" in text
        assert f"Đạt Không đạt {REASON}" in text
        assert "điểm" not in text.replace("thời điểm", "").replace("đặc điểm", "")

    def test_late_and_supplemented_dossiers_are_named(self, town: Town) -> None:
        town.dossier.__class__.objects.filter(pk=town.other_dossier.pk).update(due_before=NOW.date())
        steps.bring_to(town, State.APPRAISED, town.other_dossier)
        steps.bring_to(town, State.UNDER_REVIEW)
        steps.return_for(town, town.dossier, "1.1.1")
        steps.resubmit(town, town.dossier)
        text = said(about(ReportKind.APPRAISAL, town))
        assert "trong đó 01 đơn vị (phường Ba Đình) nộp quá hạn." in text
        assert "01 đơn vị (phường Bắc Sơn) được yêu cầu bổ sung, giải trình" in text
        assert "Số liệu chưa đầy đủ: còn 01 hồ sơ chưa thẩm tra xong" in text
        assert "Đủ Nộp quá hạn." in text
        assert "Không có nội dung nào được điều chỉnh" in text


class TestEligibility:
    """Danh sách đủ, chưa đủ điều kiện công nhận."""

    def test_two_lists_with_totals_and_reasons(self, reviewed: Town) -> None:
        paper = gathered(about(ReportKind.ELIGIBILITY, reviewed), Eligibility)
        assert [row.count for row in paper.counts] == [2, 1, 1, 1, 0, 0]
        (eligible,), (other,) = paper.lists.recognised, paper.lists.others
        assert [(row.number, row.name, row.figures.total) for row in eligible.rows] == [(1, "Phường Bắc Sơn", 100)]
        assert [(row.name, row.reasons) for row in other.rows] == [
            ("Phường Ba Đình", ("Chỉ tiêu 2.5 đạt 50% điểm tối đa, yêu cầu từ 80%: không đạt.",))
        ]

    def test_the_conditions_stand_as_the_edition_words_them(self, reviewed: Town) -> None:
        text = said(about(ReportKind.ELIGIBILITY, reviewed))
        assert "1. Không có tiêu chí tiếp cận pháp luật nào đạt dưới 50% số điểm tối đa." in text
        assert "DANH SÁCH PHƯỜNG ĐỦ ĐIỀU KIỆN CÔNG NHẬN ĐẠT CHUẨN TIẾP CẬN PHÁP LUẬT NĂM 2020" in text
        assert "DANH SÁCH PHƯỜNG CHƯA ĐỦ ĐIỀU KIỆN CÔNG NHẬN" in text

    def test_an_edition_without_points(self, reviewed_without_points: Town) -> None:
        paper = gathered(about(ReportKind.ELIGIBILITY, reviewed_without_points), Eligibility)
        (other,) = paper.lists.others
        assert (other.title, other.rows[0].figures.met) == ("", 13)
        assert other.rows[0].reasons == ("13/14 chỉ tiêu đạt; chưa đạt: 1.1.",)

    def test_who_is_not_finished_is_not_eligible_yet(self, town: Town) -> None:
        steps.bring_to(town, State.APPRAISED)
        text = said(about(ReportKind.ELIGIBILITY, town))
        assert "1 Phường Ba Đình – – – – – – – Chưa nộp hồ sơ (hạn nộp: trước ngày 05/01/2021)." in text
        steps.bring_to(town, State.UNDER_REVIEW, town.other_dossier)
        text = said(about(ReportKind.ELIGIBILITY, town))
        assert "Chưa kết thúc thẩm tra (đang thẩm tra)." in text
        assert "còn 01 hồ sơ chưa thẩm tra xong" in text


@pytest.mark.parametrize("kind", BOTH)
def test_nothing_to_say_before_a_review_is_finished(town: Town, kind: ReportKind) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    assert why_not(about(kind, town)) == "Chưa có hồ sơ nào thẩm tra xong nên chưa tạo được văn bản này."
    with pytest.raises(DomainError):
        reports.request(about(kind, town), actor=town.head, at=NOW)


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("name", ["official", "leader", "council", "observer", "administrator"])
def test_only_the_office_has_them_made(town: Town, kind: ReportKind, name: str) -> None:
    with pytest.raises(NotAllowedError):
        reports.request(about(kind, town), actor=getattr(town, name), at=NOW)


@pytest.mark.parametrize("kind", BOTH)
def test_nobody_but_the_office_reads_them(reviewed: Town, kind: ReportKind) -> None:
    report = made.paper(about(kind, reviewed), reviewed.head)
    readers: list[User] = [reviewed.reviewer, reviewed.head, reviewed.decider, reviewed.administrator]
    others: list[User] = [
        reviewed.official,
        reviewed.leader,
        reviewed.other_official,
        reviewed.council,
        reviewed.observer,
    ]
    assert [visible(user) for user in readers] == [{report.pk}] * len(readers)
    assert [visible(user) for user in others] == [set()] * len(others)


@pytest.mark.parametrize("kind", [*ALL, ReportKind.SUPPLEMENT])
def test_paper_word_and_excel_say_the_same(town: Town, kind: ReportKind) -> None:
    report = made.paper(_asked(kind, town), town.head)
    found = blocks.read(documents.to_html(report.kind, report.data, documents.stamp_of(report)))
    paper, document = made.text(report), Document(io.BytesIO(word.from_description(found)))
    in_word = word_text(document)
    assert len(in_word) > 100
    assert [part for part in dict.fromkeys(in_word) if part not in paper] == []
    assert set(words_of(paper)) - set(in_word) <= set("123456789")
    in_excel = sheet_text(load_workbook(io.BytesIO(workbook.from_description(found))))
    assert [part for part in dict.fromkeys(in_excel) if part not in paper and not part.startswith("Bảng")] == []


def _asked(kind: ReportKind, town: Town) -> Report:
    """Bring the town to where the paper can be made, and return what to ask for."""
    if kind in BOTH:
        review(town, "2.5.1", points=Decimal(0))
    if kind != ReportKind.SUPPLEMENT:
        return about(kind, town)
    steps.bring_to(town, State.RETURNED)
    return about(kind, town, town.dossier)


@pytest.mark.parametrize("kind", ALL)
def test_what_is_read_does_not_grow_with_the_communes(town: Town, kind: ReportKind) -> None:
    """Two more communes ask no query more."""
    steps.bring_to(town, State.APPRAISED)
    before = _queries(about(kind, town))
    wards = [make_ward(town.authority, code, name) for code, name in (("14815", "Lam Sơn"), ("14818", "Ngọc Trạo"))]
    for ward in wards:
        town.campaign.participations.create(commune=ward)
        town.campaign.dossiers.create(commune=ward, due_before=town.campaign.due_before + timedelta(days=1))
    assert _queries(about(kind, town)) == before


def _queries(report: Report) -> int:
    with CaptureQueriesContext(connection) as queries:
        documents.gather(report, at=NOW, progress=lambda *_: None)
    return len(queries)
