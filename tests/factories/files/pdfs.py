"""PDF files: scans, forms, signed papers, and what hides in such files."""

import io
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers

from tests.factories import evidence as small

Change = Callable[[pikepdf.Pdf], None]


def pages(count: int = 2, change: Change | None = None, **options: Any) -> bytes:
    """Return a PDF of empty pages, changed before it is written."""
    with pikepdf.new() as pdf:
        for _ in range(count):
            pdf.add_blank_page(page_size=(595, 842))
        if change:
            change(pdf)
        stream = io.BytesIO()
        pdf.save(stream, **options)
    return stream.getvalue()


def scan(jpeg: bytes, width: int, height: int) -> bytes:
    """Return a scanner's PDF: a page that is one JPEG."""

    def put(pdf: pikepdf.Pdf) -> None:
        image = pdf.make_stream(jpeg)
        image.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=width,
                Height=height,
                ColorSpace=Name.DeviceRGB,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
            )
        )
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Im0=image))
        pdf.pages[0].Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")

    return pages(1, put)


def with_links() -> bytes:
    def put(pdf: pikepdf.Pdf) -> None:
        link = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=[0, 0, 9, 9],
            A=Dictionary(S=Name.URI, URI=String("https://vbpl.vn/")),
        )
        pdf.pages[0].Annots = Array([link])
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])

    return pages(2, put)


def talking_of_scripts() -> bytes:
    """Return a PDF whose title and form speak of scripts and hold none."""

    def put(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Title"] = String("Cách tắt /JavaScript và /Launch (/S /JavaScript /JS)")

    return pages(1, put)


def for_reading_only() -> bytes:
    """Return a PDF that everybody may open, locked against printing."""
    locked = pikepdf.Encryption(owner="chu", user="", allow=pikepdf.Permissions(print_highres=False))
    return pages(1, encryption=locked)


def attached(name: str, content: bytes = b"<hoadon/>") -> bytes:
    def put(pdf: pikepdf.Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)

    return pages(1, put)


def signed() -> bytes:
    """Return a PDF signed by pyHanko with a key made for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "UBND phường Bắc Sơn")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(619)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    packed = pkcs12.serialize_key_and_certificates(b"khoa", key, certificate, None, NoEncryption())
    signer = signers.SimpleSigner.load_pkcs12_data(packed, other_certs=[])
    assert signer is not None
    writer = IncrementalPdfFileWriter(io.BytesIO(small.pdf("Bao cao")))
    done = signers.sign_pdf(writer, signers.PdfSignatureMetadata(field_name="ChuKy"), signer=signer)
    content: bytes = done.getvalue()
    return content


def with_password() -> bytes:
    return pages(1, encryption=pikepdf.Encryption(owner="chu", user="mo"))


def opening(**action: Any) -> bytes:
    """Return a PDF that does something when it is opened."""

    def put(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pdf.make_indirect(Dictionary(**action))

    return pages(1, put)


def script_in_names() -> bytes:
    def put(pdf: pikepdf.Pdf) -> None:
        script = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)")))
        pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))

    return pages(1, put)


def script_in_a_field() -> bytes:
    def put(pdf: pikepdf.Pdf) -> None:
        acts = Dictionary(K=Dictionary(S=Name.JavaScript, JS=String("AFNumber_Keystroke(0)")))
        field = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("so"), Rect=[0, 0, 9, 9], AA=acts
        )
        field = pdf.make_indirect(field)
        pdf.pages[0].Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))

    return pages(1, put)


def script_under_another_spelling() -> bytes:
    """Return a script whose name is written in hexadecimal: /J#61vaScript, /J#53."""
    return small.pdf().replace(b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>")


def script_in_packed_objects() -> bytes:
    def put(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))

    return pages(1, put, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def turning_to(kind: Name) -> bytes:
    def put(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].AA = Dictionary(O=Dictionary(S=kind, F=String("\\\\10.0.0.9\\x.pdf"), URI=String("http://x.vn")))

    return pages(1, put)


def annotated(subtype: Name) -> bytes:
    def put(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=subtype, Rect=[0, 0, 9, 9])])

    return pages(1, put)


def dynamic_form() -> bytes:
    def put(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp:xdp/>"))

    return pages(1, put)


def without_pages() -> bytes:
    def put(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0]

    return pages(1, put)


def cut() -> bytes:
    whole = pages(5)
    return whole[: len(whole) * 2 // 3]


def with_a_wrong_table() -> bytes:
    """Return a PDF whose table of objects points beside them: readers repair it."""
    return small.pdf().replace(b"startxref\n", b"startxref\n9")


def of_rubbish() -> bytes:
    return b"%PDF-1.7\n" + b"khong phai pdf\n" * 50 + b"%%EOF\n"


def deep() -> bytes:
    """Return an object nested so deep that careless readers run out of stack."""
    return small.pdf().replace(b"/Type/Catalog", b"/Type/Catalog/X" + b"[" * 20_000 + b"]" * 20_000)


def bomb() -> bytes:
    """Return a PDF whose objects stand in a stream that unpacks to more than a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join([packer.compress(bytes(16 * 1024 * 1024)) for _ in range(80)]) + packer.flush()
    packed = zlib.compress(packed)
    head = b"%PDF-1.5\n"
    stream = (
        b"1 0 obj<</Type/ObjStm/N 1/First 4/Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n" % len(packed)
        + packed
        + b"\nendstream endobj\n"
    )
    table = b"".join(
        bytes([kind]) + place.to_bytes(4, "big") + bytes([0]) for kind, place in ((0, 0), (1, len(head)), (2, 1))
    )
    start = len(head) + len(stream)
    xref = (
        b"3 0 obj<</Type/XRef/Size 3/W[1 4 1]/Root 2 0 R/Length %d>>stream\n" % len(table)
        + table
        + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF\n" % start
    )
    return head + stream + xref
