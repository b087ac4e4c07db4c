"""Finds an issued document by its code, and says of it only what is for everybody."""

from dataclasses import dataclass
from datetime import date, datetime

from assessments.domain import codes
from assessments.models import IssuedDocument

SIGNED, PRINTED, UNSIGNED = "signed", "printed", "unsigned"
_MATTER = (
    "kind",
    "by_office",
    "year",
    *(f"{name}_id" for name in ("campaign", "dossier", "meeting", "decision", "draft", "area")),
)
_LABELS = {SIGNED: "Tệp đã ký số", PRINTED: "Tệp in ra để ký, đóng dấu", UNSIGNED: "Tệp trước khi ký số"}


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of the document that others may hold: what it is, its hash, its size in bytes."""

    kind: str
    sha256: str
    size: int

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self.kind]


@dataclass(frozen=True, slots=True)
class Successor:
    """The document of the same kind on the same matter that was issued after one that was revoked."""

    number: str
    dated: date | None


@dataclass(frozen=True, slots=True)
class Issued:
    """What the public page says; no name of a person is in it."""

    code: str
    kind: str
    subject: str
    number: str
    dated: date | None
    issuer: str
    signer_position: str
    way: str
    issued_at: datetime
    revoked_at: datetime | None
    revoke_reason: str
    is_demo: bool
    is_provisional: bool
    successor: Successor | None
    files: tuple[KnownFile, ...]

    def finding(self, sha256: str) -> str:
        """Tell which of the files has the hash; "other" for none."""
        return next((row.kind for row in self.files if row.sha256 == sha256), "other")


def found(typed: str) -> Issued | None:
    """Return the document whose code somebody typed; None for no code, an unknown one and one that is not issued."""
    code = codes.read(typed)
    rows = IssuedDocument.objects.select_related("report__decision").defer("report__data", "signatures")
    row = rows.filter(report__code=code).exclude(report__code="").first()
    return _public(row) if row else None


def _public(row: IssuedDocument) -> Issued:
    return Issued(
        code=codes.grouped(row.report.code),
        kind=str(row.report),
        subject=row.subject,
        number=row.report.number,
        dated=row.report.dated,
        issuer=row.issuer,
        signer_position=row.signer_position,
        way=row.get_way_display(),
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        revoke_reason=row.revoke_reason,
        is_demo=row.is_demo,
        is_provisional=row.is_provisional,
        successor=_successor(row) if row.revoked_at else None,
        files=_files(row),
    )


def _successor(row: IssuedDocument) -> Successor | None:
    report = row.report
    alike = {f"report__{name}": getattr(report, name) for name in _MATTER}
    later = IssuedDocument.objects.filter(issued_at__gt=row.issued_at, revoked_at__isnull=True, **alike)
    newest = later.order_by("-issued_at").values_list("report__number", "report__dated").first()
    return Successor(*newest) if newest else None


def _files(row: IssuedDocument) -> tuple[KnownFile, ...]:
    """Return the signed file and the one before it; of what was signed on paper, the file that was printed."""
    made = KnownFile(PRINTED if row.way == row.Way.PAPER else UNSIGNED, row.report.sha256, row.report.size)
    return (made,) if row.way == row.Way.PAPER else (KnownFile(SIGNED, row.sha256, row.size), made)
