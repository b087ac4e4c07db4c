"""What is reported upward: the office's report on its campaign, and the Department's on all districts of its province."""

from assessments.models import Report, ReportKind
from assessments.selectors import areas
from assessments.selectors.papers.offer import FOR_OFFICE, Offer, by_office, unopened
from communes.models import User


def by_department(user: User, report: Report) -> bool:
    """Tell whether the person observes the area, or works for its office."""
    return report.area_id is not None and any(user.has_role(role, report.area_id) for role in areas.REPORTING)


def _no_campaign(report: Report) -> str:
    if report.area is None or not areas.campaigns_in(report.area, report.assessment_year).exists():
        return "Chưa có đợt đánh giá nào của năm này được mở trong địa bàn."
    return ""


def _nothing_handed_in(report: Report) -> str:
    """Say that there is no dossier of which a sheet could be made."""
    if unopened(report) or report.of.dossiers.filter(submissions__isnull=False).exists():
        return unopened(report)
    return "Chưa có xã, phường nào nộp hồ sơ nên chưa có bản tổng hợp điểm số."


FOR_DEPARTMENT = "Chỉ Sở Tư pháp của địa bàn này được tạo văn bản này."
OFFERS = {
    ReportKind.CAMPAIGN_RESULT: Offer(by_office, FOR_OFFICE, unopened),
    ReportKind.AREA_RESULT: Offer(by_department, FOR_DEPARTMENT, _no_campaign),
    ReportKind.SHEET_BUNDLE: Offer(by_office, FOR_OFFICE, _nothing_handed_in),
}
