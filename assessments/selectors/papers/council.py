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


def _not_asked(report: Report) -> str:
    """Say why nobody can be asked for an opinion: the meeting is over or cancelled, or has no agenda yet."""
    meeting = report.meeting
    if meeting is None or meeting.state == Meeting.State.CANCELLED:
        return "Cuộc họp đã hủy nên không tạo được văn bản này."
    if meeting.state == Meeting.State.CONCLUDED:
        return "Cuộc họp đã kết thúc nên không tạo được văn bản này nữa."
    if not meeting.agenda.exists():
        return "Chương trình họp chưa có hồ sơ nào. Vui lòng đưa hồ sơ vào chương trình trước."
    return ""


def _not_invited(report: Report) -> str:
    """Say what an invitation lacks."""
    sentence, meeting = _not_asked(report), report.meeting
    if not sentence and meeting and meeting.mode == Meeting.Mode.IN_PERSON and not meeting.place.strip():
        return "Cuộc họp chưa có địa điểm. Vui lòng bổ sung địa điểm ở mục “Sửa lịch họp”."
    return sentence


FOR_COUNCIL = "Chỉ thành viên Hội đồng hoặc cơ quan thẩm tra được tạo văn bản này."
OFFERS = {
    ReportKind.INVITATION: Offer(by_council_or_office, FOR_COUNCIL, _not_invited),
    ReportKind.OPINION_FORM: Offer(by_council_or_office, FOR_COUNCIL, _not_asked),
    ReportKind.COUNCIL_MINUTES: Offer(by_council_or_office, FOR_COUNCIL, _not_concluded),
}
