"""Digital signatures of a PDF: what a reading tells. The reading itself happens in a confined process."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import IO, Any

from tiepcanpl.kit import confined

MOST = 50  # signatures that are told of one file
_MARK = b"/ByteRange"
_PIECE = 64 * 1024
_READER = "tiepcanpl.kit.signature_reader"


class Integrity(StrEnum):
    """Whether the content still is what was signed."""

    WHOLE = "whole"  # unchanged, or added to in the ways that the signature allows
    CHANGED = "changed"  # the signed bytes stand, and something beyond what is allowed was added
    BROKEN = "broken"  # the signed bytes or the signature itself were changed
    UNREADABLE = "unreadable"  # the signature does not follow the format


class Modification(StrEnum):
    """What was added to the file after signing."""

    NONE = "none"
    MAINTENANCE = "maintenance"  # validation data, document timestamps
    SIGNED = "signed"  # further signatures
    FILLED = "filled"  # form fields
    OTHER = "other"


class Coverage(StrEnum):
    """How much of the file the signature covers."""

    FILE = "file"
    REVISION = "revision"  # everything that was there when it was signed
    PART = "part"


class TimeSource(StrEnum):
    """Who says when it was signed."""

    NONE = "none"
    CLAIMED = "claimed"  # the signer's own clock
    TIMESTAMP = "timestamp"  # a timestamp whose authority is not known here
    TIMESTAMP_TRUSTED = "timestamp_trusted"


class Trust(StrEnum):
    """How the certificate stands, at the time of signing; revocation is never asked for."""

    TRUSTED = "trusted"
    EXPIRED = "expired"  # expired, or not yet valid
    UNKNOWN = "unknown"  # no chain to a configured root
    WEAK = "weak"  # a digest that is no longer safe
    NO_ROOTS = "no_roots"  # nothing is configured to compare with


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature, in order of signing. An unreadable one has its field's name alone."""

    field: str
    integrity: Integrity
    is_timestamp: bool = False
    signer: str = ""
    organisation: str = ""
    unit: str = ""
    issuer: str = ""
    serial: str = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    signed_at: datetime | None = None
    time_source: TimeSource = TimeSource.NONE
    modification: Modification = Modification.NONE
    coverage: Coverage = Coverage.PART
    trust: Trust = Trust.UNKNOWN


def may_be_signed(chunks: Iterable[bytes]) -> bool:
    """Tell whether the bytes hold the one mark without which no PDF is signed; spares reading the many that hold none."""
    tail = b""
    for chunk in chunks:
        if _MARK in tail + chunk:
            return True
        tail = chunk[-len(_MARK) :]
    return False


def read(content: IO[bytes], *, roots: str, at: datetime) -> list[Signature]:
    """Read the signatures of a PDF on disk as seen at the moment; `roots` is a folder of certificates, "" for none.

    Raises ConfinedError where the file cannot be read.
    """
    content.seek(0)
    if not may_be_signed(iter(lambda: content.read(_PIECE), b"")):
        return []
    rows = confined.read(_READER, content, roots, at.isoformat())
    return [from_row(row) for row in rows]


def from_row(row: dict[str, Any]) -> Signature:
    """Return a signature as the confined reader told it."""
    return Signature(
        field=row["field"],
        integrity=Integrity(row["integrity"]),
        is_timestamp=bool(row.get("is_timestamp")),
        signer=row.get("signer", ""),
        organisation=row.get("organisation", ""),
        unit=row.get("unit", ""),
        issuer=row.get("issuer", ""),
        serial=row.get("serial", ""),
        valid_from=_time(row.get("valid_from")),
        valid_to=_time(row.get("valid_to")),
        signed_at=_time(row.get("signed_at")),
        time_source=TimeSource(row.get("time_source", TimeSource.NONE)),
        modification=Modification(row.get("modification", Modification.NONE)),
        coverage=Coverage(row.get("coverage", Coverage.PART)),
        trust=Trust(row.get("trust", Trust.UNKNOWN)),
    )


def to_row(signature: Signature) -> dict[str, Any]:
    """Return the signature as JSON keeps it; `from_row` reads it again."""
    values = {field.name: getattr(signature, field.name) for field in fields(signature)}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
