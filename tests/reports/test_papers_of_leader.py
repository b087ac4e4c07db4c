"""What is made for the leader: proposal, decision with its lists, certificate; with points and without."""

from datetime import date

import pytest

from assessments.domain.workflow import State
from assessments.models import Campaign, Decision, DraftDecision, Report, ReportKind
from assessments.reports import documents
from assessments.services import corrections, reports
from tests.factories import NOW
from tests.factories.drafting import DECLINED, RECOGNISED, both_advised, draft_of, sign
from tests.factories.pages import text_of
from tests.factories.steps import bring_to
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError


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
        "DỰ THẢO QUYẾT ĐỊNH Công nhận phường đạt chuẩn tiếp cận pháp luật năm 2020",
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
    text = said(ReportKind.RECOGNITION, town.campaign, decision=decision)
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
    fresh = Decision.objects.get(pk=decision.pk)
    assert "Số: 56/QĐ-UBND" in said(ReportKind.RECOGNITION, town.campaign, decision=fresh)


def test_taking_recognition_back_has_its_own_wording(town: Town) -> None:
    bring_to(town, State.REVOKED)
    decision = Decision.objects.get(kind=Decision.Kind.REVOCATION)
    text = said(ReportKind.RECOGNITION, town.campaign, decision=decision)
    first = Decision.objects.get(kind=Decision.Kind.RECOGNITION).number
    assert "QUYẾT ĐỊNH Thu hồi công nhận phường đạt chuẩn tiếp cận pháp luật năm 2020" in text
    assert (
        "Điều 1. Thu hồi việc công nhận phường Bắc Sơn đạt chuẩn tiếp cận pháp luật năm 2020 tại Quyết định số "
        f"{first} ngày 04 tháng 01 năm 2021 của Chủ tịch. Lý do: Phát hiện vi phạm."
    ) in text
    assert "Phụ lục" not in text
    assert "duy trì" not in text


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
