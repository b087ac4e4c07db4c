"""Danh sách đủ, chưa đủ điều kiện công nhận: every commune of the campaign in one of two lists, by the standard's conditions.

The columns are those of the published lists of the edition of 2017; the columns of its second form were not found. A list has
no abbreviation of its own in a symbol (Nghị định 30/2020/NĐ-CP, Phụ lục III).
"""

from dataclasses import dataclass
from datetime import datetime

from assessments.domain.provenance import Provenance
from assessments.domain.wording import Block, Wording
from assessments.models import Campaign, Report
from assessments.reports import campaign_rows as rows
from assessments.reports import parts
from assessments.reports.campaign_document import CountRow
from assessments.reports.campaign_results import column_of
from assessments.reports.layout import Layout
from assessments.reports.papers import office, outcomes, paper
from assessments.reports.papers.eligibility_rows import Sorting
from assessments.reports.progress import Progress
from assessments.selectors.reports import results_of

KIND = paper.Kind("DANH SÁCH", "")


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition for recognition as the edition words it."""

    sentence: str
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Eligibility(paper.Paper):
    """Everything that the paper says; in `lists`, who meets all conditions stands first, the others with their reasons."""

    opening: tuple[str, ...]
    rules: tuple[Rule, ...]
    counts: tuple[CountRow, ...]
    class_is_demo: bool
    closing: tuple[str, ...]
    lists: outcomes.Lists


def gather(report: Report, wording: Wording, at: datetime, progress: Progress) -> Eligibility:
    """Sort all communes by what the conditions say of what the office counted."""
    campaign = report.of
    values, found = office.values_of(campaign), _sorted(campaign, progress)
    return Eligibility(
        frame=paper.frame_of(
            campaign,
            paper.office_of(campaign),
            paper.Title(KIND, _subject(campaign, values["loại đơn vị"]), _notices(found)),
            recipients=wording.paragraphs("recipients", values),
            at=at,
        ),
        opening=wording.paragraphs("opening", values),
        rules=tuple(
            Rule(rule.sentence, rule.provenance is Provenance.PROVISIONAL)
            for rule in campaign.standard.parsed.pass_rules
        ),
        counts=_counts(found),
        class_is_demo=found.class_is_demo,
        closing=wording.paragraphs("closing", values),
        lists=_lists(campaign, found, values["loại đơn vị"]),
    )


def _sorted(campaign: Campaign, progress: Progress) -> Sorting:
    found, total = Sorting(campaign.standard.parsed), max(campaign.dossiers.count(), 1)
    for number, result in enumerate(results_of(campaign), start=1):
        found.add(result)
        progress(number * 100 // total, f"Đang xét điều kiện {number}/{total}")
    return found


def _subject(campaign: Campaign, kinds: str) -> tuple[str, ...]:
    return (
        f"{kinds[:1].upper()}{kinds[1:]} đủ điều kiện, chưa đủ điều kiện công nhận",
        f"đạt chuẩn tiếp cận pháp luật năm {campaign.year}",
    )


def _notices(found: Sorting) -> tuple[str, ...]:
    if not found.in_review:
        return ()
    return (f"Số liệu chưa đầy đủ: còn {parts.count_of(found.in_review)} hồ sơ chưa thẩm tra xong",)


def _counts(found: Sorting) -> tuple[CountRow, ...]:
    eligible, others = len(found.eligible), len(found.others)
    total = eligible + others
    listed = (
        ("Đơn vị tham gia đánh giá", total, False),
        ("Đủ điều kiện công nhận", eligible, False),
        ("Chưa đủ điều kiện công nhận, trong đó:", others, False),
        ("Đã thẩm tra, chưa đạt điều kiện", others - found.in_review - found.missing, True),
        ("Chưa thẩm tra xong", found.in_review, True),
        ("Chưa nộp hồ sơ", found.missing, True),
    )
    return tuple(CountRow(label, count, rows.share_text(count, total), is_part) for label, count, is_part in listed)


def _lists(campaign: Campaign, found: Sorting, kinds: str) -> outcomes.Lists:
    standard = campaign.standard.parsed
    return outcomes.Lists(
        kinds=kinds,
        edition=parts.edition_of(campaign),
        columns=tuple(column_of(node) for node in standard.criteria),
        indicator_count=len(standard.indicators),
        satisfaction_indicator=standard.satisfaction_indicator,
        recognised=rows.grouped(found.eligible, standard),
        others=rows.grouped(found.others, standard),
    )


LAYOUT = Layout(
    Eligibility,
    "reports/eligibility.html",
    gather,
    blocks=(
        Block(
            "opening",
            "Đoạn mở đầu",
            "Căn cứ kết quả thẩm tra hồ sơ theo {kế hoạch}, {cơ quan} lập danh sách {loại đơn vị} đủ điều kiện, chưa đủ điều kiện "
            "công nhận đạt chuẩn tiếp cận pháp luật năm {năm} như sau:",
        ),
        Block(
            "closing",
            "Đoạn kết",
            "Danh sách này dùng để trình cấp có thẩm quyền xem xét công nhận {loại đơn vị} đạt chuẩn tiếp cận pháp luật năm {năm}./.",
        ),
        Block("recipients", "Nơi nhận", "{ủy ban nhân dân} (để báo cáo)\nLưu: VT"),
    ),
    placeholders=office.PLACEHOLDERS,
)
