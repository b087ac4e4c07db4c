"""Certificates, keys and signed PDF files, made anew in memory; no file of a real person is used."""

from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.factories import NOW, evidence
from tiepcanpl.kit.signing import DatedSigner

ORGANISATION = "Ủy ban nhân dân phường Bắc Sơn (kiểm thử)"
SIGNER = "Người ký kiểm thử"
_YEAR = timedelta(days=365)
PASSWORD = b"chi-dung-de-kiem-thu"


class Authority:
    """A certificate authority of its own."""

    def __init__(self, name: str = "Gốc tin cậy kiểm thử") -> None:
        """Make the key and the certificate that signs itself, valid for years around the moment of the tests."""
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        self._plain: tuple[bytes, bytes] | None = None
        self.certificate = (
            _builder(self.name, self.name, self.key.public_key(), NOW - 5 * _YEAR, NOW + 15 * _YEAR)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def pem(self) -> bytes:
        """Return the certificate as a file holds it."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def trusted_in(self, folder: Path) -> str:
        """Put the certificate into a folder of trusted ones and return the folder."""
        (folder / "goc.pem").write_bytes(self.pem())
        return str(folder)

    def issue(
        self, subject: x509.Name, first: datetime, last: datetime, *, stamps: bool = False
    ) -> tuple[ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, x509.Certificate]:
        """Issue a certificate for signing, or for a timestamp authority."""
        key = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
        builder = _builder(subject, self.name, key.public_key(), first, last).add_extension(
            _usage(digital_signature=True, content_commitment=True), critical=True
        )
        if stamps:
            usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(usage, critical=True)
        return key, builder.sign(self.key, hashes.SHA256())

    def signer(
        self, *, first: datetime = NOW - _YEAR, last: datetime = NOW + _YEAR, organisation: str = ORGANISATION
    ) -> SimpleSigner:
        """Return who signs, read from a PKCS#12 text in memory as real tools do."""
        packed = self.pkcs12(first=first, last=last, organisation=organisation)
        found: SimpleSigner | None = SimpleSigner.load_pkcs12_data(packed, other_certs=[], passphrase=PASSWORD)
        assert found is not None
        return found

    def pkcs12(
        self, *, first: datetime = NOW - _YEAR, last: datetime = NOW + _YEAR, organisation: str = ORGANISATION
    ) -> bytes:
        """Return key and certificate of a signer as a PKCS#12 file, under PASSWORD."""
        key, certificate = self.issue(_name(SIGNER, organisation), first, last)
        return pkcs12.serialize_key_and_certificates(
            b"kiem-thu", key, certificate, [self.certificate], serialization.BestAvailableEncryption(PASSWORD)
        )

    def plain_key(self) -> tuple[bytes, bytes]:
        """Return a signer's key and certificate in DER, to be put onto a token; the same each time."""
        if self._plain is None:
            key, certificate = self.issue(_name(SIGNER, ORGANISATION), NOW - _YEAR, NOW + _YEAR)
            encoding, plain = serialization.Encoding.DER, serialization.NoEncryption()
            packed = key.private_bytes(encoding, serialization.PrivateFormat.TraditionalOpenSSL, plain)
            self._plain = packed, certificate.public_bytes(encoding)
        return self._plain

    def stamper(self, at: datetime) -> DummyTimeStamper:
        """Return a timestamp authority without a network, whose clock stands still."""
        key, certificate = self.issue(_name("Dấu thời gian kiểm thử"), NOW - _YEAR, NOW + _YEAR, stamps=True)
        return DummyTimeStamper(
            tsa_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
            tsa_key=keys.PrivateKeyInfo.load(
                key.private_bytes(
                    serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            ),
            certs_to_embed=SimpleCertificateStore.from_certs(  # type: ignore[no-untyped-call]  # pyHanko's
                [asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))]
            ),
            fixed_dt=at,
        )


@cache
def authority() -> Authority:
    """Return the authority that the tests trust."""
    return Authority()


@cache
def signer() -> SimpleSigner:
    """Return a signer of that authority."""
    return authority().signer()


def signed(  # what a test may choose
    content: bytes | None = None,
    *,
    by: SimpleSigner | None = None,
    field: str = "ChuKy1",
    at: datetime | None = None,
    stamper: DummyTimeStamper | None = None,
    **metadata: object,
) -> bytes:
    """Return the PDF with one signature more; `at` is the time that the signer claims."""
    meta = PdfSignatureMetadata(field_name=field, **metadata)  # type: ignore[arg-type]  # named by each test
    pdf_signer = DatedSigner(meta, signer=by or signer(), timestamper=stamper, at=at or NOW)
    writer = IncrementalPdfFileWriter(BytesIO(content or evidence.pdf()), strict=False)
    return bytes(pdf_signer.sign_pdf(writer).getvalue())


def _name(common: str, organisation: str = "Cơ quan kiểm thử") -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "Văn phòng"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey,
    first: datetime,
    last: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
    )


def _usage(**given: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: given.get(name, False) for name in names})
