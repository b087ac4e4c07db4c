"""What the overview of a dossier and the confirmation of a deed show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from assessments.domain.completeness import Gap, Missing
from assessments.domain.deadlines import Calendar, due_on, is_late, working_days_between
from assessments.domain.documents import NOTHING, Completeness
from assessments.domain.scoring import Subtotal
from assessments.domain.workflow import STATE_OWNER, TRANSITIONS, WITH_COMMUNE_BEFORE_SUBMISSION, Action, Party, State
from assessments.models import Dossier, SupplementRequest
from assessments.models.labels import ACTION_LABELS, STATE_FOR_OFFICE
from assessments.selectors import calendars, comments
from assessments.selectors.contents import DossierContents
from tiepcanpl.kit import dates


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """One criterion on the overview: items answered of those to answer, things missing, documents of the lists."""

    subtotal: Subtotal
    answered: int
    answerable: int
    missing: int
    documents: Completeness


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing left to do, as a link; `page` names the page on which it is done."""

    sentence: str
    url: str
    page: str


@dataclass(frozen=True, slots=True)
class TodoGroup:
    """What is left on one page of the dossier."""

    title: str
    items: tuple[Todo, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """The deadline: `before` is the first day that is too late, `days` the working days left (or overdue when late)."""

    before: date
    late: bool
    days: int
    matters: bool  # the commune has something to hand in

    @property
    def last_day(self) -> date:
        """The last day that is in time."""
        return self.before - timedelta(days=1)

    @property
    def sentence(self) -> str:
        """Say how much time is left, or by how much it is late."""
        if self.late:
            return f"quá hạn {self.days} ngày làm việc" if self.days else "đã quá hạn"
        if self.days == 0:
            return "không còn ngày làm việc nào trước hạn"
        return f"còn {self.days} ngày làm việc, tính cả hôm nay"


@dataclass(frozen=True, slots=True)
class Questions:
    """What the confirmation of an action has to ask, and what it will bring about."""

    note: bool
    note_label: str
    provisional: bool
    consequences: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def criteria_of(found: DossierContents) -> tuple[CriterionCard, ...]:
    """Return a card for each criterion, in order."""
    answerable = {item.code for item in found.edition.answerable_items}
    done = {code for code in answerable if found.sheet.line(code).counts_as_answered}
    gaps = _gaps_by_criterion(found)
    cards = []
    for criterion, subtotal in zip(found.edition.criteria, found.sheet.criteria, strict=True):
        codes = {item.code for indicator in criterion.indicators for item in indicator.items} & answerable
        listed = sum(map(found.completeness_of, criterion.indicators), start=NOTHING)
        cards.append(CriterionCard(subtotal, len(codes & done), len(codes), gaps.get(criterion.code, 0), listed))
    return tuple(cards)


def _gaps_by_criterion(found: DossierContents) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for gap in found.missing:
        if gap.gap in {Gap.ANSWER, Gap.INVALID, Gap.EVIDENCE, Gap.SCAN}:
            code = gap.code.partition(".")[0]
            counts[code] = counts.get(code, 0) + 1
    return counts


def neighbours(found: DossierContents, code: str) -> tuple[str, str]:
    """Return the codes of the criteria before and after; "" where there is none."""
    codes = ["", *(criterion.code for criterion in found.edition.criteria), ""]
    place = codes.index(code)
    return codes[place - 1], codes[place + 1]


def todo_of(found: DossierContents, requests: Iterable[SupplementRequest]) -> tuple[Todo, ...]:
    """Return everything that the commune has left, each as a link to its place; nothing while it is not its turn.

    In a returned dossier these are the requests without an answer, and gaps that its changes made.
    """
    dossier = found.dossier
    gaps = tuple(Todo(gap.sentence, _place(dossier.pk, gap), _page_of(gap)) for gap in found.missing)
    if dossier.status is State.DRAFT:
        return gaps
    if dossier.status is State.RETURNED:
        return (*(_answer_of(dossier, row) for row in requests if not row.reply), *gaps)
    if dossier.status is State.POSTED:
        return (*_open_opinions(dossier), *_unclean(found))
    return ()


def _unclean(found: DossierContents) -> tuple[Todo, ...]:
    """Return the files that keep a posted dossier from being handed in; everything else was complete when it was posted."""
    gaps = (gap for gap in found.missing if gap.gap is Gap.SCAN)
    return tuple(Todo(gap.sentence, _place(found.dossier.pk, gap), _page_of(gap)) for gap in gaps)


def _answer_of(dossier: Dossier, row: SupplementRequest) -> Todo:
    sentence = f"Bổ sung và giải trình nội dung {row.item_code} trước hết ngày {dates.short(row.due_on)}."
    return Todo(sentence, item_url(dossier.pk, row.item_code), "Yêu cầu bổ sung")


def _open_opinions(dossier: Dossier) -> tuple[Todo, ...]:
    count = dossier.opinions.filter(reply="").count()
    url = reverse("assessments:opinion_list", args=[dossier.pk])
    return (Todo(f"Tiếp thu, giải trình {count} ý kiến góp ý.", url, "Ý kiến góp ý"),) if count else ()


def grouped(todo: Iterable[Todo]) -> tuple[TodoGroup, ...]:
    """Return the things left page by page, in order."""
    pages: dict[str, list[Todo]] = {}
    for one in todo:
        pages.setdefault(one.page, []).append(one)
    return tuple(TodoGroup(title, tuple(items)) for title, items in pages.items())


def _page_of(gap: Missing) -> str:
    if gap.gap is Gap.FACT:
        return "Trường hợp không được công nhận"
    return "Thuyết minh" if gap.gap is Gap.NARRATIVE else f"Tiêu chí {gap.code.partition('.')[0]}"


def _place(pk: int, gap: Missing) -> str:
    if gap.gap is Gap.FACT:
        return reverse("assessments:fact_list", args=[pk]) + f"#{gap.code}"
    if gap.gap is Gap.NARRATIVE:
        return reverse("assessments:narrative_list", args=[pk]) + f"#{gap.code}"
    if gap.gap is Gap.EVIDENCE:
        return f"{_criterion_url(pk, gap.code)}#chi-tieu-{gap.code.replace('.', '-')}"
    return item_url(pk, gap.code)


def item_url(pk: int, code: str) -> str:
    """Return the place of an item on the page of its criterion."""
    return f"{_criterion_url(pk, code)}#noi-dung-{code.replace('.', '-')}"


def _criterion_url(pk: int, code: str) -> str:
    return reverse("assessments:dossier_criterion", args=[pk, code.partition(".")[0]])


def criterion_url(dossier: Dossier, code: str) -> str:
    """Return the page on which an item, indicator or criterion stands."""
    return _criterion_url(dossier.pk, code)


def due_of(dossier: Dossier, *, on: date, calendar: Calendar | None = None) -> Due:
    """Return the deadline of the first submission as seen on the day; lists pass the calendar that they read once."""
    matters = is_awaited(dossier)
    days_off = calendar or (calendars.current() if matters else Calendar())
    return _due(dossier.due_before, on, days_off, matters=matters)


def is_awaited(dossier: Dossier) -> bool:
    """Tell whether the commune still has to hand in for the first time."""
    return dossier.status in WITH_COMMUNE_BEFORE_SUBMISSION


def supplement_due(
    dossier: Dossier, requests: Iterable[SupplementRequest], *, on: date, calendar: Calendar | None = None
) -> Due | None:
    """Return until when a returned dossier is handed in again: the last of the requests' days counts."""
    days = [row.due_on for row in requests]
    if dossier.status is not State.RETURNED or not days:
        return None
    return _due(max(days) + timedelta(days=1), on, calendar or calendars.current(), matters=True)


def overdue_items(requests: Iterable[SupplementRequest], *, on: date) -> frozenset[str]:
    """Return the items whose request waits for an answer beyond its day."""
    return frozenset(row.item_code for row in requests if not row.reply and on > row.due_on)


def _due(before: date, on: date, calendar: Calendar, *, matters: bool) -> Due:
    late = is_late(before, on)
    first, last = (before, on) if late else (on, before)
    return Due(before=before, late=late, days=working_days_between(first, last, calendar), matters=matters)


def questions_of(action: Action, dossier: Dossier, *, on: date) -> Questions:
    """Return what to ask before the action."""
    early = action is Action.SUBMIT and dossier.posted_until is not None and on <= dossier.posted_until
    return Questions(
        note=TRANSITIONS[action].needs_note or early,
        note_label="Lý do nộp trước khi hết thời gian niêm yết" if early else "Lý do",
        provisional=action is Action.APPRAISE and dossier.campaign.standard.is_provisional,
        consequences=(*_posting(action, dossier, on), *_consequences(action, dossier)),
        warnings=_warnings(action, dossier),
    )


def _warnings(action: Action, dossier: Dossier) -> tuple[str, ...]:
    """Say what the person should look at before; it forbids nothing."""
    left = comments.unresolved_count(dossier) if action is Action.APPRAISE else 0
    return (f"Còn {left} ý kiến trao đổi, ghi chú nội bộ chưa được đánh dấu xử lý xong.",) if left else ()


def misplaced(action: Action, dossier: Dossier) -> tuple[str, ...]:
    """Say that the action does not fit the state in which the dossier is; nothing where it does."""
    if dossier.status in TRANSITIONS[action].sources:
        return ()
    if dossier.status is TRANSITIONS[action].target:
        return (f"Đã thực hiện “{ACTION_LABELS[action]}” trước đó; không cần làm lại.",)
    return (f"Hồ sơ đang ở trạng thái “{STATE_FOR_OFFICE[dossier.status]}” nên không thực hiện được việc này.",)


def _posting(action: Action, dossier: Dossier, on: date) -> tuple[str, ...]:
    """Say how long the posting lasts, as far as the standard knows."""
    setting = dossier.campaign.standard.parsed.procedure.posting
    last = due_on(setting, on, calendars.current()) if action is Action.POST else None
    if last is None:
        return ()
    unit = "ngày làm việc" if setting.in_working_days else "ngày"
    clause = f" ({setting.clause})" if setting.clause else ""
    return (
        f"Niêm yết công khai {setting.value} {unit}{clause}: đến hết ngày {dates.short(last)} nếu niêm yết hôm nay.",
    )


def _consequences(action: Action, dossier: Dossier) -> tuple[str, ...]:
    sentences = (_CONSEQUENCES[action],) if action in _CONSEQUENCES else ()
    return (*sentences, handing_on(action, dossier))


def handing_on(action: Action, dossier: Dossier) -> str:
    """Say who sees the dossier in the own list of things to do after the action."""
    target = TRANSITIONS[action].target
    if STATE_OWNER[target] is Party.NOBODY:
        return "Sau đó không còn bước nào; kết quả được lưu trong hồ sơ."
    return f"Sau đó đến lượt {next_party(target, dossier)}; việc này hiện trên trang chủ của đơn vị đó."


def next_party(state: State, dossier: Dossier) -> str:
    """Say whose turn it is in the state."""
    authority = dossier.campaign.authority.full_name
    receiver = dossier.campaign.standard.parsed.procedure.receiving_body.value or "cơ quan tư pháp"
    return {
        Party.COMMUNE: f"UBND {_inside(dossier.commune.full_name)}",
        Party.OFFICE: f"{receiver} ({_inside(authority)})",
        Party.COUNCIL: f"Hội đồng đánh giá ({_inside(authority)})",
        Party.AUTHORITY: f"người có thẩm quyền công nhận ({_inside(authority)})",
        Party.NOBODY: "không còn ai; kết quả được lưu trong hồ sơ",
    }[STATE_OWNER[state]]


def _inside(name: str) -> str:
    """Return a unit's name as it stands inside a sentence: phường Bắc Sơn."""
    return name[:1].lower() + name[1:]


_CONSEQUENCES = {
    Action.POST: "Hồ sơ sẽ khóa trong thời gian niêm yết; muốn sửa phải rút niêm yết.",
    Action.RECALL: "Hồ sơ trở lại trạng thái tự đánh giá; thời gian niêm yết sẽ tính lại từ đầu khi niêm yết lần sau.",
    Action.SUBMIT: "Hệ thống chốt dữ liệu và cấp biên nhận. Sau khi nộp không sửa được, chỉ rút được khi chưa tiếp nhận.",
    Action.WITHDRAW: "Hồ sơ trở lại trạng thái niêm yết; bản đã nộp vẫn được lưu trong lịch sử.",
    Action.RECEIVE: "Xã, phường không rút hồ sơ được nữa; bắt đầu thẩm tra từng nội dung.",
    Action.REQUEST_SUPPLEMENT: "Xã, phường chỉ sửa được những nội dung được yêu cầu bổ sung; các nội dung khác vẫn khóa.",
    Action.RESUBMIT: "Hệ thống chốt dữ liệu lần mới và cấp biên nhận mới. Sau khi nộp không sửa được.",
    Action.APPRAISE: "Kết quả thẩm tra được chốt và chuyển người có thẩm quyền xem xét.",
    Action.TAKE_BACK: "Hồ sơ trở lại trạng thái đã thẩm tra và rời chương trình các cuộc họp sắp tới.",
    Action.REOPEN: "Kết quả thẩm tra mở lại để sửa; người có thẩm quyền chưa thể quyết định.",
}
