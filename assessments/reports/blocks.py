"""What a printed document consists of, read from its HTML: the template says it once, for paper, Word and Excel."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html
from lxml.html import HtmlElement

_BLOCKS = frozenset({"div", "section", "p", "h1", "h2", "h3", "table", "ul", "ol", "li", "figure"})
_GAP = "        "  # room for a number or a day that is written by hand
_LINES = frozenset({"agency", "superior", "subject"})


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one look; `raised` is a mark such as (*)."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `kind` is the class or the tag that decides its look ("basis", "h2", "p")."""

    kind: str
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words without their looks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its paragraphs, how many columns it spans, its classes."""

    paragraphs: tuple[Paragraph, ...]
    span: int
    classes: frozenset[str]

    @property
    def text(self) -> str:
        """The words of the cell, one paragraph a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def figure(self) -> str:
        """The words without the marks: what may be a number."""
        return "".join(run.text for row in self.paragraphs for run in row.runs if not run.raised).strip()


@dataclass(frozen=True, slots=True)
class Row:
    """One row; `kind` is "" or the class that decides its look ("criterion", "total")."""

    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the rows that are repeated on each page."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]
    classes: frozenset[str]

    @property
    def width(self) -> int:
        """How many columns it has."""
        return max(sum(cell.span for cell in row.cells) for row in (*self.head, *self.body))


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns without lines: the head of a document, or who receives it beside who signs it."""

    kind: str
    left: tuple[Paragraph, ...]
    right: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A new page on which an annex begins."""

    is_wide: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing with what is read out instead of it and its caption."""

    svg: str
    spoken: str
    caption: Paragraph


Block = Paragraph | Table | Columns | Break | Picture


@dataclass(frozen=True, slots=True)
class Description:
    """A document: its title, who made it and when, the notice at the foot of each page, its blocks in order.

    `verification` tells where the document is verified, and by which code; it stands outside the text.
    """

    title: str
    author: str
    made_at: str
    notice: str
    blocks: tuple[Block, ...]
    verification: tuple[Paragraph, ...] = ()


def read(page: str) -> Description:
    """Return what the document's HTML says."""
    root = html.fromstring(page)
    body = root.find("body")
    return Description(
        title=_squeezed(root.findtext("head/title") or ""),
        author=_meta(root, "author"),
        made_at=_meta(root, "dcterms.created"),
        notice=body.get("data-notice") or "",
        blocks=tuple(_blocks(body)),
        verification=tuple(row for part in body.find_class("verification") for row in _paragraphs(part)),
    )


def _meta(root: HtmlElement, name: str) -> str:
    found = root.xpath("head/meta[@name=$name]/@content", name=name)
    return str(found[0]) if found else ""


def _blocks(parent: HtmlElement) -> Iterator[Block]:
    for element in parent.iterchildren(*_BLOCKS):
        classes = _classes(element)
        if "verification" not in classes:
            yield from _blocks_of(element, classes)


def _blocks_of(element: HtmlElement, classes: frozenset[str]) -> Iterator[Block]:
    if element.tag == "table":
        yield _table(element)
    elif element.tag == "figure" and "chart" in classes:
        yield _picture(element)
    elif classes & {"head", "end"}:
        left, right = (tuple(_paragraphs(part)) for part in element.iterchildren("div"))
        yield Columns("head" if "head" in classes else "end", left, right)
    elif "subject-rule" in classes:
        yield Paragraph("subject-rule", ())
    elif element.tag in {"div", "section", "ul", "ol"}:
        if "annex" in classes:
            yield Break(is_wide="wide" in classes)
        yield from _blocks(element)
    else:
        yield from _paragraphs_of(element)


def _paragraphs(parent: HtmlElement) -> Iterator[Paragraph]:
    """Return the paragraphs of a column; an empty place for a signature is a paragraph without words."""
    for element in parent.iterchildren("p", "div"):
        if element.tag == "p":
            yield from _paragraphs_of(element)
        elif _classes(element) & {"rule", "signature-room"}:
            yield Paragraph(next(iter(_classes(element))), ())


def _paragraphs_of(element: HtmlElement) -> Iterator[Paragraph]:
    """Return one paragraph, or one for each line of a name that is broken by hand."""
    classes = _classes(element)
    kind = next(iter(sorted(classes)), str(element.tag))
    if classes & _LINES:
        for line in element.iterchildren("span"):
            yield Paragraph(kind, tuple(_runs(line)))
    elif element.tag == "p" and element.getparent().get("class") == "footnotes":
        yield Paragraph("footnote", tuple(_runs(element)))
    else:
        yield Paragraph(kind, tuple(_runs(element)))


def _table(element: HtmlElement) -> Table:
    head, body = (tuple(_row(row) for row in element.iterfind(f"{part}/tr")) for part in ("thead", "tbody"))
    return Table(head, body, _classes(element))


def _picture(element: HtmlElement) -> Picture:
    drawing = element.find("svg")
    caption = Paragraph("figcaption", tuple(_runs(element.find("figcaption"))))
    return Picture(html.tostring(drawing, encoding="unicode", with_tail=False), drawing.findtext("title"), caption)


def _row(element: HtmlElement) -> Row:
    return Row(element.get("class") or "", tuple(_cell(cell) for cell in element.iterchildren("td", "th")))


def _cell(element: HtmlElement) -> Cell:
    inner = [row for part in element.iterchildren("p") for row in _paragraphs_of(part)]
    paragraphs = inner or [Paragraph("cell", tuple(_runs(element)))]
    return Cell(tuple(paragraphs), int(element.get("colspan") or 1), _classes(element))


def _runs(element: HtmlElement) -> list[Run]:
    """Return the pieces with the white space that a browser would show."""
    found: list[Run] = []
    for piece in _pieces(element, Run("")):
        ends_open = not found or found[-1].text.endswith((" ", "\n"))
        text = piece.text.lstrip(" ") if ends_open else piece.text
        if text:
            found.append(Run(text, piece.bold, piece.italic, piece.raised))
    if found:
        last = found[-1]
        found[-1] = Run(last.text.rstrip(), last.bold, last.italic, last.raised)
    return [run for run in found if run.text]


def _pieces(element: HtmlElement, look: Run) -> Iterator[Run]:
    if element.text:
        yield _in(look, _squeezed(element.text, ends=True))
    for child in element:
        if child.tag == "br":
            yield _in(look, "\n")
        elif "gap" in _classes(child):
            yield _in(look, _GAP)
        elif isinstance(child.tag, str):
            yield from _pieces(child, _look_of(child, look))
        if child.tail:
            yield _in(look, _squeezed(child.tail, ends=True))


def _look_of(element: HtmlElement, look: Run) -> Run:
    return Run(
        "",
        bold=look.bold or element.tag in {"b", "strong"},
        italic=look.italic or element.tag in {"i", "em"},
        raised=look.raised or element.tag == "sup",
    )


def _in(look: Run, text: str) -> Run:
    return Run(text, look.bold, look.italic, look.raised)


def _squeezed(text: str, *, ends: bool = False) -> str:
    """Join white space as a browser does; a space at either end counts inside a paragraph."""
    words = " ".join(text.split())
    if not ends or not words:
        return words or (" " if ends and text else "")
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"


def _classes(element: HtmlElement) -> frozenset[str]:
    return frozenset((element.get("class") or "").split())
