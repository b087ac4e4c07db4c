"""Where a document is signed: each room for a signature is a signature field of the PDF, for whatever tool signs it.

A room is an element with `id="chu-ky…"`; its place comes from the layout. The fields keep the rules of PDF/A: printed,
never hidden, with an appearance (an empty one, so that the paper stays blank until somebody signs).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pydyf

if TYPE_CHECKING:
    import weasyprint

ROOM = "chu-ky"  # how the id of a room begins, and the name of the field of whoever signs the document
_LABEL = "Chữ ký số"
_POINTS = 0.75  # of one CSS pixel
_PRINTED, _LOCKED = 4, 128
_FIELDS_EXIST = 1


@dataclass(frozen=True, slots=True)
class Room:
    """A room for a signature: the field's name, the page from 0, the corners in points from the page's lower left."""

    name: str
    page: int
    left: float
    bottom: float
    right: float
    top: float


def add(document: "weasyprint.Document", pdf: pydyf.PDF) -> None:
    """Write the fields into the PDF that is just being finished; equal layouts give equal bytes."""
    fields = [_field(room, pdf) for room in rooms_of(document)]
    if fields:
        form = pydyf.Dictionary({"Fields": pydyf.Array(fields), "SigFlags": _FIELDS_EXIST})
        pdf.add_object(form)
        pdf.catalog["AcroForm"] = form.reference


def rooms_of(document: "weasyprint.Document") -> Iterator[Room]:
    """Yield the rooms in the order of the pages."""
    for number, page in enumerate(document.pages):
        for name, (left, top, right, bottom) in page.anchors.items():
            if name.startswith(ROOM):
                corners = (left, page.height - bottom, right, page.height - top)
                yield Room(name, number, *(round(corner * _POINTS, 2) for corner in corners))


def _field(room: Room, pdf: pydyf.PDF) -> Any:  # noqa: ANN401  # untyped library: a reference
    """Add field and widget in one object to the room's page; return its reference."""
    reference = pdf.page_references[room.page]
    size = pydyf.Array([0, 0, round(room.right - room.left, 2), round(room.top - room.bottom, 2)])
    empty = pydyf.Stream([], {"Type": "/XObject", "Subtype": "/Form", "BBox": size, "Resources": pydyf.Dictionary({})})
    pdf.add_object(empty)
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(room.name),
            "TU": pydyf.String(_LABEL),
            "F": _PRINTED + _LOCKED,
            "Rect": pydyf.Array([room.left, room.bottom, room.right, room.top]),
            "P": reference,
            "AP": pydyf.Dictionary({"N": empty.reference}),
        }
    )
    pdf.add_object(field)
    page = pdf.objects[int(reference.split()[0])]
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    return field.reference
