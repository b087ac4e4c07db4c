"""Makes reports in tests and reads the finished files."""

import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import cast

from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from assessments.models import Campaign, Dossier, Report
from assessments.services import report_runs, reports
from communes.models import User
from tests.factories import NOW


def sheet(dossier: Dossier, actor: User, at: datetime = NOW) -> Report:
    """Ask for the score sheet of a dossier and make it."""
    return paper(Report(kind=Report.Kind.SCORE_SHEET, campaign=dossier.campaign, dossier=dossier), actor, at)


def campaign_result(campaign: Campaign, actor: User, at: datetime = NOW) -> Report:
    """Ask for the report on a campaign and make it."""
    return paper(Report(kind=Report.Kind.CAMPAIGN_RESULT, campaign=campaign), actor, at)


def paper(asked: Report, actor: User, at: datetime = NOW) -> Report:
    """Ask for the document that `asked` names and make it."""
    return made(reports.request(asked, actor=actor, at=at), at)


def made(report: Report, at: datetime = NOW) -> Report:
    """Run the job and return the report as it is stored then."""
    report_runs.render(report_id=report.pk, clock=lambda: at)
    report.refresh_from_db()
    assert report.state == Report.State.DONE, report.error
    return report


def no_beat(step: str) -> None:
    """Take a sign of life and do nothing with it."""


def content(report: Report) -> bytes:
    """Return the stored file."""
    with report.file.open("rb") as stored:
        return bytes(stored.read())


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of each page as a search in the file sees it, on one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def pages(report: Report) -> list[str]:
    """Return the text of each page of the stored file."""
    return pages_of(content(report))


def text(report: Report) -> str:
    """Return the text of the whole file on one line."""
    return " ".join(pages(report))


def fonts_of(pdf: bytes) -> set[str]:
    """Return the names of all embedded faces, without the mark of a subset."""
    names: set[str] = set()
    for page in PdfReader(BytesIO(pdf)).pages:
        resources = cast("DictionaryObject", page["/Resources"])
        fonts = cast("DictionaryObject", resources["/Font"])
        names |= {str(cast("DictionaryObject", font.get_object())["/BaseFont"]) for font in fonts.values()}
    assert all("+" in name for name in names)
    return {name.partition("+")[2] for name in names}


def numbers_of(pdf: bytes) -> list[str]:
    """Return the number at the head of each page, "" where there is none."""
    command = ["pdftotext", "-layout", "-", "-"]
    done = subprocess.run(command, input=pdf, check=True, capture_output=True)  # a fixed tool
    heads = [page.strip().split("\n")[0].strip() for page in done.stdout.decode().split("\f")[:-1]]
    return [head if head.isdecimal() else "" for head in heads]


def poppler_text(report: Report, path: Path) -> str:
    """Return the text as Poppler reads it."""
    path.write_bytes(content(report))
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True)  # a fixed tool
    return done.stdout.decode()
