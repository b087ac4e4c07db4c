"""A signed PDF for the demonstration, made at load time by a certificate that says that it is no real one."""

from datetime import datetime, timedelta
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, SimpleSigner

from tiepcanpl.kit.signing import DatedSigner

_VALID_FOR = timedelta(days=365)
_PASSWORD = b"minh-hoa"  # the key lives in memory for the length of one call


def signed(content: bytes, *, organisation: str, at: datetime) -> bytes:
    """Return the PDF signed by a demonstration certificate of the organisation."""
    meta = PdfSignatureMetadata(field_name="ChuKyMinhHoa")
    signer = DatedSigner(meta, signer=_signer(organisation, at), at=at)
    return bytes(signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(content))).getvalue())


def _signer(organisation: str, at: datetime) -> SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, f"{organisation} (minh họa)"[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, "Chứng thư minh họa, không có giá trị pháp lý"),
        ]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _VALID_FOR)
        .not_valid_after(at + _VALID_FOR)
        .sign(key, hashes.SHA256())
    )
    packed = pkcs12.serialize_key_and_certificates(
        b"minh-hoa", key, certificate, None, serialization.BestAvailableEncryption(_PASSWORD)
    )
    found: SimpleSigner | None = SimpleSigner.load_pkcs12_data(packed, other_certs=[], passphrase=_PASSWORD)
    assert found is not None  # noqa: S101  # narrows the type
    return found
