"""Headings are numbered by Word where that says the same as the paper; what was typed otherwise stays typed."""

import io

import pytest
from docx import Document

from assessments.reports import blocks, word
from tests.reports.words import word_text

HEAD = (
    '<html lang="vi"><head><title>x</title><meta name="author" content="x">'
    '<meta name="dcterms.created" content="2021-01-05T00:00:00+00:00"></head><body>'
)


def written(*headings: str) -> tuple[list[str], list[int | None], str]:
    """Return the texts that stand in the file, the levels of the list that they belong to, and all words as Word shows them."""
    document = Document(io.BytesIO(word.from_description(blocks.read(f"{HEAD}{''.join(headings)}</body></html>"))))
    properties = [paragraph._p.pPr.numPr for paragraph in document.paragraphs]  # noqa: SLF001  # no name for it
    levels = [found.ilvl.val if found is not None else None for found in properties]
    return [paragraph.text for paragraph in document.paragraphs], levels, " ".join(word_text(document))


@pytest.mark.parametrize(
    ("headings", "texts", "levels"),
    [
        (
            ("<h2>I. CHUNG</h2>", "<h3>1. Một</h3>", "<h3>2. Hai</h3>", "<h2>II. RIÊNG</h2>", "<h3>1. Lại một</h3>"),
            ["CHUNG", "Một", "Hai", "RIÊNG", "Lại một"],
            [0, 1, 1, 0, 1],
        ),
        (("<h2>1. Một</h2>", "<h2>2. Hai <sup>(*)</sup></h2>"), ["Một", "Hai (*)"], [0, 0]),
        (("<h2>I. CHUNG</h2>", "<h2>III. NHẢY CÓC</h2>"), ["CHUNG", "III. NHẢY CÓC"], [0, None]),
        (("<h2>II. TỪ HAI</h2>", "<h2>Không số</h2>"), ["II. TỪ HAI", "Không số"], [None, None]),
        (("<p>1. Đoạn văn</p>",), ["1. Đoạn văn"], [None]),
        (('<section class="annex"><h2>1. Phụ lục</h2></section>',), ["", "1. Phụ lục"], [None, None]),
    ],
)
def test_the_number_is_words_own_where_it_says_the_same(
    headings: tuple[str, ...], texts: list[str], levels: list[int | None]
) -> None:
    plain = blocks.read(f"{HEAD}{''.join(headings)}</body></html>")
    said = " ".join(block.text for block in plain.blocks if isinstance(block, blocks.Paragraph))
    found_texts, found_levels, words = written(*headings)
    assert (found_texts, found_levels) == (texts, levels)
    assert words == " ".join(said.split())
