"""The room for a signature is a signature field of the PDF, where the layout puts it, by the rules of PDF/A."""

from io import BytesIO
from typing import Any

import pikepdf
from django.template.loader import render_to_string

from assessments.reports import pdf
from assessments.reports.parts import Signature
from tests.factories.town import Town
from tests.reports import made
from tests.reports.made import no_beat

POINTS_PER_MM = 72 / 25.4


def printed(signature: Signature, before: str = "") -> bytes:
    end = render_to_string("reports/_end.html", {"signature": signature})
    html = f'<html lang="vi"><head><title>Thử</title></head><body>{before}{end}</body></html>'
    return pdf.from_html(html, identifier="0" * 32, beat=no_beat).content


def fields(content: bytes) -> list[Any]:
    with pikepdf.open(BytesIO(content)) as opened:
        form = opened.Root.get("/AcroForm")
        return [] if form is None else [(str(f.T), f.as_dict()) for f in form.Fields]


def place(content: bytes, name: str) -> tuple[int, list[float]]:
    """Return the page from 1 and the rectangle of the field, as its page holds it."""
    with pikepdf.open(BytesIO(content)) as opened:
        for number, page in enumerate(opened.pages, start=1):
            for widget in page.get("/Annots", []):
                if widget.get("/T") == name:
                    return number, [float(corner) for corner in widget.Rect]
    raise AssertionError(name)


SIGNED_BY = Signature(("Như trên",), "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")


def test_the_field_stands_under_the_signers_title_on_the_right() -> None:
    number, (left, bottom, right, top) = place(printed(SIGNED_BY), "chu-ky")
    assert number == 1
    assert round((top - bottom) / POINTS_PER_MM) == 30
    assert left > 105 * POINTS_PER_MM - 10
    assert right <= (210 - 15) * POINTS_PER_MM + 1


def test_the_field_goes_to_the_page_where_the_document_ends() -> None:
    content = printed(SIGNED_BY, "<p>Nội dung</p>" * 60)
    assert place(content, "chu-ky")[0] == len(made.pages_of(content)) > 1


def test_two_signers_have_a_field_each() -> None:
    content = printed(Signature((), "", "CHỦ TỊCH", confirmer="TRƯỞNG PHÒNG"))
    assert {name for name, _ in fields(content)} == {"chu-ky", "chu-ky-xac-nhan"}
    assert place(content, "chu-ky-xac-nhan")[1][2] <= place(content, "chu-ky")[1][0]


def test_the_field_keeps_the_rules_of_pdf_a() -> None:
    with pikepdf.open(BytesIO(printed(SIGNED_BY))) as opened:
        (widget,) = opened.pages[0].Annots
        assert int(widget.F) & 0b100111 == 0b000100  # printed; not hidden, not invisible, not without a view
        assert widget.AP.N.read_bytes() == b""
        assert "/NeedAppearances" not in opened.Root.AcroForm
        assert "/V" not in widget


def test_a_document_without_a_room_has_no_form() -> None:
    html = '<html lang="vi"><head><title>Thử</title></head><body><p>Phụ lục</p></body></html>'
    assert fields(pdf.from_html(html, identifier="0" * 32, beat=no_beat).content) == []


def test_equal_input_gives_equal_bytes() -> None:
    assert printed(SIGNED_BY) == printed(SIGNED_BY)


def test_a_report_has_its_field(town: Town) -> None:
    assert "chu-ky" in {name for name, _ in fields(made.content(made.campaign_result(town.campaign, town.head)))}
