"""Tells the audit trail of a dossier in Vietnamese; nothing stored is shown as a code."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Max, Q, QuerySet

from assessments.domain.scoring import facts_text, shown
from assessments.domain.standard import Standard
from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED, Action, State
from assessments.models import AuditEvent, Dossier, ItemReview
from assessments.models.labels import EVENT_LABELS, SECTIONS, STATE_FOR_OFFICE
from communes.models import COMMUNE_ROLES, OFFICE_ROLES, Role, User
from tiepcanpl.kit import dates

OFFICE_WORK = frozenset({"review", "review_clear", "request_judge"})
# What both sides say to each other about an item.
TALK = frozenset({"comment", "comment_answer", "comment_resolve", "comment_reopen"})
_NOTES = frozenset({"internal_note", "internal_note_answer", "internal_note_resolve", "internal_note_reopen"})
_SECOND_LOOK = frozenset({"changes_read", "second_look_draw", "second_look", "second_look_confirm"})
_PEOPLE = frozenset({"interest_declare", "interest_withdraw", "assign", "assign_end", "specialist_opinion"})
# Who looks at what, who must not, how the office checks itself, what it notes: the commune never reads it.
INTERNAL = _PEOPLE | _SECOND_LOOK | _NOTES
MOVES = frozenset(action.value for action in Action)
_KNOWN_TO_ALL = MOVES | {"extend"}
_APPRAISED = AFTER_APPRAISAL | DECIDED


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as people read it: what was done to which, and a sentence for each change."""

    at: datetime
    actor: str
    title: str
    note: str
    sentences: tuple[str, ...]


def events_for(user: User, dossier: Dossier) -> QuerySet[AuditEvent]:
    """Return the events that the person may read, newest first.

    The commune reads the office's conclusions once the dossier is appraised; the office reads what the commune had done
    up to its latest submission; whoever only watches reads the steps of the workflow. What the office notes among itself
    stays with the office, also where one of the commune holds another role.
    """
    events = AuditEvent.objects.filter(stream=f"dossier:{dossier.pk}").order_by("-sequence")
    if any(row.unit_id == dossier.commune_id for row in user.held):
        events = events.exclude(action__in=INTERNAL)
    if user.has_role(Role.ADMINISTRATOR):
        return events
    if any(user.has_role(role, dossier.commune_id) for role in COMMUNE_ROLES):
        return events if dossier.status in _APPRAISED else events.exclude(action__in=OFFICE_WORK)
    if any(user.has_role(role, dossier.campaign.authority_id) for role in OFFICE_ROLES):
        handed_in = events.filter(action__in=[Action.SUBMIT, Action.RESUBMIT]).order_by()
        last = handed_in.aggregate(last=Max("sequence"))["last"] or 0
        return events.filter(
            Q(sequence__lte=last) | Q(action__in=[*_KNOWN_TO_ALL, *OFFICE_WORK, *TALK, *INTERNAL, "package_export"])
        )
    return events.filter(action__in=_KNOWN_TO_ALL)


def entry_of(event: AuditEvent, edition: Standard) -> Entry:
    """Return the event in words."""
    return Entry(
        at=event.at,
        actor=event.actor_name,
        title=_title(event, edition),
        note=event.note,
        sentences=tuple(_sentences(event, edition)),
    )


def _title(event: AuditEvent, edition: Standard) -> str:
    name = EVENT_LABELS.get(event.action, "Thay đổi khác")
    kind, _, code = event.subject.partition(":")
    if kind == "item":
        return f"{name} – nội dung {code}"
    if kind == "indicator":
        return f"{name} – chỉ tiêu {code}"
    if kind == "section":
        return f"{name} – {SECTIONS.get(code, 'phần khác')}"
    if kind == "fact":
        labels = {fact.code: fact.label for fact in edition.facts}
        return f"{name}: {labels.get(code, 'trường hợp khác')}"
    return name


def _sentences(event: AuditEvent, edition: Standard) -> Iterator[str]:
    changes: Mapping[str, Any] = event.changes
    if "facts" in changes:
        item = edition.item(event.subject.removeprefix("item:"))
        before, after = (facts_text(item, facts) if facts else "chưa có" for facts in changes["facts"])
        yield f"Số liệu: {before} → {after}."
    for key, tell in _TELL.items():
        if key in changes:
            sentence = tell(changes[key])
            if sentence:
                yield sentence


