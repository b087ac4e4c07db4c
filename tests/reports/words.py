"""Reads the words of the three outputs, so that they can be compared."""

import re

from docx.document import Document as WordDocument
from openpyxl import Workbook

_SPACE = re.compile(r"\s+")
_POINTER = re.compile(r"\(Xem trang tính “[^”]+”\)")


def words_of(text: str) -> list[str]:
    """Return the words; a place for a number or a day has none."""
    return _SPACE.sub(" ", text).split()


def word_text(document: WordDocument) -> list[str]:
    """Return the words of a Word document, with those at the foot of its first page."""
    parts = []
    for element in document.iter_inner_content():
        if hasattr(element, "rows"):
            parts += [cell.text for row in element.rows for cell in dict.fromkeys(row.cells)]
        else:
            parts.append(element.text)
    parts += [paragraph.text for paragraph in document.sections[0].first_page_footer.paragraphs]
    return words_of(" ".join(parts))


def sheet_text(book: Workbook) -> list[str]:
    """Return the words of a workbook without those that point to a table; its numbers are no words."""
    texts = [str(cell.value) for sheet in book for row in sheet for cell in row if isinstance(cell.value, str)]
    return words_of(_POINTER.sub(" ", " ".join(texts)))
