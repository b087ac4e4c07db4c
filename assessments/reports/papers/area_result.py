"""Báo cáo tổng hợp của Sở Tư pháp: the results of all districts of the province in one year.

Mẫu 1.4 of Nghị định 30/2020/NĐ-CP; no real form was found for the report, the annex follows the lists of provinces.
It says what was decided and what is published, and nothing of where the other dossiers stand.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from assessments.domain.wording import Block, Wording
from assessments.domain.workflow import State
from assessments.models import DecisionLine, Report
from assessments.reports import parts, result_charts
from assessments.reports.campaign_document import CountRow
from assessments.reports.campaign_rows import Weak, floor_of, share_text
from assessments.reports.layout import Layout
from assessments.reports.papers import area_rows as rows
from assessments.reports.papers import paper
from assessments.reports.progress import Progress
from assessments.selectors import areas
from assessments.selectors.areas import Part
from communes.models import Unit
from tiepcanpl.kit.charts import Chart
from tiepcanpl.kit.errors import DomainError

OFFICE = "Sở Tư pháp"
_OUTCOMES: dict[str, str] = {
    DecisionLine.Outcome.NOT_RECOGNISED: "Không công nhận",
    DecisionLine.Outcome.REVOKED: "Thu hồi công nhận",
}


@dataclass(frozen=True, slots=True)
class AreaResult(paper.Paper):
    """Everything that the paper says."""

    to: tuple[str, ...]
    kinds: str
    opening: tuple[str, ...]
    direction: tuple[str, ...]
    participants: str
    authorities: str
    counts: tuple[CountRow, ...]
    reasons: tuple[rows.ReasonRow, ...]
    published: int
    floor: Fraction | None
    weak_criteria: tuple[Weak, ...]
    proposals: tuple[str, ...]
    closing: tuple[str, ...]
    columns: tuple[str, ...]
    districts: tuple[rows.District, ...]
    total: rows.District

    @property
    def edition(self) -> parts.Edition:
        """The edition of the standard, where the tables ask for it."""
        return self.frame.edition

    @property
    def column_numbers(self) -> range:
        """The numbers of the annex's columns."""
        return range(1, 5 + len(self.columns))

    @property
    def results_chart(self) -> Chart:
        """The units by result."""
        return result_charts.of_area([(row.label, row.count) for row in self.counts[1:]])

    @property
    def criteria_chart(self) -> Chart:
        """How far each criterion is fulfilled."""
        return result_charts.of_weak("Tiêu chí", self.weak_criteria, with_points=self.edition.with_points)


def gather(report: Report, wording: Wording, at: datetime, progress: Progress) -> AreaResult:
    """Read the area's year in a fixed number of queries."""
    area, year = parts.required(report.area), report.assessment_year
    found = areas.parts_of(area, year)
    if not found:
        raise DomainError("Chưa có đợt đánh giá nào của năm này được mở trong địa bàn.")
    progress(50, "Đang tổng hợp các đợt đánh giá")
    kinds, values = rows.kinds_in(found), _values(area, year, found)
    tally = _published(found)
    return AreaResult(
        frame=_frame(area, year, found, recipients=wording.paragraphs("recipients", values), at=at),
        to=(f"Ủy ban nhân dân {parts.in_sentence(area)}",),
        kinds=values["loại đơn vị"],
        opening=wording.paragraphs("opening", values),
        direction=wording.paragraphs("direction", values),
        participants=rows.participants(found),
        authorities=parts.count_of(len(found)),
        counts=_counts(found),
        reasons=tuple(rows.ReasonRow(_OUTCOMES[row.outcome], row.text, row.count) for row in areas.reasons_in(found)),
        published=tally.count,
        floor=floor_of(tally.standard),
        weak_criteria=tally.weak(),
        proposals=wording.paragraphs("proposals", values),
        closing=wording.paragraphs("closing", values),
        columns=tuple(kind.label for kind in kinds),
        districts=rows.districts_of(found, kinds),
        total=rows.total_of(found, kinds),
    )


def _values(area: Unit, year: int, found: list[Part]) -> dict[str, str]:
    kinds = ", ".join(kind.label.lower() for kind in rows.KINDS if kind in rows.kinds_in(found))
    return {
        "năm": str(year),
        "địa bàn": parts.in_sentence(area),
        "cơ quan": f"{OFFICE} {parts.in_sentence(area)}",
        "loại đơn vị": kinds,
        "căn cứ": "; ".join(basis.citation for basis in _bases(found)),
    }


