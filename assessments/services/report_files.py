"""The files of reports: kept under random names, copied piece by piece, removed after the transaction."""

import hashlib
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction

from assessments.models import Report, ReportFile, ReportPart

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file."""

    path: str
    sha256: str
    size: int


def keep(content: bytes, suffix: str) -> Kept:
    """Store the bytes."""
    path = default_storage.save(_new_path(suffix), ContentFile(content))
    return Kept(path, hashlib.sha256(content).hexdigest(), len(content))


def keep_file(source: Path, suffix: str) -> Kept:
    """Store a file of this machine without reading it into memory."""
    with source.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
        opened.seek(0)
        path = default_storage.save(_new_path(suffix), File(opened))
    return Kept(path, digest, source.stat().st_size)


def _new_path(suffix: str) -> str:
    name = uuid.uuid4().hex
    return f"reports/{name[:2]}/{name}.{suffix}"


def fetch(path: str, target: Path) -> Path:
    """Copy a stored file to this machine."""
    with default_storage.open(path, "rb") as stored, target.open("wb") as copied:
        shutil.copyfileobj(stored, copied, _PIECE)
    return target


def read(path: str) -> str:
    """Return a stored text."""
    with default_storage.open(path, "rb") as stored:
        return bytes(stored.read()).decode()


def remove(paths: Iterable[str]) -> None:
    """Remove files at once: nothing speaks of them."""
    for path in paths:
        default_storage.delete(path)


def forget_parts(report: Report, *, but: Iterable[str] = ()) -> None:
    """Remove the parts of a report, and their files once that is certain, except those that it keeps itself."""
    kept = frozenset(but)
    rows = list(ReportPart.objects.filter(report=report).values_list("source", "file"))
    ReportPart.objects.filter(report=report).delete()
    remove_later(path for row in rows for path in row if path not in kept)


def remove_later(paths: Iterable[str]) -> None:
    """Remove files once the transaction is committed."""
    found = sorted({path for path in paths if path})
    transaction.on_commit(partial(remove, found))


def editable(report: Report, part: ReportPart) -> ReportFile:
    """Return the row (not stored) of a file that people can edit."""
    return ReportFile(
        report=report, format=ReportFile.Format(part.task), file=part.file, sha256=part.sha256, size=part.size
    )
