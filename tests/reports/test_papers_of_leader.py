"""What is made for the leader: proposal, decision with its lists, certificate; with points and without."""

from collections.abc import Callable
from datetime import date

import pytest
import yaml
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Campaign, Decision, DecisionLine, DraftDecision, DraftLine, Report, ReportKind
from assessments.reports import documents
from assessments.reports.papers.deciding import decider_of
from assessments.selectors.papers import issuing
from assessments.selectors.reports import file_name
from assessments.services import corrections, drafts, reports, standards
from communes.models import User
from tests.factories import NOW
from tests.factories.crowd import copy_appraised
from tests.factories.drafting import DECLINED, RECOGNISED, both_advised, draft_of, sign
from tests.factories.pages import text_of
from tests.factories.steps import bring_to
from tests.factories.town import Town, load_standard, make_town
from tests.reports import made
from tiepcanpl.kit.errors import DomainError, NotAllowedError


def said(kind: ReportKind, campaign: Campaign, **about: object) -> str:
    """Return the words of the paper as it would be printed now."""
    report = Report(kind=kind, campaign=Campaign.objects.get(pk=campaign.pk), **about)
    return text_of(documents.to_html(kind, documents.gather(report, at=NOW, progress=lambda *_: None)))


@pytest.fixture
def draft(town: Town) -> DraftDecision:
    both_advised(town)
    return draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: DECLINED})


def test_the_proposal_says_what_was_found_advised_and_is_asked_for(town: Town, draft: DraftDecision) -> None:
    text = said(ReportKind.PROPOSAL, town.campaign, draft=draft)
    for words in (
        "UBND THỊ XÃ BỈM SƠN PHÒNG TƯ PHÁP Số: /TTr-PTP",
        "TỜ TRÌNH Về việc công nhận phường đạt chuẩn tiếp cận pháp luật năm 2020",
        "Kính gửi: Chủ tịch Ủy ban nhân dân thị xã Bỉm Sơn.",
        "Căn cứ Quyết định số 619/QĐ-TTg ngày 08 tháng 5 năm 2017 của Thủ tướng Chính phủ",
        "Căn cứ Biên bản số 01/BB-HĐ ngày 04 tháng 01 năm 2021 và số 02/BB-HĐ ngày 04 tháng 01 năm 2021 của Hội đồng",
        "01 đơn vị được đề nghị công nhận; 01 đơn vị được đề nghị không công nhận.",
        "II. Ý KIẾN CỦA HỘI ĐỒNG Hội đồng đề nghị công nhận 02 đơn vị: phường Ba Đình, phường Bắc Sơn.",
        "còn nội dung chưa xác minh với văn bản chính thức",
        "Gửi kèm Tờ trình này: dự thảo Quyết định và danh sách kèm theo; hồ sơ của các đơn vị; báo cáo thẩm tra; biên bản số",
        "kính trình Chủ tịch Ủy ban nhân dân thị xã Bỉm Sơn xem xét, quyết định./.",
        "Phụ lục II DANH SÁCH PHƯỜNG KHÔNG ĐƯỢC CÔNG NHẬN ĐẠT CHUẨN TIẾP CẬN PHÁP LUẬT NĂM 2020",
        "(Kèm theo Tờ trình số /TTr-PTP",
        "Chưa bố trí công chức.",
    ):
        assert words in text


