"""What makes a PDF fit for the archive: PDF/A-3u, PDF/UA-1 where it is tagged, the data it was made from attached.

Works on any file of the printer's, also on one that was put together from several; equal files give equal bytes.
"""

import io
from datetime import datetime

import pikepdf
from django.template.loader import render_to_string
from pikepdf import Array, AttachedFileSpec, Dictionary, Name
from pikepdf.models.metadata import decode_pdf_date

DATA_NAME = "du-lieu.json"
_MEDIA_TYPE = "application/json"
_VERSION = "1.7"  # ISO 32000-1, which both standards are built on


def finished(content: bytes, data: str) -> bytes:
    """Return the printed file in its lasting form; `data` is the JSON that it was made from ("" for none)."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        if data:
            attach(pdf, data)
        conform(pdf)
        return saved(pdf)


def attach(pdf: pikepdf.Pdf, data: str) -> None:
    """Attach the JSON text as the data that the document shows (ISO 19005-3, 6.8); its times are the document's."""
    made_at = str(pdf.docinfo.get("/CreationDate", ""))
    spec = AttachedFileSpec(
        pdf,
        data.encode(),
        description="Dữ liệu của văn bản",
        filename=DATA_NAME,
        mime_type=_MEDIA_TYPE,
        creation_date=made_at,
        mod_date=made_at,
        relationship=Name.Data,
    )
    pdf.attachments[DATA_NAME] = spec
    pdf.Root.AF = Array([spec.obj])


def conform(pdf: pikepdf.Pdf) -> None:
    """Name the standards that the file keeps to, with its title and times, in XMP that every reader can read as it lies.

    The title, author and times are those of the document information, which the printer takes from the page.
    """
    root = pdf.Root
    root.Lang, root.MarkInfo = pikepdf.String("vi"), Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    metadata = pdf.make_stream(_xmp(pdf))
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    root.Metadata = metadata
    if "/StructTreeRoot" in root:
        _tag_fields(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Return the file; its second identifier is the digest of its content.

    A stream that happens to end with a carriage return would, with the line feed before "endstream", read as one byte
    too short (ISO 19005-3, 6.1.7.1); the other mark of a line's end makes it clear and is as long.
    """
    buffer = io.BytesIO()
    pdf.save(
        buffer,
        min_version=_VERSION,
        deterministic_id=True,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return buffer.getvalue().replace(b"\r\nendstream", b"\r\rendstream")


def _xmp(pdf: pikepdf.Pdf) -> bytes:
    info = {key.removeprefix("/").lower(): str(value) for key, value in pdf.docinfo.items()}
    context = {
        "info": info,
        "created": _iso(info.get("creationdate", "")),
        "modified": _iso(info.get("moddate", "")),
        "is_tagged": "/StructTreeRoot" in pdf.Root,
    }
    return render_to_string("reports/xmp.xml", context).encode()


def _iso(moment: str) -> str:
    found: datetime | None = decode_pdf_date(moment) if moment else None
    return found.isoformat() if found else ""


def _tag_fields(pdf: pikepdf.Pdf) -> None:
    """Give each field of a form its element in the structure, at the end of the document (ISO 14289-1, 7.18.4)."""
    tree = pdf.Root.StructTreeRoot
    document, numbers = tree.K[0], tree.ParentTree.Nums
    following = max([int(number) for number in list(numbers)[::2]], default=-1) + 1
    for page in pdf.pages:
        for field in page.get("/Annots", []):
            if field.Subtype != "/Widget" or "/StructParent" in field:
                continue
            reference = Dictionary(Type=Name.OBJR, Obj=field, Pg=page.obj)
            element = Dictionary(Type=Name.StructElem, S=Name.Form, P=document, Pg=page.obj, K=reference)
            document.K.append(pdf.make_indirect(element))
            for entry in (following, document.K[-1]):
                numbers.append(entry)
            field.StructParent, following = following, following + 1
    tree.ParentTreeNextKey = following
