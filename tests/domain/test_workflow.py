"""The rules of the workflow: each sentence that forbids an action, and when it does not."""

from datetime import date

import pytest

from assessments.domain.workflow import (
    DECIDED,
    IN_OFFICE,
    STATE_OWNER,
    TRANSITIONS,
    WITH_COMMUNE_BEFORE_SUBMISSION,
    Action,
    Facts,
    Party,
    State,
    actions_from,
    blockers,
)

CLOSED = "Đợt đánh giá đã kết thúc. Vui lòng liên hệ cơ quan tư pháp nếu cần gia hạn."
REASON = "Vui lòng nêu lý do."
ONE = ("Nội dung 1.1.1.",)
NINE = tuple(f"Nội dung {n}." for n in range(1, 10))
SHORTENED = (*NINE[:8], "… và 1 nội dung khác.")


@pytest.mark.parametrize("action", Action)
def test_nothing_stands_in_the_way(action: Action) -> None:
    assert blockers(action, Facts(note="Lý do.", requested_count=action is Action.REQUEST_SUPPLEMENT)) == ()


@pytest.mark.parametrize(
    ("action", "facts", "sentences"),
    [
        (Action.POST, Facts(campaign_open=False), (CLOSED,)),
        (
            Action.POST,
            Facts(missing=ONE),
            ("Hồ sơ chưa đầy đủ, vui lòng hoàn thiện trước khi niêm yết:", *ONE),
        ),
        (
            Action.POST,
            Facts(campaign_open=False, missing=NINE),
            (CLOSED, "Hồ sơ chưa đầy đủ, vui lòng hoàn thiện trước khi niêm yết:", *SHORTENED),
        ),
        (Action.RECALL, Facts(note=""), (REASON,)),
        (Action.RECALL, Facts(note="", missing=ONE, campaign_open=False), (REASON,)),
        (Action.SUBMIT, Facts(campaign_open=False), (CLOSED,)),
        (
            Action.SUBMIT,
            Facts(note="", posting_over=False, posted_until=date(2021, 1, 18)),
            ("Chưa hết thời gian niêm yết (đến hết ngày 18/01/2021). Vui lòng nêu lý do nếu cần nộp sớm.",),
        ),
        (
            Action.SUBMIT,
            Facts(note="", posting_over=False),
            ("Chưa hết thời gian niêm yết. Vui lòng nêu lý do nếu cần nộp sớm.",),
        ),
        (Action.SUBMIT, Facts(note="Nộp sớm.", posting_over=False), ()),
        (Action.SUBMIT, Facts(note=None, posting_over=False), ()),
        (Action.SUBMIT, Facts(note="", posting_over=True), ()),
        (
            Action.SUBMIT,
            Facts(unanswered_opinions=2),
            ("Còn 2 ý kiến góp ý chưa được tiếp thu, giải trình. Vui lòng trả lời từng ý kiến trước khi nộp.",),
        ),
        (Action.WITHDRAW, Facts(note=""), (REASON,)),
        (
            Action.WITHDRAW,
            Facts(note="Nhầm.", received_before=True),
            (
                (
                    "Hồ sơ nộp lại theo yêu cầu bổ sung không rút được. "
                    "Nếu cần sửa thêm, vui lòng đề nghị cơ quan tư pháp trả lại hồ sơ."
                ),
            ),
        ),
        (Action.RECEIVE, Facts(note="", campaign_open=False), ()),
        (
            Action.REQUEST_SUPPLEMENT,
            Facts(),
            (
                (
                    "Chưa có nội dung nào được yêu cầu bổ sung. "
                    "Vui lòng chọn ít nhất một nội dung, ghi lý do và thời hạn."
                ),
            ),
        ),
        (Action.REQUEST_SUPPLEMENT, Facts(requested_count=1, incomplete_requests=ONE), ONE),
        (Action.RESUBMIT, Facts(campaign_open=False), ()),
        (
            Action.RESUBMIT,
            Facts(unanswered_requests=ONE, changed_outside=ONE, missing=ONE),
            (
                "Còn yêu cầu bổ sung chưa được trả lời:",
                *ONE,
                "Có nội dung không được yêu cầu bổ sung nhưng đã thay đổi:",
                *ONE,
                "Hồ sơ chưa đầy đủ:",
                *ONE,
            ),
        ),
        (Action.APPRAISE, Facts(unreviewed=NINE), ("Còn nội dung chưa thẩm tra:", *SHORTENED)),
        (
            Action.APPRAISE,
            Facts(requested_count=1),
            (
                (
                    "Còn 1 nội dung đang để yêu cầu bổ sung. "
                    "Vui lòng gửi yêu cầu cho xã, phường hoặc kết luận từng nội dung."
                ),
            ),
        ),
        (Action.APPRAISE, Facts(unreasoned_changes=ONE), ("Thay đổi điểm phải có lý do:", *ONE)),
        (Action.REOPEN, Facts(note=""), (REASON,)),
        (
            Action.PUT_TO_COUNCIL,
            Facts(meeting_set=False),
            ("Vui lòng chọn cuộc họp Hội đồng chưa khai mạc để đưa hồ sơ vào chương trình.",),
        ),
        (
            Action.PUT_TO_COUNCIL,
            Facts(council_refused=True, meeting_set=False),
            ("Bộ tiêu chí của đợt đánh giá này không yêu cầu ý kiến của Hội đồng.",),
        ),
        (
            Action.TAKE_BACK,
            Facts(note="", meeting_running=True),
            (
                "Cuộc họp Hội đồng đang diễn ra. Người chủ trì cần kết thúc cuộc họp trước khi rút hồ sơ về.",
                REASON,
            ),
        ),
        (Action.CONCLUDE, Facts(council_open=ONE), ONE),
        (
            Action.RECOGNISE,
            Facts(note="", council_against=True),
            ("Hội đồng đề nghị chưa công nhận. Vui lòng nêu lý do nếu vẫn công nhận.",),
        ),
        (Action.RECOGNISE, Facts(note="Có lý do.", council_against=True), ()),
        (Action.RECOGNISE, Facts(failed_rules=ONE), ("Chưa đủ điều kiện công nhận:", *ONE)),
        (Action.RECOGNISE, Facts(open_rules=ONE), ("Chưa kết luận được điều kiện công nhận:", *ONE)),
        (
            Action.RECOGNISE,
            Facts(provisional_unconfirmed=True),
            (
                (
                    "Bộ tiêu chí còn nội dung chưa xác minh với văn bản chính thức. Lãnh đạo cơ quan tư pháp cần "
                    "xác nhận khi kết thúc thẩm tra trước khi công nhận."
                ),
            ),
        ),
        (
            Action.DECLINE,
            Facts(note="", decision_given=False, failed_rules=ONE, open_rules=ONE, provisional_unconfirmed=True),
            ("Vui lòng nhập số và ngày của quyết định.", REASON),
        ),
        (Action.REVOKE, Facts(note="", council_missing=True), (REASON,)),
    ],
)
def test_what_forbids_an_action(action: Action, facts: Facts, sentences: tuple[str, ...]) -> None:
    assert blockers(action, facts) == sentences


