"""What the overview of a dossier and the confirmation of a deed show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from assessments.domain.completeness import Gap, Missing
from assessments.domain.deadlines import is_late, working_days_between
from assessments.domain.scoring import Subtotal
from assessments.domain.workflow import STATE_OWNER, TRANSITIONS, WITH_COMMUNE_BEFORE_SUBMISSION, Action, Party, State
from assessments.models import Dossier
from assessments.selectors import calendars
from assessments.selectors.contents import DossierContents


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """One criterion on the overview."""

    subtotal: Subtotal
    answered: int
    answerable: int
    missing: int


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing left to do, as a link."""

    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class Due:
    """The deadline: `before` is the first day that is too late, `days` the working days left (or overdue when late)."""

    before: date
    late: bool
    days: int
    matters: bool  # the commune has not handed in yet


@dataclass(frozen=True, slots=True)
class Questions:
    """What the confirmation of an action has to ask, and what it will bring about."""

    note: bool
    note_label: str
    provisional: bool
    consequences: tuple[str, ...]


def criteria_of(found: DossierContents) -> tuple[CriterionCard, ...]:
    """Return a card for each criterion, in order."""
    answerable = {item.code for item in found.edition.answerable_items}
    done = {code for code in answerable if found.sheet.line(code).counts_as_answered}
    gaps = _gaps_by_criterion(found)
    cards = []
    for criterion, subtotal in zip(found.edition.criteria, found.sheet.criteria, strict=True):
        codes = {item.code for indicator in criterion.indicators for item in indicator.items} & answerable
        cards.append(CriterionCard(subtotal, len(codes & done), len(codes), gaps.get(criterion.code, 0)))
    return tuple(cards)


def _gaps_by_criterion(found: DossierContents) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for gap in found.missing:
        if gap.gap in {Gap.ANSWER, Gap.INVALID, Gap.EVIDENCE}:
            code = gap.code.split(".")[0]
            counts[code] = counts.get(code, 0) + 1
    return counts


def todo_of(found: DossierContents) -> tuple[Todo, ...]:
    """Return everything that is left, each as a link to its place."""
    return tuple(Todo(gap.sentence, _place(found.dossier.pk, gap)) for gap in found.missing)


def _place(pk: int, gap: Missing) -> str:
    if gap.gap is Gap.FACT:
        return reverse("assessments:fact_list", args=[pk]) + f"#{gap.code}"
    if gap.gap is Gap.NARRATIVE:
        return reverse("assessments:narrative_list", args=[pk]) + f"#{gap.code}"
    kind = "chi-tieu" if gap.gap is Gap.EVIDENCE else "noi-dung"
    anchor = f"{kind}-{gap.code.replace('.', '-')}"
    return reverse("assessments:dossier_criterion", args=[pk, gap.code.split(".")[0]]) + f"#{anchor}"


def criterion_url(dossier: Dossier, code: str) -> str:
    """Return the page on which an item, indicator or criterion stands."""
    return reverse("assessments:dossier_criterion", args=[dossier.pk, code.split(".")[0]])


def due_of(dossier: Dossier, *, on: date) -> Due:
    """Return the deadline as seen on the day."""
    late = is_late(dossier.due_before, on)
    first, last = (dossier.due_before, on) if late else (on, dossier.due_before)
    days = working_days_between(first, last, calendars.current())
    matters = dossier.status in WITH_COMMUNE_BEFORE_SUBMISSION
    return Due(before=dossier.due_before, late=late, days=days, matters=matters)


def questions_of(action: Action, dossier: Dossier, *, on: date) -> Questions:
    """Return what to ask before the action."""
    early = (
        action is Action.SUBMIT and dossier.posted_until is not None and on <= dossier.posted_until
    )
    return Questions(
        note=TRANSITIONS[action].needs_note or early,
        note_label="Lý do nộp trước khi hết thời gian niêm yết" if early else "Lý do",
        provisional=action is Action.APPRAISE and dossier.campaign.standard.is_provisional,
        consequences=_consequences(action, dossier),
    )


def _consequences(action: Action, dossier: Dossier) -> tuple[str, ...]:
    sentences = (_CONSEQUENCES[action],) if action in _CONSEQUENCES else ()
    return (*sentences, f"Sau đó đến lượt: {next_party(TRANSITIONS[action].target, dossier)}.")


def next_party(state: State, dossier: Dossier) -> str:
    """Say whose turn it is in the state."""
    authority = dossier.campaign.authority.full_name
    receiver = dossier.campaign.standard.parsed.procedure.receiving_body.value or "cơ quan tư pháp"
    return {
        Party.COMMUNE: f"UBND {dossier.commune.full_name}",
        Party.OFFICE: f"{receiver} ({authority})",
        Party.AUTHORITY: f"người có thẩm quyền công nhận ({authority})",
        Party.NOBODY: "không còn bước nào; kết quả được lưu trong hồ sơ",
    }[STATE_OWNER[state]]


_CONSEQUENCES = {
    Action.POST: "Hồ sơ sẽ khóa trong thời gian niêm yết; muốn sửa phải rút niêm yết.",
    Action.RECALL: "Hồ sơ trở lại trạng thái tự đánh giá; thời gian niêm yết sẽ tính lại từ đầu khi niêm yết lần sau.",
    Action.SUBMIT: "Hệ thống chốt dữ liệu và cấp biên nhận. Sau khi nộp không sửa được, chỉ rút được khi chưa tiếp nhận.",
    Action.WITHDRAW: "Hồ sơ trở lại trạng thái niêm yết; bản đã nộp vẫn được lưu trong lịch sử.",
    Action.RECEIVE: "Xã, phường không rút hồ sơ được nữa; bắt đầu thẩm tra từng nội dung.",
    Action.REQUEST_SUPPLEMENT: "Xã, phường chỉ sửa được những nội dung được yêu cầu bổ sung; các nội dung khác vẫn khóa.",
    Action.RESUBMIT: "Hệ thống chốt dữ liệu lần mới và cấp biên nhận mới. Sau khi nộp không sửa được.",
    Action.APPRAISE: "Kết quả thẩm tra được chốt và chuyển người có thẩm quyền xem xét.",
    Action.REOPEN: "Kết quả thẩm tra mở lại để sửa; người có thẩm quyền chưa thể quyết định.",
}
