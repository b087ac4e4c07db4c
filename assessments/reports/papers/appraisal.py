"""Báo cáo thẩm tra: what the review of the dossiers found, every change with its reason, and whom the office puts forward.

No real form was found; the shape is that of a report (Mẫu 1.4) with a list of the dossiers and one of the changes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from assessments.domain.wording import Block, Wording
from assessments.models import Campaign, Report
from assessments.reports import campaign_rows as rows
from assessments.reports import parts
from assessments.reports.campaign_document import Column
from assessments.reports.campaign_results import column_of
from assessments.reports.layout import Layout
from assessments.reports.papers import deciding, office, paper
from assessments.reports.papers.appraisal_rows import (
    AppraisedRow,
    ChangedDossier,
    CriterionResult,
    Review,
    begin,
)
from assessments.reports.progress import Progress
from assessments.selectors.reports import results_of

_MOST_NAMED = 15  # a sentence that names more is not read; the annex holds all


@dataclass(frozen=True, slots=True)
class Appraisal(paper.Paper):
    """Everything that the paper says; `floor` is the share that each criterion must reach, where the edition has one."""

    to: tuple[str, ...]
    kinds: str
    opening: tuple[str, ...]
    participants: str
    handling: tuple[str, ...]
    criteria: tuple[CriterionResult, ...]
    floor: Fraction | None
    changes: str
    findings: tuple[str, ...]
    proposal: tuple[str, ...]
    closing: tuple[str, ...]
    columns: tuple[Column, ...]
    indicator_count: int
    listed: tuple[AppraisedRow, ...]
    changed: tuple[ChangedDossier, ...]


def gather(report: Report, wording: Wording, at: datetime, progress: Progress) -> Appraisal:
    """Read all dossiers once, batch by batch."""
    campaign = report.of
    standard, found = campaign.standard.parsed, _read(campaign, progress)
    values = _values_of(campaign, found)
    passages = {code: wording.paragraphs(code, values) for code in ("opening", "proposal", "closing")}
    return Appraisal(
        frame=_frame(campaign, found, wording.paragraphs("recipients", values), at),
        to=(values["nơi nhận báo cáo"],),
        kinds=values["loại đơn vị"],
        participants=f"Trên địa bàn {values['địa bàn']} có {parts.participants(found.units)}.",
        handling=_handling(found),
        criteria=found.criteria(),
        floor=rows.floor_of(standard),
        changes=_changes(found),
        findings=_findings(found),
        columns=tuple(column_of(node) for node in standard.criteria),
        indicator_count=len(standard.indicators),
        listed=tuple(found.listed),
        changed=tuple(found.changed),
        **passages,
    )


def _read(campaign: Campaign, progress: Progress) -> Review:
    found, total = begin(campaign.standard.parsed), max(campaign.dossiers.count(), 1)
    for number, result in enumerate(results_of(campaign), start=1):
        found.add(result)
        progress(number * 100 // total, f"Đang tổng hợp kết quả thẩm tra {number}/{total}")
    return found


def _values_of(campaign: Campaign, found: Review) -> dict[str, str]:
    council = campaign.standard.parsed.procedure.council
    asks_council = council.required and council.name
    area = parts.in_sentence(campaign.authority)
    return {
        **office.values_of(campaign),
        "nơi nhận báo cáo": f"{council.name} {area}" if asks_council else deciding.decider_of(campaign).name,
        "số đủ điều kiện": parts.count_of(len(found.eligible)),
        "số chưa đủ điều kiện": parts.count_of(len(found.others)),
    }


def _frame(campaign: Campaign, found: Review, recipients: tuple[str, ...], at: datetime) -> paper.Frame:
    kinds = parts.kinds_of(found.units)
    subject = (f"Kết quả thẩm tra hồ sơ đánh giá {kinds}", f"đạt chuẩn tiếp cận pháp luật năm {campaign.year}")
    waiting = f"Số liệu chưa đầy đủ: còn {parts.count_of(found.in_review)} hồ sơ chưa thẩm tra xong"
    title = paper.Title(paper.REPORT, subject, (waiting,) if found.in_review else ())
    return paper.frame_of(campaign, paper.office_of(campaign), title, recipients=recipients, at=at)


def _handling(found: Review) -> tuple[str, ...]:
    """Count what was handed in, late, asked about and appraised; names as long as a sentence can be read."""
    count, total = parts.count_of, len(found.units)
    handed_in = f"{count(found.submitted)}/{count(total)} đơn vị đã nộp hồ sơ, trong đó"
    lines = [
        f"Đến thời điểm báo cáo, {handed_in} {_counted(found.late)} nộp quá hạn.",
        _sentence(f"{_counted(found.asked)} được yêu cầu bổ sung, giải trình trong quá trình thẩm tra."),
        f"Đã thẩm tra xong {count(len(found.listed))} hồ sơ; đang thẩm tra {count(found.in_review)} hồ sơ.",
    ]
    if found.missing:
        lines.append(f"{_counted(found.missing)} chưa nộp hồ sơ.")
    return tuple(lines)


def _counted(names: Sequence[str]) -> str:
    """Write how many communes, with their names where they are few: "02 đơn vị (phường Ba Đình, phường Bắc Sơn)"."""
    if not names:
        return "không có đơn vị nào"
    listed = f" ({', '.join(names)})" if len(names) <= _MOST_NAMED else ""
    return f"{parts.count_of(len(names))} đơn vị{listed}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _changes(found: Review) -> str:
    if not found.changed:
        return "Không có nội dung nào được điều chỉnh so với kết quả tự đánh giá."
    items, count = sum(len(row.changes) for row in found.changed), parts.count_of
    return (
        f"Có {count(len(found.changed))} hồ sơ được điều chỉnh so với kết quả tự đánh giá, tổng số {count(items)} nội dung; "
        "từng nội dung và lý do tại Phụ lục II kèm theo."
    )


def _findings(found: Review) -> tuple[str, ...]:
    return (
        f"- {_counted(found.eligible)} đủ điều kiện công nhận;",
        f"- {_counted(found.others)} chưa đủ điều kiện công nhận.",
        "Kết quả thẩm tra và điều kiện chưa đạt của từng đơn vị tại Phụ lục I kèm theo.",
    )


LAYOUT = Layout(
    Appraisal,
    "reports/appraisal.html",
    gather,
    blocks=(
        Block(
            "opening",
            "Đoạn mở đầu",
            "Thực hiện {kế hoạch}, {cơ quan} đã thẩm tra hồ sơ đánh giá {loại đơn vị} đạt chuẩn tiếp cận pháp luật năm {năm}. Kết "
            "quả như sau:",
        ),
        Block(
            "proposal",
            "Đề nghị",
            "{cơ quan} đề nghị {nơi nhận báo cáo} xem xét việc công nhận đối với {số đủ điều kiện} đơn vị đủ điều kiện; chưa xem "
            "xét công nhận {số chưa đủ điều kiện} đơn vị chưa đủ điều kiện nêu trên.",
        ),
        Block(
            "closing",
            "Đoạn kết",
            "Trên đây là báo cáo kết quả thẩm tra hồ sơ đánh giá {loại đơn vị} đạt chuẩn tiếp cận pháp luật năm {năm} của {địa "
            "bàn}./.",
        ),
        Block("recipients", "Nơi nhận", "Như trên\n{ủy ban nhân dân} (để báo cáo)\nLưu: VT"),
    ),
    placeholders=(
        *office.PLACEHOLDERS,
        ("nơi nhận báo cáo", "Hội đồng, hoặc người quyết định nếu không cần Hội đồng"),
        ("số đủ điều kiện", "số đơn vị đủ điều kiện công nhận"),
        ("số chưa đủ điều kiện", "số đơn vị đã thẩm tra, chưa đủ điều kiện công nhận"),
    ),
)
