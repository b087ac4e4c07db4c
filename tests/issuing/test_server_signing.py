"""Signing on the server: keys in files and on tokens; checked by pyHanko's own command; nothing of a key leaks."""

import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from pytest_django import Settings

from assessments.models import AuditEvent, IssuedDocument, Report
from assessments.selectors import issued as facts
from assessments.services import issuing, server_signing
from tests.factories import NOW
from tests.factories import signing as make
from tests.factories.issuing import key_file, numbered, result
from tests.factories.town import Town
from tests.reports import conformance, made
from tests.reports.test_signature_fields import place
from tiepcanpl.kit.errors import DomainError

MODULE = next((str(path) for path in Path("/usr/lib").glob("**/libsofthsm2.so")), "")
PIN = "827361"
needs_token = pytest.mark.skipif(not (MODULE and shutil.which("softhsm2-util")), reason="softhsm2 is not installed")


@pytest.fixture
def report(town: Town) -> Report:
    return result(town)


@pytest.fixture
def key(town: Town, tmp_path: Path, settings: Settings) -> Path:
    """Configure a key of the town's authority; return the folder of its files."""
    settings.SIGNING_KEYS = key_file(tmp_path, town.authority.code)
    return tmp_path


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put a key onto a token; its module is loaded once in a process, and so are the tokens that it knows."""
    folder = tmp_path_factory.mktemp("tokens")
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}\nobjectstore.backend = file\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm2.conf"))
        command = ["softhsm2-util", "--init-token", "--free", "--label", "UBND", "--so-pin", "918273", "--pin", PIN]
        subprocess.run(command, check=True, capture_output=True)  # a fixed tool
        fill = [sys.executable, "-c", FILL, MODULE, PIN, *_key_files(folder)]
        subprocess.run(fill, check=True, capture_output=True)  # our own text
        yield


@pytest.fixture
def token(town: Town, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch, tokens: None) -> None:  # noqa: ARG001  # the token has to be there
    """Configure the key on the token."""
    lines = (
        f'unit = "{town.authority.code}"\npkcs11 = "{MODULE}"\ntoken = "UBND"\nkey = "ky-so"\npin_env = "HSM_PIN"\n'
    )
    (tmp_path / "keys.toml").write_text(f"[[keys]]\n{lines}")
    monkeypatch.setenv("HSM_PIN", PIN)
    settings.SIGNING_KEYS = str(tmp_path / "keys.toml")


FILL = """
import sys
from pathlib import Path
import pkcs11
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.x509 import decode_x509_certificate
module, pin, key, certificate = sys.argv[1:]
with pkcs11.lib(module).get_token(token_label="UBND").open(rw=True, user_pin=pin) as session:
    private = decode_ec_private_key(Path(key).read_bytes())
    private.update({pkcs11.Attribute.LABEL: "ky-so", pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: b"1"})
    session.create_object(private)
    row = decode_x509_certificate(Path(certificate).read_bytes())
    row.update({pkcs11.Attribute.LABEL: "ky-so", pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: b"1"})
    session.create_object(row)
"""


def _key_files(folder: Path) -> tuple[str, str]:
    (folder / "key.der").write_bytes(make.authority().plain_key()[0])
    (folder / "certificate.der").write_bytes(make.authority().plain_key()[1])
    return str(folder / "key.der"), str(folder / "certificate.der")


def issued(report: Report, town: Town) -> IssuedDocument:
    return issuing.on_server(report.pk, signer_position="Trưởng phòng", actor=town.head, at=NOW)


def content_of(row: IssuedDocument) -> bytes:
    with row.file.open() as stored:
        return bytes(stored.read())


def validated(content: bytes, folder: Path) -> tuple[int, str]:
    """Check the file with pyHanko's command, as anybody can, at the moment of the tests."""
    (folder / "root.pem").write_bytes(make.authority().pem())
    (folder / "signed.pdf").write_bytes(content)
    command = ["pyhanko", "sign", "validate", "--trust", str(folder / "root.pem"), "--no-revocation-check"]
    command += ["--validation-time", NOW.isoformat(), "--pretty-print", str(folder / "signed.pdf")]
    done = subprocess.run(command, capture_output=True, check=False, cwd=folder)  # a fixed tool
    return done.returncode, (done.stdout + done.stderr).decode()


def test_the_signed_file_validates_and_a_changed_byte_breaks_it(town: Town, report: Report, key: Path) -> None:
    content = content_of(issued(report, town))
    code, said = validated(content, key)
    assert (code, "The signature is judged VALID" in said) == (0, True), said
    spot = content.index(b"/Lang") + 7
    code, said = validated(content[:spot] + b"X" + content[spot + 1 :], key)
    assert (code != 0, "INVALID" in said) == (True, True), said


