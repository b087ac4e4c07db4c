"""The digital signatures of files as pages tell them: one query for a page, whatever it lists."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from assessments.domain import signing
from assessments.domain.deadlines import Calendar
from assessments.domain.signing import Judgement, Timing
from assessments.domain.standard import Item
from assessments.models import Dossier, Evidence, SignatureReading, SigningStart
from assessments.selectors import calendars
from assessments.selectors.contents import DossierContents
from tiepcanpl.kit import dates
from tiepcanpl.kit.filetypes import PDF
from tiepcanpl.kit.signatures import Coverage, Integrity, Modification, TimeSource, Trust

_State = SignatureReading.State
_FIELDS = (
    "is_timestamp", "signer", "organisation", "unit", "issuer", "serial", "valid_from", "valid_to", "signed_at",
    "time_source", "integrity", "modification", "coverage", "trust",
)  # fmt: skip
_SPOILT = frozenset({Integrity.CHANGED, Integrity.BROKEN})
_INTEGRITY = {
    Integrity.CHANGED: "Chữ ký không còn toàn vẹn: sau khi ký, tệp có thay đổi ngoài phạm vi người ký cho phép.",
    Integrity.BROKEN: "Chữ ký không còn toàn vẹn: nội dung đã ký hoặc chính chữ ký đã bị sửa.",
    Integrity.UNREADABLE: "Không đọc được chữ ký này: dữ liệu chữ ký bị hỏng hoặc không đúng định dạng.",
}
_ADDED = {
    Modification.NONE: "Tệp toàn vẹn, không thay đổi từ khi ký.",
    Modification.MAINTENANCE: "Nội dung toàn vẹn; sau khi ký chỉ thêm dữ liệu phục vụ kiểm tra chữ ký.",
    Modification.SIGNED: "Nội dung toàn vẹn; sau đó có thêm chữ ký khác.",
    Modification.FILLED: "Nội dung toàn vẹn; sau khi ký có điền biểu mẫu trong phạm vi người ký cho phép.",
}
_TIME = {
    TimeSource.CLAIMED: "theo đồng hồ của người ký",
    TimeSource.TIMESTAMP: "theo dấu thời gian, chưa xác minh được nơi cấp",
    TimeSource.TIMESTAMP_TRUSTED: "theo dấu thời gian đã xác minh",
}
_TRUST = {
    Trust.TRUSTED: "Chứng thư được xác minh đến chứng thư gốc tin cậy và còn hiệu lực khi ký.",
    Trust.EXPIRED: "Chứng thư không có hiệu lực vào thời điểm ký.",
    Trust.UNKNOWN: "Chưa xác minh được chứng thư: không dẫn đến chứng thư gốc tin cậy nào đã cài đặt.",
    Trust.WEAK: "Chữ ký dùng thuật toán cũ, không còn được coi là an toàn.",
    Trust.NO_ROOTS: "Chưa xác minh được chứng thư: hệ thống chưa cài đặt chứng thư gốc tin cậy.",
}
_BADGE_TRUST = {
    Trust.TRUSTED: "đã xác minh chứng thư",
    Trust.EXPIRED: "chứng thư không có hiệu lực khi ký",
    Trust.WEAK: "thuật toán ký cũ",
}
_NOT_VERIFIED = "chưa xác minh được chứng thư"
NO_REVOCATION = "Hệ thống không tra cứu trực tuyến việc thu hồi chứng thư."


@dataclass(frozen=True, slots=True)
class SignatureNote:
    """What stands beside a file: a short badge with its level, then sentences, one group for each signature.

    Levels: good, doubtful, bad, plain. `timings` tell of each item whose document was signed too late or cannot be judged.
    """

    badge: str
    level: str
    groups: tuple[tuple[str, ...], ...] = ()
    timings: tuple[str, ...] = ()


_WAITING = SignatureNote("Chưa đọc chữ ký số", "plain", (("Hệ thống đang đọc chữ ký số của tệp này.",),))


def tell(found: DossierContents, files: Iterable[Evidence]) -> None:
    """Set `signature_note` on the files; other types than PDF have none."""
    shown = list(files)
    codes: defaultdict[int, list[str]] = defaultdict(list)
    for code, links in found.links.items():
        for link in links:
            codes[link.evidence_id].append(code)
    notes = notes_of(found.dossier, {file.pk: codes[file.pk] for file in shown if file.media_type == PDF.media_type})
    for file in shown:
        file.signature_note = notes.get(file.pk)


def tell_criterion(found: DossierContents, code: str) -> None:
    """Set `signature_note` on the files of one criterion's items."""
    items = [item.code for indicator in found.edition.criterion(code).indicators for item in indicator.items]
    tell(found, (link.evidence for item in items for link in found.links.get(item, ())))


