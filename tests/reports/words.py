"""Reads the words of the three outputs, so that they can be compared."""

import re

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from openpyxl import Workbook

ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_SPACE = re.compile(r"\s+")
_POINTER = re.compile(r"\(Xem trang tính “[^”]+”\)")


def words_of(text: str) -> list[str]:
    """Return the words; a place for a number or a day has none."""
    return _SPACE.sub(" ", text).split()


class Counter:
    """Writes the numbers that Word writes before headings, from the list that they belong to."""

    def __init__(self, document: WordDocument) -> None:
        self.root, self.counts = document.part.numbering_part.element, [0, 0]

    def __call__(self, paragraph: Paragraph) -> str:
        found = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}")  # noqa: SLF001  # the library has no name for it
        if found is None:
            return ""
        level, number = found.ilvl.val, found.numId.val
        self.counts[level:] = [self.counts[level] + 1, *[0] * (1 - level)]
        form = self.root.xpath(f"w:abstractNum[@w:abstractNumId={number}]/w:lvl[@w:ilvl={level}]/w:numFmt/@w:val")[0]
        count = self.counts[level]
        return f"{ROMANS[count - 1] if form == 'upperRoman' else count}. "


def word_text(document: WordDocument) -> list[str]:
    """Return the words of a Word document, with those at the foot of its first page."""
    parts, number_of = [], Counter(document)
    for element in document.iter_inner_content():
        if hasattr(element, "rows"):
            parts += [cell.text for row in element.rows for cell in dict.fromkeys(row.cells)]
        else:
            parts.append(f"{number_of(element)}{element.text}")
    parts += [paragraph.text for paragraph in document.sections[0].first_page_footer.paragraphs]
    return words_of(" ".join(parts))


def sheet_text(book: Workbook) -> list[str]:
    """Return the words of a workbook without those that point to a table; its numbers are no words."""
    texts = [str(cell.value) for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)]
    return words_of(_POINTER.sub(" ", " ".join(texts)))
