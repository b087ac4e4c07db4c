"""What the office may have made while it reviews."""

from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED, WITH_COMMUNE_BEFORE_SUBMISSION, State
from assessments.models import Dossier, Report, ReportKind, SupplementRequest
from assessments.selectors.papers.offer import FOR_OFFICE, Offer, by_office, unopened

# Of whom something is awaited: not handed in, or not answered what was asked.
AWAITED = [state.value for state in (*sorted(WITH_COMMUNE_BEFORE_SUBMISSION), State.RETURNED)]
_APPRAISED = sorted(state.value for state in AFTER_APPRAISAL | DECIDED)


def _without_communes(report: Report) -> str:
    """Say that nobody takes part yet; a plan is made before the campaign is opened."""
    return (
        "" if report.of.participations.exists() else "Kế hoạch chưa có xã, phường tham gia nên chưa tạo được văn bản."
    )


def _nobody_awaited(report: Report) -> str:
    """Say that no commune has to be urged."""
    if unopened(report) or report.of.dossiers.filter(state__in=AWAITED).exists():
        return unopened(report)
    return "Mọi xã, phường đã nộp hồ sơ và đã bổ sung theo yêu cầu nên không còn đơn vị cần đôn đốc."


def latest_requests(dossier: Dossier) -> list[SupplementRequest]:
    """Return what the office asked the commune for last; what is being written and was not sent yet is not among it."""
    rows = list(dossier.requests.order_by("round", "item_code"))
    return [row for row in rows if row.round == rows[-1].round]


def _nothing_asked(report: Report) -> str:
    """Say that the commune was not asked for anything."""
    if report.dossier is not None and report.dossier.requests.exists():
        return ""
    return "Chưa gửi yêu cầu bổ sung nào cho xã, phường nên chưa có nội dung để lập phiếu."


def _nothing_appraised(report: Report) -> str:
    """Say that no review is finished."""
    sentence = "Chưa có hồ sơ nào thẩm tra xong nên chưa tạo được văn bản này."
    return unopened(report) or ("" if report.of.dossiers.filter(state__in=_APPRAISED).exists() else sentence)


OFFERS = {
    ReportKind.PLAN: Offer(by_office, FOR_OFFICE, _without_communes),
    ReportKind.SUPPLEMENT: Offer(by_office, FOR_OFFICE, _nothing_asked),
    ReportKind.REMINDER: Offer(by_office, FOR_OFFICE, _nobody_awaited),
    ReportKind.APPRAISAL: Offer(by_office, FOR_OFFICE, _nothing_appraised),
    ReportKind.ELIGIBILITY: Offer(by_office, FOR_OFFICE, _nothing_appraised),
}
