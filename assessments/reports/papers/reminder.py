"""Công văn đôn đốc: urges the communes that have not handed in, or not answered what was asked (shape: real ones of the field)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.domain.wording import Block, Wording
from assessments.domain.workflow import WITH_COMMUNE_BEFORE_SUBMISSION
from assessments.models import Campaign, Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import office, paper
from assessments.reports.papers.reminder_rows import Awaited, awaited_of
from assessments.reports.progress import Progress
from tiepcanpl.kit import dates

_MOST_NAMED = 8  # longer lists stand in an annex, and Kính gửi refers to it


@dataclass(frozen=True, slots=True)
class Reminder(paper.Paper):
    """Everything that the paper says; `kinds` names the communes ("xã, phường")."""

    to: tuple[str, ...]
    kinds: str
    opening: tuple[str, ...]
    standing: str
    rows: tuple[Awaited, ...]
    has_annex: bool
    day: str
    remedies: tuple[str, ...]
    closing: tuple[str, ...]


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> Reminder:
    """Read who is awaited on the day of writing."""
    campaign, on = report.of, timezone.localdate(at)
    values = {**office.values_of(campaign), "ngày theo dõi": dates.in_words(on)}
    rows = awaited_of(campaign, on=on)
    kinds = values["loại đơn vị"]
    return Reminder(
        frame=paper.frame_of(
            campaign,
            paper.office_of(campaign),
            paper.Title(paper.LETTER, _subject(campaign, kinds)),
            recipients=wording.paragraphs("recipients", values),
            at=at,
        ),
        to=_to(rows, kinds),
        kinds=kinds,
        opening=wording.paragraphs("opening", values),
        standing=_standing(campaign, rows),
        rows=rows,
        has_annex=len(rows) > _MOST_NAMED,
        day=values["ngày theo dõi"],
        remedies=wording.paragraphs("remedies", values),
        closing=wording.paragraphs("closing", values),
    )


def _subject(campaign: Campaign, kinds: str) -> tuple[str, ...]:
    return (f"đôn đốc nộp hồ sơ đánh giá {kinds} đạt chuẩn tiếp cận pháp luật năm {campaign.year}",)


def _to(rows: tuple[Awaited, ...], kinds: str) -> tuple[str, ...]:
    if len(rows) > _MOST_NAMED:
        return (f"Ủy ban nhân dân các {kinds} có tên trong danh sách kèm theo",)
    return tuple(f"Ủy ban nhân dân {row.name_inside}" for row in rows)


def _standing(campaign: Campaign, rows: tuple[Awaited, ...]) -> str:
    """Count who has handed in, who has not, who still has to answer, and how many are late."""
    count, total = parts.count_of, campaign.dossiers.count()
    missing = campaign.dossiers.filter(state__in=WITH_COMMUNE_BEFORE_SUBMISSION).count()
    asked, late = len(rows) - missing, sum(1 for row in rows if row.is_late)
    waiting = [f"{count(missing)} đơn vị chưa nộp hồ sơ"] if missing else []
    waiting += [f"{count(asked)} đơn vị chưa bổ sung, giải trình theo yêu cầu"] if asked else []
    overdue = f"; trong đó {count(late)} đơn vị đã quá hạn" if late else ""
    return f"Đã có {count(total - missing)}/{count(total)} đơn vị nộp hồ sơ; còn {', '.join(waiting)}{overdue}."


LAYOUT = Layout(
    Reminder,
    "reports/reminder.html",
    gather,
    blocks=(
        Block(
            "opening",
            "Đoạn mở đầu",
            "Thực hiện {kế hoạch}, {cơ quan} đã theo dõi việc tự đánh giá, nộp hồ sơ đánh giá chuẩn tiếp cận pháp luật năm {năm} "
            "của các {loại đơn vị}. Tình hình tính đến {ngày theo dõi} như sau:",
        ),
        Block(
            "remedies",
            "Biện pháp đề nghị thực hiện",
            "Để bảo đảm tiến độ và chất lượng đánh giá, {cơ quan} đề nghị Ủy ban nhân dân các {loại đơn vị} nêu trên:\n"
            "1. Khẩn trương hoàn thành việc tự đánh giá, niêm yết công khai và nộp hồ sơ về {cơ quan} đúng thời hạn. Đơn vị đã "
            "quá hạn thực hiện ngay và báo cáo nguyên nhân bằng văn bản.\n"
            "2. Bổ sung tài liệu, giải trình đầy đủ từng nội dung được yêu cầu, đúng thời hạn ghi trong yêu cầu.\n"
            "3. Rà soát các tiêu chí, chỉ tiêu còn yếu hoặc thiếu tài liệu kiểm chứng; có giải pháp khắc phục cụ thể, xác định rõ "
            "người chịu trách nhiệm và thời hạn hoàn thành.\n"
            "4. Tiếp tục quán triệt, phổ biến các quy định về chuẩn tiếp cận pháp luật; học tập kinh nghiệm của các mô hình điểm.\n"
            "5. Phân công cán bộ, công chức theo dõi, kiểm tra, đôn đốc việc thực hiện.",
        ),
        Block(
            "closing",
            "Đoạn kết",
            "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị Ủy ban nhân dân các {loại đơn vị} phản ánh về {cơ quan} "
            "để được hướng dẫn./.",
        ),
        Block("recipients", "Nơi nhận", "Như trên\n{ủy ban nhân dân} (để báo cáo)\nLưu: VT"),
    ),
    placeholders=(*office.PLACEHOLDERS, ("ngày theo dõi", "ngày mà danh sách được lập")),
)
