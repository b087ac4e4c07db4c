"""A description as a Word document that people can edit: real styles, real tables, no text boxes."""

import io
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph

from assessments.reports import archive, pictures, word_styles, word_tables
from assessments.reports.blocks import Block, Break, Columns, Description, Paragraph, Picture, Table
from assessments.reports.word_numbers import Numbers

_LONG, _SHORT = 297, 210
# Top, right, bottom, left in mm, as on the PDF.
_PORTRAIT, _LANDSCAPE = (20, 15, 20, 30), (25, 20, 18, 20)
_RULES = {"rule": 20, "subject-rule": 56}  # mm on both sides of the line
_HEAD_SHARES = {"head": (40, 60), "end": (45, 55)}


def from_description(found: Description) -> bytes:
    """Return the DOCX; the same description gives the same bytes."""
    document = Document()
    word_styles.prepare(document)
    _describe(document, found)
    writer = _Writer(document, found)
    writer.verify(found.verification)
    for block in found.blocks:
        writer.write(block)
    return archive.repacked(_saved(document))


def _saved(document: WordDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _describe(document: WordDocument, found: Description) -> None:
    """Name the file's title, author and language; the times are those of the data."""
    properties = document.core_properties
    properties.title, properties.author, properties.language = found.title, found.author, "vi-VN"
    properties.comments, properties.last_modified_by = "", found.author
    made_at = datetime.fromisoformat(found.made_at)
    properties.created = properties.modified = made_at


class _Writer:
    """Writes the blocks one after the other, and knows in which section it stands."""

    def __init__(self, document: WordDocument, found: Description) -> None:
        self.document, self.notice = document, found.notice
        self.in_annex = self.is_verified = False
        self.numbers = Numbers(document)
        self.section = document.sections[0]
        self._set_page(_PORTRAIT, is_wide=False)

    def write(self, block: Block) -> None:
        """Write one block."""
        match block:
            case Paragraph():
                self._paragraph(block)
            case Table():
                self._table(block)
            case Columns():
                self._columns(block)
            case Picture():
                self._picture(block)
            case Break():
                self.section = self.document.add_section(WD_SECTION.NEW_PAGE)
                self.in_annex = True
                self._set_page(_LANDSCAPE if block.is_wide else _PORTRAIT, is_wide=block.is_wide)

    def verify(self, lines: tuple[Paragraph, ...]) -> None:
        """Write at the foot of the first page, as on the PDF, where the document is verified."""
        self.is_verified, section = bool(lines), self.document.sections[0]
        foot = section.first_page_footer
        for line in lines:
            section.footer_distance = Mm(6)  # what stands there keeps within the margin
            target = foot.add_paragraph() if foot.paragraphs[-1].text else foot.paragraphs[-1]
            self._fill(target, line, style=word_styles.LOOKS["verification"].name)

    def _paragraph(self, block: Paragraph) -> None:
        """Write a paragraph of the text; the annexes' headings are not numbered."""
        said, level = (block, None) if self.in_annex else self.numbers.taken_off(block)
        target = self.document.add_paragraph()
        self._fill(target, said)
        if level is not None:
            self.numbers.put(target, level)

    def _set_page(self, margins: tuple[int, int, int, int], *, is_wide: bool) -> None:
        """Set paper, margins and the page number, which each section begins anew and hides on its first page."""
        section = self.section
        section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(_LONG), Mm(_SHORT)) if is_wide else (Mm(_SHORT), Mm(_LONG))
        top, right, bottom, left = (Mm(value) for value in margins)
        section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = top, right, bottom, left
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True
        _number_from_one(section)
        if not self.in_annex:
            _page_number(section.header.paragraphs[0])
        if self.is_verified:
            section.first_page_footer.is_linked_to_previous = False  # an annex does not say it again
        for footer in (section.footer, section.first_page_footer):
            self._foot(footer.paragraphs[0])

    def _foot(self, paragraph: WordParagraph) -> None:
        if self.notice and not paragraph.text:
            paragraph.alignment = ALIGN.CENTER
            run = paragraph.add_run(self.notice)
            run.italic, run.font.size = True, Pt(10)

    def _style(self, kind: str) -> str:
        looks = word_styles.LOOKS
        at_annex = f"{kind}@annex"
        return looks[at_annex if self.in_annex and at_annex in looks else kind if kind in looks else "p"].name

    def _fill(self, target: WordParagraph, source: Paragraph, *, style: str = "") -> None:
        target.style = style or self._style(source.kind)
        for run in source.runs:
            written = target.add_run(run.text)
            written.bold, written.italic = run.bold or None, run.italic or None
            written.font.superscript = run.raised or None
        if source.kind == "motto":
            _underline(target)
        if source.kind in _RULES:
            _rule(target, _RULES[source.kind])

    def _picture(self, block: Picture) -> None:
        """Put the drawing in its own line, with what is read out instead of it, and the caption below."""
        target = self.document.add_paragraph(style=self._style("picture"))
        shape = target.add_run().add_picture(io.BytesIO(pictures.png_of(block.svg)), width=Mm(pictures.WIDTH))
        shape._inline.docPr.set("descr", block.spoken)  # noqa: SLF001  # the library has no name for it
        self._fill(self.document.add_paragraph(), block.caption)

    def _columns(self, block: Columns) -> None:
        """Write two columns as a table without lines, the habit of Vietnamese offices in Word."""
        if block.kind == "end":
            self._keep_last_paragraph()
        table = self.document.add_table(rows=1, cols=2)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        word_tables.set_margins(table._tbl, 0)  # noqa: SLF001  # no name for it; the national name needs the whole column
        room = self._room()
        parts, shares = (block.left, block.right), _HEAD_SHARES[block.kind]
        for column, part, share in zip(table.columns, parts, shares, strict=True):
            cell = column.cells[0]
            column.width = cell.width = Mm(room * share / 100)
            for number, paragraph in enumerate(part):
                target = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                self._fill(target, paragraph, style=self._end_style(block, part, paragraph))
        _keep_rows_whole(table)

    def _keep_last_paragraph(self) -> None:
        """Let whoever signs not stand alone on a page."""
        if self.document.paragraphs:
            self.document.paragraphs[-1].paragraph_format.keep_with_next = True

    def _end_style(self, block: Columns, part: tuple[Paragraph, ...], paragraph: Paragraph) -> str:
        """Return the look of a line at the document's end: whoever receives it, or whoever signs."""
        if block.kind == "head" or paragraph.kind == "signature-room":
            return ""
        receives = part is block.left and part[0].text.startswith("Nơi nhận")
        return word_styles.LOOKS["recipient" if receives else "signer"].name

    def _room(self) -> float:
        """Return the width between the margins in mm."""
        section = self.section
        return float((section.page_width - section.left_margin - section.right_margin) / Mm(1))

    def _table(self, block: Table) -> None:
        style = self.document.styles[word_styles.LOOKS["cell"].name].style_id
        element = word_tables.element_of(block, room=self._room(), style=style)
        self.document.element.body.insert_element_before(element, "w:sectPr")
        self.document.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _number_from_one(section: Section) -> None:
    kind = OxmlElement("w:pgNumType")
    kind.set(qn("w:start"), "1")
    properties = section._sectPr  # noqa: SLF001  # the library has no name for it
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    properties.append(kind)


def _page_number(paragraph: WordParagraph) -> None:
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.text = text
        run._r.append(element)  # noqa: SLF001  # the library has no name for a field


def _underline(paragraph: WordParagraph) -> None:
    for run in paragraph.runs:
        run.underline = True


def _rule(paragraph: WordParagraph, indent: int) -> None:
    """Draw a line of a third of the column by a border under an empty paragraph that is indented from both sides."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(indent)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001  # the library has no name for it


def _keep_rows_whole(table: WordTable) -> None:
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # see above
