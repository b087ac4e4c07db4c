"""What was added to a file of ours: signatures alone, or a sentence's worth of difference."""

import hashlib
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field
from pypdf import PdfReader, PdfWriter

from tests.factories import NOW, evidence
from tests.factories import signing as make
from tests.kit.test_signatures import updated
from tiepcanpl.kit import addition_reader, additions
from tiepcanpl.kit.additions import Addition, Fault
from tiepcanpl.kit.signatures import Coverage, Integrity, Trust

ROOM = (300, 100, 500, 180)


def with_room(content: bytes) -> bytes:
    return updated(content, lambda writer: append_signature_field(writer, SigFieldSpec("chu-ky", box=ROOM)))


OURS = with_room(evidence.pdf())


def examined(content: bytes, ours: bytes = OURS, roots: str = "") -> Addition:
    """Examine in a confined process, as the product does."""
    sha256 = hashlib.sha256(ours).hexdigest()
    with TemporaryFile() as file:
        file.write(content)
        return additions.examine(file, size=len(ours), sha256=sha256, roots=roots, at=NOW)


def faults(content: bytes, ours: bytes = OURS) -> set[Fault]:
    """Examine without a process of its own: what is found does not depend on it."""
    return set(addition_reader.read(BytesIO(content), len(ours), "", NOW)["faults"])


def page_of(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    assert isinstance(page, generic.DictionaryObject)
    return page


def dictionary(**values: generic.PdfObject) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name(f"/{name}"): value for name, value in values.items()})  # type: ignore[no-untyped-call]  # pyHanko's


def other_words(writer: IncrementalPdfFileWriter) -> None:
    page = page_of(writer)
    page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b"BT /F1 12 Tf (Gia) Tj ET"))
    writer.update_container(page)


def other_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    pages["/Kids"].append(writer.add_object(page_of(writer)))
    pages["/Count"] = generic.NumberObject(2)  # type: ignore[no-untyped-call]  # pyHanko's
    writer.update_container(pages["/Kids"])
    writer.update_container(pages)


def note(writer: IncrementalPdfFileWriter) -> None:
    page = page_of(writer)
    box = generic.ArrayObject(map(generic.FloatObject, ("10", "10", "60", "60")))
    row = dictionary(Type=pdf_name("/Annot"), Subtype=pdf_name("/FreeText"), Rect=box)
    row["/Contents"] = generic.TextStringObject("Thay doi")
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(row)])
    writer.update_container(page)


def text_field(writer: IncrementalPdfFileWriter) -> None:
    field = dictionary(FT=pdf_name("/Tx"), T=generic.TextStringObject("So"), V=generic.TextStringObject("15"))
    form = writer.root["/AcroForm"]
    form["/Fields"].append(writer.add_object(field))
    writer.update_container(form["/Fields"])
    writer.update_container(form)


def test_a_signature_in_the_room_is_all_that_was_added(tmp_path: Path) -> None:
    found = examined(make.signed(OURS, field="chu-ky"), roots=make.authority().trusted_in(tmp_path))
    assert (found.faults, found.outside) == ((), frozenset())
    (signature,) = found.signatures
    assert (signature.signer, signature.signed_at, signature.field) == (make.SIGNER, NOW, "chu-ky")
    assert (signature.integrity, signature.coverage, signature.trust) == (
        Integrity.WHOLE, Coverage.FILE, Trust.TRUSTED,
    )  # fmt: skip


def test_two_signatures_and_a_field_of_the_tools_own() -> None:
    found = examined(make.signed(make.signed(OURS, field="chu-ky"), field="VGCA1"))
    assert (found.faults, len(found.signatures)) == ((), 2)


def test_a_visible_signature_beside_the_room_is_pointed_out() -> None:
    def beside(box: tuple[int, int, int, int]) -> bytes:
        field = updated(OURS, lambda writer: append_signature_field(writer, SigFieldSpec("Dau", box=box)))
        return make.signed(field, field="Dau")

    assert examined(beside((10, 500, 200, 700))).outside == {"Dau"}
    assert examined(beside((320, 110, 400, 170))).outside == frozenset()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (other_words, Fault.CONTENT),
        (other_page, Fault.PAGES),
        (note, Fault.ANNOTATION),
        (text_field, Fault.FIELD),
    ],
)
def test_more_than_signatures(change: Callable[[IncrementalPdfFileWriter], None], fault: Fault) -> None:
    before, after = (
        make.signed(updated(OURS, change), field="chu-ky"),
        updated(make.signed(OURS, field="chu-ky"), change),
    )
    assert fault in examined(before).faults
    assert fault in faults(after)


def test_what_one_update_added_the_next_one_cannot_hide() -> None:
    def back(writer: IncrementalPdfFileWriter) -> None:
        page = page_of(writer)
        page["/Contents"] = IncrementalPdfFileWriter(BytesIO(OURS)).root["/Pages"]["/Kids"][0].raw_get("/Contents")
        writer.update_container(page)

    assert Fault.CONTENT in faults(make.signed(updated(updated(OURS, other_words), back), field="chu-ky"))


def test_a_file_that_was_saved_anew_is_another_file() -> None:
    out = BytesIO()
    writer = PdfWriter(clone_from=PdfReader(BytesIO(OURS)))
    writer.write(out)
    assert examined(make.signed(out.getvalue(), field="chu-ky")).faults == (Fault.OTHER_FILE,)


@pytest.mark.parametrize("content", [evidence.pdf(), OURS[:-1], b"", make.signed(OURS.replace(b"Quyet", b"QuyeT"))])
def test_other_bytes_are_another_file(content: bytes) -> None:
    assert examined(content).faults == (Fault.OTHER_FILE,)


def test_a_new_file_behind_our_bytes_is_told() -> None:
    """A reader begins at the end of a file: our bytes in front of another file mean nothing."""
    assert faults(OURS + moved(make.signed(), by=len(OURS))) == {Fault.REBUILT}


def moved(content: bytes, by: int) -> bytes:
    """Return the file as it has to be to stand behind so many bytes: all its pointers moved."""
    content = re.sub(rb"(\d{10}) 00000 n", lambda m: b"%010d 00000 n" % (int(m[1]) + by), content)
    return re.sub(rb"(startxref\n|/Prev )(\d+)", lambda m: m[1] + b"%d" % (int(m[2]) + by), content)


@pytest.mark.parametrize("content", [OURS, OURS + b"\n", OURS + b"  \r\n"])
def test_the_unsigned_file_is_unsigned(content: bytes) -> None:
    assert examined(content).faults == (Fault.UNSIGNED,)


def test_an_update_without_a_signature_is_unsigned() -> None:
    def nothing(writer: IncrementalPdfFileWriter) -> None:
        writer.update_root()  # type: ignore[no-untyped-call]  # pyHanko's

    assert Fault.UNSIGNED in examined(updated(OURS, nothing)).faults
