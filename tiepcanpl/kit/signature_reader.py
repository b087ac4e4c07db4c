"""Reads the digital signatures of one PDF from standard input and prints them as JSON; run by `kit.confined`.

Arguments: the folder of trusted certificates ("" for none) and the moment of reading (ISO 8601). No network: revocation
is not asked for. What each key and code means is told in `kit.signatures`.
"""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import IO, Any

from asn1crypto import x509
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DiffResult, ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    DocumentTimestampStatus,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
)
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature, async_validate_pdf_timestamp
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.policy_decl import DEFAULT_WEAK_HASH_ALGOS, AcceptAllAlgorithms

from tiepcanpl.kit.signatures import MOST, Coverage, Integrity, Modification, TimeSource, Trust

# What pyHanko and the ASN.1 library raise over malformed bytes.
_FAULTS = (
    PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, NotImplementedError,
    OverflowError, RecursionError, OSError,
)  # fmt: skip
_Status = PdfSignatureStatus | DocumentTimestampStatus
_LONGEST = 200
_VIETNAM = timezone(timedelta(hours=7))  # for a claimed time that names no zone
_USAGES = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"})
_ANY_ALGORITHM = CMSAlgorithmUsagePolicy.lift_policy(AcceptAllAlgorithms())
_COVERAGE = {
    SignatureCoverageLevel.ENTIRE_FILE: Coverage.FILE,
    SignatureCoverageLevel.ENTIRE_REVISION: Coverage.REVISION,
}


def main() -> None:
    """Print a list of signatures, the earliest first."""
    folder, moment = sys.argv[1], datetime.fromisoformat(sys.argv[2])
    logging.disable()
    with os.fdopen(0, "rb") as content:
        found = rows(content, folder, moment)
    sys.stdout.write(json.dumps(found))


def rows(content: IO[bytes], folder: str, moment: datetime) -> list[dict[str, Any]]:
    """Return the signatures of an open PDF; raises what pyHanko raises where the file as a whole is none."""
    return list(_signatures(PdfFileReader(content, strict=False), _roots(folder), moment))


def _roots(folder: str) -> list[x509.Certificate]:
    """Return the certificates of the folder; a file that holds none is passed over."""
    found: list[x509.Certificate] = []
    for path in sorted(Path(folder).iterdir()) if folder and Path(folder).is_dir() else ():
        if path.suffix.lower() in {".pem", ".crt", ".cer"}:
            try:
                found.extend(load_certs_from_pemder_data(path.read_bytes()))
            except _FAULTS:
                continue
    return found


def _signatures(reader: PdfFileReader, roots: list[x509.Certificate], moment: datetime) -> Iterator[dict[str, Any]]:
    if reader.encrypted:
        reader.decrypt(b"")
    opened: list[tuple[int, EmbeddedPdfSignature | str]] = []
    for place, (name, _, field) in enumerate(enumerate_sig_fields(reader, filled_status=True)):
        if place == MOST:
            break
        opened.append(_opened(reader, name, field))
    signed = {embedded.fq_name for _, embedded in opened if isinstance(embedded, EmbeddedPdfSignature)}
    for _, embedded in sorted(opened, key=lambda pair: pair[0]):
        yield _unreadable(embedded) if isinstance(embedded, str) else _read(embedded, signed, roots, moment)


def _opened(
    reader: PdfFileReader, name: str, field: generic.DictionaryObject
) -> tuple[int, EmbeddedPdfSignature | str]:
    """Return the place in order of signing with the signature, or its field's name where it cannot be read."""
    try:
        embedded = EmbeddedPdfSignature(reader, field, name)
    except _FAULTS:
        return sys.maxsize, name
    return embedded.signed_revision, embedded


def _unreadable(name: str) -> dict[str, Any]:
    return {"field": _text(name), "integrity": Integrity.UNREADABLE}


def _read(
    embedded: EmbeddedPdfSignature, signed: set[str], roots: list[x509.Certificate], moment: datetime
) -> dict[str, Any]:
    try:
        if embedded.sig_object_type == "/DocTimeStamp":
            return _timestamp(embedded, signed, roots, moment)
        return _signature(embedded, signed, roots, moment)
    except _FAULTS:
        return _unreadable(embedded.fq_name)


def _context(roots: Iterable[x509.Certificate], moment: datetime) -> ValidationContext:
    return ValidationContext(trust_roots=list(roots), moment=moment, allow_fetching=False, revocation_mode="soft-fail")


