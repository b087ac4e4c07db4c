"""Which communes meet the conditions for recognition and which do not yet, with the reasons; by the standard's own conditions."""

from dataclasses import dataclass, field

from assessments.domain.standard import Standard
from assessments.domain.workflow import IN_OFFICE, WITH_COMMUNE_BEFORE_SUBMISSION
from assessments.models.labels import STATE_FOR_OFFICE
from assessments.reports import campaign_rows as rows
from assessments.selectors.reports import Result
from tiepcanpl.kit import dates


@dataclass
class Sorting:
    """The two lists of a campaign while its dossiers are read; each row comes with the title of its group."""

    standard: Standard
    eligible: list[tuple[str, rows.ResultRow]] = field(default_factory=list)
    others: list[tuple[str, rows.ResultRow]] = field(default_factory=list)
    in_review: int = 0
    missing: int = 0
    class_is_demo: bool = False

    def add(self, result: Result) -> None:
        """Take in one dossier."""
        state = result.dossier.status
        concluded = rows.is_concluded(result)
        self.missing += state in WITH_COMMUNE_BEFORE_SUBMISSION
        self.in_review += state in IN_OFFICE and not concluded
        self.class_is_demo |= rows.class_is_demo(result)
        row = (rows.class_title(result, self.standard), row_of(result))
        (self.others if row[1].reasons else self.eligible).append(row)


def row_of(result: Result) -> rows.ResultRow:
    """Return the commune's row: with reasons where it does not meet the conditions, or where this is not known yet."""
    sheet = result.sheet if rows.is_concluded(result) else None
    figures = rows.figures_of(sheet) if sheet else None
    return rows.ResultRow(0, result.dossier.commune.full_name, figures, _reasons(result))


def _reasons(result: Result) -> tuple[str, ...]:
    dossier = result.dossier
    if dossier.status in WITH_COMMUNE_BEFORE_SUBMISSION:
        return (f"Chưa nộp hồ sơ (hạn nộp: trước ngày {dates.short(dossier.due_before)}).",)
    if not rows.is_concluded(result) or result.sheet is None:
        return (f"Chưa kết thúc thẩm tra ({STATE_FOR_OFFICE[dossier.status].lower()}).",)
    return tuple(verdict.sentence for verdict in result.sheet.verdicts if verdict.ok is not True)
