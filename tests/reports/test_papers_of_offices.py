"""What the office's papers say, under an edition with points and one without, and who reads them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client

from assessments.domain.workflow import State
from assessments.models import Campaign, Dossier, IssuedDocument, Report, ReportKind
from assessments.services import reports
from communes.models import Role, User
from tests.factories import NOW, steps
from tests.factories.pages import text_of
from tests.factories.town import Town, load_standard, make_town, make_user, make_ward
from tests.reports import made
from tests.reports.offices import about, said, visible, why_not
from tiepcanpl.kit.errors import DomainError, NotAllowedError

LATER = NOW + timedelta(days=3)


@pytest.fixture
def new_town(db: None) -> Town:  # noqa: ARG001  # the database has to be there
    """Give a town under the edition that knows no points."""
    return make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2026, 12, 1))


def returned(town: Town, *codes: str) -> Dossier:
    """Bring the first dossier to the office and ask for supplements."""
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    steps.return_for(town, dossier, *codes)
    return dossier


class TestPlan:
    """Kế hoạch."""

    def test_it_is_worded_as_a_real_one_with_the_campaigns_dates(self, town: Town) -> None:
        town.campaign.milestones.create(title="Tập huấn nghiệp vụ", due_on=date(2020, 6, 15), basis="Chương trình")
        text = said(about(ReportKind.PLAN, town))
        assert "KẾ HOẠCH Xây dựng phường đạt chuẩn tiếp cận pháp luật năm 2020" in text
        assert "Căn cứ Quyết định số 619/QĐ-TTg ngày 08 tháng 5 năm 2017" in text
        assert "gắn các hoạt động triển khai Quyết định số 619/QĐ-TTg với việc thực hiện" in text
        assert "(cơ quan thường trực Hội đồng đánh giá tiếp cận pháp luật) trước ngày 05 tháng 01 năm 2021." in text
        assert "10 ngày làm việc, kể từ ngày ký Báo cáo" in text
        assert "1 Tập huấn nghiệp vụ (Chương trình) 15/06/2020" in text
        assert "có 02 đơn vị hành chính cấp xã tham gia đánh giá, gồm: 02 phường" in text
        assert "1 Phường Ba Đình II 2 Phường Bắc Sơn II" in text
        assert "Báo cáo kết quả thực hiện về Sở Tư pháp tỉnh Thanh Hóa." in text
        assert "Số: /KH-UBND" in text

    def test_an_edition_without_council_classes_and_periods_names_none(self, new_town: Town) -> None:
        text = said(about(ReportKind.PLAN, new_town))
        assert "Quyết định số 27/2025/QĐ-TTg" in text
        assert "619" not in text
        assert "thường trực" not in text
        assert "Loại đơn vị hành chính" not in text
        assert "Niêm yết công khai" not in text
        assert "3 Nộp" not in text
        assert "2 Nộp hồ sơ về Sở Tư pháp thị xã Bỉm Sơn Ủy ban nhân dân các phường Trước ngày 01/12/2026" in text

    def test_it_is_made_before_the_campaign_is_open(self, town: Town) -> None:
        unopened = Campaign.objects.filter(pk=town.campaign.pk)
        unopened.update(state=Campaign.State.PREPARING, opened_at=None, opened_by=None)
        report = about(ReportKind.PLAN, town)
        assert why_not(report) == ""
        made.paper(report, town.head)

    def test_the_communes_that_take_part_read_it_once_it_is_issued(self, town: Town) -> None:
        report = made.paper(about(ReportKind.PLAN, town), town.head)
        assert visible(town.official) == set()
        issue(report, town.head)
        assert visible(town.official) == visible(town.other_leader) == {report.pk}
        stranger = make_user("nguoila", Role.COMMUNE_OFFICIAL, make_ward(town.province, "99999", "Xa Lạ"))
        assert visible(stranger) == set()


class TestReminder:
    """Công văn đôn đốc."""

    def test_it_names_who_is_late_and_by_how_many_working_days(self, town: Town) -> None:
        steps.bring_to(town, State.SUBMITTED)
        text = said(about(ReportKind.REMINDER, town), LATER)
        assert "Số: /PTP V/v đôn đốc nộp hồ sơ đánh giá phường đạt chuẩn tiếp cận pháp luật năm 2020" in text
        assert "Kính gửi: Ủy ban nhân dân phường Ba Đình." in text
        assert "Đã có 01/02 đơn vị nộp hồ sơ; còn 01 đơn vị chưa nộp hồ sơ; trong đó 01 đơn vị đã quá hạn." in text
        assert "1 Phường Ba Đình Chưa nộp hồ sơ 04/01/2021 Quá hạn 02 ngày làm việc" in text
        assert "Phường Bắc Sơn" not in text

    def test_who_has_to_answer_is_urged_too(self, new_town: Town) -> None:
        returned(new_town, "1.1.1")
        text = said(about(ReportKind.REMINDER, new_town), LATER)
        assert "Kính gửi: - Ủy ban nhân dân phường Bắc Sơn; - Ủy ban nhân dân phường Ba Đình." in text
        assert "còn 01 đơn vị chưa nộp hồ sơ, 01 đơn vị chưa bổ sung, giải trình theo yêu cầu." in text
        assert "1 Phường Bắc Sơn Chưa bổ sung, giải trình theo yêu cầu 11/01/2021 Còn 03 ngày làm việc" in text
        assert "/STP" in text
        assert "GIÁM ĐỐC" in text

    def test_nobody_left_to_urge(self, town: Town) -> None:
        for dossier in (town.dossier, town.other_dossier):
            steps.bring_to(town, State.SUBMITTED, dossier)
        assert "không còn đơn vị cần đôn đốc" in why_not(about(ReportKind.REMINDER, town))


class TestSupplement:
    """Phiếu yêu cầu bổ sung hồ sơ."""

    def test_it_lists_what_was_asked_with_days(self, town: Town) -> None:
        text = said(about(ReportKind.SUPPLEMENT, town, returned(town, "2.1.1", "1.1.1")))
        assert "PHIẾU YÊU CẦU Bổ sung, giải trình hồ sơ đánh giá chuẩn tiếp cận pháp luật" in text
        assert "Kính gửi: Ủy ban nhân dân phường Bắc Sơn." in text
        assert "bổ sung, giải trình 02 nội dung" in text
        assert text.index("1.1.1. ") < text.index("2.1.1. ")
        assert "Vui lòng bổ sung tài liệu. 11/01/2021 05" in text
        assert (
            "Thời hạn bổ sung, giải trình theo quy định: 05 ngày làm việc, kể từ ngày nhận yêu cầu giải trình." in text
        )

    def test_a_law_that_was_not_found_is_not_told(self, new_town: Town) -> None:
        text = said(about(ReportKind.SUPPLEMENT, new_town, returned(new_town, "1.1.1")))
        assert "bổ sung, giải trình 01 nội dung" in text
        assert "theo quy định" not in text
        assert "(*) Chưa xác minh" in text

    def test_what_was_not_sent_is_not_printed(self, town: Town) -> None:
        dossier = steps.bring_to(town, State.UNDER_REVIEW)
        assert why_not(about(ReportKind.SUPPLEMENT, town, dossier)).startswith("Chưa gửi yêu cầu bổ sung nào")
        with pytest.raises(DomainError):
            reports.request(about(ReportKind.SUPPLEMENT, town, dossier), actor=town.reviewer, at=NOW)

    def test_the_last_round_counts(self, town: Town) -> None:
        dossier = returned(town, "1.1.1")
        steps.resubmit(town, dossier)
        steps.receive(town, dossier)
        steps.return_for(town, dossier, "2.1.1")
        text = said(about(ReportKind.SUPPLEMENT, town, dossier))
        assert "nộp lần 2" in text
        assert "1.1.1. " not in text

    def test_the_commune_reads_the_slip_addressed_to_it_and_nobody_elses(
        self, town: Town, as_user: Callable[[User], Client]
    ) -> None:
        slip = made.paper(about(ReportKind.SUPPLEMENT, town, returned(town, "1.1.1")), town.reviewer)
        sheet = made.sheet(town.dossier, town.reviewer)
        assert visible(town.official) == {slip.pk}
        assert visible(town.leader) == {slip.pk}
        assert visible(town.other_official) == visible(town.council) == set()
        assert visible(town.reviewer) == {slip.pk, sheet.pk}
        assert as_user(town.official).get(f"/bao-cao/{slip.pk}/").status_code == 200
        assert as_user(town.other_official).get(f"/bao-cao/{slip.pk}/").status_code == 404

    def test_a_slip_that_is_not_made_yet_is_the_offices_own(self, town: Town) -> None:
        reports.request(about(ReportKind.SUPPLEMENT, town, returned(town, "1.1.1")), actor=town.reviewer, at=NOW)
        assert visible(town.official) == set()

    def test_the_commune_does_not_make_it(self, town: Town) -> None:
        with pytest.raises(NotAllowedError):
            reports.request(about(ReportKind.SUPPLEMENT, town, returned(town, "1.1.1")), actor=town.official, at=NOW)


def issue(report: Report, actor: User) -> None:
    """Record that the paper was signed on paper and left the office."""
    IssuedDocument.objects.create(
        report=report, way=IssuedDocument.Way.PAPER, signer_position="Chủ tịch", issued_at=NOW, issued_by=actor
    )


def test_the_campaigns_page_leads_to_its_documents_before_it_is_open(
    town: Town, as_user: Callable[[User], Client]
) -> None:
    Campaign.objects.filter(pk=town.campaign.pk).update(state=Campaign.State.PREPARING, opened_at=None, opened_by=None)
    url = f"/van-ban/dot-danh-gia/{town.campaign.pk}/"
    page = as_user(town.reviewer).get(f"/dot-danh-gia/{town.campaign.pk}/").content.decode()
    assert url in page
    assert "Tạo Báo cáo kết quả" not in page
    listed = text_of(as_user(town.reviewer).get(url).content.decode())
    assert "Kế hoạch Tạo văn bản" in listed
    assert "Báo cáo thẩm tra Đợt đánh giá chưa mở" in listed


def test_the_rounds_lead_the_commune_to_the_slip(town: Town, as_user: Callable[[User], Client]) -> None:
    slip = made.paper(about(ReportKind.SUPPLEMENT, town, returned(town, "1.1.1")), town.reviewer)
    client = as_user(town.official)
    assert (
        f"/van-ban/ho-so/{town.dossier.pk}/#vb-supplement"
        in client.get(f"/ho-so/{town.dossier.pk}/yeu-cau-bo-sung/").content.decode()
    )
    listed = client.get(f"/van-ban/ho-so/{town.dossier.pk}/").content.decode()
    assert f"/bao-cao/{slip.pk}/" in listed
    assert f"/van-ban/ho-so/{town.dossier.pk}/tao/supplement/" not in listed
