"""The invitation to a meeting of the council (Giấy mời, Mẫu 1.7 NĐ 30/2020), or to give opinions in writing."""

from dataclasses import dataclass
from datetime import datetime

from assessments.domain.wording import Block, Wording
from assessments.models import Meeting, Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import council_parts as council
from assessments.reports.papers import paper
from assessments.reports.progress import Progress
from assessments.selectors import councils, meetings

BLOCKS = (
    Block("opening", "Lời mời họp", "{hội đồng} trân trọng kính mời các thành viên Hội đồng:"),
    Block(
        "opening_written",
        "Lời mời cho ý kiến bằng văn bản",
        "{hội đồng} trân trọng kính mời các thành viên Hội đồng cho ý kiến bằng văn bản:",
    ),
    Block(
        "notes",
        "Nội dung cần lưu ý khi họp",
        "Đề nghị các thành viên nghiên cứu tài liệu trước và dự họp đúng thời gian, thành phần.\n"
        "Thành viên không dự họp được đề nghị báo Thư ký Hội đồng ({thư ký}) và gửi ý kiến bằng văn bản.\n"
        "Thành viên có lợi ích liên quan đến xã, phường nào đề nghị khai báo trước khi Hội đồng xem xét hồ sơ của nơi đó./.",
    ),
    Block(
        "notes_written",
        "Nội dung cần lưu ý khi lấy ý kiến bằng văn bản",
        "Phiếu ý kiến gửi đến Thư ký Hội đồng ({thư ký}).\n"
        "Thành viên có lợi ích liên quan đến xã, phường nào đề nghị khai báo và không cho ý kiến về hồ sơ của nơi đó./.",
    ),
    Block("recipients", "Nơi nhận (mỗi dòng một nơi)", "Như trên\n{cơ quan} (để phối hợp)\nLưu: VT, HĐ"),
)


@dataclass(frozen=True, slots=True)
class Guest:
    """A member: name, and the function in the council."""

    name: str
    seat: str


@dataclass(frozen=True, slots=True)
class Invitation(paper.Paper):
    """Everything that the paper says."""

    is_written: bool
    opening: tuple[str, ...]
    guests: tuple[Guest, ...]
    agenda: tuple[str, ...]
    presiding: str
    time: str
    place: str
    notes: tuple[str, ...]


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> Invitation:
    """Read the meeting as it is planned now."""
    meeting = parts.required(report.meeting)
    values, is_written = council.values_of(meeting), meeting.mode == Meeting.Mode.WRITTEN
    presiding, end = meetings.presiding_in(meeting), "_written" if is_written else ""
    return Invitation(
        frame=paper.frame_of(
            meeting.campaign,
            council.issuer_of(meeting),
            paper.Title(paper.INVITATION, _subject(meeting)),
            recipients=wording.paragraphs("recipients", values),
            at=at,
        ),
        is_written=is_written,
        opening=wording.paragraphs(f"opening{end}", values),
        guests=tuple(
            Guest(str(member.user), council.seat_in_words(member)) for member in councils.members_of(meeting.council)
        ),
        agenda=tuple(council.title_of(item) for item in council.agenda_of(meeting)),
        presiding=f"{presiding.user}, {presiding.get_function_display()}" if presiding else "",
        time=council.moment(meeting.scheduled_for),
        place=meeting.place,
        notes=wording.paragraphs(f"notes{end}", values),
    )


def _subject(meeting: Meeting) -> tuple[str, str]:
    deed = "Cho ý kiến bằng văn bản" if meeting.mode == Meeting.Mode.WRITTEN else f"Họp {meeting.council.name}"
    return deed, f"về kết quả đánh giá chuẩn tiếp cận pháp luật năm {meeting.campaign.year}"


LAYOUT = Layout(Invitation, "reports/invitation.html", gather, BLOCKS, council.PLACEHOLDERS)
