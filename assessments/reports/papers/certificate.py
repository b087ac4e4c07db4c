"""The certificate of one recognised commune (Giấy chứng nhận), on one line of a decision.

No form of it was found in public sources, nor that the law asks for one: the paper is the product's own, follows the head of
NĐ 30/2020 and is marked as provisional.
"""

from dataclasses import dataclass
from datetime import datetime

from assessments.domain.wording import Block, Wording
from assessments.models import Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import deciding, paper
from assessments.reports.progress import Progress
from tiepcanpl.kit import dates

FORM_NOTE = "Chưa xác minh: mẫu giấy chứng nhận chưa tìm thấy trong văn bản chính thức của bộ tiêu chí."
KIND = paper.Kind("GIẤY CHỨNG NHẬN", "")
BLOCKS = (
    Block("opening", "Lời chứng nhận", "CHỨNG NHẬN"),
    Block("attainment", "Nội dung chứng nhận", "Đạt chuẩn tiếp cận pháp luật năm {năm}"),
)


@dataclass(frozen=True, slots=True)
class Certificate(paper.Paper):
    """Everything that the paper says."""

    opening: tuple[str, ...]
    commune: str
    attainment: tuple[str, ...]
    decision: str
    form_note: str


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> Certificate:
    """Read the decision as it stands now, with its corrections."""
    campaign, decision, dossier = report.of, parts.required(report.decision), parts.required(report.dossier)
    decider, heading, values = deciding.decider_of(campaign), decision.heading, deciding.values_of(campaign)
    commune = dossier.commune.full_name
    subject = (f"{commune} đạt chuẩn tiếp cận pháp luật năm {campaign.year}",)
    return Certificate(
        frame=paper.frame_of(campaign, decider.issuer, paper.Title(KIND, subject), recipients=(), at=at),
        opening=wording.paragraphs("opening", values),
        commune=f"{commune}, {parts.in_sentence(campaign.authority)}",
        attainment=wording.paragraphs("attainment", values),
        decision=f"Theo Quyết định số {heading.number} {dates.in_words(heading.decided_on)} của {decider.name}",
        form_note=FORM_NOTE,
    )


FIXED = frozenset({"recipients"})  # it is handed to the one whom it names
LAYOUT = Layout(Certificate, "reports/certificate.html", gather, BLOCKS, deciding.PLACEHOLDERS, FIXED)
