"""Reads an entry workbook that somebody filled in: is it ours, what changes, which cells cannot be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, Signer
from django.http import QueryDict

from assessments.forms import evidence, workbook_cells
from assessments.models.labels import SECTIONS
from assessments.reports import workbook_pages, workbook_reading
from assessments.reports.workbook_pages import Origin, Workbook
from assessments.reports.workbook_reading import Cells, UnreadableError
from assessments.selectors.workbooks import Draft, DraftItem, DraftSection, Filled, digest
from assessments.services.answers import Entry
from assessments.services.workbooks import Chosen, ChosenSection
from tiepcanpl.kit import filetypes
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.text import plain_lines

MOST_MB = 2
KEPT_FOR = timedelta(hours=2)
_LONGEST_DRAFT = 1_500_000  # signed, in the form of the preview
_SALT = "assessments.workbook-draft"
FILE, KEEP = "tep", "giu"
AGAIN = "Vui lòng tải biểu mới ở trang này, chép số liệu sang rồi tải lên lại."


class WorkbookError(DomainError):
    """The file is not the workbook of this dossier; nothing of it is read."""

    title = "Chưa đọc được biểu"


@dataclass(frozen=True, slots=True)
class Apply:
    """What the person chose on the preview."""

    entries: tuple[Chosen, ...]
    sections: tuple[ChosenSection, ...]


def read(file: UploadedFile | None, book: Workbook, *, dossier: int, standard: str) -> Draft:
    """Return what the file changes against its own download; `book` is what would be downloaded now.

    Raises WorkbookError for a file that is no workbook of this dossier and edition.
    """
    if file is None:
        raise WorkbookError("Bạn chưa chọn tệp. Vui lòng chọn biểu nhập (XLSX) đã lưu trên máy.")
    (reading,) = evidence.read([file])
    name = evidence.shown_name(reading.name)
    if reading.upload is None:
        raise WorkbookError(reading.sentence)
    if reading.upload.media_type != filetypes.XLSX.media_type:
        raise WorkbookError(
            f"Tệp “{name}” không phải XLSX. Trong Excel, chọn “Lưu thành” rồi chọn “Excel Workbook (.xlsx)”."
        )
    if reading.upload.size > MOST_MB * evidence.MEGABYTE:
        raise WorkbookError(f"Tệp “{name}” lớn hơn {MOST_MB} MB nên không phải biểu nhập của hệ thống. {AGAIN}")
    try:
        cells = workbook_reading.read(reading.upload.content)
    except UnreadableError as error:
        raise WorkbookError(f"Tệp “{name}” bị hỏng hoặc quá lớn khi mở ra nên không đọc được. {AGAIN}") from error
    origin = workbook_pages.origin_of(cells.token)
    _require_own(origin, book, name, dossier=dossier, standard=standard)
    assert origin is not None  # noqa: S101  # narrows the type
    return _draft(cells, book, origin)


def _require_own(origin: Origin | None, book: Workbook, name: str, *, dossier: int, standard: str) -> None:
    if origin is None:
        raise WorkbookError(
            f"Tệp “{name}” không phải biểu nhập tải từ hệ thống, hoặc trang nhận dạng đã bị sửa. {AGAIN}"
        )
    if origin.commune != book.commune:
        raise WorkbookError(f"Tệp “{name}” là biểu nhập của {origin.commune}, không phải của {book.commune}.")
    if origin.dossier != dossier:
        raise WorkbookError(
            f"Tệp “{name}” là biểu nhập của đợt khác: {origin.campaign}. Hồ sơ này thuộc {book.campaign}."
        )
    if origin.standard != standard:
        raise WorkbookError(f"Tệp “{name}” theo bộ tiêu chí khác: {origin.edition}. {AGAIN}")
    if origin.structure != book.structure:
        raise WorkbookError(f"Tệp “{name}” theo mẫu biểu cũ; các dòng của biểu đã thay đổi. {AGAIN}")


def _draft(cells: Cells, book: Workbook, origin: Origin) -> Draft:
    faults: list[str] = []
    items: dict[str, DraftItem] = {}
    for page in book.pages:
        for item in page.items:
            read = workbook_cells.item(cells, page, item) if item.fields else None
            if isinstance(read, Filled):
                version, base = origin.items[item.code]
                if read.digest != base:
                    items[item.code] = DraftItem(read, version, base)
            elif read and item.is_open:
                faults += read
    sections = dict(_sections(cells, book, origin, faults))
    return Draft(items, sections, tuple(faults), tuple(_moved(cells, book)))


def _sections(cells: Cells, book: Workbook, origin: Origin, faults: list[str]) -> Iterator[tuple[str, DraftSection]]:
    for section in book.sections:
        version, base = origin.sections[section.code]
        rows = cells.rows.get(section.code, [])
        if not section.fits:
            continue
        fault = workbook_cells.fault_of_section(section, rows)
        text = plain_lines(rows[0].value.text) if rows else ""
        if fault and section.is_open:
            faults.append(fault)
        elif not fault and digest(text) != base:
            yield section.code, DraftSection(text, version, base)


def _moved(cells: Cells, book: Workbook) -> Iterator[str]:
    """Name once for each page the first row that is no longer where it was; its cells are read by the row's own key."""
    for page in book.pages:
        places = {part.key: part.row for item in page.items for part in item.fields}
        moved = [
            row
            for key, row in ((key, rows[0]) for key, rows in cells.rows.items() if len(rows) == 1)
            if key in places and row.number != places[key]
        ]
        if moved:
            first = min(moved, key=lambda row: row.number)
            yield (
                f"Trang “{first.page}”: {len(moved)} dòng không còn ở chỗ cũ, bắt đầu từ ô {first.value.place} "
                f"(nội dung {first.code}). Số liệu được đọc theo mã của từng dòng; vui lòng đối chiếu kỹ bên dưới."
            )


