"""From what a commune's paper is made: what is stored now while the commune writes or posts, else what it handed in."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.domain.workflow import State
from assessments.models import Dossier, Submission
from assessments.selectors import contents, snapshots
from assessments.selectors.contents import DossierContents
from tiepcanpl.kit import dates

DRAFT_NOTICE = "DỰ THẢO"
_WRITTEN = frozenset({State.DRAFT, State.RETURNED})  # the commune changes figures and words
_OWN = _WRITTEN | {State.POSTED}  # nobody but the commune reads what is stored now


@dataclass(frozen=True)
class Source:
    """`submission` is what was handed in, None while the commune's own data count; `text` says so on the paper."""

    submission: Submission | None
    is_written: bool
    text: str


def source_of(dossier: Dossier, *, by_office: bool, at: datetime) -> Source:
    """Return from what the paper is made; the office reads nothing but what was handed in."""
    own = dossier.status in _OWN and not by_office
    submission = None if own else snapshots.latest(dossier)
    if submission:
        text = f"Bản đã nộp lần {submission.round}, biên nhận {submission.receipt_number}, mã băm SHA-256 {submission.sha256}."
        return Source(submission, is_written=False, text=text)
    moment = timezone.localtime(at)
    text = f"Số liệu đang lưu trong hồ sơ lúc {moment:%H:%M} {dates.in_words(moment.date())}."
    return Source(None, is_written=dossier.status in _WRITTEN, text=text)


def contents_of(dossier: Dossier, source: Source) -> DossierContents:
    """Read what the source names."""
    return contents.handed_in(dossier) if source.submission else contents.of(dossier)


def posting_of(dossier: Dossier) -> str:
    """Say from when to when the dossier is posted: "từ ngày … đến hết ngày …"; without an end where none is known."""
    if dossier.posted_at is None:
        return ""
    until = f" đến hết {dates.in_words(dossier.posted_until)}" if dossier.posted_until else ""
    return f"từ {dates.in_words(timezone.localdate(dossier.posted_at))}{until}"
