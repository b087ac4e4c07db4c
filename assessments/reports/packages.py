"""Makes the package of a dossier: a BagIt bag in a ZIP file, written while it is read."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from io import StringIO
from typing import Any

from django.template.loader import render_to_string

from assessments.domain.hashing import canonical
from assessments.models import AuditEvent, Report, Submission
from assessments.models.report import ReportFile
from assessments.reports import package_files
from assessments.reports.package_files import Flow
from assessments.selectors import reports as report_files
from assessments.selectors import signatures
from assessments.selectors.packages import PackageContents, PackedFile
from assessments.selectors.signatures import SignatureNote
from tiepcanpl.kit import bags, files
from tiepcanpl.kit.bags import Entry, Fault, Kind
from tiepcanpl.kit.filetypes import PDF

_HEAD = ("Lần nộp", "Nội dung", "Tên nội dung", "Tệp trong gói", "Tên tệp khi nộp", "Số, ký hiệu", "Cơ quan ban hành",
         "Ngày ban hành", "Loại tệp", "Dung lượng (byte)", "SHA-256 khi nộp", "Chữ ký số", "Ghi chú")  # fmt: skip
_DERIVED = "Bản trong gói đã bỏ vị trí chụp ảnh nên có mã SHA-256 khác bản đã nộp."
FAULTS = "su-co.txt"
_FAULTS = {
    Kind.MISSING: "không tìm thấy trên máy chủ",
    Kind.CHANGED: "nội dung trên máy chủ khác với nội dung đã nộp",
    Kind.WITHHELD: "không đưa vào gói vì có mã độc, hoặc vì ảnh hỏng nên không bỏ được vị trí chụp",
}


def stream(contents: PackageContents, *, at: datetime) -> Iterator[bytes]:
    """Yield the ZIP file; memory holds one piece of one file at a time."""
    dossier = contents.dossier
    info = {
        "Source-Organization": dossier.commune.full_name,
        "External-Description": f"Hồ sơ đánh giá chuẩn tiếp cận pháp luật năm {dossier.campaign.year}",
        "External-Identifier": contents.submissions[-1].receipt_number,
        "Bag-Software-Agent": "tiepcanpl",
    }
    return bags.stream(contents.name, _entries(contents, at), info, at=at, explain=_explained)


def _entries(contents: PackageContents, at: datetime) -> Iterator[Entry]:
    yield from _index(contents, at)
    for submission in contents.submissions:
        yield _snapshot(submission)
    for file in contents.files:
        yield package_files.entry(file, with_position=contents.with_position)
    for number, report in enumerate(contents.reports, start=1):
        yield _report_file(number, report, report, "pdf")
        yield from (_report_file(number, report, row, row.format) for row in report.files.all())
    yield Entry("nhat-ky.jsonl", lambda: Flow(f"{canonical(_told(*told))}\n".encode() for told in contents.events()))


def _report_file(number: int, report: Report, stored: Report | ReportFile, suffix: str) -> Entry:
    path = f"bao-cao/{number:02d} {files.ascii_name(report_files.file_name(report, suffix))}"
    return Entry(path, partial(package_files.opened, str(stored.file)), stored.sha256, stored.size, is_compressed=True)


def _snapshot(submission: Submission) -> Entry:
    """Return what was frozen in the very bytes of which the receipt names the sha256."""
    entry = bags.text(f"lan-nop-{submission.round}/ban-chot.json", canonical(submission.snapshot))
    return Entry(entry.path, entry.open, submission.sha256)


def _told(event: AuditEvent, is_readable: bool) -> dict[str, Any]:  # noqa: FBT001  # a pair from the selector
    """Return an event with its place in the chain; one that the person may not read keeps its hashes alone.

    Without `hash`, the canonical JSON of a readable event is the text of which `hash` is the sha256.
    """
    chain = {"sequence": event.sequence, "previous_hash": event.previous_hash, "hash": event.hash}
    if not is_readable:
        return {**chain, "withheld": True}
    names = ("stream", "actor_id", "actor_name", "action", "subject", "note", "changes")
    return {**chain, "at": event.at.astimezone(UTC).isoformat(), **{name: getattr(event, name) for name in names}}


def _index(contents: PackageContents, at: datetime) -> Iterator[Entry]:
    """Give the list of files for people (HTML) and for Excel (CSV)."""
    codes = {
        file.pk: [code for _, code in file.places] for file in contents.files if file.media_type == PDF.media_type
    }
    rows = list(_rows(contents, signatures.notes_of(contents.dossier, codes)))
    page = render_to_string(
        "reports/package_index.html", {"contents": contents, "head": _HEAD, "rows": rows, "at": at}
    )
    yield bags.text("danh-muc.html", page)
    yield bags.text("danh-muc.csv", _csv(rows))


def _rows(contents: PackageContents, notes: Mapping[int, SignatureNote]) -> Iterator[tuple[str, ...]]:
    titles = {item.code: item.title for item in contents.dossier.campaign.standard.parsed.items}
    places = [(number, code, file) for file in contents.files for number, code in file.places]
    order = {code: place for place, code in enumerate(titles)}
    for number, code, file in sorted(places, key=lambda place: (place[0], order[place[1]], place[2].path)):
        remark = _DERIVED if package_files.is_derived(file, with_position=contents.with_position) else ""
        yield (str(number), code, titles[code], *_about(file, notes.get(file.pk), remark))


def _about(file: PackedFile, note: SignatureNote | None, remark: str) -> tuple[str, ...]:
    content = (file.media_type, str(file.size), file.sha256)
    return file.path, file.name, *file.document, *content, note.badge if note else "", remark


def _csv(rows: Sequence[tuple[str, ...]]) -> str:
    """Return the rows for Excel: with a byte order mark, and no cell that a spreadsheet would take for a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEAD)
    writer.writerows([f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell for cell in row] for row in rows)
    return f"\ufeff{out.getvalue()}"


def _explained(faults: Sequence[Fault]) -> Entry:
    lines = [f"- {fault.path}: {_FAULTS[fault.kind]}." for fault in faults]
    text = (
        "Khi lập gói này, các tệp sau không còn đúng như đã nộp. Mã SHA-256 của chúng trong manifest-sha256.txt là mã "
        "được ghi khi nộp, nên việc kiểm tra gói sẽ báo lỗi ở đúng các tệp này. Vui lòng báo cho người quản trị hệ "
        "thống để tìm trong bản sao lưu.\n\n" + "\n".join(lines) + "\n"
    )
    return bags.text(FAULTS, text)