def test_our_bytes_stay_and_the_signature_stands_in_its_room(town: Town, report: Report, key: Path) -> None:
    row = issued(report, town)
    content, ours = content_of(row), made.content(report)
    assert content.startswith(ours)
    assert place(content, "chu-ky") == place(ours, "chu-ky")
    (path := key / "s.pdf").write_bytes(content)
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True).stdout.decode()
    assert f"Ký bởi: {make.SIGNER}" in text
    assert "Thời gian ký: 2021-01-04T09:00:00+07:00" in text
    with pikepdf.open(path) as opened:
        (value,) = [field.V for field in opened.Root.AcroForm.Fields if "/V" in field]
        assert value.SubFilter == "/ETSI.CAdES.detached"
    assert conformance.failures_of(content) == []


def test_who_signed_is_shown(town: Town, report: Report, key: Path, settings: Settings) -> None:
    settings.SIGNATURE_TRUST_ROOTS = make.authority().trusted_in(key)
    row = issued(report, town)
    assert (row.way, row.issued_by) == ("server", town.head)
    (fact,) = facts.of(report, town.head).signatures
    assert (fact.signature.signer, fact.signature.signed_at, fact.is_outside) == (make.SIGNER, NOW, False)


@needs_token
@pytest.mark.usefixtures("token")
def test_a_key_on_a_token(town: Town, report: Report, tmp_path: Path) -> None:
    code, said = validated(content_of(issued(report, town)), tmp_path)
    assert (code, "The signature is judged VALID" in said) == (0, True), said


@needs_token
@pytest.mark.usefixtures("token")
def test_a_wrong_pin_leaves_the_document_unissued(
    town: Town, report: Report, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("HSM_PIN", "000999")
    refused(report, town, "không dùng được khóa ký số")
    assert "000999" not in caplog.text
    assert "UBND" in caplog.text


def refused(report: Report, town: Town, sentence: str) -> None:
    with pytest.raises(DomainError, match=sentence):
        issued(report, town)
    assert not IssuedDocument.objects.exists()
    assert not AuditEvent.objects.filter(action="report_issue").exists()


def test_a_wrong_passphrase_leaves_the_document_unissued_and_stands_in_no_log(
    town: Town, report: Report, key: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    (key / "mat-khau").write_text("sai-mat-khau-bi-mat")
    refused(report, town, "không dùng được khóa ký số")
    assert "wrong passphrase" in caplog.text
    assert "bi-mat" not in caplog.text


@pytest.mark.parametrize("lost", ["khoa.p12", "mat-khau"])
def test_a_lost_file(town: Town, report: Report, key: Path, lost: str) -> None:
    (key / lost).unlink()
    refused(report, town, "không dùng được khóa ký số")


def test_a_certificate_that_has_ended(town: Town, report: Report, tmp_path: Path, settings: Settings) -> None:
    old = make.authority().pkcs12(first=NOW - timedelta(days=9), last=NOW - timedelta(days=1))
    settings.SIGNING_KEYS = key_file(tmp_path, town.authority.code, old)
    refused(report, town, "đã hết hạn")


def test_a_time_stamp_authority_that_does_not_answer(town: Town, report: Report, key: Path) -> None:
    file = key / "keys.toml"
    file.write_text('timestamp_url = "http://127.0.0.1:9/"\n' + file.read_text())
    refused(report, town, "máy chủ dấu thời gian không trả lời")


@pytest.mark.usefixtures("key")
def test_a_unit_signs_with_its_own_key_alone(town: Town, report: Report) -> None:
    sheet = numbered(made.sheet(town.dossier, town.official), town.leader)
    assert server_signing.key_of(report) is not None
    assert server_signing.key_of(sheet) is None
    with pytest.raises(DomainError, match="chưa có khóa"):
        issuing.on_server(sheet.pk, signer_position="Chủ tịch", actor=town.leader, at=NOW)


def test_a_broken_list_of_keys_is_no_key_and_is_logged(
    report: Report, key: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (key / "keys.toml").write_text("[[keys]]\nunit = ")
    assert server_signing.key_of(report) is None
    assert "SIGNING_KEYS" in caplog.text


def test_nothing_of_the_key_is_kept(town: Town, report: Report, key: Path) -> None:
    row = issued(report, town)
    kept = str(row.signatures) + str(list(AuditEvent.objects.values()))
    assert make.PASSWORD.decode() not in kept
    assert str(key) not in kept
