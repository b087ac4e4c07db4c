"""Removes files that nothing speaks of: what a crash left, and uploads that nobody went on with."""

import logging
import re
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db.models import Model

from assessments.models import Evidence, IssuedDocument, ReferenceFile, Report, ReportFile, ReportPart, UploadSession
from tiepcanpl.kit import parts

logger = logging.getLogger(__name__)

_PATIENCE = timedelta(days=1)  # nothing takes that long between a file and its row
# By the folder of the storage, the rows and their fields that may speak of a file in it.
_ROWS: dict[str, tuple[tuple[type[Model], str], ...]] = {
    "evidence": ((Evidence, "file"),),
    "reference": ((ReferenceFile, "file"),),
    "reports": ((Report, "file"), (ReportFile, "file"), (ReportPart, "file"), (ReportPart, "source")),
    "issued": ((IssuedDocument, "file"),),
}
_OURS = re.compile(r"[0-9a-f]{32}\.[a-z]{3,4}")


def sweep(*, at: datetime) -> int:
    """Remove all leftovers; return how many."""
    return _expired_uploads(at) + _parts_without_row(at) + _files_without_row(at)


def _expired_uploads(at: datetime) -> int:
    keys = list(UploadSession.objects.filter(expires_at__lte=at).values_list("pk", flat=True))
    for key in keys:
        UploadSession.objects.filter(pk=key, expires_at__lte=at).delete()
        if not UploadSession.objects.filter(pk=key).exists():
            parts.remove(key.hex)
    return len(keys)


def _parts_without_row(at: datetime) -> int:
    known = {key.hex for key in UploadSession.objects.filter(finished_at__isnull=True).values_list("pk", flat=True)}
    lost = [name for name in parts.older_than((at - _PATIENCE).timestamp()) if name not in known]
    for name in lost:
        parts.remove(name)
    return len(lost)


def _files_without_row(at: datetime) -> int:
    """Look through the storage folder by folder: a query for each kind of row and a handful of files each."""
    count = 0
    for folder in (folder for top in _ROWS for folder in _folders(top)):
        known = _spoken_of(folder)
        for name in default_storage.listdir(folder)[1]:
            path = f"{folder}/{name}"
            if _OURS.fullmatch(name) and path not in known and _is_old(path, at):
                logger.warning("%s has no row and is removed", path)
                default_storage.delete(path)
                count += 1
    return count


def _spoken_of(folder: str) -> set[str]:
    found: set[str] = set()
    for kind, field in _ROWS[folder.partition("/")[0]]:
        rows = kind._default_manager.filter(**{f"{field}__startswith": f"{folder}/"})  # noqa: SLF001  # Django's documented name
        found.update(rows.values_list(field, flat=True))
    return found


def _folders(top: str) -> list[str]:
    try:
        return [f"{top}/{name}" for name in default_storage.listdir(top)[0]]
    except FileNotFoundError:
        return []


def _is_old(path: str, at: datetime) -> bool:
    try:
        return default_storage.get_modified_time(path) < at - _PATIENCE
    except FileNotFoundError:
        return False
