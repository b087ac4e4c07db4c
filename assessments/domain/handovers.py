"""Who is told after each action of the workflow, and in which words: what happened, and what the reader does now."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from assessments.domain.workflow import Action


class Audience(StrEnum):
    """Whom a notice concerns; each audience reads its own words."""

    COMMUNE = "commune"
    OFFICE = "office"
    COUNCIL = "council"
    DECIDERS = "deciders"
    OBSERVERS = "observers"


A = Audience
_NAMED = 20  # communes in one text
_DECISION = (A.COMMUNE, A.OFFICE, A.DECIDERS, A.OBSERVERS)
# The commune always knows where its dossier is; beside it only who has something to do, or could wonder where it went.
# The council is told once it is invited: its members learn of a planned agenda as a whole when the papers go out
# (services.meeting_notices), and of single dossiers only where the agenda changes afterwards.
AUDIENCES: dict[Action, tuple[Audience, ...]] = {
    Action.POST: (A.COMMUNE,),
    Action.RECALL: (A.COMMUNE,),
    Action.SUBMIT: (A.COMMUNE, A.OFFICE),
    Action.WITHDRAW: (A.COMMUNE, A.OFFICE),
    Action.RECEIVE: (A.COMMUNE,),
    Action.REQUEST_SUPPLEMENT: (A.COMMUNE,),
    Action.RESUBMIT: (A.COMMUNE, A.OFFICE),
    Action.APPRAISE: (A.COMMUNE, A.DECIDERS),
    Action.REOPEN: (A.COMMUNE, A.OFFICE, A.DECIDERS),
    Action.PUT_TO_COUNCIL: (A.COMMUNE, A.COUNCIL),
    Action.TAKE_BACK: (A.COMMUNE, A.COUNCIL, A.DECIDERS),
    Action.CONCLUDE: (A.COMMUNE, A.OFFICE, A.DECIDERS),
    Action.RECOGNISE: _DECISION,
    Action.DECLINE: _DECISION,
    Action.REVOKE: _DECISION,
}


@dataclass(frozen=True, slots=True)
class Request:
    """One item for which the commune is asked for more."""

    item_code: str
    reason: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What the words are made of; what does not belong to the action is empty."""

    year: int
    communes: tuple[str, ...]  # "Phường Bắc Sơn"
    due_before: date | None = None  # the first day that is too late for handing in
    note: str = ""
    in_round: int = 0
    late: bool = False
    receipt: str = ""
    posted_until: date | None = None
    requests: tuple[Request, ...] = ()
    needs_council: bool = False
    meeting: str = ""  # "Họp Hội đồng lúc 09:00, 05/01/2021"
    meeting_on: date | None = None
    advice: str = ""  # "Đề nghị công nhận"
    decision: str = ""  # "12/QĐ-UBND ngày 05/01/2021"
    review_by: date | None = None
    decide_by: date | None = None

    @property
    def hand_in_by(self) -> date | None:
        """The last day that is in time for handing in."""
        return self.due_before - timedelta(days=1) if self.due_before else None


@dataclass(frozen=True, slots=True)
class Words:
    """A notice: what happened, what to do, by when."""

    title: str
    text: str
    due_on: date | None


def words_for(action: Action, audience: Audience, facts: Facts) -> Words:
    """Return what one audience reads after the action."""
    who = facts.communes[0] if len(facts.communes) == 1 else f"{len(facts.communes)} xã, phường"
    title = f"{who}, năm {facts.year}: {_HAPPENED[action](facts)}"
    parts = [_to_do(action, audience)(facts), *(request_line(row) for row in facts.requests)]
    if facts.note:
        parts.append(f"Lý do: {facts.note}")
    if len(facts.communes) > 1:
        parts.append(f"Gồm: {_list(facts.communes)}")
    return Words(title, "\n".join(part for part in parts if part), _due_on(action, audience, facts))


def words_of_decision(
    audience: Audience, decision: str, outcomes: Mapping[Action, tuple[str, ...]], *, year: int
) -> Words:
    """Return what is read of a decision on several communes at once; `outcomes` names them."""
    counts = ", ".join(f"{_RULED[action]} {len(communes)} xã, phường" for action, communes in outcomes.items())
    lists = [f"{_RULED[action].capitalize()}: {_list(communes)}" for action, communes in outcomes.items()]
    to_do = _to_do(Action.RECOGNISE, audience)(Facts(year, ()))
    return Words(f"Quyết định số {decision}, năm đánh giá {year}: {counts}", "\n".join([to_do, *lists]), None)