def notes_of_item(dossier: Dossier, item: Mapping[str, Any], code: str) -> dict[int, SignatureNote]:
    """Return the notes of the PDF files of one item of a snapshot."""
    keys = [file["id"] for file in item["evidence"] if file["media_type"] == PDF.media_type]
    return notes_of(dossier, dict.fromkeys(keys, (code,))) if keys else {}


def notes_of(dossier: Dossier, codes: Mapping[int, Iterable[str]]) -> dict[int, SignatureNote]:
    """Return the note of each PDF; `codes` names by file the items of the dossier that it proves."""
    readings = _readings(codes) if codes else {}
    limits = _Limits(dossier)
    return {
        pk: _note(readings[pk], tuple(limits.sentences(readings[pk], codes[pk]))) if pk in readings else _WAITING
        for pk in codes
    }


def _readings(keys: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return by file the rows of its signatures; a file without any has one row that tells the state alone."""
    found: defaultdict[int, list[dict[str, Any]]] = defaultdict(list)
    fields = {name: F(f"signatures__{name}") for name in _FIELDS}
    rows = SignatureReading.objects.filter(evidence_id__in=list(keys)).order_by("evidence_id", "signatures__place")
    for row in rows.values("evidence_id", "state", "sentence", **fields):
        found[row["evidence_id"]].append({**row})
    return dict(found)


def _note(rows: list[dict[str, Any]], timings: tuple[str, ...]) -> SignatureNote:
    state = rows[0]["state"]
    if state == _State.NONE:
        return SignatureNote(str(_State.NONE.label), "plain")
    if state == _State.UNREADABLE:
        return SignatureNote(str(_State.UNREADABLE.label), "bad", ((rows[0]["sentence"],),))
    badge, level = _badge(rows)
    groups = tuple(tuple(_sentences(row)) for row in rows)
    return SignatureNote(badge, level, (*groups, (NO_REVOCATION,)), timings)


def _badge(rows: list[dict[str, Any]]) -> tuple[str, str]:
    found = {Integrity(row["integrity"]) for row in rows}
    if found & _SPOILT:
        return "Chữ ký không còn toàn vẹn: tài liệu bị sửa sau khi ký", "bad"
    if Integrity.UNREADABLE in found:
        return str(_State.UNREADABLE.label), "bad"
    signed = [row for row in rows if not row["is_timestamp"]]
    first = (signed or rows)[0]
    trusts = {Trust(row["trust"]) for row in signed or rows}
    trust = next((kind for kind in _WORST_FIRST if kind in trusts), Trust.TRUSTED)
    who = first["organisation"] or first["signer"] or "không rõ người ký"
    more = f" và {len(signed) - 1} chữ ký khác" if len(signed) > 1 else ""
    when = f", {_moment(first['signed_at'])}" if first["signed_at"] else ""
    told = f"Đã ký số: {who}{when}{more} – toàn vẹn, {_BADGE_TRUST.get(trust, _NOT_VERIFIED)}"
    return told, "good" if trust is Trust.TRUSTED else "doubtful"


_WORST_FIRST = (Trust.EXPIRED, Trust.WEAK, Trust.UNKNOWN, Trust.NO_ROOTS)


def _sentences(row: dict[str, Any]) -> Iterable[str]:
    integrity = Integrity(row["integrity"])
    if integrity is Integrity.UNREADABLE:
        return (_INTEGRITY[integrity],)
    who = ", ".join(part for part in (row["signer"], row["unit"], row["organisation"]) if part)
    label = "Dấu thời gian" if row["is_timestamp"] else "Người ký"
    return (
        f"{label}: {who or 'chứng thư không ghi tên'}.",
        _time_sentence(row),
        _INTEGRITY.get(integrity) or _ADDED.get(Modification(row["modification"]), ""),
        *(("Chữ ký chỉ phủ một phần của tệp.",) if row["coverage"] == Coverage.PART else ()),
        f"{_TRUST[Trust(row['trust'])]} {_certificate(row)}",
    )


def _time_sentence(row: dict[str, Any]) -> str:
    if not row["signed_at"]:
        return "Chữ ký không ghi thời điểm ký."
    return f"Ký lúc {_moment(row['signed_at'])}, {_TIME[TimeSource(row['time_source'])]}."


def _certificate(row: dict[str, Any]) -> str:
    first, last = (dates.short(timezone.localdate(row[name])) for name in ("valid_from", "valid_to"))
    return f"Chứng thư số {row['serial']} do {row['issuer'] or 'nơi không rõ'} cấp, hiệu lực từ {first} đến {last}."


def _moment(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local:%H:%M} {dates.short(local.date())}"


class _Limits:
    """The deadlines of one dossier; calendar and starting days are read once, and only where an item asks for them."""

    def __init__(self, dossier: Dossier) -> None:
        self._dossier = dossier
        self._items = {item.code: item for item in dossier.campaign.standard.parsed.items}
        self._starts: dict[str, SigningStart] | None = None
        self._calendar = Calendar()

    def sentences(self, rows: list[dict[str, Any]], codes: Iterable[str]) -> Iterable[str]:
        """Say how the last signature stands to the deadline of each item."""
        times = [row["signed_at"] for row in rows if row["signed_at"] and not row["is_timestamp"]]
        for code in codes if times else ():
            item = self._items[code]
            sentence = _timing_sentence(item, self._judge(item, max(times)), self._start_of(item), self._dossier)
            if sentence:
                yield sentence

    def _judge(self, item: Item, at: datetime) -> Judgement:
        start = self._start_of(item)
        return signing.judge(
            at,
            item.deadline,
            start=start.starts_on if start else None,
            due_before=self._dossier.due_before,
            calendar=self._calendar,
        )

    def _start_of(self, item: Item) -> SigningStart | None:
        if item.deadline is None:
            return None
        if self._starts is None:
            self._starts = {row.item_code: row for row in self._dossier.campaign.signing_starts.all()}
            self._calendar = calendars.current()
        return self._starts.get(item.code)


def _timing_sentence(item: Item, judged: Judgement, start: SigningStart | None, dossier: Dossier) -> str:
    day = dates.short(judged.signed_on)
    if judged.timing is Timing.BEFORE_SUBMISSION:
        return ""
    if judged.timing is Timing.AFTER_SUBMISSION:
        return (
            f"Nội dung {item.code}: ký ngày {day}, sau hạn nộp hồ sơ (trước ngày {dates.short(dossier.due_before)})."
        )
    unit = "ngày làm việc" if item.deadline and item.deadline.in_working_days else "ngày"
    period = f"{item.deadline.value if item.deadline else ''} {unit}"
    if start is None or judged.last_day is None:
        return (
            f"Nội dung {item.code} có thời hạn ban hành {period}, nhưng chưa ghi mốc bắt đầu tính nên "
            f"chưa so sánh được với ngày ký {day}."
        )
    counted = (
        f"{period} tính từ {dates.short(start.starts_on)} ({start.basis}), hạn cuối {dates.short(judged.last_day)}"
    )
    if judged.timing is Timing.IN_TIME:
        return f"Nội dung {item.code}: ký đúng hạn, ngày {day}; {counted}."
    return f"Nội dung {item.code}: ký sau hạn {judged.late_days} {unit}, ngày {day}; {counted}."
