"""Digital signatures: who, when, whole or changed, trusted or not; hostile files end in one plain error."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfTimeStamper
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, append_signature_field

from tests.factories import NOW, evidence
from tests.factories import signing as make
from tiepcanpl.kit import signature_reader, signatures
from tiepcanpl.kit.confined import ConfinedError
from tiepcanpl.kit.signatures import Coverage, Integrity, Modification, Signature, TimeSource, Trust

LATER = NOW + timedelta(days=30)
DAY = timedelta(days=1)


@pytest.fixture
def roots(tmp_path: Path) -> str:
    (tmp_path / "ghi-chu.txt").write_text("không phải chứng thư")
    (tmp_path / "hong.crt").write_text("hỏng")
    return make.authority().trusted_in(tmp_path)


def read(content: bytes, roots: str = "", at: datetime = LATER) -> list[Signature]:
    """Read in a confined process, as the product does."""
    with TemporaryFile() as file:
        file.write(content)
        return signatures.read(file, roots=roots, at=at)


def all_of(content: bytes, roots: str = "") -> list[Signature]:
    """Read the same without a process of its own: what the reader finds does not depend on it."""
    return [signatures.from_row(row) for row in signature_reader.rows(BytesIO(content), roots, LATER)]


def only(content: bytes, roots: str = "") -> Signature:
    (found,) = all_of(content, roots)
    return found


def updated(content: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(content))
    change(writer)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]  # pyHanko's
    return out.getvalue()


def test_a_good_signature(roots: str) -> None:
    content = make.signed()
    found = only(content, roots)
    assert read(content, roots) == [found]
    assert (found.signer, found.organisation, found.unit) == (make.SIGNER, make.ORGANISATION, "Văn phòng")
    assert (found.issuer, bool(found.serial), found.field) == ("Gốc tin cậy kiểm thử", True, "ChuKy1")
    assert (found.signed_at, found.time_source) == (NOW, TimeSource.CLAIMED)
    assert (found.integrity, found.modification, found.coverage) == (
        Integrity.WHOLE, Modification.NONE, Coverage.FILE,
    )  # fmt: skip
    assert found.trust is Trust.TRUSTED


def test_unsigned() -> None:
    assert read(evidence.pdf()) == []


def test_the_mark_is_found_across_pieces() -> None:
    assert signatures.may_be_signed([b"..../Byte", b"Range [0 1]"])
    assert not signatures.may_be_signed([b"..../Byte", b"-Range"])


def test_trust_needs_a_configured_root(roots: str, tmp_path: Path) -> None:
    stranger = make.Authority("Gốc lạ").signer()
    assert only(make.signed(by=stranger), roots).trust is Trust.UNKNOWN
    assert only(make.signed()).trust is Trust.NO_ROOTS
    assert only(make.signed(), str(tmp_path / "khong-co")).trust is Trust.NO_ROOTS


def test_a_certificate_counts_at_the_time_of_signing(roots: str) -> None:
    before = make.authority().signer(first=NOW - 20 * DAY, last=NOW - DAY)
    after = make.authority().signer(first=NOW + DAY, last=NOW + 20 * DAY)
    ended_since = make.authority().signer(first=NOW - 20 * DAY, last=NOW + DAY)
    assert [only(make.signed(by=who), roots).trust for who in (before, after, ended_since)] == [
        Trust.EXPIRED, Trust.EXPIRED, Trust.TRUSTED,
    ]  # fmt: skip


def test_a_changed_byte_breaks_the_signature(roots: str) -> None:
    content = make.signed().replace(b"Quyet dinh", b"Quyet dinX")
    assert only(content, roots).integrity is Integrity.BROKEN


def test_something_else_added_after_signing_is_a_change(roots: str) -> None:
    def other_page(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        page["/MediaBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 100, 100)))
        writer.update_container(page)

    found = only(updated(make.signed(), other_page), roots)
    assert (found.integrity, found.modification, found.coverage) == (
        Integrity.CHANGED, Modification.OTHER, Coverage.REVISION,
    )  # fmt: skip


def with_text_field(content: bytes) -> bytes:
    def add(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec("ChuKy1"))
        field = writer.add_object(
            generic.DictionaryObject(  # type: ignore[no-untyped-call]  # pyHanko's
                {
                    generic.pdf_name("/FT"): generic.pdf_name("/Tx"),
                    generic.pdf_name("/T"): generic.TextStringObject("SoVanBan"),
                    generic.pdf_name("/V"): generic.TextStringObject(""),
                }
            )
        )
        form = writer.root["/AcroForm"]
        form["/Fields"].append(field)
        writer.update_container(form["/Fields"])

    return updated(content, add)


def fill(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][1].get_object()
    field["/V"] = generic.TextStringObject("15/QD")
    writer.update_container(field)


@pytest.mark.parametrize(
    ("allowed", "integrity"), [(MDPPerm.FILL_FORMS, Integrity.WHOLE), (MDPPerm.NO_CHANGES, Integrity.CHANGED)]
)
def test_filling_a_form_after_signing(allowed: MDPPerm, integrity: Integrity, roots: str) -> None:
    certified = make.signed(with_text_field(evidence.pdf()), certify=True, docmdp_permissions=allowed)
    found = only(updated(certified, fill), roots)
    assert (found.integrity, found.modification) == (integrity, Modification.FILLED)


def test_two_signatures_in_order(roots: str) -> None:
    second = make.authority().signer(organisation="Hội đồng nhân dân (kiểm thử)")
    content = make.signed(make.signed(), by=second, field="A2", at=NOW + DAY)
    found = all_of(content, roots)
    assert [(s.organisation, s.signed_at) for s in found] == [
        (make.ORGANISATION, NOW),
        ("Hội đồng nhân dân (kiểm thử)", NOW + DAY),
    ]
    assert [(s.integrity, s.modification) for s in found] == [
        (Integrity.WHOLE, Modification.SIGNED),
        (Integrity.WHOLE, Modification.NONE),
    ]


def test_a_timestamp_counts_more_than_the_claimed_time(roots: str) -> None:
    stamped = make.signed(stamper=make.authority().stamper(NOW + DAY))
    found = only(stamped, roots)
    assert (found.signed_at, found.time_source, found.trust) == (
        NOW + DAY, TimeSource.TIMESTAMP_TRUSTED, Trust.TRUSTED,
    )  # fmt: skip
    assert only(stamped).time_source is TimeSource.TIMESTAMP


def test_a_timestamp_of_the_document_is_told_as_such(roots: str) -> None:
    stamper = PdfTimeStamper(make.authority().stamper(NOW + DAY))
    out = stamper.timestamp_pdf(IncrementalPdfFileWriter(BytesIO(make.signed())), "sha256", output=BytesIO())
    first, second = all_of(out.getvalue(), roots)
    assert (first.integrity, first.modification, first.is_timestamp) == (
        Integrity.WHOLE, Modification.MAINTENANCE, False,
    )  # fmt: skip
    assert (second.is_timestamp, second.signed_at, second.trust) == (True, NOW + DAY, Trust.TRUSTED)


def test_an_old_digest_is_read_and_not_trusted(roots: str) -> None:
    found = only(make.signed(md_algorithm="sha1"), roots)
    assert (found.integrity, found.trust) == (Integrity.WHOLE, Trust.WEAK)


def test_a_signed_picture(roots: str) -> None:
    out = BytesIO()
    Image.new("RGB", (40, 60), "white").save(out, "PDF")
    assert only(make.signed(out.getvalue()), roots).integrity is Integrity.WHOLE


def cut(content: bytes) -> bytes:
    start = content.index(b"/Contents <") + 200
    return content[:start] + b">" + content[start:]


@pytest.mark.parametrize(
    "spoil",
    [
        cut,
        lambda content: content.replace(b"/ByteRange [0 ", b"/ByteRange [x "),
        lambda content: content.replace(b"/ByteRange [0 ", b"/ByteRange [9 "),
        lambda content: content.replace(b"/Filter /Adobe.PPKLite", b"/Filter /Adobe.PPKLitX"),
        lambda content: content.replace(b"/SubFilter /adbe.pkcs7.detached", b"/SubFilter /adbe.pkcs7.detachex"),
    ],
)
def test_spoilt_signatures_are_never_whole(spoil: Callable[[bytes], bytes], roots: str) -> None:
    content = make.signed()
    spoilt = spoil(content)
    assert spoilt != content
    try:
        found = read(spoilt, roots)
    except ConfinedError:
        return
    assert [s.integrity for s in found] in ([Integrity.UNREADABLE], [Integrity.BROKEN])


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n/ByteRange",
        b"/ByteRange" * 1000,
        make.signed()[:1500],
        make.signed()[:-300],
    ],
    ids=["no body", "noise", "head alone", "no end"],
)
def test_what_is_no_pdf_ends_in_one_error(content: bytes) -> None:
    try:
        found = read(content)
    except ConfinedError:
        return
    assert all(s.integrity is not Integrity.WHOLE for s in found)


def test_names_are_short_single_lines(roots: str) -> None:
    found = only(make.signed(by=make.authority().signer(organisation="Ủy ban\n\tnhân dân" + "ơ" * 30)), roots)
    assert found.organisation == "Ủy ban nhân dân" + "ơ" * 30
    assert replace(found, organisation="") != found