def _pair(label: str, show: Callable[[object], str]) -> Callable[[object], str]:
    """Tell an old and a new value; only the new one where there was none."""

    def tell(change: object) -> str:
        old, new = change if isinstance(change, list) else (None, change)
        shown_old, shown_new = (show(value) if value not in (None, "") else "" for value in (old, new))
        if shown_old == shown_new:
            return ""
        if not shown_old:
            return f"{label}: {shown_new}."
        return f"{label}: {shown_old} → {shown_new or 'để trống'}."

    return tell


def _text(value: object) -> str:
    text = " ".join(str(value).split())
    return f"“{text[:300]}…”" if len(text) > 300 else f"“{text}”"  # noqa: PLR2004  # what fits into a list


def _day(value: object) -> str:
    try:
        return dates.short(date.fromisoformat(str(value)))
    except ValueError:
        return ""


def _number(value: object) -> str:
    try:
        return shown(Decimal(str(value)))
    except InvalidOperation:
        return ""


def _state(value: object) -> str:
    return STATE_FOR_OFFICE[State(value)].lower() if isinstance(value, str) and value in set(State) else ""


def _verdict(value: object) -> str:
    return ItemReview.Verdict(value).label if value in ItemReview.Verdict.values else ""


def _met(value: object) -> str:
    return {"True": "đạt", "False": "không đạt"}.get(str(value), "")


def _answered(value: object) -> str:
    return "đã đáp ứng" if value is True else "chưa đáp ứng"


def _agrees(value: object) -> str:
    return "thống nhất" if value is True else "không thống nhất"


def _if_true(sentence: str) -> Callable[[object], str]:
    return lambda change: sentence if change is True else ""


def _not_applicable(change: object) -> str:
    old, new = change if isinstance(change, list) else (None, change)
    if bool(old) is bool(new):
        return ""
    return "Đánh dấu “không phát sinh”." if new else "Bỏ đánh dấu “không phát sinh”."


def _requests(value: object) -> str:
    days = value if isinstance(value, dict) else {}
    return "; ".join(f"nội dung {code} – hạn {_day(day)}" for code, day in days.items())


_TELL: dict[str, Callable[[object], str]] = {
    "not_applicable": _not_applicable,
    "note": _pair("Ghi chú", _text),
    "text": _pair("Nội dung", _text),
    "content": _pair("Ý kiến", _text),
    "reply": _pair("Trả lời", _text),
    "occurred_on": _pair("Ngày quyết định", _day),
    "penalty": _pair("Hình thức xử lý", _text),
    "position": _pair("Chức vụ của người liên quan", _text),
    "document": _pair("Văn bản", _text),
    "file": _pair("Tệp", _text),
    "items": _pair("Nội dung được chuyển", str),
    "documents": _pair("Danh mục", _text),
    "title": _pair("Trích yếu", _text),
    "document_number": _pair("Số, ký hiệu", _text),
    "issuer": _pair("Cơ quan ban hành", _text),
    "issued_on": _pair("Ngày ban hành", _day),
    "proves_from": _pair("Chứng minh từ ngày", _day),
    "proves_to": _pair("Chứng minh đến ngày", _day),
    "due_before": _pair("Nộp trước ngày", _day),
    "verdict": _pair("Kết luận", _verdict),
    "counted_points": _pair("Điểm thẩm tra", _number),
    "counted_met": _pair("Kết quả thẩm tra", _met),
    "due_on": _pair("Hạn bổ sung", _day),
    "person": _pair("Người liên quan", str),
    "nodes": _pair("Phần việc", str),
    "assignee": _pair("Giao cho", str),
    "opinion": _pair("Ý kiến", str),
    "finish_on": _pair("Hạn hoàn thành", _day),
    "is_answered": _pair("Yêu cầu bổ sung", _answered),
    "agrees": _pair("Người kiểm tra lại", _agrees),
    "share": _pair("Tỷ lệ rút (%)", str),
    "drawn": _pair("Số nội dung được rút", str),
    "state": _pair("Trạng thái", _state),
    "posted_until": _pair("Niêm yết đến hết ngày", _day),
    "round": _pair("Lần nộp", str),
    "receipt_number": _pair("Số biên nhận", str),
    "late": _if_true("Nộp quá hạn."),
    "requests": _pair("Yêu cầu bổ sung", _requests),
    "counted_total": _pair("Tổng kết quả thẩm tra", _number),
    "provisional_confirmed": _if_true("Đã xác nhận: bộ tiêu chí còn nội dung chưa xác minh với văn bản chính thức."),
    "decision": _pair("Quyết định", str),
}
