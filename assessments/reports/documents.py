"""The documents that can be made: context to data, data to PDF, Word and Excel."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, cast

from django.template.loader import render_to_string

from assessments.domain.hashing import canonical
from assessments.domain.wording import Wording
from assessments.models import Meeting, Report, ReportFile, ReportKind
from assessments.reports import (
    blocks,
    campaign_results,
    council_minutes,
    frames,
    frozen,
    parts,
    pdf,
    score_sheets,
    verification,
    word,
    workbook,
)
from assessments.reports.council_document import CouncilMinutes
from assessments.reports.layout import Facts, Layout, Stamp
from assessments.reports.papers import (
    appraisal,
    area_result,
    certificate,
    eligibility,
    invitation,
    opinion_form,
    opinions,
    plan,
    posting_notice,
    proposal,
    receipt,
    recognition,
    reminder,
    satisfaction,
    self_report,
    supplement,
)
from assessments.reports.pdf import Pdf
from assessments.reports.progress import Progress
from assessments.selectors import wordings
from tiepcanpl.kit import dates

Data = dict[str, Any]

LAYOUTS: dict[ReportKind, Layout] = {
    ReportKind.PLAN: plan.LAYOUT,
    ReportKind.SCORE_SHEET: score_sheets.LAYOUT,
    ReportKind.SELF_REPORT: self_report.LAYOUT,
    ReportKind.SATISFACTION: satisfaction.LAYOUT,
    ReportKind.OPINIONS: opinions.LAYOUT,
    ReportKind.POSTING_NOTICE: posting_notice.LAYOUT,
    ReportKind.RECEIPT: receipt.LAYOUT,
    ReportKind.SUPPLEMENT: supplement.LAYOUT,
    ReportKind.REMINDER: reminder.LAYOUT,
    ReportKind.APPRAISAL: appraisal.LAYOUT,
    ReportKind.ELIGIBILITY: eligibility.LAYOUT,
    ReportKind.CAMPAIGN_RESULT: campaign_results.LAYOUT,
    ReportKind.AREA_RESULT: area_result.LAYOUT,
    ReportKind.COUNCIL_MINUTES: council_minutes.LAYOUT,
    ReportKind.INVITATION: invitation.LAYOUT,
    ReportKind.OPINION_FORM: opinion_form.LAYOUT,
    ReportKind.PROPOSAL: proposal.LAYOUT,
    ReportKind.RECOGNITION: recognition.LAYOUT,
    ReportKind.CERTIFICATE: certificate.LAYOUT,
}

WRITERS: dict[ReportFile.Format, Callable[[blocks.Description], bytes]] = {
    ReportFile.Format.WORD: word.from_description,
    ReportFile.Format.EXCEL: workbook.from_description,
}


def gather(report: Report, *, at: datetime, progress: Progress) -> Data:
    """Read once what the report says; the data holds texts, counts, truth values and exact numbers as text."""
    if report.kind == ReportKind.COUNCIL_MINUTES and report.meeting is not None:
        return cast("Data", report.meeting.minutes)  # frozen when the meeting was concluded
    layout, wording = LAYOUTS[ReportKind(report.kind)], wording_of(report)
    document = layout.gather(report, wording, at, progress)
    return freeze(frames.apply(document, layout, report, wording))


def wording_of(report: Report) -> Wording:
    """Return the passages of the document with what its issuer wrote instead of them.

    A stored report has its version; another one, which is part of a bundle or a preview, takes the latest unless it
    brings one. Raises DomainError for a version that uses what the document does not know any more.
    """
    layout = LAYOUTS[ReportKind(report.kind)]
    version = report.template if report.pk else report.template or wordings.current(report.issuer, report.kind)
    texts = version.texts if version else {}
    frames.require_valid(layout, texts)
    return Wording(frames.blocks_of(layout), texts)


def stamp_of(report: Report) -> Stamp:
    """Return what stands on the paper beside its data: number, day and code, as far as it has them."""
    return Stamp(report.number, in_words(report.dated), report.code)


def facts_of(report: Report) -> Facts:
    """Return what the public page says of the report once it is issued, as the paper itself says it."""
    document: Any = frozen.from_data(LAYOUTS[ReportKind(report.kind)].context, report.data)
    edition = getattr(document, "edition", None) or (report.campaign.standard if report.campaign else None)
    return Facts(
        subject=document.subject,
        issuer=document.author,
        is_demo=parts.DEMO_NOTICE in document.notices,
        is_provisional=edition is not None and edition.is_provisional,
    )


def in_words(day: date | None) -> str:
    """Write a day as documents do; "" for none."""
    return dates.in_words(day) if day else ""


def freeze(document: object) -> Data:
    """Return the document as the data that is kept."""
    return cast("Data", frozen.to_data(document))


def freeze_minutes(meeting: Meeting, *, number: str, at: datetime) -> Data:
    """Return the minutes of a meeting that ends now, as the data that is kept with it."""
    return cast("Data", frozen.to_data(council_minutes.gather(meeting, number=number, at=at)))


def minutes_of(meeting: Meeting) -> CouncilMinutes:
    """Return the kept minutes as what they say."""
    return frozen.from_data(CouncilMinutes, meeting.minutes)


def render(kind: str, data: Data, *, stamp: Stamp, identifier: str, beat: Callable[[str], None]) -> Pdf:
    """Print the data and attach it; equal data, stamp and identifier give equal bytes.

    What is attached has the digest that is kept with the report (`data_sha256`).
    """
    return pdf.from_html(to_html(kind, data, stamp), identifier=identifier, beat=beat, data=canonical(data))


def render_section(html: str, *, identifier: str, beat: Callable[[str], None], number: int) -> Pdf:
    """Print one section (`sections`) of the data's HTML."""
    return pdf.printed(html, identifier=identifier, beat=beat, section=number)


def editable(kind: str, data: Data, stamp: Stamp) -> Iterator[tuple[ReportFile.Format, bytes]]:
    """Write the data as files that people can edit; they say what the PDF says."""
    found = blocks.read(printable_html(kind, data, stamp))
    for kind_of_file, write in WRITERS.items():
        yield kind_of_file, write(found)


def printable_html(kind: str, data: Data, stamp: Stamp) -> str:
    """Return the document's HTML with just the characters that can be printed."""
    return pdf.printable(to_html(kind, data, stamp))


def to_html(kind: str, data: Data, stamp: Stamp | None = None) -> str:
    """Return the document's HTML."""
    layout = LAYOUTS[ReportKind(kind)]
    stamp = stamp or Stamp()
    context = {
        "doc": frozen.from_data(layout.context, data),
        "stamp": stamp,
        "verification": verification.of(stamp.code),
    }
    return render_to_string(layout.template, context)
