"""Phiếu yêu cầu bổ sung hồ sơ: what the office asked a commune to add or to explain, item by item, and until when.

No real form was found; the shape is that of a document with a type name. What was not sent to the commune is not printed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from assessments.domain.deadlines import Calendar, working_days_between
from assessments.domain.standard import Standard
from assessments.domain.wording import Block, Wording
from assessments.models import Dossier, Report, SupplementRequest
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import paper
from assessments.reports.progress import Progress
from assessments.selectors import calendars
from assessments.selectors.papers.office import latest_requests
from tiepcanpl.kit import dates

KIND = paper.Kind("PHIẾU YÊU CẦU", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """One item: what is asked, until which day, how many working days that was from the day of asking."""

    code: str
    title: str
    reason: tuple[str, ...]
    due: str
    days: str
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Supplement(paper.Paper):
    """Everything that the paper says."""

    to: tuple[str, ...]
    opening: tuple[str, ...]
    rows: tuple[Asked, ...]
    rule: str
    instructions: tuple[str, ...]
    closing: tuple[str, ...]


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> Supplement:
    """Read what was asked last."""
    dossier = parts.required(report.dossier)
    campaign, requests = dossier.campaign, latest_requests(dossier)
    values = {
        **paper.values_of(dossier),
        "lần nộp": str(requests[0].round),
        "số nội dung": parts.count_of(len(requests)),
        "ngày yêu cầu": dates.in_words(timezone.localdate(requests[0].requested_at)),
        "hạn bổ sung": dates.in_words(max(row.due_on for row in requests)),
    }
    return Supplement(
        frame=paper.frame_of(
            campaign,
            paper.office_of(campaign),
            paper.Title(KIND, _subject(dossier)),
            recipients=wording.paragraphs("recipients", values),
            at=at,
        ),
        to=(paper.commune_of(dossier).name,),
        opening=wording.paragraphs("opening", values),
        rows=_rows(requests, campaign.standard.parsed),
        rule=_rule(campaign.standard.parsed),
        instructions=wording.paragraphs("instructions", values),
        closing=wording.paragraphs("closing", values),
    )


def _subject(dossier: Dossier) -> tuple[str, ...]:
    return (
        "Bổ sung, giải trình hồ sơ đánh giá chuẩn tiếp cận pháp luật",
        f"năm {dossier.campaign.year} của {parts.in_sentence(dossier.commune)}",
    )


def _rows(requests: list[SupplementRequest], standard: Standard) -> tuple[Asked, ...]:
    """Return the items in the standard's order; the calendar is read once."""
    calendar, places = calendars.current(), {item.code: place for place, item in enumerate(standard.items)}
    return tuple(_row(row, standard, calendar) for row in sorted(requests, key=lambda row: places[row.item_code]))


def _row(row: SupplementRequest, standard: Standard, calendar: Calendar) -> Asked:
    item = standard.item(row.item_code)
    return Asked(
        code=item.code,
        title=item.title,
        reason=tuple(line.strip() for line in row.reason.splitlines() if line.strip()),
        due=dates.short(row.due_on),
        days=parts.count_of(_days(timezone.localdate(row.requested_at), row.due_on, calendar)),
        is_provisional=item.title_provenance == "provisional",
    )


def _days(asked_on: date, due_on: date, calendar: Calendar) -> int:
    """Count the working days after the day of asking up to the last day, which counts."""
    after = working_days_between(asked_on, due_on, calendar) - calendar.is_working(asked_on)
    return max(after, 0) + calendar.is_working(due_on)


def _rule(standard: Standard) -> str:
    """Say how long the law gives for a reply; "" where this was not found."""
    setting = standard.procedure.reply
    if not isinstance(setting.value, int) or isinstance(setting.value, bool):
        return ""
    unit = "ngày làm việc" if setting.in_working_days else "ngày"
    start = f", kể từ {setting.counted_from}" if setting.counted_from else ""
    clause = f" ({setting.clause})" if setting.clause else ""
    return f"Thời hạn bổ sung, giải trình theo quy định: {parts.count_of(setting.value)} {unit}{start}{clause}."


LAYOUT = Layout(
    Supplement,
    "reports/supplement.html",
    gather,
    blocks=(
        Block(
            "opening",
            "Đoạn mở đầu",
            "Qua kiểm tra hồ sơ đánh giá chuẩn tiếp cận pháp luật năm {năm} do {ủy ban nhân dân} nộp lần {lần nộp}, {cơ quan} đề "
            "nghị {ủy ban nhân dân} bổ sung, giải trình {số nội dung} nội dung sau đây:",
        ),
        Block(
            "instructions",
            "Hướng dẫn bổ sung",
            "Các nội dung không nêu trong Phiếu này được giữ nguyên. Sau khi bổ sung tài liệu và giải trình từng nội dung, {ủy ban "
            "nhân dân} nộp lại hồ sơ trên hệ thống, chậm nhất {hạn bổ sung}.",
        ),
        Block(
            "closing",
            "Đoạn kết",
            "{cơ quan} đề nghị {ủy ban nhân dân} thực hiện đúng thời hạn./.",
        ),
        Block("recipients", "Nơi nhận", "Như trên\nLưu: VT"),
    ),
    placeholders=(
        *paper.PLACEHOLDERS,
        ("lần nộp", "lần nộp hồ sơ được kiểm tra"),
        ("số nội dung", "số nội dung được yêu cầu bổ sung"),
        ("ngày yêu cầu", "ngày gửi yêu cầu"),
        ("hạn bổ sung", "ngày cuối cùng để bổ sung"),
    ),
)
