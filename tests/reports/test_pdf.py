"""The printer: own type face, searchable text, nothing from outside, the same bytes each time."""

import hashlib
import unicodedata
from io import BytesIO
from itertools import product

import pytest
from pypdf import PdfReader
from weasyprint.urls import FatalURLFetchingError

from assessments.reports import pdf
from tests.reports.made import fonts_of, no_beat

PAGE = '<html lang="vi"><head><title>Thử</title></head><body>{}</body></html>'


def printed(body: str) -> bytes:
    return pdf.from_html(PAGE.format(body), identifier="0" * 32, beat=no_beat).content


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages)


def vietnamese_letters() -> str:
    tones = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    letters = [unicodedata.normalize("NFC", base + tone) for base, tone in product("aăâeêioôơuưy", tones)] + ["đ"]
    return "".join(letters) + "".join(letters).upper()


def test_every_vietnamese_letter_is_in_all_four_cuts() -> None:
    letters = vietnamese_letters()
    assert len(letters) == 146
    body = f"<p>{letters}</p><p><b>{letters}</b></p><p><i>{letters}</i></p><p><b><i>{letters}</i></b></p>"
    content = printed(body)
    assert fonts_of(content) == {"VB-Serif", "VB-Serif-Bold", "VB-Serif-Italic", "VB-Serif-Bold-Italic"}
    assert text_of(content).replace(" ", "") == letters * 4


def test_characters_that_the_face_lacks_are_not_taken_from_the_machine() -> None:
    content = printed("<p>Đạt ✓ ☐ ★ 漢 😀 \u2011</p>")
    assert fonts_of(content) == {"VB-Serif"}
    assert text_of(content) == "Đạt x [ ] □ □ □ -"


def test_decomposed_text_is_searchable_in_composed_form() -> None:
    content = printed(f"<p>{unicodedata.normalize('NFD', 'Phường Bắc Sơn')}</p>")
    assert text_of(content) == "Phường Bắc Sơn"


def test_equal_input_gives_equal_bytes() -> None:
    first, second = printed("<p>Phường Bắc Sơn</p>"), printed("<p>Phường Bắc Sơn</p>")
    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()


def test_the_file_is_tagged_and_in_vietnamese() -> None:
    catalogue = PdfReader(BytesIO(printed("<h1>Tiêu đề</h1><p>Nội dung</p>"))).root_object
    assert str(catalogue["/MarkInfo"]) == "{'/Marked': True}"
    assert str(catalogue["/Lang"]) == "vi"
    assert "/StructTreeRoot" in catalogue


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/logo.png",
        "https://example.test/a.png",
        "file:///etc/passwd",
        "data:image/png;base64,AA==",
        "../../../tiepcanpl/settings.py",
        "../fonts/liberation-serif/../../../.env",
    ],
)
def test_every_other_address_stops_the_printing(address: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        printed(f'<img src="{address}" alt="">')


def test_each_page_gives_a_sign_of_life() -> None:
    steps: list[str] = []
    html = PAGE.format("<p>Trang</p>" + '<p class="annex">Phụ lục</p>' * 2)
    done = pdf.from_html(html, identifier="0" * 32, beat=steps.append)
    assert done.pages == 3
    assert [step for step in steps if "Page" in step] == [
        f"Step 5 - Creating layout - Page {number}" for number in (1, 2, 3)
    ]
