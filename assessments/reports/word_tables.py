"""Tables of a Word document, written as XML in one piece: a list of the whole country has a hundred thousand cells."""

from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.table import CT_Tbl

from assessments.reports.blocks import Cell, Paragraph, Row, Run, Table
from assessments.reports.widths import widths_of

_TWIPS = 1440 / 25.4  # in one mm
_PADDING = 68  # twips: 1,2 mm, so that "STT" keeps to its line
_BOLD_ROWS = frozenset({"criterion", "group", "total", "indicator"})


def element_of(table: Table, *, room: float, style: str) -> CT_Tbl:
    """Return the table between the margins (`room` in mm); `style` is the identifier of the cells' style."""
    widths = [round(width * _TWIPS) for width in widths_of(table, room)]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [_row(row, widths, style, is_head=True) for row in table.head]
    rows += [_row(row, widths, style, is_head=False) for row in table.body]
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/>{_margins(_PADDING)}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def set_margins(table: CT_Tbl, twips: int) -> None:
    """Set the room between the text and the sides of the cells."""
    margins = parse_xml(_margins(twips).replace("<w:tblCellMar>", f"<w:tblCellMar {nsdecls('w')}>", 1))
    table.tblPr.insert_element_before(margins, "w:tblLook")


def _margins(twips: int) -> str:
    sides = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side in ("left", "right"))
    return f"<w:tblCellMar>{sides}</w:tblCellMar>"


def _row(row: Row, widths: list[int], style: str, *, is_head: bool) -> str:
    cells, place = [], 0
    bold = is_head or row.kind in _BOLD_ROWS
    for cell in row.cells:
        width = sum(widths[place : place + cell.span])
        cells.append(_cell(cell, width, style, bold=bold, centre=is_head))
        place += cell.span
    repeated = "<w:tblHeader/>" if is_head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(cell: Cell, width: int, style: str, *, bold: bool, centre: bool) -> str:
    span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    middle = '<w:jc w:val="center"/>' if centre or cell.classes & {"centre", "figure"} else ""
    lines = "".join(_paragraph(line, style, middle, bold=bold) for line in cell.paragraphs)
    shape = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}<w:vAlign w:val="center"/></w:tcPr>'
    return f"<w:tc>{shape}{lines}</w:tc>"


def _paragraph(line: Paragraph, style: str, middle: str, *, bold: bool) -> str:
    runs = "".join(_run(run, bold=bold) for run in line.runs)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{middle}</w:pPr>{runs}</w:p>'


def _run(run: Run, *, bold: bool) -> str:
    look = "<w:b/>" if bold or run.bold else ""
    look += "<w:i/>" if run.italic else ""
    look += '<w:vertAlign w:val="superscript"/>' if run.raised else ""
    pieces = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in run.text.split("\n"))
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{pieces}</w:r>"
