"""What the virus scanner said of files, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.models import Dossier, Evidence, EvidenceLink, EvidenceScan
from tiepcanpl.kit import antivirus
from tiepcanpl.kit.errors import DomainError

State = EvidenceScan.State


class BlockedError(DomainError):
    """The file holds something harmful: nobody opens it."""

    status = 403
    title = "Tệp bị chặn"


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands beside a file: the state and its words."""

    state: str
    words: str


_WORDS = {
    State.WAITING: "Vi-rút: đang kiểm tra",
    State.CLEAN: "Vi-rút: sạch",
    State.FAILED: "Vi-rút: chưa kiểm tra được, hệ thống sẽ tự thử lại",
}
_SENTENCES = {
    State.WAITING: (
        "Tệp “{file}” của nội dung {item} đang được kiểm tra vi-rút. Vui lòng chờ ít phút rồi tải lại trang; "
        "nếu kéo dài, báo người quản trị."
    ),
    State.FAILED: (
        "Tệp “{file}” của nội dung {item} chưa kiểm tra vi-rút được; hệ thống tự thử lại. Nếu kéo dài, vui lòng báo người "
        "quản trị hoặc thay bằng tệp khác."
    ),
    State.BLOCKED: (
        "Tệp “{file}” của nội dung {item} bị chặn vì có mã độc. Vui lòng gỡ tệp này và tải lên bản sạch (in lại ra PDF "
        "hoặc quét bản giấy trên máy khác)."
    ),
}


def mark_of(evidence: Evidence) -> Mark | None:
    """Return what stands beside the file; nothing where no scanner is configured and none ever saw the file."""
    scan = getattr(evidence, "scan", None)
    return _mark(State(evidence.scan_state), scan.signature if scan else "", is_known=scan is not None)


def marks_of(files: Iterable[Mapping[str, int]]) -> dict[int, Mark]:
    """Return the marks of files of a snapshot by their number, in one query; none without files or a scanner."""
    keys = [file["id"] for file in files] if antivirus.is_on() else []
    rows = (
        EvidenceScan.objects.filter(evidence__in=keys).values_list("evidence_id", "state", "signature") if keys else ()
    )
    known = {pk: (State(state), signature) for pk, state, signature in rows}
    marks = {pk: _mark(*known.get(pk, (State.WAITING, "")), is_known=pk in known) for pk in keys}
    return {pk: mark for pk, mark in marks.items() if mark}


def _mark(state: State, signature: str, *, is_known: bool) -> Mark | None:
    if state is State.BLOCKED:
        return Mark(state, f"Bị chặn: phát hiện mã độc {signature}")
    return Mark(state, _WORDS[state]) if is_known or antivirus.is_on() else None


def unclean(links: Mapping[str, Iterable[EvidenceLink]]) -> dict[str, tuple[str, ...]]:
    """Return by item code one sentence for each file that was not cleared; a file is named once, where it comes first."""
    seen: set[int] = set()
    found: dict[str, tuple[str, ...]] = {}
    for code in sorted(links):
        files = [link.evidence for link in links[code] if link.evidence_id not in seen]
        seen |= {file.pk for file in files}
        sentences = tuple(_sentence(file, code) for file in files if file.scan_state != State.CLEAN)
        found |= {code: sentences} if sentences else {}
    return found


def _sentence(file: Evidence, code: str) -> str:
    return _SENTENCES[State(file.scan_state)].format(file=file, item=code)


def unclean_of(dossier: Dossier) -> tuple[str, ...]:
    """Return the sentences for a whole dossier; none where no scanner is configured."""
    if not antivirus.is_on():
        return ()
    links: dict[str, list[EvidenceLink]] = {}
    for link in dossier.evidence_links.select_related("evidence__scan"):
        links.setdefault(link.item_code, []).append(link)
    return tuple(sentence for sentences in unclean(links).values() for sentence in sentences)


def items_to_free(dossier: Dossier) -> frozenset[str]:
    """Return the items of the latest submission that name a blocked file: the commune has to be able to replace it."""
    if not antivirus.is_on():
        return frozenset()
    rows = EvidenceScan.objects.filter(state=State.BLOCKED, evidence__unit=dossier.commune_id)
    blocked = set(rows.values_list("evidence_id", flat=True))
    submission = dossier.submissions.filter(round=dossier.round).first() if blocked else None
    items = submission.snapshot["items"] if submission else {}
    return frozenset(code for code, item in items.items() if any(file["id"] in blocked for file in item["evidence"]))


def refuse_blocked(evidence: Evidence) -> None:
    """Refuse to open a file in which the scanner found something. Raises BlockedError."""
    if evidence.scan_state == State.BLOCKED:
        raise BlockedError(
            f"Tệp “{evidence}” bị chặn vì bộ kiểm tra vi-rút phát hiện mã độc; không ai mở hoặc tải về được. "
            "Xã, phường cần gỡ tệp và tải lên bản sạch."
        )
