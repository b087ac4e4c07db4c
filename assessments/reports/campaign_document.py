"""The office's report on a campaign (Báo cáo kết quả đánh giá, công nhận): what it says, as data."""

from dataclasses import dataclass
from fractions import Fraction

from assessments.reports import parts, result_charts
from assessments.reports.campaign_rows import Group, Weak
from tiepcanpl.kit.charts import Chart


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a criterion's column."""

    code: str
    title: str
    max_points: Fraction | None
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class DecisionText:
    """A decision and what it says."""

    sentence: str
    is_provisional: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """What one commune wrote, paragraph by paragraph."""

    commune: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Quotes:
    """One section of the communes' reports."""

    title: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class CountRow:
    """One line of the table of results."""

    label: str
    count: int
    share: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class CampaignDocument:
    """Everything that the paper says."""

    head: parts.Head
    signature: parts.Signature
    edition: parts.Edition
    bases: tuple[parts.Basis, ...]
    notices: tuple[str, ...]
    made_at: str
    year: str
    recipient: str
    office: str
    area: str
    kinds: str
    plan: str
    participants: str
    classes: tuple[str, ...]
    class_is_demo: bool
    direction: tuple[str, ...]
    milestones: tuple[str, ...]
    extensions: tuple[str, ...]
    handling: str
    counts: tuple[CountRow, ...]
    decisions: tuple[DecisionText, ...]
    columns: tuple[Column, ...]
    total_max: Fraction | None
    indicator_count: int
    satisfaction_indicator: str
    recognised: tuple[Group, ...]
    not_recognised: tuple[Group, ...]
    appraised_count: int
    floor: Fraction | None
    weak_criteria: tuple[Weak, ...]
    weak_indicators: tuple[Weak, ...]
    opinions: tuple[Quotes, ...]
    opening: tuple[str, ...] = ()
    recommendations: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The kind of paper."""
        return "BÁO CÁO"

    @property
    def author(self) -> str:
        """Who issues the paper."""
        return self.office

    @property
    def subject_lines(self) -> tuple[str, str]:
        """What the report is about, broken where it reads well."""
        return f"Kết quả đánh giá, công nhận {self.kinds}", f"đạt chuẩn tiếp cận pháp luật năm {self.year}"

    @property
    def subject(self) -> str:
        """What the report is about, in one line."""
        return " ".join(self.subject_lines)

    @property
    def column_numbers(self) -> range:
        """The numbers of the columns of the list of the recognised."""
        return range(1, 4 + len(self.columns) + bool(self.satisfaction_indicator))

    @property
    def column_numbers_with_reason(self) -> range:
        """The numbers of the columns of the list of the others, which ends with the reasons."""
        return range(1, self.column_numbers.stop + 1)

    @property
    def results_chart(self) -> Chart:
        """The units by result: the lines of the table that are not sums of others."""
        leaves = [row for row in self.counts if row.is_part or row is self.counts[1]]
        return result_charts.of_results((row.label, row.count) for row in leaves)

    @property
    def criteria_chart(self) -> Chart:
        """How far each criterion is fulfilled."""
        return result_charts.of_weak("Tiêu chí", self.weak_criteria, with_points=self.edition.with_points)

    @property
    def indicators_chart(self) -> Chart:
        """The same of the weakest indicators."""
        return result_charts.of_weak("Chỉ tiêu", self.weak_indicators, with_points=self.edition.with_points)
