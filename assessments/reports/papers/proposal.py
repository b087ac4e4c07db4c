"""The office's proposal to the leader who decides (Tờ trình): on a draft decision, with its two lists as annexes.

No real form was found in public sources: it follows Mẫu 1.4 NĐ 30/2020 for a "tờ trình".
"""

from dataclasses import dataclass
from datetime import datetime

from assessments.domain.wording import Block, Wording
from assessments.models import Campaign, DecisionLine, DraftDecision, DraftLine, Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import advised, deciding, paper
from assessments.reports.papers.outcomes import Lists, Said, lists_of
from assessments.reports.progress import Progress

BLOCKS = (
    Block("bases", "Căn cứ bổ sung (mỗi dòng một căn cứ, không ghi chữ “Căn cứ”)", ""),
    Block(
        "opening",
        "Mở đầu",
        "{cơ quan} kính trình {người quyết định} xem xét, quyết định việc công nhận đạt chuẩn tiếp cận pháp luật năm {năm} "
        "như sau:",
    ),
    Block(
        "closing",
        "Kết thúc",
        "{cơ quan} kính trình {người quyết định} xem xét, quyết định./.",
    ),
    Block(
        "enclosed",
        "Tài liệu gửi kèm (mỗi dòng một tài liệu)",
        "dự thảo Quyết định và danh sách kèm theo\nhồ sơ của các đơn vị\nbáo cáo thẩm tra",
    ),
    Block("recipients", "Nơi nhận (mỗi dòng một nơi)", "Như trên\nLưu: VT"),
)


@dataclass(frozen=True, slots=True)
class Proposal(paper.Paper):
    """Everything that the paper says."""

    decider: str
    decider_is_provisional: bool
    bases: tuple[parts.Basis, ...]
    opening: tuple[str, ...]
    advice: tuple[str, ...]
    despite: tuple[str, ...]
    lists: Lists
    closing: tuple[str, ...]
    enclosed: tuple[str, ...]

    @property
    def found(self) -> str:
        """Say for how many recognition is proposed, and for how many not."""
        counts = ((self.lists.recognised_count, "công nhận"), (self.lists.other_count, "không công nhận"))
        said = (f"{parts.count_of(count)} đơn vị được đề nghị {deed}" for count, deed in counts if count)
        return "; ".join(said)


def gather(report: Report, wording: Wording, at: datetime, progress: Progress) -> Proposal:
    """Read the draft's lines with what the office counted and the council advised."""
    draft, campaign = parts.required(report.draft), report.of
    lines, values = _lines(draft), deciding.values_of(campaign)
    told = advised.of_dossiers((line.dossier for line in lines), is_asked=_is_asked(campaign))
    lists = lists_of(campaign, {line.dossier_id: Said(line.outcome, line.reason) for line in lines}, progress)
    decider = deciding.decider_of(campaign)
    subject = f"Về việc {lists.deed} {lists.kinds}", f"đạt chuẩn tiếp cận pháp luật năm {campaign.year}"
    frame = paper.frame_of(
        campaign,
        paper.office_of(campaign),
        paper.Title(paper.PROPOSAL, subject),
        recipients=wording.paragraphs("recipients", values),
        at=at,
    )
    return Proposal(
        frame=frame,
        decider=decider.name,
        decider_is_provisional=decider.is_provisional,
        bases=(
            *deciding.own_bases(wording.paragraphs("bases", values)),
            *frame.bases,
            *(parts.Basis(text, is_provisional=False) for text in (values["kế hoạch"], told.meeting) if text),
        ),
        opening=wording.paragraphs("opening", values),
        advice=told.sentences,
        despite=tuple(_despite(line) for line in lines if _is_despite(line)),
        lists=lists,
        closing=wording.paragraphs("closing", values),
        enclosed=(*wording.paragraphs("enclosed", values), *_minutes_enclosed(told)),
    )


def _minutes_enclosed(told: advised.Advice) -> tuple[str, ...]:
    """Name the minutes inside a list, where no capital stands at the beginning."""
    return (f"{told.meeting[:1].lower()}{told.meeting[1:]}",) if told.meeting else ()


def _is_asked(campaign: Campaign) -> bool:
    return campaign.standard.parsed.procedure.council.required is True


def _lines(draft: DraftDecision) -> list[DraftLine]:
    found = draft.lines.select_related("dossier__commune", "dossier__campaign__standard")
    return list(found.order_by("dossier__commune__sort_name", "pk"))


def _is_despite(line: DraftLine) -> bool:
    """Tell whether a reason was written for recognition: asked for where the council advised otherwise."""
    return line.outcome == DecisionLine.Outcome.RECOGNISED and bool(line.reason.strip())


def _despite(line: DraftLine) -> str:
    return f"{line.dossier.commune.full_name}: {line.reason.strip().rstrip('.')}"


LAYOUT = Layout(Proposal, "reports/proposal.html", gather, BLOCKS, deciding.PLACEHOLDERS)
