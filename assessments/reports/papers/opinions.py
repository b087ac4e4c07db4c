"""Bản tổng hợp, tiếp thu, giải trình ý kiến: what people said during the posting, and what the commune answered.

The table follows the shape *STT · Người góp ý · Nội dung · Tiếp thu, giải trình*; no real form was found for the edition of
2017, that of 2021 names it without its columns. Persons are not named: what is printed is what the register holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from assessments.domain.wording import Block, Wording
from assessments.models import Dossier, Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import paper
from assessments.reports.papers.source import DRAFT_NOTICE, Source, posting_of, source_of
from assessments.reports.progress import Progress
from tiepcanpl.kit import dates

KIND = paper.Kind("BẢN TỔNG HỢP", "")


@dataclass(frozen=True, slots=True)
class Heard:
    """One opinion; texts are split into paragraphs."""

    received: str
    origin: str
    content: tuple[str, ...]
    reply: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opinions(paper.Paper):
    """Everything that the paper says."""

    opening: tuple[str, ...]
    rows: tuple[Heard, ...]
    counted: str
    closing: tuple[str, ...]
    source: str


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> Opinions:
    """Read the register of opinions; a draft as long as the posting may still bring more."""
    dossier = parts.required(report.dossier)
    source = source_of(dossier, by_office=report.by_office, at=at)
    values = {**paper.values_of(dossier), "thời gian niêm yết": posting_of(dossier)}
    rows = _rows(dossier, source)
    return Opinions(
        frame=paper.frame_of(
            dossier.campaign,
            paper.commune_of(dossier),
            paper.Title(KIND, _subject(dossier), () if source.submission else (DRAFT_NOTICE,)),
            recipients=wording.paragraphs("recipients", values),
            at=at,
        ),
        opening=wording.paragraphs("opening", values),
        rows=rows,
        counted=_counted(rows),
        closing=wording.paragraphs("closing", values),
        source=source.text,
    )


def _subject(dossier: Dossier) -> tuple[str, ...]:
    return (
        "Tiếp thu, giải trình ý kiến về kết quả tự đánh giá",
        f"chuẩn tiếp cận pháp luật năm {dossier.campaign.year} của {parts.in_sentence(dossier.commune)}",
    )


def _rows(dossier: Dossier, source: Source) -> tuple[Heard, ...]:
    if source.submission:
        handed_in = source.submission.snapshot["opinions"]
        return tuple(
            _row(date.fromisoformat(row["received_on"]), row["origin"], row["content"], row["reply"])
            for row in handed_in
        )
    return tuple(_row(row.received_on, row.origin, row.content, row.reply) for row in dossier.opinions.all())


def _row(received_on: date, origin: str, content: str, reply: str) -> Heard:
    return Heard(dates.short(received_on), origin, _paragraphs(content), _paragraphs(reply))


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _counted(rows: Iterable[Heard]) -> str:
    """Say how many opinions there are; that there were none is said too."""
    found = tuple(rows)
    if not found:
        return "Trong thời gian niêm yết không nhận được ý kiến góp ý nào."
    answered = sum(1 for row in found if row.reply)
    count = parts.count_of
    waiting = f"; còn {count(len(found) - answered)} ý kiến chưa trả lời" if answered < len(found) else ""
    return f"Tổng số: {count(len(found))} ý kiến; đã tiếp thu, giải trình {count(answered)} ý kiến{waiting}."


LAYOUT = Layout(
    Opinions,
    "reports/opinions.html",
    gather,
    blocks=(
        Block(
            "opening",
            "Đoạn mở đầu",
            "Thực hiện {kế hoạch}, {ủy ban nhân dân} đã niêm yết công khai kết quả tự đánh giá chuẩn tiếp cận pháp luật năm "
            "{năm} {thời gian niêm yết} để lấy ý kiến của Nhân dân, tổ chức, cá nhân. "
            "Kết quả tổng hợp, tiếp thu, giải trình như sau:",
        ),
        Block(
            "closing",
            "Đoạn kết",
            "Trên đây là tổng hợp, tiếp thu, giải trình ý kiến về kết quả tự đánh giá chuẩn tiếp cận pháp luật năm {năm} "
            "của {xã, phường}./.",
        ),
        Block("recipients", "Nơi nhận", "{cơ quan}\nLưu: VT"),
    ),
    placeholders=(*paper.PLACEHOLDERS, ("thời gian niêm yết", "từ ngày nào đến hết ngày nào")),
)
