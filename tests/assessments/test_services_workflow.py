"""Post, submit, withdraw, receive, appraise, reopen: what the deeds leave behind, and when they are refused."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from assessments.domain.workflow import Action, State
from assessments.models import AuditEvent, Dossier, ItemReview, Submission
from assessments.services import answers, campaigns, narratives, opinions, workflow
from assessments.services.answers import Entry
from assessments.services.opinions import Heard
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError

CLOSED = "Đợt đánh giá đã kết thúc. Vui lòng liên hệ cơ quan tư pháp nếu cần gia hạn."
AFTER_POSTING = NOW.replace(day=19)


def do(town: Town, action: Action, actor: User, **parts: Any) -> Dossier:
    values = {"at": NOW, "note": "", **parts}
    return workflow.perform(action, dossier_id=town.dossier.pk, actor=actor, **values)


def refusal(deed: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        deed()
    return caught.value.reasons


def stored(town: Town) -> Dossier:
    return Dossier.objects.get(pk=town.dossier.pk)


def last_event(town: Town) -> AuditEvent:
    return AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}").latest("sequence")


def test_posting_sets_the_days_and_tells_it(town: Town) -> None:
    steps.fill_in(town.dossier, town.official)
    returned = do(town, Action.POST, town.leader)
    dossier = stored(town)
    assert (returned.state, dossier.state) == ("posted", "posted")
    assert (dossier.posted_at, dossier.posted_by, dossier.posted_until) == (NOW, town.leader, date(2021, 1, 18))
    event = last_event(town)
    assert (event.action, event.subject, event.actor_id, event.at) == (
        "post",
        f"dossier:{dossier.pk}",
        town.leader.pk,
        NOW,
    )
    assert event.changes == {"state": ["draft", "posted"], "posted_until": "2021-01-18"}


def test_an_incomplete_dossier_is_not_posted(town: Town) -> None:
    before = AuditEvent.objects.count()
    reasons = refusal(lambda: do(town, Action.POST, town.leader))
    assert reasons[:3] == (
        "Hồ sơ chưa đầy đủ, vui lòng hoàn thiện trước khi niêm yết:",
        "Nội dung 1.1.1 chưa có số liệu.",
        "Nội dung 1.1.2 chưa có số liệu.",
    )
    assert (len(reasons), reasons[-1]) == (10, "… và 60 nội dung khác.")
    assert (stored(town).state, stored(town).posted_at, AuditEvent.objects.count()) == ("draft", None, before)


def test_one_thing_is_missing(town: Town) -> None:
    steps.fill_in(town.dossier, town.official)
    narratives.save(dossier_id=town.dossier.pk, section="causes", text=" ", version=1, actor=town.official, at=NOW)
    assert refusal(lambda: do(town, Action.POST, town.leader)) == (
        "Hồ sơ chưa đầy đủ, vui lòng hoàn thiện trước khi niêm yết:",
        "Phần “Nguyên nhân” của báo cáo chưa có nội dung.",
    )


def test_recall_takes_the_posting_down(town: Town) -> None:
    steps.bring_to(town, State.POSTED)
    assert refusal(lambda: do(town, Action.RECALL, town.leader)) == ("Vui lòng nêu lý do.",)
    do(town, Action.RECALL, town.leader, note="  Sai số liệu. ")
    dossier = stored(town)
    assert (dossier.state, dossier.posted_at, dossier.posted_by, dossier.posted_until) == ("draft", None, None, None)
    assert (last_event(town).note, last_event(town).changes) == ("Sai số liệu.", {"state": ["posted", "draft"]})


def test_an_early_submission_needs_a_reason(town: Town) -> None:
    steps.bring_to(town, State.POSTED)
    assert refusal(lambda: do(town, Action.SUBMIT, town.leader)) == (
        "Chưa hết thời gian niêm yết (đến hết ngày 18/01/2021). Vui lòng nêu lý do nếu cần nộp sớm.",
    )
    assert (stored(town).state, Submission.objects.count()) == ("posted", 0)
    do(town, Action.SUBMIT, town.leader, note=" Kịp hạn nộp. ")
    submission = Submission.objects.get()
    assert (submission.early_reason, submission.is_late) == ("Kịp hạn nộp.", False)


def test_a_note_after_the_posting_is_no_reason_for_being_early(town: Town) -> None:
    steps.bring_to(town, State.POSTED)
    last_day = NOW.replace(day=18)
    assert refusal(lambda: do(town, Action.SUBMIT, town.leader, at=last_day))[0].startswith("Chưa hết thời gian")
    do(town, Action.SUBMIT, town.leader, at=AFTER_POSTING, note="Gửi kèm bản giấy.")
    assert (Submission.objects.get().early_reason, last_event(town).note) == ("", "Gửi kèm bản giấy.")


def test_submitting_leaves_a_receipt(town: Town) -> None:
    steps.bring_to(town, State.SUBMITTED)
    dossier, submission = stored(town), Submission.objects.get()
    assert (dossier.state, dossier.round, dossier.submitted_at, dossier.submitted_by) == (
        "submitted",
        1,
        NOW,
        town.leader,
    )
    assert (submission.dossier_id, submission.round) == (dossier.pk, 1)
    assert submission.receipt_number == f"TCPL-2020-14809-{dossier.pk}.1"
    assert last_event(town).changes == {
        "state": ["posted", "submitted"],
        "round": 1,
        "sha256": submission.sha256,
        "receipt_number": submission.receipt_number,
        "late": False,
    }


def test_submitting_twice_makes_one_submission(town: Town) -> None:
    steps.bring_to(town, State.SUBMITTED)
    first, events = Submission.objects.get(), AuditEvent.objects.count()
    again = do(town, Action.SUBMIT, town.leader, at=NOW + timedelta(minutes=1), note="Lần hai.")
    assert (again.state, again.round, again.submitted_at) == ("submitted", 1, NOW)
    assert (Submission.objects.get(), AuditEvent.objects.count()) == (first, events)


@pytest.mark.parametrize(
    ("day", "due_before", "late"),
    [
        (4, date(2021, 1, 5), False),
        (5, date(2021, 1, 5), True),
        (5, date(2021, 1, 6), False),
        (6, date(2021, 1, 6), True),
    ],
)
def test_late_is_marked_and_not_hidden(*, town: Town, day: int, due_before: date, late: bool) -> None:
    if due_before != town.campaign.due_before:
        campaigns.extend(dossier_id=town.dossier.pk, due_before=due_before, reason="Bão lũ.", actor=town.head, at=NOW)
    steps.bring_to(town, State.POSTED)
    do(town, Action.SUBMIT, town.leader, at=NOW.replace(day=day), note="Nộp sớm.")
    assert (Submission.objects.get().is_late, last_event(town).changes["late"]) == (late, late)


def test_the_day_is_the_local_one(town: Town) -> None:
    steps.bring_to(town, State.POSTED)
    # 04/01/2021 17:30 in London is 05/01/2021 00:30 in Việt Nam.
    do(town, Action.SUBMIT, town.leader, at=NOW.replace(day=5, hour=0, minute=30), note="Nộp sớm.")
    assert Submission.objects.get().is_late is True


def test_opinions_have_to_be_answered_first(town: Town) -> None:
    steps.bring_to(town, State.POSTED)
    heard = Heard(received_on=date(2021, 1, 4), origin="Tổ dân phố 3", content="Đề nghị xem lại chỉ tiêu 2.2.")
    opinion = opinions.add(dossier_id=town.dossier.pk, heard=heard, actor=town.official, at=NOW)
    assert refusal(lambda: do(town, Action.SUBMIT, town.leader, note="Nộp sớm.")) == (
        "Còn 1 ý kiến góp ý chưa được tiếp thu, giải trình. Vui lòng trả lời từng ý kiến trước khi nộp.",
    )
    opinions.reply(dossier_id=town.dossier.pk, opinion_id=opinion.pk, text="Đã tiếp thu.", actor=town.official, at=NOW)
    assert do(town, Action.SUBMIT, town.leader, note="Nộp sớm.").state == "submitted"
    assert Submission.objects.get().snapshot["opinions"] == [
        {
            "received_on": "2021-01-04",
            "origin": "Tổ dân phố 3",
            "content": "Đề nghị xem lại chỉ tiêu 2.2.",
            "reply": "Đã tiếp thu.",
        }
    ]


def test_a_submitted_dossier_can_be_withdrawn_and_handed_in_again(town: Town) -> None:
    steps.bring_to(town, State.SUBMITTED)
    assert refusal(lambda: do(town, Action.WITHDRAW, town.leader)) == ("Vui lòng nêu lý do.",)
    do(town, Action.WITHDRAW, town.leader, note="Quên một tài liệu.")
    dossier = stored(town)
    assert (dossier.state, dossier.round, dossier.submitted_at, dossier.submitted_by) == ("posted", 1, None, None)
    do(town, Action.SUBMIT, town.leader, note="Nộp sớm.")
    assert list(Submission.objects.values_list("round", "receipt_number")) == [
        (1, f"TCPL-2020-14809-{dossier.pk}.1"),
        (2, f"TCPL-2020-14809-{dossier.pk}.2"),
    ]


def test_what_was_received_cannot_be_withdrawn(town: Town) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    assert refusal(lambda: do(town, Action.WITHDRAW, town.leader, note="Quên.")) == (
        (
            "Hồ sơ đang ở trạng thái “Đang thẩm tra” nên không thực hiện được “Rút hồ sơ”. "
            "Vui lòng tải lại trang để xem tình trạng mới nhất."
        ),
    )


def test_receiving_twice_keeps_the_first(town: Town) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    events = AuditEvent.objects.count()
    do(town, Action.RECEIVE, town.head, at=NOW + timedelta(hours=1))
    dossier = stored(town)
    assert (dossier.received_at, dossier.received_by, AuditEvent.objects.count()) == (NOW, town.reviewer, events)


def close(town: Town) -> None:
    campaigns.close(campaign_id=town.campaign.pk, actor=town.head, at=NOW)


def test_a_closed_campaign_takes_nothing_in(town: Town) -> None:
    steps.fill_in(town.dossier, town.official)
    close(town)
    assert refusal(lambda: do(town, Action.POST, town.leader)) == (CLOSED,)


def test_a_closed_campaign_takes_no_posted_dossier_in(town: Town) -> None:
    steps.bring_to(town, State.POSTED)
    close(town)
    assert refusal(lambda: do(town, Action.SUBMIT, town.leader, note="Nộp sớm.")) == (CLOSED,)


def test_an_unreviewed_dossier_is_not_appraised(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    reasons = refusal(lambda: do(town, Action.APPRAISE, town.head))
    assert (reasons[0], reasons[1], reasons[-1]) == (
        "Còn nội dung chưa thẩm tra:",
        "Nội dung 1.1.1.",
        "… và 28 nội dung khác.",
    )
    steps.accept_all(town, dossier)
    asked = {"reason": "Thiếu.", "due_on": date(2021, 1, 8)}
    steps.conclude(town, dossier, "2.3.1", ItemReview.Verdict.SUPPLEMENT, **asked)
    assert refusal(lambda: do(town, Action.APPRAISE, town.head)) == (
        ("Còn 1 nội dung đang để yêu cầu bổ sung. Vui lòng gửi yêu cầu cho xã, phường hoặc kết luận từng nội dung."),
    )


def test_reopening_takes_the_appraisal_back(town: Town) -> None:
    steps.bring_to(town, State.APPRAISED)
    dossier = stored(town)
    assert (dossier.appraised_by, dossier.provisional_confirmed_by) == (town.head, town.head)
    assert refusal(lambda: do(town, Action.REOPEN, town.head)) == ("Vui lòng nêu lý do.",)
    do(town, Action.REOPEN, town.head, note="Xem lại chỉ tiêu 2.2.")
    dossier = stored(town)
    assert (dossier.state, dossier.appraised_at, dossier.appraised_by) == ("under_review", None, None)
    assert (dossier.provisional_confirmed_at, dossier.provisional_confirmed_by) == (None, None)
    assert dossier.reviews.filter(round=1).count() == 36


def test_a_dossier_that_is_not_there(town: Town) -> None:
    with pytest.raises(Dossier.DoesNotExist):
        workflow.perform(Action.POST, dossier_id=town.dossier.pk + 999, actor=town.leader, at=NOW)


def test_an_answer_after_posting_is_refused(town: Town) -> None:
    steps.bring_to(town, State.POSTED)
    entry = Entry(facts={"numerator": "1", "denominator": "2"})

    def change() -> None:
        answers.save(
            dossier_id=town.dossier.pk, item_code="1.1.1", entry=entry, version=1, actor=town.official, at=NOW
        )

    assert refusal(change) == ("Hồ sơ đang niêm yết. Lãnh đạo cần rút niêm yết để sửa.",)
