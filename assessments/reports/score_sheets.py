"""Gathers what a commune's score sheet says, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils import timezone

from assessments.domain.lines import Line, Outcome
from assessments.domain.numbers import shown
from assessments.domain.provenance import Provenance
from assessments.domain.scoring import ScoreSheet, Subtotal, Verdict, facts_text
from assessments.domain.standard import Criterion, Indicator, Item
from assessments.domain.wording import Wording
from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED, State
from assessments.models import Dossier, ItemReview, Report
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.progress import Progress
from assessments.reports.score_sheet_document import (
    Condition,
    CriterionRow,
    IndicatorRow,
    ItemRow,
    Node,
    ScoreSheetDocument,
    Value,
)
from assessments.selectors import contents, sheets, snapshots
from assessments.selectors.contents import DossierContents
from communes.models import Unit
from tiepcanpl.kit import dates

_STILL_WRITTEN = frozenset({State.DRAFT, State.POSTED, State.RETURNED})
_CONCLUDED = AFTER_APPRAISAL | DECIDED
_IN_REVIEW = frozenset({State.UNDER_REVIEW, State.RETURNED})


def gather(dossier: Dossier, *, by_office: bool, at: datetime) -> ScoreSheetDocument:
    """Read the dossier: what is stored now while the commune still writes, else what it handed in.

    The office reads nothing but what was handed in; its points show to the commune once the review is concluded.
    """
    status = dossier.status
    live = not by_office and status in _STILL_WRITTEN
    found = contents.of(dossier) if live else contents.handed_in(dossier)
    show_counted = status in _CONCLUDED or (by_office and status in _IN_REVIEW)
    counted = sheets.counted(dossier) if show_counted else None
    said = _Said(_notices(dossier, live=live, show_counted=show_counted), _source(dossier, live=live, at=at))
    return _document(found, counted, said, at)


def claimed(found: DossierContents, *, source: str, at: datetime) -> ScoreSheetDocument:
    """Return the sheet of what the commune claims alone, for its own report."""
    return _document(found, None, _Said((), source), at)


@dataclass(frozen=True)
class _Said:
    """What stands beside the figures."""

    notices: tuple[str, ...]
    source: str


def _document(found: DossierContents, counted: ScoreSheet | None, said: _Said, at: datetime) -> ScoreSheetDocument:
    dossier, edition = found.dossier, found.edition
    campaign, show_counted = dossier.campaign, counted is not None
    return ScoreSheetDocument(
        head=parts.head_of(_above(dossier), parts.committee_of(dossier.commune), dossier.commune, "", at),
        signature=_signature(parts.office_of(campaign), confirmed=show_counted),
        edition=parts.edition_of(campaign),
        bases=parts.bases_of(edition),
        notices=said.notices,
        made_at=at.isoformat(),
        year=str(campaign.year),
        commune=parts.in_sentence(dossier.commune),
        committee=f"Ủy ban nhân dân {parts.in_sentence(dossier.commune)}",
        unit_class=_unit_class(dossier),
        criteria=_Rows(found, counted, _reviews(dossier) if show_counted else {}).criteria(),
        total_claimed=found.sheet.total,
        total_counted=counted.total if counted else None,
        total_max=None if edition.total_points is None else Fraction(edition.total_points),
        met_claimed=_met(found.sheet),
        met_counted=_met(counted) if counted else 0,
        indicator_count=len(edition.indicators),
        show_counted=show_counted,
        conditions=tuple(_condition(verdict) for verdict in (counted or found.sheet).verdicts),
        source=said.source,
    )


def _above(dossier: Dossier) -> Unit:
    return dossier.commune.parent or dossier.campaign.authority


def _signature(office: parts.Office, *, confirmed: bool) -> parts.Signature:
    return parts.Signature(
        recipients=(f"{office.name}", "Lưu: VT"),
        capacity="TM. ỦY BAN NHÂN DÂN",
        title="CHỦ TỊCH",
        confirmer=office.head_in_full if confirmed else "",
    )


def _notices(dossier: Dossier, *, live: bool, show_counted: bool) -> tuple[str, ...]:
    found = [parts.DEMO_NOTICE] if dossier.campaign.is_demo else []
    if live:
        found.append("Bản nháp, chưa nộp lại" if dossier.status is State.RETURNED else "Bản nháp, chưa nộp")
    elif show_counted and dossier.status in _IN_REVIEW:
        found.append("Đang thẩm tra, chưa kết luận")
    return tuple(found)


def _unit_class(dossier: Dossier) -> str:
    """Return the class at the end of the year; "" where the edition does not ask for it."""
    if not dossier.campaign.standard.parsed.unit_classes:
        return ""
    found = dossier.commune.class_on(dossier.campaign.period_end)
    return str(found).replace("Loại", "loại") if found else "chưa có thông tin phân loại"


def _reviews(dossier: Dossier) -> dict[str, ItemReview]:
    return {row.item_code: row for row in dossier.reviews.filter(round=dossier.round)}


def _met(sheet: ScoreSheet) -> int:
    return sum(1 for row in sheet.indicators if row.met)


def _condition(verdict: Verdict) -> Condition:
    rule = verdict.rule
    return Condition(rule.sentence, verdict.ok, verdict.sentence, rule.provenance is Provenance.PROVISIONAL)


def _source(dossier: Dossier, *, live: bool, at: datetime) -> str:
    submission = None if live else snapshots.latest(dossier)
    if submission is None:
        moment = timezone.localtime(at)
        return f"Số liệu đang lưu trong hồ sơ lúc {moment:%H:%M} {dates.in_words(moment.date())}."
    return f"Bản đã nộp lần {submission.round}, biên nhận {submission.receipt_number}, mã băm SHA-256 {submission.sha256}."


@dataclass(frozen=True)
class _Rows:
    """Builds the rows of the table."""

    found: DossierContents
    counted: ScoreSheet | None
    reviews: Mapping[str, ItemReview]

    def criteria(self) -> tuple[CriterionRow, ...]:
        return tuple(
            CriterionRow(self._node(node, "criteria"), tuple(self._indicator(child) for child in node.indicators))
            for node in self.found.edition.criteria
        )

    def _indicator(self, node: Indicator) -> IndicatorRow:
        return IndicatorRow(self._node(node, "indicators"), tuple(self._item(item) for item in node.items))

    def _node(self, node: Criterion | Indicator, floor: str) -> Node:
        claimed: dict[str, Subtotal] = {row.code: row for row in getattr(self.found.sheet, floor)}
        counted: dict[str, Subtotal] = {row.code: row for row in getattr(self.counted, floor, ())}
        return _node(node, claimed[node.code], counted.get(node.code))

    def _item(self, item: Item) -> ItemRow:
        line = self.found.sheet.line(item.code)
        counted = self.counted.line(item.code) if self.counted else None
        review = self.reviews.get(item.code)
        changed = review is not None and review.verdict == ItemReview.Verdict.CHANGED
        return ItemRow(
            node=_node(item, line, counted),
            how=item.how,
            how_provisional=_is_provisional_rule(item),
            facts=self._facts(item, line),
            facts_provisional=line.outcome is Outcome.NOT_ARISEN and _is_provisional_tick(item),
            ratio=line.ratio,
            changed=changed,
            reason=review.reason if review and changed else "",
        )

    def _facts(self, item: Item, line: Line) -> str:
        if line.outcome is Outcome.NOT_ARISEN:
            return "Không phát sinh"
        if line.outcome is Outcome.UNANSWERED:
            return "Chưa có số liệu"
        if line.result.ratio:
            return "/".join(shown(number) for number in line.result.ratio)
        answer = self.found.answers.get(item.code)
        return facts_text(item, answer.facts) if answer else ""


def _node(node: Criterion | Indicator | Item, claimed: Subtotal | Line, counted: Subtotal | Line | None) -> Node:
    return Node(
        code=node.code,
        title=node.title,
        max_points=None if node.max_points is None else Fraction(node.max_points),
        claimed=Value(claimed.points, claimed.met),
        counted=Value(counted.points, counted.met) if counted else Value(None, None),
        title_provisional=node.title_provenance is Provenance.PROVISIONAL,
        points_provisional=node.max_points is not None and node.points_provenance is Provenance.PROVISIONAL,
    )


def _is_provisional_rule(item: Item) -> bool:
    known = {item.rule.provenance, getattr(item.rule, "labels_provenance", None)}
    return Provenance.PROVISIONAL in known


def _is_provisional_tick(item: Item) -> bool:
    return item.not_applicable is not None and item.not_applicable.provenance is Provenance.PROVISIONAL


def _of(report: Report, _wording: Wording, at: datetime, _progress: Progress) -> ScoreSheetDocument:
    """Gather for the table of documents, which asks all of them alike."""
    return gather(parts.required(report.dossier), by_office=report.by_office, at=at)


LAYOUT = Layout(ScoreSheetDocument, "reports/score_sheet.html", _of)
