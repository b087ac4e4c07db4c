"""What a package of a dossier holds: everything that was handed in, the reports, and the audit trail."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from assessments.domain.standard import Standard
from assessments.models import AuditEvent, Dossier, Evidence, EvidenceScan, Report, Submission
from assessments.selectors import history
from communes.models import COMMUNE_ROLES, User
from tiepcanpl.kit import files

FOLDER = "tai-lieu"
_LONGEST_STEM = 80
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')


@dataclass(slots=True)
class PackedFile:
    """One file that was handed in: where it lies in the package, and the rounds and items in which it is named.

    `stored` is its name in the storage, "" where the row is gone; a blocked file is left out (`is_blocked`).
    """

    pk: int
    path: str
    name: str
    sha256: str
    size: int
    media_type: str
    stored: str
    is_blocked: bool = False
    document: tuple[str, str, str] = ("", "", "")  # number, issuer, date (ISO 8601)
    places: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class PackageContents:
    """The parts of a package, as one person may read them (None: the office's archive, which reads all)."""

    dossier: Dossier
    user: User | None
    submissions: tuple[Submission, ...]
    reports: tuple[Report, ...]

    @cached_property
    def files(self) -> tuple[PackedFile, ...]:
        """Each file once, in the order of rounds and items."""
        return tuple(_files(self.submissions, self.dossier.campaign.standard.parsed))

    @property
    def size(self) -> int:
        """The bytes of files and reports; the rest is small."""
        reports = sum(report.size + sum(file.size for file in report.files.all()) for report in self.reports)
        return reports + sum(file.size for file in self.files)

    @property
    def with_position(self) -> bool:
        """Tell whether photos keep the place where they were taken: for the commune's own people, and the archive."""
        return self.user is None or any(self.user.has_role(role, self.dossier.commune_id) for role in COMMUNE_ROLES)

    @property
    def name(self) -> str:
        """The name of the folder and of the ZIP file: ho-so-14809-2020-lan-2."""
        dossier = self.dossier
        return f"ho-so-{dossier.commune.code}-{dossier.campaign.year}-lan-{self.submissions[-1].round}"

    def events(self) -> Iterator[tuple[AuditEvent, bool]]:
        """Yield the whole chain in order, and for each event whether the person may read it."""
        chain = AuditEvent.objects.filter(stream=f"dossier:{self.dossier.pk}").order_by("sequence")
        seen = None
        if self.user is not None:
            seen = set(history.events_for(self.user, self.dossier).order_by().values_list("sequence", flat=True))
        for event in chain.iterator(chunk_size=500):
            yield event, seen is None or event.sequence in seen


def of(dossier: Dossier, user: User | None) -> PackageContents:
    """Read what the package of the dossier holds; without any submission it holds nothing."""
    reports = Report.objects.filter(dossier=dossier, state=Report.State.DONE).defer("data")
    reports = reports.select_related("campaign__authority", "dossier__commune", "meeting").prefetch_related("files")
    if user is not None:
        reports = reports.filter(pk__in=Report.objects.visible_to(user).values("pk"))
    return PackageContents(
        dossier, user, tuple(dossier.submissions.order_by("round")), tuple(reports.order_by("requested_at"))
    )


def _files(submissions: tuple[Submission, ...], edition: Standard) -> Iterator[PackedFile]:
    found: dict[str, PackedFile] = {}
    taken: set[str] = set()
    rows = Evidence.objects.select_related("scan").in_bulk([file["id"] for _, _, file in _named(submissions, edition)])
    for number, code, file in _named(submissions, edition):
        if file["sha256"] not in found:
            found[file["sha256"]] = _packed(file, code, rows.get(file["id"]), taken)
        found[file["sha256"]].places.append((number, code))
    return iter(found.values())


def _named(submissions: tuple[Submission, ...], edition: Standard) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield round, item and file of every mention, items in the standard's order (the database keeps no order of keys)."""
    for submission in submissions:
        for item in edition.items:
            for file in submission.snapshot["items"].get(item.code, {}).get("evidence", ()):
                yield submission.round, item.code, file


def _packed(file: dict[str, Any], code: str, row: Evidence | None, taken: set[str]) -> PackedFile:
    return PackedFile(
        pk=file["id"],
        path=_free(f"{FOLDER}/{code}/{_plain(row.download_name if row else file['name'])}", taken),
        name=file["name"],
        sha256=file["sha256"],
        size=file["size"],
        media_type=file["media_type"],
        stored=str(row.file) if row else "",
        is_blocked=row is not None and row.scan_state == EvidenceScan.State.BLOCKED,
        document=(file.get("document_number") or "", file.get("issuer") or "", file.get("issued_on") or ""),
    )


def _plain(name: str) -> str:
    """Return the name without accents and without what some systems refuse, short enough for long folders."""
    plain = PurePosixPath(_NOT_ON_WINDOWS.sub("_", files.ascii_name(files.clean_name(name))))
    return f"{plain.stem[:_LONGEST_STEM].strip(' .') or files.NAMELESS}{plain.suffix[:10]}"


def _free(path: str, taken: set[str]) -> str:
    """Return the path, with a number where another file has it; large and small letters are the same to some systems."""
    parts, number, free = PurePosixPath(path), 1, path
    while free.lower() in taken:
        number += 1
        free = str(parts.with_name(f"{parts.stem} ({number}){parts.suffix}"))
    taken.add(free.lower())
    return free