def words_of_opening(campaign: str, commune: str, due_before: date) -> Words:
    """Return what a commune reads when a campaign is opened."""
    text = "Tự đánh giá, niêm yết rồi nộp hồ sơ trước thời hạn."
    return Words(f"{campaign}: hồ sơ của {commune} đã mở", text, due_before - timedelta(days=1))


def words_of_extension(commune: str, year: int, due_before: date, reason: str) -> Words:
    """Return what a commune reads when it is given more time."""
    title = f"{commune}, năm {year}: được gia hạn nộp hồ sơ, nộp trước ngày {_day(due_before)}"
    return Words(title, f"Hoàn thiện và nộp hồ sơ.\nLý do: {reason}", due_before - timedelta(days=1))


def _list(communes: tuple[str, ...]) -> str:
    """Name the communes, a long list in part."""
    more = len(communes) - _NAMED
    return ", ".join(communes[:_NAMED]) + (f" và {more} xã, phường khác." if more > 0 else ".")


def request_line(row: Request) -> str:
    """Write one request for a supplement in a line."""
    return f"– Nội dung {row.item_code} (hạn {_day(row.due_on)}): {row.reason}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _posted(facts: Facts) -> str:
    until = f" đến hết ngày {_day(facts.posted_until)}" if facts.posted_until else ""
    return f"niêm yết công khai kết quả tự đánh giá{until}"


_HAPPENED: dict[Action, Callable[[Facts], str]] = {
    Action.POST: _posted,
    Action.RECALL: lambda _: "đã rút niêm yết để sửa",
    Action.SUBMIT: lambda facts: "đã nộp hồ sơ" + (" (quá hạn)" if facts.late else ""),
    Action.WITHDRAW: lambda _: "đã rút hồ sơ",
    Action.RECEIVE: lambda _: "hồ sơ đã được tiếp nhận để thẩm tra",
    Action.REQUEST_SUPPLEMENT: lambda facts: f"yêu cầu bổ sung {len(facts.requests)} nội dung",
    Action.RESUBMIT: lambda facts: (
        f"đã nộp lại hồ sơ, lần {facts.in_round}" + (" (quá hạn bổ sung)" if facts.late else "")
    ),
    Action.APPRAISE: lambda _: "đã thẩm tra xong",
    Action.REOPEN: lambda _: "mở lại thẩm tra",
    Action.PUT_TO_COUNCIL: lambda _: "hồ sơ được đưa ra Hội đồng đánh giá",
    Action.TAKE_BACK: lambda _: "hồ sơ được rút khỏi chương trình họp Hội đồng",
    Action.CONCLUDE: lambda _: "Hội đồng đánh giá đã có ý kiến",
    Action.RECOGNISE: lambda facts: f"được công nhận đạt chuẩn (Quyết định số {facts.decision})",
    Action.DECLINE: lambda facts: f"không được công nhận (Quyết định số {facts.decision})",
    Action.REVOKE: lambda facts: f"bị thu hồi công nhận (Quyết định số {facts.decision})",
}
_RULED = {
    Action.RECOGNISE: "công nhận",
    Action.DECLINE: "không công nhận",
    Action.REVOKE: "thu hồi công nhận",
}


def _nothing(sentence: str) -> Callable[[Facts], str]:
    return lambda _: sentence


def _receipt(facts: Facts) -> str:
    return f"Số biên nhận: {facts.receipt}. Chưa phải làm gì thêm; chờ cơ quan tư pháp tiếp nhận."


def _wait_or_decide(facts: Facts) -> str:
    if facts.needs_council:
        return "Bộ tiêu chí yêu cầu ý kiến của Hội đồng đánh giá; quyết định sau khi Hội đồng có ý kiến."
    return "Xem kết quả thẩm tra và quyết định công nhận hoặc không công nhận."


def _advised(facts: Facts) -> str:
    return f"{_advice(facts)} Xem biên bản và quyết định công nhận hoặc không công nhận."


