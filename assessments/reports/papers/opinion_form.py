"""The form on which a member of the council gives an opinion, one page for each dossier of the agenda; nothing is filled in.

No real form was found in public sources: it follows the head of Mẫu 1.4 NĐ 30/2020 without a number. Where the vote on a
dossier is secret, its page has no room for a name or a signature.
"""

from dataclasses import dataclass
from datetime import datetime

from assessments.domain.wording import Block, Wording
from assessments.models import AgendaItem, Choice, Meeting, Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import council_parts as council
from assessments.reports.papers import paper
from assessments.reports.progress import Progress

KIND = paper.Kind("PHIẾU LẤY Ý KIẾN", "")
BLOCKS = (
    Block(
        "instructions",
        "Hướng dẫn ghi phiếu",
        "Đánh dấu (x) vào một ô tương ứng với ý kiến của thành viên; nêu lý do nếu không đồng ý hoặc không có ý kiến.",
    ),
    Block(
        "return",
        "Nơi gửi phiếu",
        "Phiếu gửi lại Thư ký Hội đồng ({thư ký}).",
    ),
)


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one dossier; a secret one bears no name."""

    number: int
    title: str
    is_secret: bool


@dataclass(frozen=True, slots=True)
class OpinionForm(paper.Paper):
    """Everything that the paper says."""

    is_written: bool
    time: str
    choices: tuple[str, ...]
    instructions: tuple[str, ...]
    returned_to: tuple[str, ...]
    pages: tuple[Page, ...]


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> OpinionForm:
    """Read the agenda: every dossier has its page."""
    meeting = parts.required(report.meeting)
    values, is_written = council.values_of(meeting), meeting.mode == Meeting.Mode.WRITTEN
    agenda = council.agenda_of(meeting)
    kinds = parts.kinds_of(item.dossier.commune for item in agenda)
    subject = f"Về việc công nhận {kinds}", f"đạt chuẩn tiếp cận pháp luật năm {meeting.campaign.year}"
    title = paper.Title(KIND, subject)
    return OpinionForm(
        frame=paper.frame_of(meeting.campaign, council.issuer_of(meeting), title, recipients=(), at=at),
        is_written=is_written,
        time=council.moment(meeting.scheduled_for),
        choices=tuple(Choice.labels),
        instructions=wording.paragraphs("instructions", values),
        returned_to=wording.paragraphs("return", values),
        pages=tuple(
            Page(number, council.title_of(item), _is_secret(item) and not is_written)
            for number, item in enumerate(agenda, start=1)
        ),
    )


def _is_secret(item: AgendaItem) -> bool:
    return item.ballot_kind == AgendaItem.BallotKind.SECRET


FIXED = frozenset({"signer", "recipients"})  # the member signs, and nobody else receives it
LAYOUT = Layout(OpinionForm, "reports/opinion_form.html", gather, BLOCKS, council.PLACEHOLDERS, FIXED)
