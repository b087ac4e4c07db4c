"""Bản tổng hợp kết quả đánh giá sự hài lòng: the answers behind the indicator that a condition for recognition names.

That there is such a form is known; its columns were found in no source, so their heads are marked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from assessments.domain.lines import Outcome
from assessments.domain.provenance import Provenance
from assessments.domain.scoring import Verdict
from assessments.domain.standard import Indicator, Item
from assessments.domain.wording import Block, Wording
from assessments.models import Dossier, Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import paper
from assessments.reports.papers.source import DRAFT_NOTICE, contents_of, source_of
from assessments.reports.progress import Progress
from assessments.selectors.contents import DossierContents

KIND = paper.Kind("BẢN TỔNG HỢP", "")


@dataclass(frozen=True, slots=True)
class Asked:
    """One content that people were asked about: how many answered, how many were satisfied, and the points (None: not yet).

    `state` says why there are no figures.
    """

    code: str
    title: str
    answers: int | None
    satisfied: int | None
    state: str
    ratio: Fraction | None
    points: Fraction | None
    max_points: Fraction | None
    title_provisional: bool
    points_provisional: bool


@dataclass(frozen=True, slots=True)
class Satisfaction(paper.Paper):
    """Everything that the paper says; `share` is what was reached of the indicator's maximum."""

    opening: tuple[str, ...]
    indicator: str
    rows: tuple[Asked, ...]
    points: Fraction | None
    max_points: Fraction | None
    share: Fraction | None
    conditions: tuple[str, ...]
    notes: tuple[str, ...]
    files: tuple[str, ...]
    closing: tuple[str, ...]
    source: str


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> Satisfaction:
    """Read the indicator's answers: what is stored now while the commune writes or posts, else what it handed in."""
    dossier = parts.required(report.dossier)
    source = source_of(dossier, by_office=report.by_office, at=at)
    found, values = contents_of(dossier, source), paper.values_of(dossier)
    indicator = _indicator(found)
    subtotal = next(row for row in found.sheet.indicators if row.code == indicator.code)
    title = paper.Title(KIND, _subject(dossier), (DRAFT_NOTICE,) if source.is_written else ())
    recipients = wording.paragraphs("recipients", values)
    return Satisfaction(
        frame=paper.frame_of(dossier.campaign, paper.commune_of(dossier), title, recipients=recipients, at=at),
        opening=wording.paragraphs("opening", values),
        indicator=f"Chỉ tiêu {indicator.code}: {indicator.title}",
        rows=tuple(_asked(item, found) for item in indicator.items),
        points=subtotal.points,
        max_points=None if subtotal.max_points is None else Fraction(subtotal.max_points),
        share=subtotal.ratio if subtotal.max_points else None,
        conditions=tuple(_sentence(row) for row in found.sheet.verdicts if row.rule.indicator == indicator.code),
        notes=tuple(_notes(indicator, found)),
        files=tuple(dict.fromkeys(_files(indicator, found))),
        closing=wording.paragraphs("closing", values),
        source=source.text,
    )


def _subject(dossier: Dossier) -> tuple[str, ...]:
    return (
        "Kết quả đánh giá sự hài lòng của tổ chức, cá nhân",
        f"năm {dossier.campaign.year} của {parts.in_sentence(dossier.commune)}",
    )


def _indicator(found: DossierContents) -> Indicator:
    code = found.edition.satisfaction_indicator
    return next(row for row in found.edition.indicators if row.code == code)


def _asked(item: Item, found: DossierContents) -> Asked:
    line = found.sheet.line(item.code)
    satisfied, answers = line.result.ratio or (None, None)
    return Asked(
        code=item.code,
        title=item.title,
        answers=answers,
        satisfied=satisfied,
        state=_STATES.get(line.outcome, ""),
        ratio=line.ratio,
        points=line.points,
        max_points=None if item.max_points is None else Fraction(item.max_points),
        title_provisional=item.title_provenance is Provenance.PROVISIONAL,
        points_provisional=item.points_provenance is Provenance.PROVISIONAL,
    )


_STATES = {Outcome.NOT_ARISEN: "Không phát sinh", Outcome.UNANSWERED: "Chưa có số liệu"}


def _sentence(verdict: Verdict) -> str:
    """Say what is asked and what was found."""
    mark = " (*)" if verdict.rule.provenance is Provenance.PROVISIONAL else ""
    return f"{verdict.rule.sentence}{mark} {verdict.sentence}"


def _notes(indicator: Indicator, found: DossierContents) -> Iterator[str]:
    for item in indicator.items:
        answer = found.answers.get(item.code)
        if answer and answer.note.strip():
            yield f"Nội dung {item.code}: {' '.join(answer.note.split())}"


def _files(indicator: Indicator, found: DossierContents) -> Iterator[str]:
    for item in indicator.items:
        for link in found.links.get(item.code, ()):
            yield link.evidence.title or link.evidence.original_name


LAYOUT = Layout(
    Satisfaction,
    "reports/satisfaction.html",
    gather,
    blocks=(
        Block(
            "opening",
            "Đoạn mở đầu",
            "Thực hiện {kế hoạch}, {ủy ban nhân dân} tổng hợp kết quả đánh giá sự hài lòng của tổ chức, cá nhân năm {năm} "
            "như sau:",
        ),
        Block(
            "closing",
            "Đoạn kết",
            "Trên đây là tổng hợp kết quả đánh giá sự hài lòng của tổ chức, cá nhân năm {năm} của {xã, phường}./.",
        ),
        Block("recipients", "Nơi nhận", "{cơ quan}\nLưu: VT"),
    ),
    placeholders=paper.PLACEHOLDERS,
)
