"""What is made for the leader of the People's Committee to sign."""

from assessments.domain.workflow import State
from assessments.models import DecisionLine, DraftDecision, Report, ReportKind
from assessments.selectors.papers.offer import FOR_OFFICE, Offer, by_office


def _not_drafted(report: Report) -> str:
    """Say why nothing can be made of the draft."""
    if report.draft is None:
        return ""
    if report.draft.state == DraftDecision.State.DISCARDED:
        return "Dự thảo đã bỏ nên không tạo được văn bản này."
    if not report.draft.lines.exists():
        return "Dự thảo chưa có xã, phường nào. Vui lòng bổ sung hồ sơ vào dự thảo trước."
    return ""


def _not_to_decide(report: Report) -> str:
    """Say why there is no draft of a decision: what was signed is made from the decision itself."""
    if report.draft is not None and report.draft.state == DraftDecision.State.SIGNED:
        return "Dự thảo đã được ký. Vui lòng tạo văn bản này ở trang của quyết định."
    return _not_drafted(report)


def _not_recognised(report: Report) -> str:
    """Say why no certificate is given."""
    if report.dossier is None or report.decision is None:
        return "Văn bản này chỉ tạo được cho một xã, phường đã được công nhận."
    if report.dossier.status is State.REVOKED:
        return "Việc công nhận xã, phường này đã bị thu hồi nên không tạo được giấy chứng nhận."
    given = report.decision.lines.filter(dossier=report.dossier, outcome=DecisionLine.Outcome.RECOGNISED)
    return "" if given.exists() else "Quyết định này không công nhận xã, phường nên không tạo được giấy chứng nhận."


OFFERS = {
    ReportKind.PROPOSAL: Offer(by_office, FOR_OFFICE, _not_drafted),
    ReportKind.RECOGNITION: Offer(by_office, FOR_OFFICE, _not_to_decide),
    ReportKind.CERTIFICATE: Offer(by_office, FOR_OFFICE, _not_recognised),
}