def _bases(found: list[Part]) -> tuple[parts.Basis, ...]:
    """Return the legal documents of all editions that the area applied in the year, each once."""
    editions = {part.campaign.standard.sha256: part.campaign.standard.parsed for part in found}
    return tuple(dict.fromkeys(basis for standard in editions.values() for basis in parts.bases_of(standard)))


def _frame(area: Unit, year: int, found: list[Part], *, recipients: tuple[str, ...], at: datetime) -> paper.Frame:
    campaigns = [part.campaign for part in found]
    edition = parts.edition_of(campaigns[0])
    undecided = sum(part.undecided for part in found)
    waiting = f"Số liệu chưa đầy đủ: còn {parts.count_of(undecided)} đơn vị chưa có quyết định"
    return paper.Frame(
        title=paper.REPORT.title,
        subject_lines=(
            "Tổng hợp kết quả đánh giá, công nhận đơn vị hành chính cấp xã",
            f"đạt chuẩn tiếp cận pháp luật năm {year}",
        ),
        author=f"{OFFICE} {parts.in_sentence(area)}",
        head=parts.head_of(area, (OFFICE.upper(),), area, f"{paper.REPORT.mark}-STP", at),
        signature=parts.Signature(recipients, "", "GIÁM ĐỐC"),
        edition=replace(edition, is_provisional=any(row.standard.is_provisional for row in campaigns)),
        bases=_bases(found),
        notices=(
            *((parts.DEMO_NOTICE,) if any(row.is_demo for row in campaigns) else ()),
            *((waiting,) if undecided else ()),
        ),
        made_at=at.isoformat(),
        year=str(year),
    )


def _counts(found: list[Part]) -> tuple[CountRow, ...]:
    total = sum(part.taking_part.total() for part in found)
    by_state = {state: sum(part.states[state] for part in found) for state in State}
    listed = (
        ("Đơn vị tham gia đánh giá", total),
        ("Được công nhận đạt chuẩn", by_state[State.RECOGNISED]),
        ("Có quyết định không công nhận", by_state[State.NOT_RECOGNISED]),
        ("Đã thu hồi công nhận", by_state[State.REVOKED]),
        ("Chưa có quyết định", sum(part.undecided for part in found)),
    )
    return tuple(CountRow(label, number, share_text(number, total), is_part=False) for label, number in listed)


def _published(found: list[Part]) -> rows.Published:
    tally = rows.Published(found[0].campaign.standard.parsed)
    for publication in rows.same_edition(areas.published_in(found), found):
        tally.add(publication)
    return tally


LAYOUT = Layout(
    AreaResult,
    "reports/area_result.html",
    gather,
    blocks=(
        Block(
            "opening",
            "Đoạn mở đầu",
            "Thực hiện {căn cứ}, {cơ quan} tổng hợp, báo cáo kết quả đánh giá, công nhận {loại đơn vị} đạt chuẩn tiếp cận pháp "
            "luật năm {năm} trên địa bàn {địa bàn} như sau:",
        ),
        Block(
            "direction",
            "Kết quả chỉ đạo, hướng dẫn",
            "{cơ quan} đã hướng dẫn, theo dõi, đôn đốc việc đánh giá, công nhận {loại đơn vị} đạt chuẩn tiếp cận pháp luật năm "
            "{năm} trên địa bàn {địa bàn}.",
        ),
        Block(
            "proposals",
            "Khó khăn, vướng mắc, kiến nghị",
            "{cơ quan} tiếp tục hướng dẫn, kiểm tra việc khắc phục các tiêu chí còn yếu; đề nghị các địa phương có đơn vị chưa "
            "được công nhận có giải pháp khắc phục cụ thể trong năm tiếp theo.",
        ),
        Block(
            "closing",
            "Đoạn kết",
            "Trên đây là báo cáo tổng hợp kết quả đánh giá, công nhận {loại đơn vị} đạt chuẩn tiếp cận pháp luật năm {năm} trên "
            "địa bàn {địa bàn}./.",
        ),
        Block("recipients", "Nơi nhận", "Như trên\nLưu: VT"),
    ),
    placeholders=(
        ("năm", "năm đánh giá"),
        ("địa bàn", "tên tỉnh, thành phố"),
        ("cơ quan", "tên Sở Tư pháp"),
        ("loại đơn vị", "các loại đơn vị hành chính cấp xã tham gia"),
        ("căn cứ", "các văn bản pháp luật của bộ tiêu chí"),
    ),
)
