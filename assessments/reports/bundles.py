"""The score sheets of many communes as one ZIP file: made in parts, put together piece by piece."""

import hashlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from stat import S_IFREG
from typing import Any

from stream_zip import ZIP_AUTO, MemberFile, stream_zip

from assessments.domain.hashing import sha256_of
from assessments.models import Dossier, Report, ReportKind
from assessments.reports import documents
from assessments.reports.layout import Stamp
from assessments.selectors import reports as report_names
from tiepcanpl.kit.text import nfc

MANIFEST = "manifest-sha256.txt"
_MODE = S_IFREG | 0o644
_PIECE = 1 << 20
_PLAIN = 0  # level of deflate: a PDF is compressed already
_EPOCH = (1980, 1, 1, 0, 0, 0)


def gather(report: Report, at: datetime) -> dict[str, Any]:
    """Return which sheets the bundle will hold: those of the dossiers that were handed in, by the communes' names."""
    found = report.of.dossiers.filter(submissions__isnull=False).distinct().order_by("commune__sort_name", "pk")
    return {"made_at": at.isoformat(), "dossiers": list(found.values_list("pk", flat=True))}


def write(target: Path, dossiers: Iterable[Dossier], *, at: datetime, beat: Callable[[str], None]) -> int:
    """Write the sheets of these dossiers into an archive of their own; return the number of their pages."""
    pages = 0
    with zipfile.ZipFile(target, "w") as archive:
        for dossier in dossiers:
            data = documents.gather(sheet_of(dossier), at=at, progress=lambda _percent, step: beat(step))
            identifier = sha256_of(data)[:32]
            sheet = documents.render(ReportKind.SCORE_SHEET, data, stamp=Stamp(), identifier=identifier, beat=beat)
            archive.writestr(zipfile.ZipInfo(name_of(dossier), _EPOCH), sheet.content)
            pages += sheet.pages
    return pages


def sheet_of(dossier: Dossier) -> Report:
    """Return the sheet that the office would have made (not stored): in the commune's own wording."""
    return Report(kind=ReportKind.SCORE_SHEET, campaign=dossier.campaign, dossier=dossier, by_office=True)


def name_of(dossier: Dossier) -> str:
    """Return the name of the sheet in the bundle: with the commune's code, so that no two are the same."""
    stem, _, suffix = nfc(report_names.file_name(sheet_of(dossier))).rpartition(".")
    return f"{stem} ({dossier.commune.code}).{suffix}".replace("/", "-")


def merge(parts: Sequence[Path], target: Path, data: dict[str, Any]) -> None:
    """Write the sheets of all parts and the list of their hashes; memory holds one piece of one sheet."""
    at = datetime.fromisoformat(data["made_at"])
    with target.open("wb") as out:
        for piece in stream_zip(_members(parts, at)):
            out.write(piece)


def _members(parts: Sequence[Path], at: datetime) -> Iterator[MemberFile]:
    lines: list[str] = []
    for path in parts:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                digest = hashlib.sha256()
                pieces = _pieces(archive, info, digest)
                yield info.filename, at, _MODE, ZIP_AUTO(info.file_size, level=_PLAIN), pieces
                lines.append(f"{digest.hexdigest()}  {info.filename}\n")
    manifest = "".join(lines).encode()
    yield MANIFEST, at, _MODE, ZIP_AUTO(len(manifest)), [manifest]


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo, digest: "hashlib._Hash") -> Iterator[bytes]:
    with archive.open(info) as sheet:
        while piece := sheet.read(_PIECE):
            digest.update(piece)
            yield piece
