"""One description, three outputs: paper, Word and Excel say the same."""

import hashlib
import io
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from assessments.domain.workflow import State
from assessments.models import Report
from assessments.reports import blocks, documents, word, workbook
from assessments.reports.blocks import Description, Picture
from tests.factories.steps import bring_to
from tests.factories.town import Town
from tests.reports import libreoffice, made, structure
from tests.reports.words import word_text, words_of


@pytest.fixture(params=["sheet", "campaign"])
def report(request: pytest.FixtureRequest, town: Town) -> Report:
    bring_to(town, State.RECOGNISED)
    if request.param == "sheet":
        return made.sheet(town.dossier, town.head)
    return made.campaign_result(town.campaign, town.head)


@pytest.fixture
def found(report: Report) -> Description:
    return blocks.read(documents.to_html(report.kind, report.data, documents.stamp_of(report)))


def test_word_says_what_the_paper_says(report: Report, found: Description) -> None:
    document = Document(io.BytesIO(word.from_description(found)))
    paper = made.text(report)
    said = word_text(document)
    assert len(said) > 200
    missing = [part for part in dict.fromkeys(said) if part not in paper]
    assert missing == []
    assert sorted(set(words_of(paper)) - set(said) - set("123456789")) == []


def test_word_is_made_of_real_styles_and_tables(found: Description) -> None:
    document = Document(io.BytesIO(word.from_description(found)))
    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert {"Tên loại", "Trích yếu", "Nội dung", "Heading 1", "Phụ lục"} <= used
    grids = [table for table in document.tables if table.style and table.style.name == "Table Grid"]
    assert grids
    assert all("tblHeader" in table.rows[0]._tr.xml for table in grids)  # noqa: SLF001  # the library has no name for it
    assert "txbx" not in document.element.xml
    assert {run.font.name for row in document.paragraphs for run in row.runs} == {None}  # the face is the style's


def test_charts_are_pictures_with_words_in_word(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    report = made.campaign_result(town.campaign, town.head)
    found = blocks.read(documents.to_html(report.kind, report.data))
    charts = [block for block in found.blocks if isinstance(block, Picture)]
    document = Document(io.BytesIO(word.from_description(found)))
    shapes = document.inline_shapes
    assert len(charts) == len(shapes) == 2
    assert [shape._inline.docPr.get("descr") for shape in shapes] == [chart.spoken for chart in charts]  # noqa: SLF001  # no name for it
    assert {shape.width.mm for shape in shapes} == {110}


def test_numbers_in_excel_are_numbers(report: Report, found: Description) -> None:
    book = load_workbook(io.BytesIO(workbook.from_description(found)))
    numbers = [
        cell for sheet in book.worksheets[1:] for row in sheet for cell in row if isinstance(cell.value, int | float)
    ]
    assert numbers
    assert all(
        not isinstance(cell.value, str) or not cell.value.startswith("=")
        for sheet in book
        for row in sheet
        for cell in row
    )
    if report.kind == Report.Kind.SCORE_SHEET:
        total = next(
            row for row in book["Bảng 1"].iter_rows() if row[0].value == "Tổng cộng(*)" or row[0].value == "Tổng cộng"
        )
        assert Decimal(str(total[3].value)) == Decimal(report.data["total_claimed"])


def test_the_same_data_gives_the_same_bytes(found: Description) -> None:
    assert word.from_description(found) == word.from_description(found)
    assert workbook.from_description(found) == workbook.from_description(found)
    with zipfile.ZipFile(io.BytesIO(workbook.from_description(found))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_text_that_looks_like_a_formula_stays_text() -> None:
    sly = blocks.read(
        '<html lang="vi"><head><title>x</title><meta name="author" content="x"><meta name="dcterms.created" '
        'content="2021-01-05T00:00:00+00:00"></head><body><p>=1+1</p><table><thead><tr><th>A</th></tr></thead><tbody><tr><td>=2+2</td></tr></tbody></table></body></html>'
    )
    book = load_workbook(io.BytesIO(workbook.from_description(sly)))
    assert [
        (cell.value, cell.data_type)
        for sheet in book
        for row in sheet
        for cell in row
        if str(cell.value).startswith("=")
    ] == [("=1+1", "s"), ("=2+2", "s")]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed; scripts/test says so")
def test_libreoffice_opens_the_word_file_with_the_same_text(found: Description, tmp_path: Path) -> None:
    source = tmp_path / "tep.docx"
    source.write_bytes(word.from_description(found))
    shown = libreoffice.as_pdf(source, tmp_path)
    printed = "".join("".join(made.pages_of(shown)).split())  # narrow columns break words
    said = word_text(Document(io.BytesIO(source.read_bytes())))
    assert [part for part in dict.fromkeys(said) if part not in printed] == []
    assert {name.partition("-")[0] for name in made.fonts_of(shown)} == {"LiberationSerif"}
    lines = [line[2] for line in structure.structure_of(shown)["pages"][0]["lines"]]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in lines  # never on two


def test_both_files_are_kept_with_the_report(report: Report) -> None:
    stored = {row.format: row for row in report.files.all()}
    assert set(stored) == {"docx", "xlsx"}
    for row in stored.values():
        with row.file.open("rb") as file:
            content = file.read()
        assert (row.size, row.sha256) == (len(content), hashlib.sha256(content).hexdigest())
