"""Who issues which document: gives it its number, records how it was signed, takes it back."""

from collections.abc import Callable
from dataclasses import dataclass

from assessments.models import Report, ReportKind
from communes.models import Unit, User


@dataclass(frozen=True, slots=True)
class Issuer:
    """`may` decides who, `refusal` is the sentence for the others; `is_numbered` unless the document brings its number along."""

    may: Callable[[User, Report], bool]
    refusal: str
    is_numbered: bool = True


def by_office_leader(user: User, report: Report) -> bool:
    """Tell whether the person heads the office of the campaign, or decides there."""
    return user.has_perm("assessments.issue_campaign", report.campaign)


def by_commune_leader(user: User, report: Report) -> bool:
    """Tell whether the person leads the commune whose dossier it is."""
    if report.dossier is None or report.by_office:
        return False
    return user.has_perm("assessments.issue_dossier", report.dossier)


def by_whom_it_is(user: User, report: Report) -> bool:
    """Tell whether the person leads whoever had it made: the office or the commune."""
    return by_office_leader(user, report) if report.by_office else by_commune_leader(user, report)


def by_council(user: User, report: Report) -> bool:
    """Tell whether the person is the chair or the secretary of the meeting's council."""
    return report.meeting is not None and user.has_perm("assessments.issue_meeting", report.meeting)


def by_area_leader(user: User, report: Report) -> bool:
    """Tell whether the person heads the office of the whole area."""
    return report.area is not None and user.has_perm("assessments.issue_area", report.area)


_FOR_LEADERS = "Chỉ lãnh đạo cơ quan thẩm tra hoặc người có thẩm quyền công nhận được cấp số, ban hành văn bản này."
_OFFICE = Issuer(by_office_leader, _FOR_LEADERS)
_COMMUNE = Issuer(by_commune_leader, "Chỉ lãnh đạo Ủy ban nhân dân xã, phường này được cấp số, ban hành văn bản này.")
_EITHER = Issuer(by_whom_it_is, "Chỉ lãnh đạo của cơ quan tạo văn bản này được cấp số, ban hành văn bản.")
_FOR_COUNCIL = "Chỉ chủ tịch hoặc thư ký Hội đồng được cấp số, ban hành văn bản này."
_COUNCIL = Issuer(by_council, _FOR_COUNCIL)
_AREA = Issuer(by_area_leader, _FOR_LEADERS)

# What is missing here is never issued: a form that each member fills in, and a bundle of files.
ISSUERS: dict[str, Issuer] = {
    ReportKind.PLAN: _OFFICE,
    ReportKind.SCORE_SHEET: _EITHER,
    ReportKind.SELF_REPORT: _COMMUNE,
    ReportKind.SATISFACTION: _COMMUNE,
    ReportKind.OPINIONS: _COMMUNE,
    ReportKind.POSTING_NOTICE: _COMMUNE,
    ReportKind.RECEIPT: _OFFICE,
    ReportKind.SUPPLEMENT: _OFFICE,
    ReportKind.REMINDER: _OFFICE,
    ReportKind.APPRAISAL: _OFFICE,
    ReportKind.ELIGIBILITY: _OFFICE,
    ReportKind.INVITATION: _COUNCIL,
    ReportKind.COUNCIL_MINUTES: Issuer(by_council, _FOR_COUNCIL, is_numbered=False),
    ReportKind.PROPOSAL: _OFFICE,
    ReportKind.RECOGNITION: _OFFICE,
    ReportKind.CERTIFICATE: _OFFICE,
    ReportKind.CAMPAIGN_RESULT: _OFFICE,
    ReportKind.AREA_RESULT: _AREA,
}
NEVER_ISSUED = frozenset({ReportKind.OPINION_FORM, ReportKind.SHEET_BUNDLE})


def issuer_of(report: Report) -> Issuer | None:
    """Return who issues the document; None for what is never issued, as is the draft of a decision."""
    is_draft = report.kind == ReportKind.RECOGNITION and report.decision_id is None
    return None if is_draft else ISSUERS.get(report.kind)


def may_issue(user: User, report: Report) -> bool:
    """Tell whether the person may number, issue and revoke the document."""
    issuer = issuer_of(report)
    return issuer is not None and issuer.may(user, report)


def unit_of(report: Report) -> Unit:
    """Return the unit in whose register the number stands, and whose key signs."""
    if report.dossier is not None and not report.by_office:
        return report.dossier.commune
    return report.authority


def is_ready(report: Report) -> bool:
    """Tell whether the document is made and has the number that it needs."""
    issuer = issuer_of(report)
    return issuer is not None and report.state == Report.State.DONE and (bool(report.number) or not issuer.is_numbered)
