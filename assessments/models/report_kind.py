"""The documents of the process, and what each is about."""

from django.db import models


class ReportKind(models.TextChoices):
    """Every document that the product makes, in the order of the process."""

    PLAN = "plan", "Kế hoạch"
    SCORE_SHEET = "score_sheet", "Bản tổng hợp điểm số"
    SELF_REPORT = "self_report", "Báo cáo tự đánh giá"
    SATISFACTION = "satisfaction", "Bản tổng hợp kết quả đánh giá sự hài lòng"
    OPINIONS = "opinions", "Bản tổng hợp, tiếp thu, giải trình ý kiến"
    POSTING_NOTICE = "posting_notice", "Thông báo niêm yết công khai"
    RECEIPT = "receipt", "Giấy biên nhận hồ sơ"
    SUPPLEMENT = "supplement", "Phiếu yêu cầu bổ sung hồ sơ"
    REMINDER = "reminder", "Công văn đôn đốc"
    APPRAISAL = "appraisal", "Báo cáo thẩm tra"
    ELIGIBILITY = "eligibility", "Danh sách đủ, chưa đủ điều kiện công nhận"
    INVITATION = "invitation", "Giấy mời họp Hội đồng"
    OPINION_FORM = "opinion_form", "Phiếu lấy ý kiến thành viên Hội đồng"
    COUNCIL_MINUTES = "council_minutes", "Biên bản của Hội đồng"
    PROPOSAL = "proposal", "Tờ trình"
    RECOGNITION = "recognition", "Quyết định công nhận"
    CERTIFICATE = "certificate", "Giấy chứng nhận"
    CAMPAIGN_RESULT = "campaign_result", "Báo cáo kết quả đánh giá, công nhận"
    AREA_RESULT = "area_result", "Báo cáo tổng hợp của Sở Tư pháp"
    SHEET_BUNDLE = "sheet_bundle", "Bản tổng hợp điểm số của các xã, phường"


# What a document is about, by the names of the report's fields; the rest of these fields stays empty.
_OF_CAMPAIGN = frozenset({"campaign"})
_OF_DOSSIER = frozenset({"campaign", "dossier"})
_OF_MEETING = frozenset({"campaign", "meeting"})
_OF_DECISION = frozenset({"campaign", "decision"})
_OF_DRAFT = frozenset({"campaign", "draft"})
_OF_ONE_RECOGNISED = frozenset({"campaign", "decision", "dossier"})
_OF_AREA = frozenset({"area", "year"})
FIELDS = _OF_DOSSIER | _OF_MEETING | _OF_DECISION | _OF_DRAFT | _OF_AREA
ABOUT: dict[str, tuple[frozenset[str], ...]] = {
    ReportKind.PLAN: (_OF_CAMPAIGN,),
    ReportKind.SCORE_SHEET: (_OF_DOSSIER,),
    ReportKind.SELF_REPORT: (_OF_DOSSIER,),
    ReportKind.SATISFACTION: (_OF_DOSSIER,),
    ReportKind.OPINIONS: (_OF_DOSSIER,),
    ReportKind.POSTING_NOTICE: (_OF_DOSSIER,),
    ReportKind.RECEIPT: (_OF_DOSSIER,),
    ReportKind.SUPPLEMENT: (_OF_DOSSIER,),
    ReportKind.REMINDER: (_OF_CAMPAIGN,),
    ReportKind.APPRAISAL: (_OF_CAMPAIGN,),
    ReportKind.ELIGIBILITY: (_OF_CAMPAIGN,),
    ReportKind.INVITATION: (_OF_MEETING,),
    ReportKind.OPINION_FORM: (_OF_MEETING,),
    ReportKind.COUNCIL_MINUTES: (_OF_MEETING,),
    ReportKind.PROPOSAL: (_OF_DRAFT,),
    ReportKind.RECOGNITION: (_OF_DRAFT, _OF_DECISION),
    ReportKind.CERTIFICATE: (_OF_ONE_RECOGNISED,),
    ReportKind.CAMPAIGN_RESULT: (_OF_CAMPAIGN,),
    ReportKind.AREA_RESULT: (_OF_AREA,),
    ReportKind.SHEET_BUNDLE: (_OF_CAMPAIGN,),
}

# The papers that a commune issues itself, whoever has them made; all others but the Department's are the office's.
OF_COMMUNE = frozenset(
    {
        ReportKind.SCORE_SHEET,
        ReportKind.SELF_REPORT,
        ReportKind.SATISFACTION,
        ReportKind.OPINIONS,
        ReportKind.POSTING_NOTICE,
    }
)


def is_about_what_it_should() -> models.Q:
    """Return the condition that a report has just the fields that its kind is about."""
    fits = models.Q()
    for kind, subjects in ABOUT.items():
        for subject in subjects:
            absent = {f"{name}__isnull": name not in subject for name in sorted(FIELDS)}
            fits |= models.Q(kind=kind, **absent)
    return fits
