"""The two lists of a draft or a decision: who is recognised and who is not, by class, with the columns of the edition."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.models import Campaign, DecisionLine
from assessments.reports import campaign_rows as rows
from assessments.reports import parts
from assessments.reports.campaign_document import Column
from assessments.reports.campaign_results import column_of
from assessments.reports.progress import Progress
from assessments.selectors.reports import Result, results_of
from communes.models import Unit

Outcome = DecisionLine.Outcome


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists as a table prints them; `others` are those that are not recognised, or no longer."""

    kinds: str
    edition: parts.Edition
    columns: tuple[Column, ...]
    indicator_count: int
    satisfaction_indicator: str
    recognised: tuple[rows.Group, ...]
    others: tuple[rows.Group, ...]

    @property
    def column_numbers(self) -> range:
        """The numbers of the columns of the list of the recognised."""
        return range(1, 4 + len(self.columns) + bool(self.satisfaction_indicator))

    @property
    def column_numbers_with_reason(self) -> range:
        """The numbers of the columns of the other list, which ends with the reasons."""
        return range(1, self.column_numbers.stop + 1)

    @property
    def recognised_count(self) -> int:
        """How many are recognised."""
        return sum(len(group.rows) for group in self.recognised)

    @property
    def other_count(self) -> int:
        """How many are not."""
        return sum(len(group.rows) for group in self.others)

    @property
    def count(self) -> int:
        """How many communes stand in the lists."""
        return self.recognised_count + self.other_count

    @property
    def deed(self) -> str:
        """What is done, as a subject names it: refusals alone are not called a recognition."""
        return "công nhận" if self.recognised else "không công nhận"

    @property
    def numeral(self) -> str:
        """The number of the first annex; one alone has none."""
        return "I" if self.recognised and self.others else ""

    @property
    def second_numeral(self) -> str:
        """The number of the annex of those that are not recognised."""
        return "II" if self.numeral else ""


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one dossier."""

    outcome: str
    reason: str


def lists_of(campaign: Campaign, said: Mapping[int, Said], progress: Progress) -> Lists:
    """Return the lists of what is said of the dossiers (by id), with the figures that the office counted."""
    standard = campaign.standard.parsed
    units: list[Unit] = []
    recognised: list[tuple[str, rows.ResultRow]] = []
    others: list[tuple[str, rows.ResultRow]] = []
    for number, result in enumerate(results_of(campaign, only=said), start=1):
        what = said[result.dossier.pk]
        units.append(result.dossier.commune)
        listed = recognised if what.outcome == Outcome.RECOGNISED else others
        listed.append((rows.class_title(result, standard), _row(result, what)))
        progress(number * 100 // len(said), f"Đang đọc hồ sơ {number}/{len(said)}")
    return Lists(
        kinds=parts.kinds_of(units),
        edition=parts.edition_of(campaign),
        columns=tuple(column_of(node) for node in standard.criteria),
        indicator_count=len(standard.indicators),
        satisfaction_indicator=standard.satisfaction_indicator,
        recognised=rows.grouped(recognised, standard),
        others=rows.grouped(others, standard),
    )


def _row(result: Result, said: Said) -> rows.ResultRow:
    figures = rows.figures_of(result.sheet) if result.sheet else None
    reason = said.reason.strip()
    return rows.ResultRow(0, result.dossier.commune.full_name, figures, (reason,) if reason else ())