def _signature(
    embedded: EmbeddedPdfSignature, signed: set[str], roots: list[x509.Certificate], moment: datetime
) -> dict[str, Any]:
    at, source = _claimed_time(embedded)
    status = _validated(embedded, roots, at or moment)
    stamp = status.timestamp_validity
    if stamp is not None and stamp.intact and stamp.valid and stamp.timestamp != at:
        at = stamp.timestamp
        status = _validated(embedded, roots, at)
    if stamp is not None and stamp.intact and stamp.valid:
        source = TimeSource.TIMESTAMP_TRUSTED if stamp.trusted else TimeSource.TIMESTAMP
    return {
        **_about(embedded, signed, status),
        "is_timestamp": False,
        "signed_at": at.isoformat() if at else "",
        "time_source": source,
        "trust": _trust(status, roots, at or moment),
    }


def _validated(embedded: EmbeddedPdfSignature, roots: list[x509.Certificate], at: datetime) -> PdfSignatureStatus:
    return asyncio.run(
        async_validate_pdf_signature(
            embedded, _context(roots, at), key_usage_settings=_USAGES, algorithm_policy=_ANY_ALGORITHM
        )
    )


def _claimed_time(embedded: EmbeddedPdfSignature) -> tuple[datetime | None, TimeSource]:
    claimed = embedded.self_reported_timestamp
    if claimed is None:
        return None, TimeSource.NONE
    return (claimed if claimed.tzinfo else claimed.replace(tzinfo=_VIETNAM)), TimeSource.CLAIMED


def _timestamp(
    embedded: EmbeddedPdfSignature, signed: set[str], roots: list[x509.Certificate], moment: datetime
) -> dict[str, Any]:
    status = asyncio.run(async_validate_pdf_timestamp(embedded, _context(roots, moment)))
    at = status.timestamp
    return {
        **_about(embedded, signed, status),
        "is_timestamp": True,
        "signed_at": at.isoformat(),
        "time_source": TimeSource.TIMESTAMP_TRUSTED if status.trusted else TimeSource.TIMESTAMP,
        "trust": _trust(status, roots, at),
    }


def _about(embedded: EmbeddedPdfSignature, signed: set[str], status: _Status) -> dict[str, Any]:
    certificate: x509.Certificate = status.signing_cert
    subject, issuer = certificate.subject.native, certificate.issuer.native
    return {
        "field": _text(embedded.fq_name),
        "signer": _text(subject.get("common_name")),
        "organisation": _text(subject.get("organization_name")),
        "unit": _text(subject.get("organizational_unit_name")),
        "issuer": _text(issuer.get("common_name") or issuer.get("organization_name")),
        "serial": f"{certificate.serial_number:x}"[:64],
        "valid_from": certificate.not_valid_before.isoformat(),
        "valid_to": certificate.not_valid_after.isoformat(),
        "coverage": _COVERAGE.get(status.coverage, Coverage.PART) if status.coverage else Coverage.PART,
        **_integrity(status, signed),
    }


def _integrity(status: _Status, signed: set[str]) -> dict[str, str]:
    if not (status.intact and status.valid):
        return {"integrity": Integrity.BROKEN, "modification": Modification.NONE}
    modification = _modification(status, signed)
    allowed = bool(status.docmdp_ok) and modification is not Modification.OTHER
    return {"integrity": Integrity.WHOLE if allowed else Integrity.CHANGED, "modification": modification}


def _modification(status: _Status, signed: set[str]) -> Modification:
    level = status.modification_level
    if level is ModificationLevel.NONE:
        return Modification.NONE
    if level is ModificationLevel.LTA_UPDATES:
        return Modification.MAINTENANCE
    if level is ModificationLevel.FORM_FILLING and isinstance(status.diff_result, DiffResult):
        return Modification.SIGNED if status.diff_result.changed_form_fields <= signed else Modification.FILLED
    return Modification.OTHER


def _trust(status: _Status, roots: list[x509.Certificate], at: datetime) -> Trust:
    certificate: x509.Certificate = status.signing_cert
    if not certificate.not_valid_before <= at <= certificate.not_valid_after:
        return Trust.EXPIRED
    if not roots:
        return Trust.NO_ROOTS
    if status.md_algorithm in DEFAULT_WEAK_HASH_ALGOS:
        return Trust.WEAK
    return Trust.TRUSTED if status.trusted or _chain_stands(status) else Trust.UNKNOWN


def _chain_stands(status: _Status) -> bool:
    """Tell whether the chain reaches a root although the document itself was changed."""
    return status.trust_problem_indic is None and status.validation_path is not None


def _text(value: object) -> str:
    """Return a name as one short line; a certificate may hold a list of names."""
    joined = "; ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in joined).split())[:_LONGEST]
