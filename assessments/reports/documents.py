"""The documents that can be made: context to data, data to PDF."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.template.loader import render_to_string

from assessments.models import Meeting, Report, ReportFile
from assessments.reports import blocks, campaign_results, council_minutes, frozen, pdf, score_sheets, word, workbook
from assessments.reports.campaign_document import CampaignDocument
from assessments.reports.council_document import CouncilMinutes
from assessments.reports.pdf import Pdf
from assessments.reports.progress import Progress
from assessments.reports.score_sheets import ScoreSheetDocument

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Layout:
    """The context of a document and the template that prints it."""

    context: type
    template: str


_LAYOUTS = {
    Report.Kind.SCORE_SHEET: _Layout(ScoreSheetDocument, "reports/score_sheet.html"),
    Report.Kind.CAMPAIGN_RESULT: _Layout(CampaignDocument, "reports/campaign_result.html"),
    Report.Kind.COUNCIL_MINUTES: _Layout(CouncilMinutes, "reports/council_minutes.html"),
}


def gather(report: Report, *, at: datetime, progress: Progress) -> Data:
    """Read once what the report says; the data holds texts, counts, truth values and exact numbers as text."""
    if report.meeting is not None:
        return cast("Data", report.meeting.minutes)  # frozen when the meeting was concluded
    if report.dossier is not None:
        return freeze(score_sheets.gather(report.dossier, by_office=report.by_office, at=at))
    return freeze(campaign_results.gather(report.campaign, at=at, progress=progress))


def freeze(document: ScoreSheetDocument | CampaignDocument) -> Data:
    """Return the document as the data that is kept."""
    return cast("Data", frozen.to_data(document))


def freeze_minutes(meeting: Meeting, *, number: str, at: datetime) -> Data:
    """Return the minutes of a meeting that ends now, as the data that is kept with it."""
    return cast("Data", frozen.to_data(council_minutes.gather(meeting, number=number, at=at)))


def minutes_of(meeting: Meeting) -> CouncilMinutes:
    """Return the kept minutes as what they say."""
    return frozen.from_data(CouncilMinutes, meeting.minutes)


def render(kind: str, data: Data, *, identifier: str, beat: Callable[[str], None]) -> Pdf:
    """Print the data; equal data and identifier give equal bytes."""
    return pdf.from_html(to_html(kind, data), identifier=identifier, beat=beat)


def editable(kind: str, data: Data) -> Iterator[tuple[ReportFile.Format, bytes]]:
    """Write the data as files that people can edit; they say what the PDF says."""
    found = blocks.read(pdf.printable(to_html(kind, data)))
    yield ReportFile.Format.WORD, word.from_description(found)
    yield ReportFile.Format.EXCEL, workbook.from_description(found)


def to_html(kind: str, data: Data) -> str:
    """Return the document's HTML."""
    layout = _LAYOUTS[Report.Kind(kind)]
    return render_to_string(layout.template, {"doc": frozen.from_data(layout.context, data)})
