"""Small real files, and evidence stored by the product's own deed."""

import hashlib
import struct
import zipfile
import zlib
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile

from assessments.models import Dossier, Evidence
from assessments.services import evidence
from assessments.services.evidence import Upload
from communes.models import User
from tests.factories import NOW

CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{kind}.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{part}" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def pdf(words: str = "Quyet dinh") -> bytes:
    """Return a PDF of one page."""
    body = [b"%PDF-1.4\n"]
    text = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode("ascii")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
            b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
        ),
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
    ]
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(sum(map(len, body)))
        body.append(b"%d 0 obj%s endobj\n" % (number, part))
    start = sum(map(len, body))
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    body.append(b"xref\n0 5\n0000000000 65535 f \n" + table + b"trailer<</Size 5/Root 1 0 R>>\n")
    return b"".join(body) + b"startxref\n%d\n%%%%EOF\n" % start


def png(shade: int = 255) -> bytes:
    """Return a picture of one grey dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    dot = zlib.compress(bytes([0, shade]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")


def docx(words: str = "Báo cáo") -> bytes:
    """Return a Word document of one line."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f'<w:document xmlns:w="{word}"><w:body><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:body></w:document>'
    return _package("word/document.xml", "wordprocessingml.document", body)


def xlsx() -> bytes:
    """Return a workbook without sheets."""
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return _package("xl/workbook.xml", "spreadsheetml.sheet", f'<workbook xmlns="{sheet}"><sheets/></workbook>')


def _package(part: str, kind: str, body: str) -> bytes:
    stream = BytesIO()
    parts = {
        "[Content_Types].xml": CONTENT_TYPES.format(part=part, kind=kind),
        "_rels/.rels": RELATIONS.format(part=part),
        part: '<?xml version="1.0" encoding="UTF-8"?>' + body,
    }
    with zipfile.ZipFile(stream, "w") as package:
        for name, text in parts.items():
            # A fixed date: the same call gives the same bytes.
            package.writestr(zipfile.ZipInfo(name, (2020, 12, 31, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def upload(content: bytes | None = None, name: str = "Quyết định.pdf") -> Upload:
    """Return a PDF as the form reads it."""
    data = pdf() if content is None else content
    sha256 = hashlib.sha256(data).hexdigest()
    return Upload(name, ContentFile(data), len(data), sha256, "application/pdf", ".pdf")


def attach(  # what a test may choose
    dossier: Dossier,
    actor: User,
    *,
    item_code: str = "1.1.1",
    content: bytes | None = None,
    name: str = "Quyết định.pdf",
    at: datetime = NOW,
) -> Evidence:
    """Store a file and let it prove an item."""
    sent = upload(content, name)
    return evidence.attach(dossier_id=dossier.pk, item_code=item_code, upload=sent, actor=actor, at=at).evidence
