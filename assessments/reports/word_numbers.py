"""Headings that Word numbers itself, as levels of one list: whoever adds one need not renumber the rest.

The paper's text carries the number as typed; it is taken off only where Word will write just the same.
"""

import re
from dataclasses import replace

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph as WordParagraph

from assessments.reports.blocks import Paragraph

_LABEL = re.compile(r"(?:[IVX]+|\d+)\. ")
_LEVELS = {"h2": 0, "h3": 1}
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
# The lists by how they begin: their number in the file and the forms of their levels.
_LISTS = {"I. ": (90, ("upperRoman", "decimal")), "1. ": (91, ("decimal", "lowerLetter"))}
_INDENT = 720  # twips: 1,27 cm


class Numbers:
    """Counts the headings of one document as Word does."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.list_begins = ""
        self.counts = [0, 0]

    def taken_off(self, source: Paragraph) -> tuple[Paragraph, int | None]:
        """Return the heading without its number and its level; unchanged and None for what keeps what is typed."""
        level, found = _LEVELS.get(source.kind), _LABEL.match(source.text)
        if level is None or found is None or not source.runs[0].text.startswith(found[0]):
            return source, None
        if found[0] != self._expected(level, found[0]):
            return source, None
        self.counts[level:] = [self.counts[level] + 1, *[0] * (1 - level)]
        first, *others = source.runs
        return replace(source, runs=(replace(first, text=first.text.removeprefix(found[0])), *others)), level

    def _expected(self, level: int, label: str) -> str:
        """Return how Word would begin the heading; the first one of the document decides which list it is."""
        if not self.list_begins and level == 0 and label in _LISTS:
            self.list_begins = label
            _define(self.document, *_LISTS[label])
        number = self.counts[level]
        if level == 0 and self.list_begins == "I. ":
            return f"{_ROMANS[number]}. " if number < len(_ROMANS) else ""
        fits = self.list_begins == ("I. " if level else "1. ")
        return f"{number + 1}. " if fits else ""

    def put(self, target: WordParagraph, level: int) -> None:
        """Make the paragraph an entry of the list."""
        properties = target._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001  # the library has no name for it
        properties.get_or_add_ilvl().val = level
        properties.get_or_add_numId().val = _LISTS[self.list_begins][0]


def _define(document: Document, number: int, forms: tuple[str, str]) -> None:
    """Write the list into the file, before the lists that Word's own template brings."""
    levels = "".join(_level(place, form) for place, form in enumerate(forms))
    kind = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}'
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f"{kind}</w:abstractNum>"))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))


def _level(place: int, form: str) -> str:
    mark = ")" if form == "lowerLetter" else "."
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="%{place + 1}{mark}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLine="{_INDENT}"/></w:pPr></w:lvl>'
    )
