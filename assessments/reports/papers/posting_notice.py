"""Thông báo niêm yết công khai: what is posted, where, how long by the standard, and how to answer (Mẫu 1.4).

Days and places come from the standard's procedure with their clause; what was not found is said and marked, never guessed.
"""

from dataclasses import dataclass
from datetime import datetime

from assessments.domain.procedure import Setting
from assessments.domain.provenance import Provenance
from assessments.domain.standard import Standard
from assessments.domain.wording import Block, Wording
from assessments.models import Dossier, Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import paper, self_report
from assessments.reports.papers.source import contents_of, posting_of, source_of
from assessments.reports.progress import Progress
from tiepcanpl.kit import dates


@dataclass(frozen=True, slots=True)
class PostingNotice(paper.Paper):
    """Everything that the paper says; the flags mark what the standard says without a verified source."""

    opening: tuple[str, ...]
    posted: tuple[str, ...]
    results: tuple[str, ...]
    places: tuple[str, ...]
    places_provisional: bool
    duration: str
    duration_provisional: bool
    ways: tuple[str, ...]
    last_day: str
    closing: tuple[str, ...]


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> PostingNotice:
    """Read what is posted; nothing of it can be changed while it is."""
    dossier = parts.required(report.dossier)
    found = contents_of(dossier, source_of(dossier, by_office=report.by_office, at=at))
    edition, values = found.edition, paper.values_of(dossier)
    rule = edition.procedure.posting
    title = paper.Title(paper.NOTICE, _subject(dossier))
    recipients = wording.paragraphs("recipients", values)
    return PostingNotice(
        frame=paper.frame_of(dossier.campaign, paper.commune_of(dossier), title, recipients=recipients, at=at),
        opening=wording.paragraphs("opening", values),
        posted=_posted(edition),
        results=self_report.summed_up(found),
        places=tuple(f"{place[:1].upper()}{place[1:]}" for place in rule.places)
        or wording.paragraphs("places", values),
        places_provisional=not rule.places or rule.provenance is Provenance.PROVISIONAL,
        duration=_duration(dossier, rule),
        duration_provisional=rule.provenance is Provenance.PROVISIONAL,
        ways=wording.paragraphs("ways", values),
        last_day=_last_day(dossier),
        closing=wording.paragraphs("closing", values),
    )


def _subject(dossier: Dossier) -> tuple[str, ...]:
    return (
        "Niêm yết công khai kết quả tự đánh giá",
        f"chuẩn tiếp cận pháp luật năm {dossier.campaign.year} của {parts.in_sentence(dossier.commune)}",
    )


def _posted(edition: Standard) -> tuple[str, ...]:
    """Name the posted papers: those that the commune makes before it posts."""
    sheet = "Bản tổng hợp kết quả" if edition.total_points is None else "Bản tổng hợp điểm số"
    papers = ["Báo cáo kết quả tự đánh giá", f"{sheet} các tiêu chí, chỉ tiêu"]
    if edition.satisfaction_indicator:
        papers.append("Bản tổng hợp kết quả đánh giá sự hài lòng của tổ chức, cá nhân")
    return tuple(papers)


def _duration(dossier: Dossier, rule: Setting) -> str:
    """Say from when to when, and by which rule."""
    if rule.value is None:
        missing = "thời hạn niêm yết chưa tìm thấy trong văn bản chính thức của bộ tiêu chí"
        return f"{posting_of(dossier)} ({missing})"
    unit = "ngày làm việc" if rule.in_working_days else "ngày"
    clause = f" theo {rule.clause}" if rule.clause else ""
    return f"{posting_of(dossier)} ({parts.count_of(int(rule.value))} {unit}{clause})"


def _last_day(dossier: Dossier) -> str:
    """Return the last day for opinions; "" where the standard knows none."""
    return dates.in_words(dossier.posted_until) if dossier.posted_until else ""


LAYOUT = Layout(
    PostingNotice,
    "reports/posting_notice.html",
    gather,
    blocks=(
        Block(
            "opening",
            "Đoạn mở đầu",
            "Thực hiện {kế hoạch}, {ủy ban nhân dân} thông báo niêm yết công khai kết quả tự đánh giá chuẩn tiếp cận pháp luật "
            "năm {năm} để Nhân dân, tổ chức, cá nhân biết và tham gia ý kiến như sau:",
        ),
        Block("places", "Địa điểm niêm yết (khi bộ tiêu chí không nêu)", "Trụ sở {ủy ban nhân dân}"),
        Block(
            "ways",
            "Cách góp ý",
            "Góp ý trực tiếp tại trụ sở {ủy ban nhân dân}\n"
            "Gửi ý kiến bằng văn bản, qua đường bưu điện hoặc thư điện tử đến {ủy ban nhân dân}",
        ),
        Block(
            "closing",
            "Đoạn kết",
            "{ủy ban nhân dân} thông báo để Nhân dân, tổ chức, cá nhân trên địa bàn biết, tham gia ý kiến./.",
        ),
        Block("recipients", "Nơi nhận", "{cơ quan}\nCác thôn, tổ dân phố\nNiêm yết công khai\nLưu: VT"),
    ),
    placeholders=paper.PLACEHOLDERS,
)