@pytest.mark.parametrize("action", [Action.RECOGNISE, Action.DECLINE, Action.REVOKE])
def test_a_decision_has_a_number_and_a_date(action: Action) -> None:
    facts = Facts(note="Lý do.", decision_given=False)
    assert blockers(action, facts) == ("Vui lòng nhập số và ngày của quyết định.",)


@pytest.mark.parametrize("action", [Action.RECOGNISE, Action.DECLINE])
def test_a_decision_refers_to_the_council(action: Action) -> None:
    assert blockers(action, Facts(note="Lý do.", council_missing=True)) == (
        (
            "Bộ tiêu chí yêu cầu ý kiến của Hội đồng đánh giá. Vui lòng đưa hồ sơ ra Hội đồng, hoặc nhập ngày họp và số "
            "biên bản nếu Hội đồng đã họp trực tiếp."
        ),
    )


@pytest.mark.parametrize("action", Action)
def test_a_button_that_is_only_offered_asks_for_no_note(action: Action) -> None:
    assert REASON not in blockers(action, Facts(note=None))


def test_which_actions_need_a_reason() -> None:
    assert {action for action in Action if REASON in blockers(action, Facts(note=""))} == {
        Action.RECALL,
        Action.WITHDRAW,
        Action.REOPEN,
        Action.TAKE_BACK,
        Action.DECLINE,
        Action.REVOKE,
    }


def test_the_way_through_the_states() -> None:
    assert {state: actions_from(state) for state in State} == {
        State.DRAFT: (Action.POST,),
        State.POSTED: (Action.RECALL, Action.SUBMIT),
        State.SUBMITTED: (Action.WITHDRAW, Action.RECEIVE),
        State.UNDER_REVIEW: (Action.REQUEST_SUPPLEMENT, Action.APPRAISE),
        State.RETURNED: (Action.RESUBMIT,),
        State.APPRAISED: (Action.REOPEN, Action.PUT_TO_COUNCIL, Action.RECOGNISE, Action.DECLINE),
        State.IN_COUNCIL: (Action.TAKE_BACK, Action.CONCLUDE),
        State.ADVISED: (Action.REOPEN, Action.RECOGNISE, Action.DECLINE),
        State.RECOGNISED: (Action.REVOKE,),
        State.NOT_RECOGNISED: (),
        State.REVOKED: (),
    }
    assert {action: row.target for action, row in TRANSITIONS.items()} == {
        Action.POST: State.POSTED,
        Action.RECALL: State.DRAFT,
        Action.SUBMIT: State.SUBMITTED,
        Action.WITHDRAW: State.POSTED,
        Action.RECEIVE: State.UNDER_REVIEW,
        Action.REQUEST_SUPPLEMENT: State.RETURNED,
        Action.RESUBMIT: State.SUBMITTED,
        Action.APPRAISE: State.APPRAISED,
        Action.REOPEN: State.UNDER_REVIEW,
        Action.PUT_TO_COUNCIL: State.IN_COUNCIL,
        Action.TAKE_BACK: State.APPRAISED,
        Action.CONCLUDE: State.ADVISED,
        Action.RECOGNISE: State.RECOGNISED,
        Action.DECLINE: State.NOT_RECOGNISED,
        Action.REVOKE: State.REVOKED,
    }


def test_groups_of_states() -> None:
    assert set(State) == WITH_COMMUNE_BEFORE_SUBMISSION | IN_OFFICE | DECIDED
    assert {state for state, owner in STATE_OWNER.items() if owner is Party.NOBODY} == DECIDED