def test_what_the_council_was_not_asked_is_said(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    draft = draft_of(town, {town.dossier: RECOGNISED})
    text = said(ReportKind.PROPOSAL, town.campaign, draft=draft)
    assert "Chưa ghi nhận ý kiến của Hội đồng đối với 01 đơn vị: phường Bắc Sơn." in text
    assert "Phụ lục DANH SÁCH PHƯỜNG ĐƯỢC CÔNG NHẬN" in text


def test_a_draft_of_the_decision_is_marked_and_has_no_number(town: Town, draft: DraftDecision) -> None:
    text = said(ReportKind.RECOGNITION, town.campaign, draft=draft)
    for words in (
        "ỦY BAN NHÂN DÂN THỊ XÃ BỈM SƠN Số: /QĐ-UBND",
        "DỰ THẢO QUYẾT ĐỊNH Về việc công nhận phường đạt chuẩn tiếp cận pháp luật năm 2020",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN THỊ XÃ BỈM SƠN Căn cứ Quyết định số 619/QĐ-TTg",
        "Theo đề nghị của Phòng Tư pháp thị xã Bỉm Sơn tại Tờ trình số /TTr-PTP ngày tháng năm .",
        "QUYẾT ĐỊNH: Điều 1. Công nhận 01 phường đạt chuẩn tiếp cận pháp luật năm 2020 (danh sách tại Phụ lục I kèm theo).",
        "Điều 2. Không công nhận 01 phường đạt chuẩn",
        "Điều 4. Quyết định này có hiệu lực kể từ ngày ký.",
        "Điều 5. Chánh Văn phòng Hội đồng nhân dân và Ủy ban nhân dân thị xã Bỉm Sơn, Trưởng Phòng Tư pháp thị xã Bỉm Sơn,",
        "chịu trách nhiệm thi hành Quyết định này./.",
        "Nơi nhận: - Như Điều 5; - Phòng Tư pháp thị xã Bỉm Sơn (để theo dõi); - Lưu: VT. CHỦ TỊCH",
        "(9) Loại II 1 Phường Bắc Sơn 100 15 30 25 10 20 100",
    ):
        assert words in text
    assert "TM. ỦY BAN NHÂN DÂN" not in text
    asked = Report(kind=ReportKind.RECOGNITION, campaign=town.campaign, draft=draft)
    assert reports.request(asked, actor=town.head, at=NOW).number == ""
    assert issuing.issuer_of(asked) is None


def test_what_was_signed_bears_its_number_with_corrections(town: Town, draft: DraftDecision) -> None:
    Report.objects.create(
        kind=ReportKind.PROPOSAL,
        campaign=town.campaign,
        draft=draft,
        by_office=True,
        number="07/TTr-PTP",
        dated=date(2021, 1, 4),
        requested_at=NOW,
        requested_by=town.head,
    )
    decision = sign(town, draft, "55/QĐ-UBND")
    asked = Report(kind=ReportKind.RECOGNITION, campaign=town.campaign, decision=decision)
    text = made.text(made.paper(asked, town.head))
    assert "Số: 55/QĐ-UBND" in text
    assert "Bỉm Sơn, ngày 04 tháng 01 năm 2021" in text
    assert "DỰ THẢO" not in text
    assert "Căn cứ Biên bản số 01/BB-HĐ; 02/BB-HĐ ngày 04 tháng 01 năm 2021 của Hội đồng đánh giá tiếp cận" in text
    assert "tại Tờ trình số 07/TTr-PTP ngày 04 tháng 01 năm 2021." in text
    assert "(Kèm theo Quyết định số 55/QĐ-UBND ngày 04 tháng 01 năm 2021 của Chủ tịch Ủy ban nhân dân" in text
    wanted = corrections.Correction(
        "56/QĐ-UBND", decision.decided_on, decision.signer_position, "Ghi nhầm số.", seen=0
    )
    corrections.correct(decision_id=decision.pk, wanted=wanted, actor=town.decider, at=NOW)
    corrected = reports.request(asked, actor=town.head, at=NOW)
    assert (corrected.number, corrected.dated) == ("56/QĐ-UBND", decision.decided_on)


def test_taking_recognition_back_has_its_own_wording(town: Town) -> None:
    bring_to(town, State.REVOKED)
    decision = Decision.objects.get(kind=Decision.Kind.REVOCATION)
    text = said(ReportKind.RECOGNITION, town.campaign, decision=decision)
    first = Decision.objects.get(kind=Decision.Kind.RECOGNITION).number
    assert "QUYẾT ĐỊNH Về việc thu hồi công nhận phường đạt chuẩn tiếp cận pháp luật năm 2020" in text
    assert (
        "Điều 1. Thu hồi việc công nhận phường Bắc Sơn đạt chuẩn tiếp cận pháp luật năm 2020 tại Quyết định số "
        f"{first} ngày 04 tháng 01 năm 2021 của Chủ tịch Ủy ban nhân dân thị xã Bỉm Sơn. Lý do: Phát hiện vi phạm."
    ) in text
    assert "Phụ lục" not in text
    assert "duy trì" not in text
    asked = Report(kind=ReportKind.RECOGNITION, campaign=town.campaign, decision=decision)
    assert file_name(asked) == "Quyết định thu hồi - Thị xã Bỉm Sơn - 2020.pdf"


def test_a_certificate_is_given_for_what_is_recognised_and_not_taken_back(town: Town, draft: DraftDecision) -> None:
    decision = sign(town, draft)
    text = said(ReportKind.CERTIFICATE, town.campaign, decision=decision, dossier=town.dossier)
    for words in (
        "GIẤY CHỨNG NHẬN (*) CHỦ TỊCH ỦY BAN NHÂN DÂN THỊ XÃ BỈM SƠN CHỨNG NHẬN Phường Bắc Sơn, thị xã Bỉm Sơn",
        "Đạt chuẩn tiếp cận pháp luật năm 2020 Theo Quyết định số 55/QĐ-UBND ngày 04 tháng 01 năm 2021 của Chủ tịch",
        "mẫu giấy chứng nhận chưa tìm thấy trong văn bản chính thức",
    ):
        assert words in text
    refused = Report(
        kind=ReportKind.CERTIFICATE, campaign=town.campaign, decision=decision, dossier=town.other_dossier
    )
    with pytest.raises(DomainError) as caught:
        reports.request(refused, actor=town.head, at=NOW)
    assert caught.value.reasons == ("Quyết định này không công nhận xã, phường nên không tạo được giấy chứng nhận.",)


def test_no_certificate_after_recognition_was_taken_back(town: Town) -> None:
    dossier = bring_to(town, State.REVOKED)
    decision = Decision.objects.get(kind=Decision.Kind.RECOGNITION)
    asked = Report(kind=ReportKind.CERTIFICATE, campaign=town.campaign, decision=decision, dossier=dossier)
    with pytest.raises(DomainError) as caught:
        reports.request(asked, actor=town.head, at=NOW)
    assert caught.value.reasons == ("Việc công nhận xã, phường này đã bị thu hồi nên không tạo được giấy chứng nhận.",)


def test_the_office_makes_them_and_the_commune_reads_what_names_it(
    town: Town, draft: DraftDecision, as_user: Callable[[User], Client]
) -> None:
    proposal = made.paper(Report(kind=ReportKind.PROPOSAL, campaign=town.campaign, draft=draft), town.reviewer)
    drafted = made.paper(Report(kind=ReportKind.RECOGNITION, campaign=town.campaign, draft=draft), town.head)
    decision = sign(town, draft)
    signed = made.paper(Report(kind=ReportKind.RECOGNITION, campaign=town.campaign, decision=decision), town.head)
    certificate = made.paper(
        Report(kind=ReportKind.CERTIFICATE, campaign=town.campaign, decision=decision, dossier=town.dossier), town.head
    )
    seen = {who: set(Report.objects.visible_to(who)) for who in (town.decider, town.official, town.other_leader)}
    assert seen[town.decider] == {proposal, drafted, signed, certificate}
    assert seen[town.official] == {signed, certificate}
    assert seen[town.other_leader] == {signed}
    for who in (town.observer, town.council):
        assert not Report.objects.visible_to(who).exists()
    page = as_user(town.official).get(reverse("assessments:paper_list", args=["quyet-dinh", decision.pk]))
    assert reverse("assessments:report_detail", args=[signed.pk]) in page.content.decode()
    assert "Tạo" not in text_of(page.content.decode())
    with pytest.raises(NotAllowedError):
        reports.request(
            Report(kind=ReportKind.RECOGNITION, campaign=town.campaign, decision=decision), actor=town.official, at=NOW
        )


def test_pages_lead_to_the_papers(town: Town, draft: DraftDecision, as_user: Callable[[User], Client]) -> None:
    office = as_user(town.head)
    listed = reverse("assessments:paper_list", args=["du-thao", draft.pk])
    assert listed in office.get(reverse("assessments:draft_detail", args=[draft.pk])).content.decode()
    assert "Tờ trình" in text_of(office.get(listed).content.decode())
    decision = sign(town, draft)
    line = DecisionLine.objects.get(decision=decision, dossier=town.dossier)
    other = DecisionLine.objects.get(decision=decision, dossier=town.other_dossier)
    page = office.get(reverse("assessments:decision_detail", args=[decision.pk])).content.decode()
    assert reverse("assessments:paper_list", args=["quyet-dinh", decision.pk]) in page
    given = reverse("assessments:paper_list", args=["cong-nhan", line.pk])
    assert given in page
    assert "Giấy chứng nhận" in text_of(office.get(given).content.decode())
    assert office.get(reverse("assessments:paper_list", args=["cong-nhan", other.pk])).status_code == 404
    assert as_user(town.other_official).get(given).status_code == 404
    assert as_user(town.observer).get(reverse("assessments:draft_detail", args=[draft.pk])).status_code == 404


def test_a_draft_that_was_dropped_or_signed_gives_no_draft_papers(town: Town, draft: DraftDecision) -> None:
    asked = Report(kind=ReportKind.RECOGNITION, campaign=town.campaign, draft=draft)
    sign(town, draft)
    with pytest.raises(DomainError) as caught:
        reports.request(asked, actor=town.head, at=NOW)
    assert caught.value.reasons == ("Dự thảo đã được ký. Vui lòng tạo văn bản này ở trang của quyết định.",)


def test_a_dropped_draft_gives_no_papers(town: Town, draft: DraftDecision) -> None:
    drafts.discard(draft_id=draft.pk, reason="Chưa đủ hồ sơ.", actor=town.head, at=NOW)
    for kind in (ReportKind.PROPOSAL, ReportKind.RECOGNITION):
        with pytest.raises(DomainError) as caught:
            reports.request(Report(kind=kind, campaign=town.campaign, draft=draft), actor=town.head, at=NOW)
        assert caught.value.reasons == ("Dự thảo đã bỏ nên không tạo được văn bản này.",)


@pytest.mark.django_db
def test_without_points_and_without_districts() -> None:
    """The edition from 2026: the province decides, its Department of Justice proposes, indicators are met or not."""
    town = make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2026, 12, 1))
    draft = drafted_in_province(town)
    text = said(ReportKind.RECOGNITION, town.campaign, draft=draft)
    for words in (
        "ỦY BAN NHÂN DÂN TỈNH THANH HÓA Số: /QĐ-UBND",
        "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THANH HÓA (*) Căn cứ Quyết định số 27/2025/QĐ-TTg",
        "Theo đề nghị của Sở Tư pháp tỉnh Thanh Hóa tại Tờ trình số /TTr-STP",
        "Chánh Văn phòng Ủy ban nhân dân tỉnh Thanh Hóa, Giám đốc Sở Tư pháp tỉnh Thanh Hóa,",
        "Số chỉ tiêu đạt",
    ):
        assert words in text
    for absent in ("huyện", "Phòng Tư pháp", "điểm", "Hội đồng", "Loại "):
        assert absent not in text
    proposal = said(ReportKind.PROPOSAL, town.campaign, draft=draft)
    assert "UBND TỈNH THANH HÓA SỞ TƯ PHÁP Số: /TTr-STP" in proposal
    assert "hồ sơ của 01 đơn vị, 01 đơn vị được đề nghị công nhận. Kết quả" in proposal
    assert "II. ĐỀ NGHỊ" in proposal


