"""Báo cáo tự đánh giá: what the commune reports of itself, in figures and in words.

The order follows Mẫu 1.4 of Nghị định 30/2020/NĐ-CP and the reports of communes that were found: situation, organisation,
results, shortcomings with their causes, proposals. What the commune wrote is printed as it stands.
"""

from dataclasses import dataclass
from datetime import datetime

from assessments.domain.numbers import shown
from assessments.domain.wording import Block, Wording
from assessments.models import Campaign, Dossier, Report
from assessments.models.labels import SECTIONS
from assessments.reports import campaign_rows, parts, score_sheets
from assessments.reports.layout import Layout
from assessments.reports.papers import paper
from assessments.reports.papers.source import DRAFT_NOTICE, Source, contents_of, posting_of, source_of
from assessments.reports.progress import Progress
from assessments.reports.score_sheet_document import ScoreSheetDocument
from assessments.selectors.contents import DossierContents
from tiepcanpl.kit import dates


@dataclass(frozen=True, slots=True)
class Section:
    """What the commune wrote under one title; without paragraphs where it wrote nothing."""

    code: str
    title: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SelfReport(paper.Paper):
    """Everything that the paper says; `sheet` holds the figures as the Bản tổng hợp điểm số does."""

    to: tuple[str, ...]
    opening: tuple[str, ...]
    situation: tuple[str, ...]
    organisation: tuple[str, ...]
    sheet: ScoreSheetDocument
    summed_up: tuple[str, ...]
    sections: tuple[Section, ...]
    conclusion: tuple[str, ...]
    closing: tuple[str, ...]

    @property
    def results(self) -> Section:
        """What was achieved."""
        return self._section("results")

    @property
    def shortcomings(self) -> tuple[Section, ...]:
        """What is difficult, and why."""
        return tuple(self._section(code) for code in ("difficulties", "obstacles", "causes"))

    @property
    def proposals(self) -> Section:
        """What is proposed."""
        return self._section("proposals")

    def _section(self, code: str) -> Section:
        return next(row for row in self.sections if row.code == code)


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> SelfReport:
    """Read the dossier once: what is stored now while the commune writes or posts, else what it handed in."""
    dossier = parts.required(report.dossier)
    source = source_of(dossier, by_office=report.by_office, at=at)
    found = contents_of(dossier, source)
    sheet = score_sheets.claimed(found, source=source.text, at=at)
    values = paper.values_of(dossier)
    return SelfReport(
        frame=_frame(dossier, source, wording.paragraphs("recipients", values), at),
        to=(_recipient(dossier.campaign),),
        opening=wording.paragraphs("opening", values),
        situation=_situation(dossier, sheet),
        organisation=(*wording.paragraphs("organisation", values), *_organisation(found)),
        sheet=sheet,
        summed_up=summed_up(found),
        sections=_sections(found),
        conclusion=(_conclusion(dossier, sheet),),
        closing=wording.paragraphs("closing", values),
    )


def _frame(dossier: Dossier, source: Source, recipients: tuple[str, ...], at: datetime) -> paper.Frame:
    subject = (
        "Kết quả tự đánh giá chuẩn tiếp cận pháp luật",
        f"năm {dossier.campaign.year} của {parts.in_sentence(dossier.commune)}",
    )
    title = paper.Title(paper.REPORT, subject, (DRAFT_NOTICE,) if source.is_written else ())
    return paper.frame_of(dossier.campaign, paper.commune_of(dossier), title, recipients=recipients, at=at)


def _recipient(campaign: Campaign) -> str:
    """Name the authority, and the office through which it receives (founding plan, part II.4)."""
    authority, office = paper.committee_of(campaign).name, paper.office_of(campaign).name
    return authority if authority == office else f"{authority} (qua {office})"


def _situation(dossier: Dossier, sheet: ScoreSheetDocument) -> tuple[str, ...]:
    """Say what kind of unit it is, where, of which class; the product holds nothing else of the commune."""
    commune = dossier.commune
    above = [parts.in_sentence(unit) for unit in (commune.parent, commune.parent and commune.parent.parent) if unit]
    lies = f" thuộc {', '.join(above)}" if above else ""
    name = parts.in_sentence(commune)
    sentences = [f"{name[:1].upper()}{name[1:]} là đơn vị hành chính cấp xã{lies}."]
    if sheet.unit_class:
        sentences.append(f"Phân loại đơn vị hành chính: {sheet.unit_class}.")
    return tuple(sentences)


