"""Gathers what the office's report on a campaign says."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction

from django.utils import timezone

from assessments.domain.provenance import Provenance
from assessments.domain.standard import Criterion, Standard
from assessments.domain.wording import Block, Wording
from assessments.domain.workflow import DECIDED, State
from assessments.models import Campaign, Decision, DecisionLine, Extension, Report
from assessments.models.labels import SECTIONS
from assessments.reports import campaign_rows as rows
from assessments.reports import parts
from assessments.reports.campaign_document import CampaignDocument, Column, CountRow, DecisionText, Quote, Quotes
from assessments.reports.layout import Layout
from assessments.reports.progress import Progress
from assessments.selectors import results
from assessments.selectors.reports import Result, results_of
from communes.models import Unit
from tiepcanpl.kit import dates

# The sections of the communes' reports that go up; their results are the lists themselves.
_QUOTED = ("difficulties", "obstacles", "causes", "proposals")
_BEFORE_SUBMISSION = (State.DRAFT, State.POSTED)


@dataclass
class Collected:
    """What the results say together; the sheets themselves are not kept."""

    standard: Standard
    tally: rows.Tally
    units: list[Unit] = field(default_factory=list)
    states: Counter[State] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    class_is_demo: bool = False
    recognised: list[tuple[str, rows.ResultRow]] = field(default_factory=list)
    others: list[tuple[str, rows.ResultRow]] = field(default_factory=list)
    decisions: dict[Decision, dict[str, list[str]]] = field(default_factory=dict)
    quotes: dict[str, list[Quote]] = field(default_factory=lambda: {code: [] for code in _QUOTED})
    late: int = 0
    asked: int = 0

    @property
    def count(self) -> int:
        """How many communes take part."""
        return len(self.units)

    @property
    def submitted(self) -> int:
        """How many communes have handed in."""
        return self.count - sum(self.states[state] for state in _BEFORE_SUBMISSION)

    @property
    def undecided(self) -> int:
        """How many dossiers are in the office without a decision."""
        return self.submitted - sum(self.states[state] for state in DECIDED)

    def add(self, result: Result) -> None:
        """Take in one dossier."""
        dossier = result.dossier
        title = rows.class_title(result, self.standard)
        self.units.append(dossier.commune)
        self.states[dossier.status] += 1
        self.titles[title] += 1
        self.class_is_demo |= rows.class_is_demo(result)
        recognised = dossier.status is State.RECOGNISED
        (self.recognised if recognised else self.others).append((title, rows.row_of(result)))
        self._add_decisions(result)
        if dossier.status in _BEFORE_SUBMISSION:
            return
        self.late += result.is_late
        self.asked += result.was_asked
        self._add_quotes(result)
        if result.sheet and rows.is_concluded(result):
            self.tally.add(result.sheet)

    def _add_decisions(self, result: Result) -> None:
        for line in result.decision_lines:
            said = self.decisions.setdefault(line.decision, {})
            said.setdefault(line.outcome, []).append(parts.in_sentence(result.dossier.commune))

    def _add_quotes(self, result: Result) -> None:
        narrative = result.submission.snapshot["narrative"] if result.submission else {}
        for code in _QUOTED:
            paragraphs = tuple(line.strip() for line in narrative.get(code, "").splitlines() if line.strip())
            if paragraphs:
                self.quotes[code].append(Quote(result.dossier.commune.full_name, paragraphs))


def collect(campaign: Campaign, progress: Progress) -> Collected:
    """Read all dossiers once, batch by batch."""
    standard = campaign.standard.parsed
    collected = Collected(standard, rows.Tally(standard))
    total = max(campaign.dossiers.count(), 1)
    for number, result in enumerate(results_of(campaign), start=1):
        collected.add(result)
        progress(number * 100 // total, f"Đang tổng hợp hồ sơ {number}/{total}")
    return collected


def gather(campaign: Campaign, *, at: datetime, progress: Progress) -> CampaignDocument:
    """Return everything that the report says."""
    standard, found = campaign.standard.parsed, collect(campaign, progress)
    office, kinds = parts.office_of(campaign), parts.kinds_of(found.units)
    code = standard.satisfaction_indicator
    return CampaignDocument(
        head=parts.head_of(_above(campaign), office.lines, campaign.authority, office.symbol, at),
        signature=_signature(campaign, office),
        edition=parts.edition_of(campaign),
        bases=parts.bases_of(standard),
        notices=_notices(campaign, found),
        made_at=at.isoformat(),
        year=str(campaign.year),
        recipient=_recipient(campaign),
        office=office.name,
        area=parts.in_sentence(campaign.authority),
        kinds=kinds,
        plan=f"{parts.plan_of(campaign)} của {parts.issuer_of(campaign)}",
        participants=parts.participants(found.units),
        classes=_classes(found),
        class_is_demo=found.class_is_demo,
        direction=_direction(campaign),
        milestones=tuple(f"{row.title}: {dates.short(row.due_on)}" for row in campaign.milestones.all()),
        extensions=_extensions(campaign),
        handling=_handling(found),
        counts=_counts(found),
        decisions=tuple(_decision(decision, said) for decision, said in _in_order(found.decisions)),
        columns=tuple(column_of(node) for node in standard.criteria),
        total_max=None if standard.total_points is None else Fraction(standard.total_points),
        indicator_count=len(standard.indicators),
        satisfaction_indicator=code,
        recognised=rows.grouped(found.recognised, standard),
        not_recognised=rows.grouped(found.others, standard),
        appraised_count=found.tally.count,
        floor=rows.floor_of(standard),
        weak_criteria=found.tally.criteria(),
        weak_indicators=found.tally.indicators(),
        opinions=tuple(Quotes(SECTIONS[code], tuple(quotes)) for code, quotes in found.quotes.items() if quotes),
    )


def _above(campaign: Campaign) -> Unit | None:
    """Return the unit whose committee stands above the reporting body on the head."""
    own = campaign.standard.parsed.procedure.receiving_body.value
    return campaign.authority if own else campaign.authority.parent


def _recipient(campaign: Campaign) -> str:
    """Return to whom the authority reports: the Department of Justice above a district, else its own committee."""
    above = campaign.authority.parent
    if above is None:
        return f"Ủy ban nhân dân {parts.in_sentence(campaign.authority)}"
    return f"Sở Tư pháp {parts.in_sentence(above)}"


def _signature(campaign: Campaign, office: parts.Office) -> parts.Signature:
    by_committee = campaign.standard.parsed.procedure.receiving_body.value is None
    area = f"UBND {parts.in_sentence(campaign.authority)}"
    copies = () if by_committee or campaign.authority.parent is None else (f"{area} (để báo cáo)",)
    return parts.Signature(
        recipients=("Như trên", *copies, "Lưu: VT"),
        capacity="TM. ỦY BAN NHÂN DÂN" if by_committee else "",
        title=office.head,
    )


def _notices(campaign: Campaign, found: Collected) -> tuple[str, ...]:
    notices = [parts.DEMO_NOTICE] if campaign.is_demo else []
    waiting = found.undecided
    if waiting:
        notices.append(f"Số liệu chưa đầy đủ: còn {parts.count_of(waiting)} hồ sơ chưa có quyết định")
    return tuple(notices)


def _classes(found: Collected) -> tuple[str, ...]:
    if not found.standard.unit_classes:
        return ()
    return tuple(
        f"{title[:1].lower()}{title[1:]}: {parts.count_of(found.titles[title])} đơn vị"
        for title in rows.group_titles(found.standard)
    )


def _direction(campaign: Campaign) -> tuple[str, ...]:
    """Say what was done to start the assessment, by the plan and the dates that were recorded."""
    issued = f"{parts.issuer_of(campaign)} đã ban hành {parts.plan_of(campaign)} và triển khai đến các đơn vị."
    due = f"Các đơn vị tự đánh giá và nộp hồ sơ trước {dates.in_words(campaign.due_before)}."
    if campaign.opened_at is None:
        return (issued, due)
    opened = dates.in_words(timezone.localdate(campaign.opened_at))
    return (issued, f"Đợt đánh giá được mở {opened}. {due}")


def _extensions(campaign: Campaign) -> tuple[str, ...]:
    granted = Extension.objects.filter(dossier__campaign=campaign).select_related("dossier__commune")
    return tuple(
        f"{row.dossier.commune.full_name}: nộp trước {dates.in_words(row.due_before)}; lý do: {row.reason.rstrip('.')}"
        for row in granted.order_by("granted_at", "pk")
    )


def _handling(found: Collected) -> str:
    count = parts.count_of
    return (
        f"Đến thời điểm lập báo cáo, {count(found.submitted)}/{count(found.count)} đơn vị đã nộp hồ sơ "
        f"({count(found.submitted - found.late)} đúng hạn, {count(found.late)} quá hạn); {count(found.asked)} đơn vị được yêu cầu "
        f"bổ sung, giải trình; {count(found.tally.count)} hồ sơ đã thẩm tra xong."
    )


def _counts(found: Collected) -> tuple[CountRow, ...]:
    total = found.count
    recognised, *others = results.by_result(found.states)
    listed = (
        ("Đơn vị tham gia đánh giá", total, False),
        (*recognised, False),
        ("Chưa được công nhận, trong đó:", total - recognised[1], False),
        *((label, number, True) for label, number in others),
    )
    return tuple(CountRow(label, number, rows.share_text(number, total), part) for label, number, part in listed)


_OUTCOMES = {
    DecisionLine.Outcome.RECOGNISED: "công nhận",
    DecisionLine.Outcome.NOT_RECOGNISED: "không công nhận",
    DecisionLine.Outcome.REVOKED: "thu hồi công nhận",
}


def _in_order(decisions: dict[Decision, dict[str, list[str]]]) -> Iterable[tuple[Decision, dict[str, list[str]]]]:
    return sorted(decisions.items(), key=lambda pair: (pair[0].heading.decided_on, pair[0].pk))


def _decision(decision: Decision, said: dict[str, list[str]]) -> DecisionText:
    outcomes = "; ".join(
        f"{label} {parts.count_of(len(said[outcome]))} đơn vị ({', '.join(said[outcome])})"
        for outcome, label in _OUTCOMES.items()
        if outcome in said
    )
    heading = decision.heading
    number = f"Quyết định số {heading.number} {dates.in_words(heading.decided_on)}"
    corrected = " (đã đính chính)" if decision.is_corrected else ""
    return DecisionText(f"{number} của {heading.signer_position}{corrected}: {outcomes}", decision.is_provisional)


def column_of(node: Criterion) -> Column:
    """Return the head of a criterion's column."""
    limit = None if node.max_points is None else Fraction(node.max_points)
    known = {node.title_provenance, node.points_provenance if limit is not None else None}
    return Column(node.code, node.title, limit, Provenance.PROVISIONAL in known)


