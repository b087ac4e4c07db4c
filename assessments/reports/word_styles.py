"""The styles of a Word document by Nghị định 30/2020/NĐ-CP (Phụ lục I), as real styles that people can change at one place."""

from dataclasses import dataclass

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FACE = "Times New Roman"
_BLACK = RGBColor(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Look:
    """One style: its name in Word, size in points, and how it stands on the page (space in points, indent in cm)."""

    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: ALIGN = ALIGN.CENTER
    before: float = 0
    after: float = 0
    indent: float = 0
    keeps_with_next: bool = False


_BODY = Look("Nội dung", align=ALIGN.JUSTIFY, before=6, indent=1.27)
_HEADING = {"bold": True, "align": ALIGN.LEFT, "before": 8, "after": 4, "keeps_with_next": True}
# By the class or tag that the paragraph has in the template; "@annex" where it stands after the break of an annex.
LOOKS = {
    "p": _BODY,
    "li": _BODY,
    "minutes-item": _BODY,
    "basis": Look("Căn cứ", italic=True, align=ALIGN.JUSTIFY, before=6, indent=1.27),
    "to": Look("Kính gửi", after=12),
    "to-one": Look("Kính gửi từng nơi", align=ALIGN.LEFT, indent=4.5),
    "superior": Look("Cơ quan chủ quản", 13),
    "agency": Look("Cơ quan ban hành", 13, bold=True),
    "number": Look("Số ký hiệu", 13, before=8),
    "about": Look("Trích yếu công văn", 12, before=6),
    "nation-name": Look("Quốc hiệu", 13, bold=True),
    "motto": Look("Tiêu ngữ", bold=True),
    "date": Look("Địa danh, ngày tháng", italic=True, before=6),
    "notice": Look("Dấu lưu ý", 13, bold=True, before=12),
    "document-type": Look("Tên loại", bold=True, before=16, keeps_with_next=True),
    "subject": Look("Trích yếu", bold=True, keeps_with_next=True),
    "h2": Look("Heading 1", indent=1.27, **_HEADING),
    "h3": Look("Heading 2", indent=1.27, **_HEADING),
    "h2@annex": Look("Phụ lục", bold=True, keeps_with_next=True),
    "h3@annex": Look("Tên phụ lục", bold=True, keeps_with_next=True),
    "attached": Look("Kèm theo", italic=True, after=6),
    "centre": Look("Giữa dòng"),
    "authority": Look("Thẩm quyền ban hành", bold=True, before=6, after=10, keeps_with_next=True),
    "choice": Look("Ô lựa chọn", align=ALIGN.LEFT, before=6, indent=1.27),
    "line": Look("Dòng ghi tay", align=ALIGN.LEFT, before=6),
    "honoured": Look("Đơn vị được chứng nhận", 22, bold=True, before=24, after=12),
    "attained": Look("Nội dung chứng nhận", 16, after=12),
    "cell": Look("Ô bảng", 12, align=ALIGN.LEFT),
    "footnote": Look("Ghi chú cuối bảng", 11, align=ALIGN.LEFT, after=3),
    "picture": Look("Biểu đồ", before=6, keeps_with_next=True),
    "figcaption": Look("Tên biểu đồ", 12, italic=True, before=3, after=6),
    "source": Look("Nguồn số liệu", 10, align=ALIGN.LEFT),
    "recipient": Look("Nơi nhận", 11, align=ALIGN.LEFT),
    "signer": Look("Người ký", bold=True),
    "verification": Look("Xác minh văn bản", 9, align=ALIGN.LEFT),
    "subject-rule": Look("Đường kẻ dưới trích yếu", 4, after=8),
    "rule": Look("Đường kẻ", 4),
    "signature-room": Look("Chỗ ký", before=42, after=42),
}


def prepare(document: Document) -> None:
    """Make the styles; Word's own ones take the face and colour of the Decree."""
    _shape(document.styles["Normal"], Look("Normal", align=ALIGN.LEFT))
    for look in {look.name: look for look in LOOKS.values()}.values():
        known = look.name in document.styles
        style = document.styles[look.name] if known else document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
        _shape(style, look)


def _shape(style: ParagraphStyle, look: Look) -> None:
    font, form = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = FACE, Pt(look.size), look.bold, look.italic
    font.color.rgb = _BLACK
    faces = style.element.get_or_add_rPr().get_or_add_rFonts()
    for part in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        faces.set(qn(part), FACE)
    for part in ("w:asciiTheme", "w:hAnsiTheme", "w:cstheme", "w:eastAsiaTheme"):
        faces.attrib.pop(qn(part), None)
    form.alignment, form.space_before, form.space_after = look.align, Pt(look.before), Pt(look.after)
    form.first_line_indent, form.keep_with_next = Cm(look.indent), look.keeps_with_next
    form.line_spacing, form.widow_control = 1.15, True