def _advice(facts: Facts) -> str:
    """Say what the council advises; of many dossiers each says it for itself."""
    return f"Ý kiến của Hội đồng: {facts.advice}." if facts.advice else "Ý kiến của Hội đồng có trong từng hồ sơ."


_WAIT = _nothing("Chưa phải làm gì thêm; hệ thống sẽ báo khi có kết quả.")
_SEE_RESULT = _nothing("Kết quả đã hiện trong hồ sơ và danh sách quyết định; không còn việc phải làm.")
_TO_DO: dict[tuple[Action, Audience], Callable[[Facts], str]] = {
    (Action.POST, A.COMMUNE): _nothing(
        "Tiếp thu, giải trình ý kiến góp ý trong thời gian niêm yết, sau đó nộp hồ sơ."
    ),
    (Action.RECALL, A.COMMUNE): _nothing("Sửa hồ sơ, niêm yết lại rồi nộp."),
    (Action.SUBMIT, A.COMMUNE): _receipt,
    (Action.SUBMIT, A.OFFICE): _nothing("Tiếp nhận và thẩm tra hồ sơ."),
    (Action.WITHDRAW, A.COMMUNE): _nothing("Hoàn thiện rồi nộp lại hồ sơ."),
    (Action.WITHDRAW, A.OFFICE): _nothing("Không phải tiếp nhận nữa; hệ thống sẽ báo khi hồ sơ được nộp lại."),
    (Action.RECEIVE, A.COMMUNE): _nothing(
        "Hồ sơ không rút được nữa. Chưa phải làm gì thêm; hệ thống sẽ báo nếu có yêu cầu bổ sung."
    ),
    (Action.REQUEST_SUPPLEMENT, A.COMMUNE): _nothing("Bổ sung, giải trình từng nội dung sau đây rồi nộp lại hồ sơ."),
    (Action.RESUBMIT, A.COMMUNE): _receipt,
    (Action.RESUBMIT, A.OFFICE): _nothing("Tiếp nhận lại và xem từng yêu cầu bổ sung đã được đáp ứng chưa."),
    (Action.APPRAISE, A.DECIDERS): _wait_or_decide,
    (Action.REOPEN, A.OFFICE): _nothing("Xem lại các kết luận thẩm tra cần sửa."),
    (Action.REOPEN, A.DECIDERS): _nothing("Chưa quyết định được cho đến khi thẩm tra xong lại."),
    (Action.PUT_TO_COUNCIL, A.COUNCIL): lambda facts: (
        f"{facts.meeting}. Đọc hồ sơ và kết quả thẩm tra trước cuộc họp."
    ),
    (Action.TAKE_BACK, A.COUNCIL): _nothing("Không phải thảo luận hồ sơ này ở cuộc họp sắp tới."),
    (Action.TAKE_BACK, A.DECIDERS): _nothing("Hồ sơ trở lại trạng thái đã thẩm tra, chờ quyết định."),
    (Action.CONCLUDE, A.OFFICE): lambda facts: f"{_advice(facts)} Hồ sơ chờ quyết định.",
    (Action.CONCLUDE, A.DECIDERS): _advised,
    (Action.DECLINE, A.COMMUNE): _nothing("Xem lý do trong quyết định; đây là kết quả của đợt đánh giá này."),
}


def _to_do(action: Action, audience: Audience) -> Callable[[Facts], str]:
    """Return what the reader does now; who has nothing to do is told so."""
    is_final = action in {Action.RECOGNISE, Action.DECLINE, Action.REVOKE}
    return _TO_DO.get((action, audience), _SEE_RESULT if is_final else _WAIT)


def _due_on(action: Action, audience: Audience, facts: Facts) -> date | None:
    if action is Action.REQUEST_SUPPLEMENT:
        return max((row.due_on for row in facts.requests), default=None)
    if action in {Action.POST, Action.RECALL, Action.WITHDRAW}:
        return facts.hand_in_by if audience is A.COMMUNE else None
    if action in {Action.SUBMIT, Action.RESUBMIT}:
        return facts.review_by if audience is A.OFFICE else None
    if action is Action.PUT_TO_COUNCIL:
        return facts.meeting_on if audience is A.COUNCIL else None
    is_waiting = action is Action.CONCLUDE or (action is Action.APPRAISE and not facts.needs_council)
    return facts.decide_by if is_waiting and audience is A.DECIDERS else None
