"""What a commune may have made of its dossier, and the office of the same."""

from assessments.domain.workflow import WITH_COMMUNE_BEFORE_SUBMISSION
from assessments.models import Report, ReportKind
from assessments.selectors.papers.offer import (
    FOR_BOTH,
    FOR_COMMUNE,
    Offer,
    by_commune,
    by_commune_or_office,
    not_handed_in,
    unopened,
)


def _sheet_not_ready(report: Report) -> str:
    """Say why there is no score sheet; the office reads nothing but what was handed in."""
    waits = report.by_office and report.dossier is not None and report.dossier.status in WITH_COMMUNE_BEFORE_SUBMISSION
    return "Xã, phường chưa nộp hồ sơ nên chưa tạo được Bản tổng hợp điểm số." if waits else unopened(report)


def _not_heard(report: Report) -> str:
    """Say why there are no opinions to sum up; the office reads nothing but what was handed in."""
    if report.dossier is not None and report.dossier.posted_at is None:
        return "Hồ sơ chưa niêm yết công khai nên chưa có ý kiến để tổng hợp."
    return not_handed_in(report) if report.by_office else ""


def _report_not_ready(report: Report) -> str:
    """Say why there is no report yet; the office reads nothing but what was handed in."""
    return (not_handed_in(report) if report.by_office else "") or unopened(report)


def _no_satisfaction(report: Report) -> str:
    """Say why satisfaction is not summed up: the edition may ask for none."""
    if not report.of.standard.parsed.satisfaction_indicator:
        return "Bộ tiêu chí của đợt này không có điều kiện về sự hài lòng nên không lập bản tổng hợp này."
    return _report_not_ready(report)


def _not_posted(report: Report) -> str:
    """Say why there is nothing to announce: the days of the posting are counted from the deed."""
    if report.dossier is None or report.dossier.posted_at is None:
        return "Hồ sơ chưa niêm yết công khai. Thông báo tạo được ngay sau khi lãnh đạo xã, phường bấm “Niêm yết công khai”."
    return ""


OFFERS = {
    ReportKind.SCORE_SHEET: Offer(by_commune_or_office, FOR_BOTH, _sheet_not_ready),
    ReportKind.SELF_REPORT: Offer(by_commune_or_office, FOR_BOTH, _report_not_ready),
    ReportKind.SATISFACTION: Offer(by_commune_or_office, FOR_BOTH, _no_satisfaction),
    ReportKind.OPINIONS: Offer(by_commune_or_office, FOR_BOTH, _not_heard),
    ReportKind.POSTING_NOTICE: Offer(by_commune, FOR_COMMUNE, _not_posted),
    ReportKind.RECEIPT: Offer(by_commune_or_office, FOR_BOTH, not_handed_in),
}