def drafted_in_province(town: Town) -> DraftDecision:
    """Make a draft of the province's own campaign; how its dossiers came there does not matter here."""
    Campaign.objects.filter(pk=town.campaign.pk).update(authority=town.province)
    draft = DraftDecision.objects.create(campaign=town.campaign, drafted_at=NOW, drafted_by=town.head)
    DraftLine.objects.create(draft=draft, dossier=town.dossier, outcome="recognised", rests_on=NOW)
    return draft


@pytest.mark.parametrize(
    ("by", "name", "signature"),
    [
        ("Giám đốc Sở Tư pháp cấp tỉnh", "Giám đốc Sở Tư pháp tỉnh Thanh Hóa", ("", "GIÁM ĐỐC")),
        ("Ủy ban nhân dân cấp tỉnh", "Ủy ban nhân dân tỉnh Thanh Hóa", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("", "Chủ tịch Ủy ban nhân dân tỉnh Thanh Hóa", ("", "CHỦ TỊCH")),
    ],
)
@pytest.mark.django_db
def test_whoever_decides_by_the_standard_signs(by: str, name: str, signature: tuple[str, str]) -> None:
    text = (standards.FOLDER / "qd-27-2025.yaml").read_text(encoding="utf-8")
    said_by = f'by: "{by}"' if by else "by: null"
    document = yaml.safe_load(text.replace('by: "Chủ tịch Ủy ban nhân dân cấp tỉnh"', said_by))
    town = make_town(standards.load(document, actor=None, at=NOW), year=2026, due_before=date(2026, 12, 1))
    Campaign.objects.filter(pk=town.campaign.pk).update(authority=town.province)
    found = decider_of(Campaign.objects.get(pk=town.campaign.pk))
    assert (found.name, (found.issuer.capacity, found.issuer.signer)) == (name, signature)
    assert found.is_provisional


def test_refusals_alone_are_not_called_a_recognition(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    draft = draft_of(town, {town.dossier: DECLINED})
    text = said(ReportKind.RECOGNITION, town.campaign, draft=draft)
    assert "QUYẾT ĐỊNH Về việc không công nhận phường đạt chuẩn" in text
    assert "Điều 1. Không công nhận 01 phường đạt chuẩn" in text
    assert "Về việc không công nhận phường" in said(ReportKind.PROPOSAL, town.campaign, draft=draft)


@pytest.mark.slow
def test_long_lists_need_no_more_queries(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    asked = []
    for numbers in (range(7), range(7, 40)):
        ruled = {dossier.pk: RECOGNISED for dossier in copy_appraised(town, numbers)}
        draft = drafts.prepare(campaign_id=town.campaign.pk, ruled=ruled, note="", actor=town.head, at=NOW)
        for kind in (ReportKind.PROPOSAL, ReportKind.RECOGNITION):
            with CaptureQueriesContext(connection) as queries:
                said(kind, town.campaign, draft=draft)
            asked.append(len(queries))
    few, many = asked[:2], asked[2:]
    assert many == few
