"""What a document says of its verification: scanned from the page, beside the text, read by those who cannot see."""

import dataclasses
import io
from types import SimpleNamespace

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from django.template.loader import render_to_string
from docx import Document
from openpyxl import load_workbook
from PIL import Image
from pytest_django.fixtures import Settings

from assessments.models import ReportKind
from assessments.reports import blocks, documents, pdf, verification, word, workbook
from tests.reports.made import fonts_of, no_beat, pages_of

CODE = "ABCDEFGHJKMN"
SENTENCE = "Xác minh văn bản này tại van-ban.example.gov.vn/xac-minh Mã xác minh: ABCD EFGH JKMN"
BOTTOM_MARGIN = 20  # mm
DOTS = 150  # per inch: a poor copier


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.SITE_URL = "https://van-ban.example.gov.vn"


def page(code: str = CODE, *notices: str) -> str:
    paragraph = "<p>Phường Bắc Sơn báo cáo.</p>"
    document = SimpleNamespace(
        title="Báo cáo",
        subject="Kết quả",
        author="Xã",
        year="2020",
        made_at="2021-01-05T00:00:00+00:00",
        notices=notices,
    )
    html = render_to_string("reports/base.html", {"doc": document, "verification": verification.of(code)})
    return html.replace("</body>", f'<div class="body">{paragraph * 60}</div></body>')


def printed(html: str) -> bytes:
    return pdf.from_html(html, identifier="0" * 32, beat=no_beat).content


def picture(content: bytes, number: int = 0) -> Image.Image:
    sheet: Image.Image = pypdfium2.PdfDocument(content)[number].render(scale=DOTS / 72).to_pil()
    return sheet.convert("L")


def test_a_phone_reads_the_address_from_the_first_page() -> None:
    content = printed(page())
    (found,) = zxingcpp.read_barcodes(picture(content))
    assert found.text == "https://van-ban.example.gov.vn/xac-minh/ABCDEFGHJKMN/"
    assert zxingcpp.read_barcodes(picture(content, 1)) == []


def test_it_is_read_at_an_angle_and_with_a_stain() -> None:
    copy = picture(printed(page())).rotate(17, expand=True, fillcolor=255)
    (found,) = zxingcpp.read_barcodes(copy)
    corner = found.position.bottom_right
    copy.paste(0, (corner.x - 14, corner.y - 10, corner.x - 6, corner.y - 2))
    assert [again.text for again in zxingcpp.read_barcodes(copy)] == [found.text]


def test_it_stands_in_the_bottom_margin_and_moves_no_line() -> None:
    with_code, without = printed(page()), printed(page(""))
    assert [text.replace(SENTENCE, "").split() for text in pages_of(with_code)] == [
        text.split() for text in pages_of(without)
    ]
    assert SENTENCE in pages_of(with_code)[0]
    sheet = picture(with_code)
    (found,) = zxingcpp.read_barcodes(sheet)
    edges = [(sheet.height - y) * 25.4 / DOTS for y in (found.position.top_left.y, found.position.bottom_left.y)]
    assert 18 < edges[0] < BOTTOM_MARGIN
    assert edges[1] > 4  # mm that no printer can print


def test_nothing_is_printed_across_address_and_code() -> None:
    text = pages_of(printed(page(CODE, "Số liệu minh họa")))[0]
    assert SENTENCE in text
    assert "Số liệu minh họa" not in text  # the notice stands over the title of page 1, at the foot from page 2 on


def test_who_cannot_see_the_code_hears_of_it() -> None:
    content = printed(page())
    assert fonts_of(content) == {"VB-Serif", "VB-Serif-Bold"}
    with pikepdf.open(io.BytesIO(content)) as document:
        parts = [part for part in document.objects if isinstance(part, pikepdf.Dictionary) and "/Alt" in part]
        assert [(str(part.S), str(part.Alt)) for part in parts] == [
            ("/Figure", "Mã QR dẫn đến trang xác minh văn bản này")
        ]


def test_equal_codes_give_equal_bytes() -> None:
    assert printed(page()) == printed(page())
    assert printed(page()) != printed(page(CODE[::-1]))


def test_a_paper_without_a_code_says_nothing() -> None:
    assert "xác minh" not in pages_of(printed(page("")))[0].lower()


def test_word_and_excel_carry_address_and_code_outside_the_text() -> None:
    found = blocks.read(page())
    document = Document(io.BytesIO(word.from_description(found)))
    foot = " ".join(row.text for row in document.sections[0].first_page_footer.paragraphs)
    assert foot.strip() == SENTENCE
    assert all("xác minh" not in row.text.lower() for row in document.paragraphs)
    sheet = load_workbook(io.BytesIO(workbook.from_description(found)))["Văn bản"]
    assert " ".join(str(row[0].value) for row in list(sheet.rows)[-2:]) == SENTENCE


@pytest.mark.parametrize("kind", documents.LAYOUTS)
def test_every_document_knows_what_the_public_page_says_of_it(kind: ReportKind) -> None:
    context = documents.LAYOUTS[kind].context
    known = {field.name for field in dataclasses.fields(context)} | set(dir(context))
    assert {"subject", "author", "notices"} <= known
