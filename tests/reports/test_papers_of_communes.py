"""What the commune's papers say in which state, under an edition with points and one without, and who may have them made."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Answer, Campaign, Dossier, Narrative, Report, ReportKind
from assessments.reports import documents
from assessments.selectors.papers import table
from assessments.services import opinions, reports
from assessments.services.opinions import Heard
from communes.models import User
from tests.factories import NOW, evidence, steps
from tests.factories.pages import text_of
from tests.factories.town import Town, load_standard, make_town
from tiepcanpl.kit.errors import DomainError, NotAllowedError

HEARD = Heard(NOW.date(), "Tổ dân phố 3", "Đề nghị bổ sung số liệu hòa giải.\nXem lại điểm chỉ tiêu 4.1.")
SignIn = Callable[[User], Client]


@pytest.fixture
def new_town(db: None) -> Town:  # noqa: ARG001  # the database has to be there
    """Give a town under the edition that knows no points."""
    return make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2027, 1, 5))


def about(kind: ReportKind, dossier: Dossier, *, by_office: bool = False) -> Report:
    """Return a report that is not stored."""
    fresh = Dossier.objects.get(pk=dossier.pk)
    return Report(kind=kind, campaign=fresh.campaign, dossier=fresh, by_office=by_office)


def said(kind: ReportKind, dossier: Dossier, *, by_office: bool = False) -> str:
    """Return the words of the paper as it would be printed now."""
    report = about(kind, dossier, by_office=by_office)
    return text_of(documents.to_html(kind, documents.gather(report, at=NOW, progress=lambda *_: None)))


def why_not(kind: ReportKind, dossier: Dossier, *, by_office: bool = False) -> str:
    """Return the sentence why it cannot be made yet."""
    return table.offer_of(kind).why_not(about(kind, dossier, by_office=by_office))


def hear(dossier: Dossier, actor: User, reply: str = "") -> None:
    """Register an opinion and answer it."""
    row = opinions.add(dossier_id=dossier.pk, heard=HEARD, actor=actor, at=NOW)
    if reply:
        opinions.reply(dossier_id=dossier.pk, opinion_id=row.pk, text=reply, actor=actor, at=NOW)


class TestOpinions:
    """Bản tổng hợp, tiếp thu, giải trình ý kiến."""

    def test_they_are_summed_up_with_their_answers(self, town: Town) -> None:
        steps.post(town, town.dossier)
        hear(town.dossier, town.official, "Tiếp thu, đã bổ sung.")
        hear(town.dossier, town.official)
        text = said(ReportKind.OPINIONS, town.dossier)
        assert "DỰ THẢO" in text
        assert "từ ngày 04 tháng 01 năm 2021 đến hết ngày 18 tháng 01 năm 2021" in text
        assert "Tổng số: 02 ý kiến; đã tiếp thu, giải trình 01 ý kiến; còn 01 ý kiến chưa trả lời." in text
        row = "1 04/01/2021 Tổ dân phố 3 Đề nghị bổ sung số liệu hòa giải. Xem lại điểm chỉ tiêu 4.1. Tiếp thu, đã bổ sung."
        assert row in text
        assert "Chưa trả lời" in text

    def test_that_there_were_none_is_said(self, new_town: Town) -> None:
        steps.post(new_town, new_town.dossier)
        text = said(ReportKind.OPINIONS, new_town.dossier)
        assert "Trong thời gian niêm yết không nhận được ý kiến góp ý nào." in text
        assert "STT" not in text

    def test_what_was_handed_in_is_no_draft_and_stays_as_it_was(self, town: Town) -> None:
        steps.post(town, town.dossier)
        hear(town.dossier, town.official, "Tiếp thu, đã bổ sung.")
        steps.submit(town, town.dossier)
        town.dossier.opinions.update(content="Nội dung khác")
        text = said(ReportKind.OPINIONS, town.dossier, by_office=True)
        assert "Đề nghị bổ sung số liệu hòa giải." in text
        assert "Nội dung khác" not in text
        assert "DỰ THẢO" not in text
        assert "biên nhận TCPL-2020-14809" in text

    def test_before_the_posting_nobody_can_have_said_anything(self, town: Town) -> None:
        sentence = "Hồ sơ chưa niêm yết công khai nên chưa có ý kiến để tổng hợp."
        assert why_not(ReportKind.OPINIONS, town.dossier) == sentence
        steps.post(town, town.dossier)
        assert why_not(ReportKind.OPINIONS, town.dossier) == ""
        assert "chưa nộp hồ sơ" in why_not(ReportKind.OPINIONS, town.dossier, by_office=True)


class TestSelfReport:
    """Báo cáo tự đánh giá."""

    def test_it_carries_figures_and_words(self, town: Town) -> None:
        evidence.attach(town.dossier, town.official)
        steps.fill_in(town.dossier, town.official)
        text = said(ReportKind.SELF_REPORT, town.dossier)
        for words in (
            "UBND THỊ XÃ BỈM SƠN ỦY BAN NHÂN DÂN PHƯỜNG BẮC SƠN Số: /BC-UBND",
            "DỰ THẢO BÁO CÁO Kết quả tự đánh giá chuẩn tiếp cận pháp luật năm 2020 của phường Bắc Sơn",
            "Kính gửi: Ủy ban nhân dân thị xã Bỉm Sơn (qua Phòng Tư pháp thị xã Bỉm Sơn).",
            "Căn cứ Quyết định số 619/QĐ-TTg ngày 08 tháng 5 năm 2017 của Thủ tướng Chính phủ",
            "Phường Bắc Sơn là đơn vị hành chính cấp xã thuộc thị xã Bỉm Sơn, tỉnh Thanh Hóa.",
            "Phân loại đơn vị hành chính: loại II.",
            "05 tiêu chí, 25 chỉ tiêu; số liệu tính từ ngày 01 tháng 01 năm 2020 đến ngày 31 tháng 12 năm 2020; kèm theo 01 tài",
            "Tổng số điểm tự chấm: 100/100 điểm.",
            "Có 5/5 tiêu chí đạt từ 50% số điểm tối đa trở lên; 0/5 tiêu chí đạt dưới 50% số điểm tối đa.",
            "IV. KHÓ KHĂN, VƯỚNG MẮC, NGUYÊN NHÂN 1. Khó khăn Nội dung phần Khó khăn.",
            "V. ĐỀ XUẤT, KIẾN NGHỊ VÀ GIẢI PHÁP Nội dung phần Đề xuất",
            "đủ điều kiện công nhận đạt chuẩn tiếp cận pháp luật năm 2020; đề nghị Phòng Tư pháp thị xã Bỉm Sơn thẩm tra",
            "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
            "2.5.1: 20/20",
            "(*) Chưa xác minh",
        ):
            assert words in text

    def test_without_points_it_counts_what_is_met(self, new_town: Town) -> None:
        steps.fill_in(new_town.dossier, new_town.official)
        text = said(ReportKind.SELF_REPORT, new_town.dossier)
        assert "Có 14/14 chỉ tiêu đạt, 3/3 tiêu chí đạt." in text
        assert "điểm" not in text.replace("đặc điểm", "").replace("ĐẶC ĐIỂM", "")
        assert "loại II" not in text

    def test_an_empty_dossier_gives_a_draft_without_a_verdict(self, town: Town) -> None:
        text = said(ReportKind.SELF_REPORT, town.dossier)
        assert "Tổng số điểm tự chấm: 0/100 điểm." in text
        assert "Chưa đủ số liệu để kết luận phường Bắc Sơn" in text
        assert text.count("Chưa có nội dung.") == 5

    def test_what_fails_a_condition_is_not_proposed(self, town: Town) -> None:
        steps.fill_in(town.dossier, town.official)
        Answer.objects.filter(item_code="2.5.1").update(facts={"numerator": "2", "denominator": "20"})
        text = said(ReportKind.SELF_REPORT, town.dossier)
        assert "tự đánh giá phường Bắc Sơn chưa đủ điều kiện công nhận" in text
        assert "đề nghị Phòng Tư pháp" not in text

    def test_what_is_posted_is_final_and_what_was_handed_in_is_kept(self, town: Town) -> None:
        steps.post(town, town.dossier)
        assert "DỰ THẢO" not in said(ReportKind.SELF_REPORT, town.dossier)
        steps.submit(town, town.dossier)
        Narrative.objects.update(text="Viết khác sau khi nộp.")
        for by_office in (False, True):
            text = said(ReportKind.SELF_REPORT, town.dossier, by_office=by_office)
            assert "Nội dung phần Khó khăn." in text
            assert "Viết khác" not in text
            assert "Bản đã nộp lần 1" in text

    def test_a_returned_dossier_is_a_draft_again_for_its_commune(self, town: Town) -> None:
        dossier = steps.bring_to(town, State.RETURNED)
        assert "DỰ THẢO" in said(ReportKind.SELF_REPORT, dossier)
        assert "DỰ THẢO" not in said(ReportKind.SELF_REPORT, dossier, by_office=True)

    def test_the_office_waits_until_it_is_handed_in(self, town: Town) -> None:
        assert why_not(ReportKind.SELF_REPORT, town.dossier) == ""
        assert "chưa nộp hồ sơ" in why_not(ReportKind.SELF_REPORT, town.dossier, by_office=True)


class TestSatisfaction:
    """Bản tổng hợp kết quả đánh giá sự hài lòng."""

    def test_it_shows_answers_ratio_points_and_the_condition(self, town: Town) -> None:
        steps.fill_in(town.dossier, town.official)
        Answer.objects.filter(item_code="2.5.1").update(facts={"numerator": "150", "denominator": "200"})
        text = said(ReportKind.SATISFACTION, town.dossier)
        assert "Chỉ tiêu 2.5: Bảo đảm sự hài lòng của tổ chức, cá nhân" in text
        assert "Bộ phận tiếp nhận và trả kết quả 200 150 75% 6 4,5" in text
        assert "Kết quả của chỉ tiêu so với điểm tối đa 87,5% 12 10,5" in text
        assert "Chỉ tiêu 2.5 đạt 87,5% điểm tối đa, yêu cầu từ 80%: đạt." in text
        assert "(*) ở đầu cột: mẫu bảng chưa tìm thấy trong văn bản chính thức." in text

    def test_missing_figures_are_said(self, town: Town) -> None:
        text = said(ReportKind.SATISFACTION, town.dossier)
        assert text.count("Chưa có số liệu") >= 2

    def test_an_edition_without_such_a_condition_has_no_such_paper(self, new_town: Town) -> None:
        sentence = "Bộ tiêu chí của đợt này không có điều kiện về sự hài lòng nên không lập bản tổng hợp này."
        assert why_not(ReportKind.SATISFACTION, new_town.dossier) == sentence
        with pytest.raises(DomainError, match="không có điều kiện về sự hài lòng"):
            reports.request(about(ReportKind.SATISFACTION, new_town.dossier), actor=new_town.official, at=NOW)


class TestPostingNotice:
    """Thông báo niêm yết công khai."""

    def test_it_says_what_is_posted_where_and_how_long(self, town: Town) -> None:
        steps.post(town, town.dossier)
        text = said(ReportKind.POSTING_NOTICE, town.dossier)
        for words in (
            "Số: /TB-UBND",
            "- Báo cáo kết quả tự đánh giá; - Bản tổng hợp điểm số các tiêu chí, chỉ tiêu; - Bản tổng hợp kết quả đánh giá sự hài",
            "2. Địa điểm niêm yết - Trụ sở UBND cấp xã; - Nhà văn hóa, nơi sinh hoạt cộng đồng; - Loa truyền thanh.",
            "từ ngày 04 tháng 01 năm 2021 đến hết ngày 18 tháng 01 năm 2021 (10 ngày làm việc theo khoản 1 Điều 8 QĐ 619/QĐ-TTg).",
            "Thời hạn nhận ý kiến góp ý: hết ngày 18 tháng 01 năm 2021.",
        ):
            assert words in text

    def test_what_the_edition_does_not_say_is_marked(self, new_town: Town) -> None:
        steps.post(new_town, new_town.dossier)
        text = said(ReportKind.POSTING_NOTICE, new_town.dossier)
        for words in (
            "- Bản tổng hợp kết quả các tiêu chí, chỉ tiêu.",
            "2. Địa điểm niêm yết (*) - Trụ sở Ủy ban nhân dân phường Bắc Sơn.",
            "(thời hạn niêm yết chưa tìm thấy trong văn bản chính thức của bộ tiêu chí) (*) .",
            "Thời hạn nhận ý kiến góp ý: trong thời gian niêm yết.",
        ):
            assert words in text
        assert "hài lòng" not in text

    def test_the_edition_of_2021_has_days_and_places_of_its_own(self, db: None) -> None:  # noqa: ARG002  # the database has to be there
        town = make_town(load_standard("qd-25-2021"), year=2022, due_before=date(2023, 1, 10))
        steps.post(town, town.dossier)
        text = said(ReportKind.POSTING_NOTICE, town.dossier)
        assert "- Trụ sở UBND cấp xã, ít nhất 05 ngày; - Cổng (Trang) thông tin điện tử" in text
        assert "(05 ngày theo điểm c khoản 1 Điều 3 TT 09/2021/TT-BTP)." in text
        assert "hài lòng" not in text
        for kind in (ReportKind.SELF_REPORT, ReportKind.OPINIONS):
            assert "Căn cứ Quyết định số 25/2021/QĐ-TTg" in said(kind, town.dossier)

    def test_it_waits_for_the_posting(self, town: Town) -> None:
        assert why_not(ReportKind.POSTING_NOTICE, town.dossier).startswith("Hồ sơ chưa niêm yết công khai.")
        steps.post(town, town.dossier)
        assert why_not(ReportKind.POSTING_NOTICE, town.dossier) == ""

    def test_it_is_the_communes_own(self, town: Town) -> None:
        steps.post(town, town.dossier)
        with pytest.raises(NotAllowedError, match="Chỉ cán bộ của xã, phường này được tạo văn bản này"):
            reports.request(about(ReportKind.POSTING_NOTICE, town.dossier), actor=town.head, at=NOW)


class TestReceipt:
    """Giấy biên nhận hồ sơ."""

    def test_it_says_what_was_handed_in_when_and_by_whom(self, town: Town) -> None:
        file = evidence.attach(town.dossier, town.official)
        steps.bring_to(town, State.UNDER_REVIEW)
        submission = town.dossier.submissions.get()
        text = said(ReportKind.RECEIPT, town.dossier)
        for words in (
            "UBND THỊ XÃ BỈM SƠN PHÒNG TƯ PHÁP Số: CỘNG HÒA",
            f"Số biên nhận: {submission.receipt_number} (lần nộp thứ 1);",
            "Giấy biên nhận được lập thành 02 bản, mỗi bên giữ 01 bản./.",
            "Thời điểm nộp: 09 giờ 00 phút, ngày 04 tháng 01 năm 2021, đúng hạn (hạn nộp: trước ngày 05 tháng 01 năm 2021);",
            "Lý do nộp trước khi hết thời gian niêm yết: Nộp sớm để kịp hạn;",
            "Người nộp: Người dùng lanhdao-14809;",
            "Tiếp nhận: 09 giờ 00 phút, ngày 04 tháng 01 năm 2021; người tiếp nhận: Người dùng chuyenvien.",
            "Thuyết minh của báo cáo: 05 phần;",
            "tổng số điểm tự chấm 100 điểm;",
            "Ý kiến góp ý trong thời gian niêm yết: không có.",
            "1 Bảo đảm thi hành Hiến pháp và pháp luật 7/7 1",
            f"1 1.1.1 Quyết định.pdf {file.sha256}",
            submission.sha256,
        ):
            assert words in text

    def test_before_the_office_takes_it_over_it_says_so(self, new_town: Town) -> None:
        steps.bring_to(new_town, State.SUBMITTED)
        text = said(ReportKind.RECEIPT, new_town.dossier)
        assert "hồ sơ đã đến hệ thống, chờ Sở Tư pháp thị xã Bỉm Sơn tiếp nhận." in text
        assert "điểm" not in text.replace("Thời điểm", "").replace("thời điểm", "")
        assert "Khai báo các trường hợp" not in text
        assert "Không có tệp tài liệu kèm theo." in text

    def test_the_second_round_has_a_receipt_of_its_own(self, town: Town) -> None:
        dossier = steps.bring_to(town, State.RETURNED)
        steps.resubmit(town, dossier)
        text = said(ReportKind.RECEIPT, dossier, by_office=True)
        assert "(lần nộp thứ 2);" in text
        assert "Giải trình theo yêu cầu bổ sung: 01 nội dung" in text

    def test_nothing_is_receipted_that_was_not_handed_in(self, town: Town) -> None:
        assert why_not(ReportKind.RECEIPT, town.dossier) == "Xã, phường chưa nộp hồ sơ nên chưa tạo được văn bản này."


OWN = (
    ReportKind.SCORE_SHEET,
    ReportKind.SELF_REPORT,
    ReportKind.SATISFACTION,
    ReportKind.OPINIONS,
    ReportKind.POSTING_NOTICE,
    ReportKind.RECEIPT,
)


class TestAccess:
    """Who finds the papers, and who has them made."""

    def test_the_list_shows_them_in_the_order_of_the_process(self, town: Town) -> None:
        steps.bring_to(town, State.SUBMITTED)
        for actor, missing in ((town.official, ()), (town.head, (ReportKind.POSTING_NOTICE,))):
            lines = table.lines(actor, about(ReportKind.RECEIPT, town.dossier))
            offered = [line.kind for line in lines if line.kind in OWN and not line.why_not]
            assert offered == [kind for kind in OWN if kind not in missing]

    def test_the_pages_of_a_dossier_lead_there(self, town: Town, as_user: SignIn) -> None:
        steps.bring_to(town, State.SUBMITTED)
        url = reverse("assessments:paper_list", args=["ho-so", town.dossier.pk])
        client = as_user(town.official)
        for name, args in (
            ("dossier_detail", ()),
            ("narrative_list", ()),
            ("opinion_list", ()),
            ("receipt_detail", (1,)),
        ):
            page = client.get(reverse(f"assessments:{name}", args=[town.dossier.pk, *args]))
            assert url in page.content.decode()
        listed = text_of(client.get(url).content.decode())
        assert "Báo cáo tự đánh giá" in listed
        assert "Giấy biên nhận hồ sơ" in listed

    @pytest.mark.parametrize("kind", OWN)
    def test_another_commune_finds_nothing(self, town: Town, as_user: SignIn, kind: ReportKind) -> None:
        steps.bring_to(town, State.SUBMITTED)
        client = as_user(town.other_official)
        assert client.get(reverse("assessments:paper_list", args=["ho-so", town.dossier.pk])).status_code == 404
        url = reverse("assessments:paper_request", args=["ho-so", town.dossier.pk, kind.value])
        assert client.post(url).status_code == 404
        with pytest.raises(NotAllowedError, match="Chỉ cán bộ của xã, phường này"):
            reports.request(about(kind, town.dossier), actor=town.other_official, at=NOW)
        assert not Report.objects.exists()

    def test_a_demonstration_says_so(self, town: Town) -> None:
        Campaign.objects.update(is_demo=True)
        steps.bring_to(town, State.SUBMITTED)
        for kind in OWN:
            assert "Số liệu minh họa" in said(kind, town.dossier)
