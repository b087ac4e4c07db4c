"""A big report comes out of its parts as if it had been printed whole."""

import hashlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings

from assessments.models import Report
from assessments.reports import documents, paging, sections
from assessments.reports.layout import Stamp
from assessments.reports.paging import Row
from benchmarks import big_papers
from tests.factories.town import Town
from tests.reports import big, made


def layout_of(pdf: bytes) -> str:
    """Return the text of all pages with its places."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, check=True, capture_output=True)
    return done.stdout.decode()


def picture_of(pdf: bytes, page: int, folder: Path) -> bytes:
    """Return one page as it is seen."""
    file = folder / "page.pdf"
    file.write_bytes(pdf)
    command = ["pdftoppm", "-r", "50", "-f", str(page), "-l", str(page), "-png", str(file)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def outline_of(pdf: pikepdf.Pdf) -> list[tuple[str, int, list[str]]]:
    with pdf.open_outline() as outline:
        (title,) = outline.root
        return [(item.title, *_place(item.destination)) for item in (title, *title.children)]


def _place(destination: Any) -> tuple[int, list[str]]:  # untyped library
    page, *place = destination
    return pikepdf.Page(page).index, [str(part) for part in place]


def tags_of(pdf: pikepdf.Pdf) -> tuple[list[str], list[str]]:
    """Return the tags in the order of reading, and the names that heads of tables have."""
    tags: list[str] = []
    names: list[str] = []
    waiting: list[Any] = [pdf.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop()
        if "/S" not in element:
            continue
        tags.append(str(element.S))
        names += [str(element.ID)] if "/ID" in element else []
        kids = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
        waiting += reversed([kid for kid in kids if isinstance(kid, pikepdf.Dictionary)])
    return tags, names


@pytest.mark.slow
def test_it_is_the_same_as_one_that_is_printed_whole(town: Town, tmp_path: Path) -> None:
    report = big.made(big.ask(town.campaign, town.head))
    stamp, identifier = documents.stamp_of(report), report.data_sha256[:32]
    whole = documents.render(report.kind, report.data, stamp=stamp, identifier=identifier, beat=made.no_beat)
    content = made.content(report)
    assert layout_of(content) == layout_of(whole.content)
    assert report.pages == whole.pages
    for page in (1, 15, 25, whole.pages):
        assert picture_of(content, page, tmp_path) == picture_of(whole.content, page, tmp_path)
    with pikepdf.open(BytesIO(content)) as ours, pikepdf.open(BytesIO(whole.content)) as theirs:
        assert outline_of(ours) == outline_of(theirs)
        assert ours.Root.keys() == theirs.Root.keys()
        assert ours.Root.Metadata.read_bytes() == theirs.Root.Metadata.read_bytes()
        assert list(ours.attachments) == list(theirs.attachments)
        (tags, names), (wanted, theirs_names) = tags_of(ours), tags_of(theirs)
        assert tags == wanted
        assert len(set(names)) == len(names) == len(theirs_names)  # the sections' names do not meet
    assert report.sha256 == hashlib.sha256(content).hexdigest()
    assert {file.format for file in report.files.all()} == {"docx", "xlsx"}
    assert not report.parts.exists()


@pytest.mark.slow
def test_the_same_data_gives_the_same_bytes(town: Town) -> None:
    digests = set()
    for _ in range(2):
        asked = big.ask(town.campaign, town.head, recognised=400, others=0)
        Report.objects.filter(pk=asked.pk).update(code="")
        digests.add(big.made(asked).sha256)
        Report.objects.filter(pk=asked.pk).delete()
    assert len(digests) == 1


def test_the_sections_number_their_pages_on() -> None:
    document = documents.freeze(big_papers.campaign_result(400, 0))
    cut = sections.split(documents.printable_html("campaign_result", document, Stamp()), pages=5)
    assert [part.pages for part in cut] == [0, 5, 5, 5, 0, 0]
    assert "counter-reset: page" not in cut[1].html
    assert "counter-reset: page 6 " in cut[2].html
    assert "counter-reset: page 16 " in cut[4].html
    assert "Phụ lục II" in cut[5].html
    assert ['class="footnotes"' in part.html for part in cut] == [False, False, False, False, True, True]


PRINT_ONE_SECTION = """
import resource
import django
django.setup()
from assessments.reports import documents, sections
from assessments.reports.layout import Stamp
from benchmarks import big_papers
data = documents.freeze(big_papers.campaign_result({count}, 0))
cut = sections.split(documents.printable_html("campaign_result", data, Stamp()))
documents.render_section(cut[1].html, identifier="0" * 32, beat=str, number=1)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_a_longer_list_needs_little_more_memory() -> None:
    """What grows is the text of the whole, some kilobytes for each commune; printed whole it would be 200 kB for each."""
    peaks = []
    for count in (500, 3000):
        command = [sys.executable, "-c", PRINT_ONE_SECTION.format(count=count)]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=os.environ, check=True, capture_output=True)
        peaks.append(int(done.stdout.split()[-1]))
    assert peaks[1] - peaks[0] < 100, peaks


ROWS = [Row(10.0)] * 10


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([Row(10.0)] * 3, [0]),
        (ROWS, [0, 3, 7]),  # 30 high at first, then 40
        ([Row(10.0), Row(10.0), Row(10.0, keep_after=True), *ROWS], [0, 2, 6, 10]),
        ([Row(10.0), Row(10.0), Row(10.0), Row(10.0, keep_before=True), *ROWS], [0, 2, 6, 10]),
        ([Row(10.0, keep_after=True)] * 5, [0, 3]),  # they cannot all stay together
        ([Row(35.0), Row(35.0)], [0, 1]),  # higher than the page: there all the same
    ],
)
def test_pages_end_where_the_printer_ends_them(rows: list[Row], found: list[int]) -> None:
    assert paging.cut(rows, first_top=10.0, next_top=0.0, bottom=40.0) == found


def test_a_table_that_cannot_be_cut_stays_whole() -> None:
    rows = "<tr><td rowspan='2'>a</td><td>b</td></tr><tr><td>c</td></tr>" * 250
    page = f"<html><head></head><body><p>x</p><section class='annex'><table><tbody>{rows}</tbody></table></section></body></html>"
    assert sections.is_big(page)
    assert [part.pages for part in sections.split(page)] == [0, 0]
