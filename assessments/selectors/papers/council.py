"""What the council and its secretary may have made of a meeting."""

from assessments.models import Meeting, Report, ReportKind
from assessments.selectors.papers.offer import Offer, by_office
from communes.models import User


def by_council_or_office(user: User, report: Report) -> bool:
    """Tell whether the person sits in the meeting's council or works for the office."""
    return user.has_perm("assessments.attend_meeting", report.meeting) or by_office(user, report)


def _not_concluded(report: Report) -> str:
    if report.meeting is None or report.meeting.state != Meeting.State.CONCLUDED:
        return "Cuộc họp chưa kết thúc nên chưa có biên bản."
    return ""


FOR_COUNCIL = "Chỉ thành viên Hội đồng hoặc cơ quan thẩm tra được tạo văn bản này."
OFFERS = {ReportKind.COUNCIL_MINUTES: Offer(by_council_or_office, FOR_COUNCIL, _not_concluded)}
