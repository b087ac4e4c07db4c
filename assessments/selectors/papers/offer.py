"""An offer: who may have a document made, and from when on."""

from collections.abc import Callable
from dataclasses import dataclass

from assessments.domain.workflow import WITH_COMMUNE_BEFORE_SUBMISSION
from assessments.models import Campaign, Report
from communes.models import User


def always(report: Report) -> str:  # noqa: ARG001  # an offer's signature
    """Nothing is missing."""
    return ""


@dataclass(frozen=True, slots=True)
class Offer:
    """`may` decides who, `refusal` is the sentence for the others, `why_not` says what is missing yet ("" for nothing).

    Both are asked with a report that need not be stored: its kind and what it is about.
    """

    may: Callable[[User, Report], bool]
    refusal: str
    why_not: Callable[[Report], str] = always


def by_office(user: User, report: Report) -> bool:
    """Tell whether the person works for the office of the campaign."""
    return user.has_perm("assessments.report_campaign", report.campaign)


def by_commune(user: User, report: Report) -> bool:
    """Tell whether the person works on the dossier for its commune."""
    return report.dossier is not None and user.has_perm("assessments.edit_dossier", report.dossier)


def by_commune_or_office(user: User, report: Report) -> bool:
    """Tell whether the person is of the commune or of the office."""
    return by_commune(user, report) or by_office(user, report)


def unopened(report: Report) -> str:
    """Say that the campaign has not begun."""
    if report.of.state == Campaign.State.PREPARING:
        return "Đợt đánh giá chưa mở nên chưa có số liệu để tạo văn bản."
    return ""


def not_handed_in(report: Report) -> str:
    """Say that the commune has not handed its dossier in."""
    if report.dossier is not None and report.dossier.status in WITH_COMMUNE_BEFORE_SUBMISSION:
        return "Xã, phường chưa nộp hồ sơ nên chưa tạo được văn bản này."
    return ""


FOR_OFFICE = "Chỉ cơ quan thẩm tra được tạo văn bản này."
FOR_COMMUNE = "Chỉ cán bộ của xã, phường này được tạo văn bản này."
FOR_BOTH = "Chỉ cán bộ của xã, phường này hoặc cơ quan thẩm tra được tạo báo cáo."
