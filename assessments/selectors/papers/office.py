"""What the office may have made while it reviews."""

from assessments.domain.workflow import WITH_COMMUNE_BEFORE_SUBMISSION, State
from assessments.models import Report, ReportKind
from assessments.selectors.papers.offer import FOR_OFFICE, Offer, by_office, unopened

# Of whom something is awaited: not handed in, or not answered what was asked.
AWAITED = [state.value for state in (*sorted(WITH_COMMUNE_BEFORE_SUBMISSION), State.RETURNED)]


def _nobody_awaited(report: Report) -> str:
    """Say that no commune has to be urged."""
    if unopened(report) or report.of.dossiers.filter(state__in=AWAITED).exists():
        return unopened(report)
    return "Mọi xã, phường đã nộp hồ sơ và đã bổ sung theo yêu cầu nên không còn đơn vị cần đôn đốc."


OFFERS = {
    ReportKind.REMINDER: Offer(by_office, FOR_OFFICE, _nobody_awaited),
}