def _organisation(found: DossierContents) -> tuple[str, ...]:
    """Say what the dossier shows of the work: its extent, its documents, the posting and the opinions."""
    edition, dossier, count = found.edition, found.dossier, parts.count_of
    files = len({link.evidence_id for links in found.links.values() for link in links})
    first, last = dossier.campaign.period
    extent = f"{count(len(edition.criteria))} tiêu chí, {count(len(edition.indicators))} chỉ tiêu"
    period = f"từ {dates.in_words(first)} đến {dates.in_words(last)}"
    proofs = f"; kèm theo {count(files)} tài liệu kiểm chứng" if files else ""
    sentences = [f"Nội dung đánh giá gồm {extent}; số liệu tính {period}{proofs}."]
    if dossier.posted_at:
        heard = dossier.opinions.count()
        opinions = f"nhận được {count(heard)} ý kiến góp ý" if heard else "không nhận được ý kiến góp ý"
        sentences.append(f"Kết quả tự đánh giá được niêm yết công khai {posting_of(dossier)}; {opinions}.")
    return tuple(sentences)


def summed_up(found: DossierContents) -> tuple[str, ...]:
    """Say the result in a sentence, as the reports of communes do."""
    sheet, edition = found.sheet, found.edition
    total = len(edition.criteria)
    if edition.total_points is None:
        criteria = sum(1 for row in sheet.criteria if row.met)
        indicators = sum(1 for row in sheet.indicators if row.met)
        return (f"Có {indicators}/{len(edition.indicators)} chỉ tiêu đạt, {criteria}/{total} tiêu chí đạt.",)
    points = f"Tổng số điểm tự chấm: {shown(sheet.total or 0)}/{shown(edition.total_points)} điểm."
    floor = campaign_rows.floor_of(edition)
    if floor is None:
        return (points,)
    reached = sum(1 for row in sheet.criteria if row.ratio >= floor)
    percent = f"{shown(floor * 100)}% số điểm tối đa"
    return (
        points,
        f"Có {reached}/{total} tiêu chí đạt từ {percent} trở lên; {total - reached}/{total} tiêu chí đạt dưới {percent}.",
    )


def _sections(found: DossierContents) -> tuple[Section, ...]:
    texts = {code: row.text for code, row in found.narratives.items()}
    return tuple(Section(code, title, _paragraphs(texts.get(code, ""))) for code, title in SECTIONS.items())


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _conclusion(dossier: Dossier, sheet: ScoreSheetDocument) -> str:
    """Ask for recognition where every condition is met; else say that it is not, or not known yet."""
    verdicts = {row.ok for row in sheet.conditions}
    unit, office = sheet.commune, paper.office_of(dossier.campaign).name
    if verdicts == {True}:
        return (
            f"{sheet.committee} tự đánh giá {unit} đủ điều kiện công nhận đạt chuẩn tiếp cận pháp luật năm {sheet.year}; "
            f"đề nghị {office} thẩm tra, trình cấp có thẩm quyền xem xét, công nhận."
        )
    if False in verdicts:
        return f"{sheet.committee} tự đánh giá {unit} chưa đủ điều kiện công nhận đạt chuẩn tiếp cận pháp luật năm {sheet.year}."
    return f"Chưa đủ số liệu để kết luận {unit} có đủ điều kiện công nhận đạt chuẩn tiếp cận pháp luật năm {sheet.year} hay không."


LAYOUT = Layout(
    SelfReport,
    "reports/self_report.html",
    gather,
    blocks=(
        Block(
            "opening",
            "Đoạn mở đầu",
            "Thực hiện {kế hoạch}, {ủy ban nhân dân} báo cáo kết quả tự đánh giá chuẩn tiếp cận pháp luật năm {năm} như sau:",
        ),
        Block(
            "organisation",
            "Chỉ đạo, tổ chức thực hiện",
            "{ủy ban nhân dân} đã tổ chức tự đánh giá theo {kế hoạch}.",
        ),
        Block(
            "closing",
            "Đoạn kết",
            "Trên đây là báo cáo kết quả tự đánh giá chuẩn tiếp cận pháp luật năm {năm} của {xã, phường}./.",
        ),
        Block("recipients", "Nơi nhận", "Như trên\nLưu: VT"),
    ),
    placeholders=paper.PLACEHOLDERS,
)
