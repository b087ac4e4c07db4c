"""What a commune may have made of its dossier, and the office of the same."""

from assessments.domain.workflow import WITH_COMMUNE_BEFORE_SUBMISSION
from assessments.models import Report, ReportKind
from assessments.selectors.papers.offer import FOR_BOTH, Offer, by_commune_or_office, not_handed_in, unopened


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


OFFERS = {
    ReportKind.SCORE_SHEET: Offer(by_commune_or_office, FOR_BOTH, _sheet_not_ready),
    ReportKind.SELF_REPORT: Offer(by_commune_or_office, FOR_BOTH, _report_not_ready),
    ReportKind.OPINIONS: Offer(by_commune_or_office, FOR_BOTH, _not_heard),
}