BLOCKS = (
    Block(
        "opening",
        "Câu mở đầu",
        "Thực hiện {căn cứ}; {kế hoạch}, {cơ quan} báo cáo kết quả đánh giá, công nhận {loại đơn vị} đạt chuẩn "
        "tiếp cận pháp luật năm {năm} như sau:",
    ),
    Block("recommendations", "Kiến nghị của cơ quan (cuối mục V)", "", help="Để trống thì không in."),
    Block(
        "closing",
        "Câu kết",
        "Trên đây là báo cáo kết quả đánh giá, công nhận {loại đơn vị} đạt chuẩn tiếp cận pháp luật năm {năm} "
        "của {địa bàn}./.",
    ),
)
PLACEHOLDERS = (*parts.COMMON_PLACEHOLDERS, ("loại đơn vị", "các loại đơn vị tham gia: xã, phường, …"))


def _of(report: Report, wording: Wording, at: datetime, progress: Progress) -> CampaignDocument:
    """Gather for the table of documents, which asks all of them alike; the passages are the office's."""
    document = gather(report.of, at=at, progress=progress)
    values = {**parts.values_of(report.of), "loại đơn vị": document.kinds}
    return replace(
        document,
        opening=wording.paragraphs("opening", values),
        recommendations=wording.paragraphs("recommendations", values),
        closing=wording.paragraphs("closing", values),
    )


LAYOUT = Layout(CampaignDocument, "reports/campaign_result.html", _of, BLOCKS, PLACEHOLDERS)