def sign(draft: Draft, *, person: int, dossier: int, at: datetime) -> str:
    """Return the draft as a text that the preview carries: only this person can use it, for this dossier, for two hours."""
    data = {
        "person": person,
        "dossier": dossier,
        "until": (at + KEPT_FOR).isoformat(),
        "items": {
            code: [row.filled.facts, row.filled.not_applicable, row.filled.note, row.version, row.base]
            for code, row in draft.items.items()
        },
        "sections": {code: [row.text, row.version, row.base] for code, row in draft.sections.items()},
        "faults": draft.faults,
        "notices": draft.notices,
    }
    text = Signer(salt=_SALT).sign_object(data, compress=True)
    if len(text) > _LONGEST_DRAFT:
        raise WorkbookError(
            "Biểu có quá nhiều chữ để xem trước cùng một lúc. Vui lòng nhập phần thuyết minh trên hệ thống."
        )
    return text


def until_of(signed: str) -> datetime:
    """Return until when a signed draft can be used."""
    return datetime.fromisoformat(Signer(salt=_SALT).unsign_object(signed)["until"])


def unsign(text: str, *, person: int, dossier: int, at: datetime) -> Draft:
    """Return the draft of a preview. Raises WorkbookError when it is somebody else's, or too old."""
    try:
        data = Signer(salt=_SALT).unsign_object(text)
    except BadSignature as error:
        raise WorkbookError("Không nhận ra bản xem trước. Vui lòng tải biểu lên lại.") from error
    if (data["person"], data["dossier"]) != (person, dossier):
        raise WorkbookError("Bản xem trước này của người khác hoặc của hồ sơ khác. Vui lòng tải biểu lên lại.")
    if at > datetime.fromisoformat(data["until"]):
        raise WorkbookError("Bản xem trước đã hết hạn (giữ 2 giờ). Chưa có gì được ghi; vui lòng tải biểu lên lại.")
    items = {code: DraftItem(Filled(*row[:3]), *row[3:]) for code, row in data["items"].items()}
    sections = {code: DraftSection(*row) for code, row in data["sections"].items()}
    return Draft(items, sections, tuple(data["faults"]), tuple(data["notices"]))


def chosen(data: QueryDict, draft: Draft) -> Apply:
    """Read which changes the person chose; each carries the stored version that was shown beside it."""
    entries = (
        Chosen(code, Entry(row.filled.facts, row.filled.not_applicable, row.filled.note), _version(data, code))
        for code, row in draft.items.items()
        if data.get(f"chon-{code}") == FILE
    )
    sections = (
        ChosenSection(code, row.text, _version(data, code))
        for code, row in draft.sections.items()
        if code in SECTIONS and data.get(f"chon-{code}") == FILE
    )
    return Apply(tuple(entries), tuple(sections))


def _version(data: QueryDict, code: str) -> int:
    text: Any = data.get(f"phien-ban-{code}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004  # nobody saves a billion times
