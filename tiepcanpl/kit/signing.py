"""Signs a PDF on the server (PAdES): the key stays where the operator put it, and no error or log holds a part of it."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from asn1crypto import x509
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, LayoutError, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, Signer, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.stamp import StaticStampStyle

from tiepcanpl.kit.signing_keys import Key, KeysError

logger = logging.getLogger(__name__)

_STAMP_PATIENCE = 15  # seconds
_MIDDLE = SimpleBoxLayoutRule(x_align=AxisAlignment.ALIGN_MID, y_align=AxisAlignment.ALIGN_MID)
# A token knows one session of one person: two threads that sign at the same time would log each other out.
_one_at_a_time = threading.Lock()
# What pyHanko's loader says of a key belongs into no log.
logging.getLogger("pyhanko.sign.signers.pdf_cms").setLevel(logging.CRITICAL)


class NotSignedError(Exception):
    """The file was not signed; the message says what failed, and nothing of the key or its secret."""


class TimestampError(NotSignedError):
    """The time-stamp authority gave no time stamp."""


class DatedSigner(PdfSigner):
    """Signs with a given claimed time instead of the machine's clock."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:  # pyHanko's own arguments
        """Take pyHanko's arguments, and the time to claim."""
        super().__init__(*args, **kwargs)
        self._at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> PdfSigningSession:  # see above
        """Start a session as pyHanko does, with the given clock."""
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._at
        return session


class _Unchanged(IncrementalPdfFileWriter):
    """Leaves version and metadata alone, as PDF/A-3 asks: it rests on 1.7, and the library writes our XMP anew with faults.

    What a PAdES signature adds is declared as an extension.
    """

    def _update_meta(self) -> None:
        """Keep the metadata of our file."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        """Keep the version of our file."""


@contextmanager
def opened(key: Key) -> Iterator[Signer]:
    """Give the signer behind a key for as long as it is needed. Raises NotSignedError."""
    try:
        if key.pkcs12:
            yield _from_pkcs12(key)
            return
        with _one_at_a_time, _session(key) as session:
            yield _from_token(key, session)
    except KeysError as error:
        raise NotSignedError(str(error)) from error


def certificate_of(signer: Signer) -> x509.Certificate:
    """Return the signer's certificate. Raises NotSignedError where the token has none."""
    try:
        found = signer.signing_cert
    except Exception:  # noqa: BLE001  # whatever a token's module raises means the same here
        raise NotSignedError("the token holds no such certificate") from None
    if found is None:
        raise NotSignedError("the key has no certificate")
    return found


def name_of(certificate: x509.Certificate) -> str:
    """Return for whom the certificate was issued: the common name, else the organisation."""
    subject = certificate.subject.native
    found = subject.get("common_name") or subject.get("organization_name") or ""
    return "; ".join(map(str, found)) if isinstance(found, list) else str(found)


def room_of(content: bytes, field: str) -> tuple[float, float] | None:
    """Return width and height in points of an empty signature field of our own file; None where it has none."""
    reader = PdfFileReader(BytesIO(content))
    for name, value, found in enumerate_sig_fields(reader):
        if name == field and value is None:
            left, bottom, right, top = (float(corner) for corner in found.get_object()["/Rect"])
            return abs(right - left), abs(top - bottom)
    return None


def sign(content: bytes, *, signer: Signer, key: Key, field: str, picture: bytes, at: datetime) -> bytes:
    """Return our own file with one signature (PAdES B-B, or B-T with a time stamp) in the field, which is made where it lacks.

    `picture` is a PDF page that shows the signature in the field, b"" for none. Raises NotSignedError.
    """
    meta = PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES)
    stamper = HTTPTimeStamper(key.timestamp_url, timeout=_STAMP_PATIENCE) if key.timestamp_url else None
    try:
        with _style(picture) as style:
            pdf_signer = DatedSigner(meta, signer=signer, timestamper=stamper, stamp_style=style, at=at)
            return bytes(pdf_signer.sign_pdf(_Unchanged(BytesIO(content))).getvalue())
    except TimestampRequestError as error:
        raise TimestampError("the time-stamp authority gave no time stamp") from error
    except (SigningError, PdfError, LayoutError, ValueError, OSError) as error:
        raise NotSignedError(f"pyHanko did not sign: {type(error).__name__}") from None
    except Exception as error:
        if not type(error).__module__.startswith("pkcs11"):
            raise
        raise NotSignedError(f"the token did not sign: {type(error).__name__}") from None


@contextmanager
def _style(picture: bytes) -> Iterator[StaticStampStyle | None]:
    """Give the look of the signature; pyHanko reads it from a file."""
    if not picture:
        yield None
        return
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(picture)
        file.flush()
        yield StaticStampStyle.from_pdf_file(file.name, border_width=0, background_layout=_MIDDLE)


def _from_pkcs12(key: Key) -> Signer:
    try:
        packed = Path(key.pkcs12).read_bytes()
    except OSError as error:
        raise NotSignedError(f"{key.pkcs12} cannot be read") from error
    try:
        found: Signer | None = SimpleSigner.load_pkcs12_data(
            packed, other_certs=[], passphrase=key.secret.read().encode()
        )
    except KeysError:
        raise
    except Exception:  # noqa: BLE001  # the library's words may hold parts of the key
        found = None
    if found is None:
        raise NotSignedError(f"{key.pkcs12} cannot be opened: wrong passphrase, or no PKCS#12")
    return found


@contextmanager
def _session(key: Key) -> Iterator[Any]:
    """Open the token; its module is loaded where it is needed: the product runs without it."""
    from pyhanko.sign.pkcs11 import open_pkcs11_session  # noqa: PLC0415  # see above

    pin = key.secret.read() or None
    try:
        session = open_pkcs11_session(key.pkcs11, token_criteria=TokenCriteria(label=key.token), user_pin=pin)
    except Exception as error:  # noqa: BLE001  # a module raises what it likes, and may quote what it was given
        raise NotSignedError(f"the token {key.token} cannot be opened: {type(error).__name__}") from None
    try:
        yield session
    finally:
        session.close()


def _from_token(key: Key, session: Any) -> Signer:  # noqa: ANN401  # untyped library
    from pyhanko.sign.pkcs11 import PKCS11Signer  # noqa: PLC0415  # as in `_session`

    # The digest is made here: not every token can (SoftHSM cannot for elliptic curves).
    certificate = key.certificate or key.key
    signer: Signer = PKCS11Signer(session, cert_label=certificate, key_label=key.key, use_raw_mechanism=True)
    return signer
