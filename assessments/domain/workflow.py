"""The workflow of a dossier as a table; buttons, permissions, diagram and tests read it.

A council that met on paper needs no row here: its meeting is named with the decision (ADR 0014).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from assessments.domain.appraisal import Checks, reasons_against
from assessments.domain.sentences import shortened


class State(StrEnum):
    """Where a dossier stands."""

    DRAFT = "draft"
    POSTED = "posted"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    APPRAISED = "appraised"
    IN_COUNCIL = "in_council"
    ADVISED = "advised"
    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not_recognised"
    REVOKED = "revoked"


class Action(StrEnum):
    """A deed that changes the state."""

    POST = "post"
    RECALL = "recall"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RECEIVE = "receive"
    REQUEST_SUPPLEMENT = "request_supplement"
    RESUBMIT = "resubmit"
    APPRAISE = "appraise"
    REOPEN = "reopen"
    PUT_TO_COUNCIL = "put_to_council"
    TAKE_BACK = "take_back"
    CONCLUDE = "conclude"
    RECOGNISE = "recognise"
    DECLINE = "decline"
    REVOKE = "revoke"


class Party(StrEnum):
    """Whose turn it is."""

    COMMUNE = "commune"
    OFFICE = "office"
    COUNCIL = "council"
    AUTHORITY = "authority"
    NOBODY = "nobody"


STATE_OWNER = {
    State.DRAFT: Party.COMMUNE,
    State.POSTED: Party.COMMUNE,
    State.SUBMITTED: Party.OFFICE,
    State.UNDER_REVIEW: Party.OFFICE,
    State.RETURNED: Party.COMMUNE,
    State.APPRAISED: Party.AUTHORITY,
    State.IN_COUNCIL: Party.COUNCIL,
    State.ADVISED: Party.AUTHORITY,
    State.RECOGNISED: Party.NOBODY,
    State.NOT_RECOGNISED: Party.NOBODY,
    State.REVOKED: Party.NOBODY,
}
AFTER_APPRAISAL = frozenset({State.APPRAISED, State.IN_COUNCIL, State.ADVISED})
IN_OFFICE = frozenset({State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED}) | AFTER_APPRAISAL
WITH_COMMUNE_BEFORE_SUBMISSION = frozenset({State.DRAFT, State.POSTED})
DECIDED = frozenset({State.RECOGNISED, State.NOT_RECOGNISED, State.REVOKED})

# Role names are those of communes.Role; the domain knows them as text (a test compares the two).
OFFICIAL, LEADER = "commune_official", "commune_leader"
REVIEWER, HEAD, DECIDER = "reviewer", "office_head", "decision_maker"
COUNCIL_MEMBER = "council_member"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    sources: frozenset[State]
    target: State
    roles: frozenset[str]
    needs_note: bool = False


def _row(source: State, target: State, *roles: str, note: bool = False) -> Transition:
    return Transition(frozenset({source}), target, frozenset(roles), note)


_READY = frozenset({State.APPRAISED, State.ADVISED})  # a decision may follow
TRANSITIONS: dict[Action, Transition] = {
    Action.POST: _row(State.DRAFT, State.POSTED, LEADER),
    Action.RECALL: _row(State.POSTED, State.DRAFT, LEADER, note=True),
    Action.SUBMIT: _row(State.POSTED, State.SUBMITTED, LEADER),
    Action.WITHDRAW: _row(State.SUBMITTED, State.POSTED, LEADER, note=True),
    Action.RECEIVE: _row(State.SUBMITTED, State.UNDER_REVIEW, REVIEWER, HEAD),
    Action.REQUEST_SUPPLEMENT: _row(State.UNDER_REVIEW, State.RETURNED, REVIEWER, HEAD),
    Action.RESUBMIT: _row(State.RETURNED, State.SUBMITTED, LEADER),
    Action.APPRAISE: _row(State.UNDER_REVIEW, State.APPRAISED, HEAD),
    Action.REOPEN: Transition(_READY, State.UNDER_REVIEW, frozenset({HEAD}), needs_note=True),
    Action.PUT_TO_COUNCIL: _row(State.APPRAISED, State.IN_COUNCIL, HEAD),
    Action.TAKE_BACK: _row(State.IN_COUNCIL, State.APPRAISED, HEAD, note=True),
    Action.CONCLUDE: _row(State.IN_COUNCIL, State.ADVISED, COUNCIL_MEMBER),
    Action.RECOGNISE: Transition(_READY, State.RECOGNISED, frozenset({DECIDER})),
    Action.DECLINE: Transition(_READY, State.NOT_RECOGNISED, frozenset({DECIDER}), needs_note=True),
    Action.REVOKE: _row(State.RECOGNISED, State.REVOKED, DECIDER, note=True),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """All that a rule may know about a dossier. Tuples hold one sentence for each thing that is wrong."""

    note: str | None = None  # None: not asked yet (a button is only being offered)
    campaign_open: bool = True
    missing: tuple[str, ...] = ()  # what the commune still has to fill in
    posting_over: bool = True
    posted_until: date | None = None
    unanswered_opinions: int = 0
    received_before: bool = False  # the office reviewed an earlier round
    unclean: tuple[str, ...] = ()  # files that the virus scanner has not cleared
    requested_count: int = 0  # items for which the reviewer asks for a supplement
    incomplete_requests: tuple[str, ...] = ()
    unanswered_requests: tuple[str, ...] = ()
    changed_outside: tuple[str, ...] = ()  # items changed although nobody asked for them
    unreviewed: tuple[str, ...] = ()
    unreasoned_changes: tuple[str, ...] = ()
    checks: Checks = field(default_factory=Checks)  # what else closes a review
    failed_rules: tuple[str, ...] = ()
    open_rules: tuple[str, ...] = ()  # rules whose verdict cannot be given yet
    decision_given: bool = True
    council_missing: bool = False
    council_refused: bool = False  # the standard knows no council
    meeting_set: bool = True
    meeting_running: bool = False  # the meeting that has the dossier on its agenda is being held
    council_open: tuple[str, ...] = ()  # what the council has not finished
    council_against: bool = False  # the council advises not to recognise
    provisional_unconfirmed: bool = False


def _post(facts: Facts) -> tuple[str, ...]:
    closed = () if facts.campaign_open else (_CLOSED,)
    return closed + shortened(facts.missing, "Hồ sơ chưa đầy đủ, vui lòng hoàn thiện trước khi niêm yết:")


def _submit(facts: Facts) -> tuple[str, ...]:
    reasons = [] if facts.campaign_open else [_CLOSED]
    if not facts.posting_over and facts.note == "":
        until = f" (đến hết ngày {facts.posted_until:%d/%m/%Y})" if facts.posted_until else ""
        reasons.append(f"Chưa hết thời gian niêm yết{until}. Vui lòng nêu lý do nếu cần nộp sớm.")
    if facts.unanswered_opinions:
        reasons.append(
            f"Còn {facts.unanswered_opinions} ý kiến góp ý chưa được tiếp thu, giải trình. "
            "Vui lòng trả lời từng ý kiến trước khi nộp."
        )
    return (*reasons, *shortened(facts.unclean, "Còn tệp chưa qua kiểm tra vi-rút:"))


def _withdraw(facts: Facts) -> tuple[str, ...]:
    """Refuse after a return: a withdrawn dossier can be changed anywhere, a returned one only where it was asked."""
    sentence = (
        "Hồ sơ nộp lại theo yêu cầu bổ sung không rút được. "
        "Nếu cần sửa thêm, vui lòng đề nghị cơ quan tư pháp trả lại hồ sơ."
    )
    return (sentence,) if facts.received_before else ()


def _request_supplement(facts: Facts) -> tuple[str, ...]:
    if not facts.requested_count:
        return (
            "Chưa có nội dung nào được yêu cầu bổ sung. Vui lòng chọn ít nhất một nội dung, ghi lý do và thời hạn.",
        )
    return facts.incomplete_requests


def _resubmit(facts: Facts) -> tuple[str, ...]:
    return (
        shortened(facts.unanswered_requests, "Còn yêu cầu bổ sung chưa được trả lời:")
        + shortened(facts.changed_outside, "Có nội dung không được yêu cầu bổ sung nhưng đã thay đổi:")
        + shortened(facts.missing, "Hồ sơ chưa đầy đủ:")
    )


def _appraise(facts: Facts) -> tuple[str, ...]:
    sentence = (
        f"Còn {facts.requested_count} nội dung đang để yêu cầu bổ sung. "
        "Vui lòng gửi yêu cầu cho xã, phường hoặc kết luận từng nội dung."
    )
    asked = (sentence,) if facts.requested_count else ()
    return (
        shortened(facts.unreviewed, "Còn nội dung chưa thẩm tra:")
        + asked
        + shortened(facts.unreasoned_changes, "Thay đổi điểm phải có lý do:")
        + reasons_against(facts.checks)
    )


def _decide(facts: Facts) -> tuple[str, ...]:
    reasons = [] if facts.decision_given else ["Vui lòng nhập số và ngày của quyết định."]
    if facts.council_missing:
        reasons.append(
            "Bộ tiêu chí yêu cầu ý kiến của Hội đồng đánh giá. Vui lòng đưa hồ sơ ra Hội đồng, hoặc nhập ngày họp và số "
            "biên bản nếu Hội đồng đã họp trực tiếp."
        )
    return tuple(reasons)


def _recognise(facts: Facts) -> tuple[str, ...]:
    sentence = (
        "Bộ tiêu chí còn nội dung chưa xác minh với văn bản chính thức. Lãnh đạo cơ quan tư pháp cần xác nhận "
        "khi kết thúc thẩm tra trước khi công nhận."
    )
    confirm = (sentence,) if facts.provisional_unconfirmed else ()
    against = (_AGAINST,) if facts.council_against and facts.note == "" else ()
    return (
        _decide(facts)
        + against
        + shortened(facts.failed_rules, "Chưa đủ điều kiện công nhận:")
        + shortened(facts.open_rules, "Chưa kết luận được điều kiện công nhận:")
        + confirm
    )


def _put_to_council(facts: Facts) -> tuple[str, ...]:
    if facts.council_refused:
        return ("Bộ tiêu chí của đợt đánh giá này không yêu cầu ý kiến của Hội đồng.",)
    return (
        () if facts.meeting_set else ("Vui lòng chọn cuộc họp Hội đồng chưa khai mạc để đưa hồ sơ vào chương trình.",)
    )


def _take_back(facts: Facts) -> tuple[str, ...]:
    sentence = "Cuộc họp Hội đồng đang diễn ra. Người chủ trì cần kết thúc cuộc họp trước khi rút hồ sơ về."
    return (sentence,) if facts.meeting_running else ()


def _nothing(facts: Facts) -> tuple[str, ...]:  # noqa: ARG001  # one signature for all rules
    return ()


_CLOSED = "Đợt đánh giá đã kết thúc. Vui lòng liên hệ cơ quan tư pháp nếu cần gia hạn."
_AGAINST = "Hội đồng đề nghị chưa công nhận. Vui lòng nêu lý do nếu vẫn công nhận."
_RULES: dict[Action, Callable[[Facts], tuple[str, ...]]] = {
    Action.POST: _post,
    Action.RECALL: _nothing,
    Action.SUBMIT: _submit,
    Action.WITHDRAW: _withdraw,
    Action.RECEIVE: _nothing,
    Action.REQUEST_SUPPLEMENT: _request_supplement,
    Action.RESUBMIT: _resubmit,
    Action.APPRAISE: _appraise,
    Action.REOPEN: _nothing,
    Action.PUT_TO_COUNCIL: _put_to_council,
    Action.TAKE_BACK: _take_back,
    Action.CONCLUDE: lambda facts: facts.council_open,
    Action.RECOGNISE: _recognise,
    Action.DECLINE: _decide,
    Action.REVOKE: lambda facts: () if facts.decision_given else _decide(facts),
}


def blockers(action: Action, facts: Facts) -> tuple[str, ...]:
    """Return the Vietnamese sentences that forbid the action now; empty = it may be done.

    Whether the state fits and who may act is not asked here: the door and the permissions do.
    """
    reasons = _RULES[action](facts)
    if TRANSITIONS[action].needs_note and facts.note == "":
        reasons = (*reasons, "Vui lòng nêu lý do.")
    return reasons


def actions_from(state: State) -> tuple[Action, ...]:
    """Return the actions that leave the state, in the table's order."""
    return tuple(action for action, row in TRANSITIONS.items() if state in row.sources)
