"""Giấy biên nhận hồ sơ: what a commune handed in, when, under which receipt number and hash.

No real form was found; it follows Mẫu 1.4, with both persons' signatures as on a Mẫu 1.9. It is made from the snapshot alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.utils import timezone

from assessments.domain.numbers import shown
from assessments.domain.standard import Criterion, Standard
from assessments.domain.wording import Block, Wording
from assessments.domain.workflow import State
from assessments.models import Dossier, Report, Submission
from assessments.reports import parts
from assessments.reports.layout import Layout
from assessments.reports.papers import paper
from assessments.reports.progress import Progress
from assessments.selectors import snapshots
from communes.models import User
from tiepcanpl.kit import dates

KIND = paper.Kind("GIẤY BIÊN NHẬN", "")

Snapshot = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """What the dossier holds of one criterion: answered contents of all, and files."""

    code: str
    title: str
    answered: int
    asked: int
    files: int


@dataclass(frozen=True, slots=True)
class File:
    """One document: for which contents it stands, what it is, its hash (SHA-256)."""

    items: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Receipt(paper.Paper):
    """Everything that the paper says; `received` is "" until the office has taken the dossier over."""

    opening: tuple[str, ...]
    number: str
    campaign: str
    round: str
    moment: str
    in_time: str
    early_reason: str
    handed_in_by: str
    received: str
    received_by: str
    contents: tuple[str, ...]
    parts: tuple[Part, ...]
    files: tuple[File, ...]
    sha256: str
    closing: tuple[str, ...]


def gather(report: Report, wording: Wording, at: datetime, _progress: Progress) -> Receipt:
    """Read the submission of the present round."""
    dossier = parts.required(report.dossier)
    submission = parts.required(snapshots.latest(dossier))
    snapshot, edition = submission.snapshot, dossier.campaign.standard.parsed
    values = paper.values_of(dossier)
    received = dossier.status is not State.SUBMITTED
    recipients = wording.paragraphs("recipients", values)
    title = paper.Title(KIND, _subject(dossier))
    return Receipt(
        frame=paper.frame_of(dossier.campaign, paper.office_of(dossier.campaign), title, recipients=recipients, at=at),
        opening=wording.paragraphs("opening", values),
        number=submission.receipt_number,
        campaign=dossier.campaign.title,
        round=str(submission.round),
        moment=_moment(submission.submitted_at),
        in_time=_in_time(dossier, submission),
        early_reason=submission.early_reason.rstrip(". "),
        handed_in_by=_person(submission.submitted_by),
        received=_moment(dossier.received_at) if received else "",
        received_by=_person(dossier.received_by) if received else "",
        contents=tuple(_contents(edition, snapshot)),
        parts=tuple(_part(criterion, snapshot) for criterion in edition.criteria),
        files=_files(edition, snapshot),
        sha256=submission.sha256,
        closing=wording.paragraphs("closing", values),
    )


def _subject(dossier: Dossier) -> tuple[str, ...]:
    return (
        "Hồ sơ tự đánh giá chuẩn tiếp cận pháp luật",
        f"năm {dossier.campaign.year} của {parts.in_sentence(dossier.commune)}",
    )


def _moment(at: datetime | None) -> str:
    """Write a moment as documents do; "" for none."""
    local = timezone.localtime(at) if at else None
    return f"{local.hour:02d} giờ {local.minute:02d} phút, {dates.in_words(local.date())}" if local else ""


def _person(user: User | None) -> str:
    """Name an official with the position, as the account holds them."""
    return ", ".join(part for part in (str(user), user.position) if part) if user else ""


def _in_time(dossier: Dossier, submission: Submission) -> str:
    due = f"hạn nộp: trước {dates.in_words(dossier.due_before)}"
    return f"quá hạn ({due})" if submission.is_late else f"đúng hạn ({due})"


def _contents(edition: Standard, snapshot: Snapshot) -> Iterator[str]:
    """Name the parts of the dossier that are not files."""
    items = snapshot["items"].values()
    written = sum(1 for text in snapshot["narrative"].values() if text.strip())
    answered = sum(1 for item in items if item["answered"])
    total = f", tổng số điểm tự chấm {shown(Fraction(snapshot['total']))} điểm" if snapshot["total"] else ""
    yield f"Thuyết minh của báo cáo: {_count(written, 'phần')}"
    yield f"Số liệu tự đánh giá: {_count(answered, 'nội dung')}{total}"
    if edition.facts:
        yield f"Khai báo các trường hợp không được công nhận: {_count(len(snapshot['declarations']), 'khai báo')}"
    yield f"Ý kiến góp ý trong thời gian niêm yết: {_count(len(snapshot['opinions']), 'ý kiến')}"
    if snapshot["replies"]:
        yield f"Giải trình theo yêu cầu bổ sung: {_count(len(snapshot['replies']), 'nội dung')}"


def _count(number: int, of: str) -> str:
    return f"{parts.count_of(number)} {of}" if number else "không có"


def _part(criterion: Criterion, snapshot: Snapshot) -> Part:
    codes = [item.code for indicator in criterion.indicators for item in indicator.items if not item.is_computed]
    rows = [snapshot["items"][code] for code in codes]
    return Part(
        code=criterion.code,
        title=criterion.title,
        answered=sum(1 for row in rows if row["answered"]),
        asked=len(rows),
        files=len({file["sha256"] for row in rows for file in row["evidence"]}),
    )


def _files(edition: Standard, snapshot: Snapshot) -> tuple[File, ...]:
    """List each file once, in the order of the standard, with all contents for which it stands."""
    found: dict[str, tuple[str, list[str]]] = {}
    for item in edition.items:
        for file in snapshot["items"][item.code]["evidence"]:
            found.setdefault(file["sha256"], (_name(file), []))[1].append(item.code)
    return tuple(File(", ".join(codes), name, sha256) for sha256, (name, codes) in found.items())


def _name(file: Mapping[str, Any]) -> str:
    """Say what document it is, else the name of the file; older snapshots hold the name alone."""
    number = f" số {file['document_number']}" if file.get("document_number") else ""
    return f"{file.get('title') or file['name']}{number}"


LAYOUT = Layout(
    Receipt,
    "reports/receipt.html",
    gather,
    blocks=(
        Block("opening", "Đoạn mở đầu", "{cơ quan} xác nhận {ủy ban nhân dân} đã nộp hồ sơ, cụ thể như sau:"),
        Block(
            "closing",
            "Đoạn kết",
            "Giấy biên nhận được lập thành 02 bản, mỗi bên giữ 01 bản./.",
        ),
        Block("recipients", "Nơi nhận", "{ủy ban nhân dân}\nLưu: VT"),
    ),
    placeholders=paper.PLACEHOLDERS,
    fixed=frozenset({"signer", "recipients"}),  # who handed in and who received sign; it goes to nobody else
)
