"""Request, answer, hand in again: only what was asked for changes, and only that is looked at again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from assessments.domain.workflow import Action, State
from assessments.models import Answer, AuditEvent, Dossier, EvidenceLink, ItemReview, Submission, SupplementRequest
from assessments.selectors import snapshots
from assessments.services import answers, audit, requests, workflow
from assessments.services.answers import Entry
from communes.models import User
from tests.factories import NOW, evidence, steps
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError


def do(dossier: Dossier, action: Action, actor: User, note: str = "", day: int = 4) -> Dossier:
    return workflow.perform(action, dossier_id=dossier.pk, actor=actor, at=NOW.replace(day=day), note=note)


def refusal(deed: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        deed()
    return caught.value.reasons


def save(dossier: Dossier, actor: User, code: str, version: int = 1, **facts: str) -> None:
    entry = Entry(facts=facts, note="Có tài liệu lưu tại bộ phận chuyên môn.")
    answers.save(dossier_id=dossier.pk, item_code=code, entry=entry, version=version, actor=actor, at=NOW)


def answer_requests(town: Town, dossier: Dossier) -> None:
    for row in dossier.requests.filter(round=dossier.round):
        requests.reply(dossier_id=dossier.pk, item_code=row.item_code, text="Đã bổ sung.", actor=town.official, at=NOW)


def test_returning_stores_what_is_asked_for(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    steps.return_for(town, dossier, "1.1.1", "2.2.3", due_on=date(2021, 1, 11))
    dossier.refresh_from_db()
    fields = ("round", "item_code", "reason", "due_on", "requested_by", "reply")
    assert list(SupplementRequest.objects.values_list(*fields)) == [
        (1, "1.1.1", "Vui lòng bổ sung tài liệu.", date(2021, 1, 11), town.reviewer.pk, ""),
        (1, "2.2.3", "Vui lòng bổ sung tài liệu.", date(2021, 1, 11), town.reviewer.pk, ""),
    ]
    event = AuditEvent.objects.filter(stream=f"dossier:{dossier.pk}").latest("sequence")
    assert (dossier.state, event.changes) == (
        "returned",
        {"state": ["under_review", "returned"], "requests": {"1.1.1": "2021-01-11", "2.2.3": "2021-01-11"}},
    )


def test_returning_twice_asks_once(town: Town) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    do(dossier, Action.REQUEST_SUPPLEMENT, town.head)
    assert SupplementRequest.objects.count() == 1


def test_nothing_is_returned_without_a_request(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    assert refusal(lambda: do(dossier, Action.REQUEST_SUPPLEMENT, town.reviewer)) == (
        "Chưa có nội dung nào được yêu cầu bổ sung. Vui lòng chọn ít nhất một nội dung, ghi lý do và thời hạn.",
    )


def test_a_due_date_that_has_passed_meanwhile(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    asked = {"reason": "Thiếu.", "due_on": date(2021, 1, 8)}
    steps.conclude(town, dossier, "1.1.1", ItemReview.Verdict.SUPPLEMENT, **asked)
    assert refusal(lambda: do(dossier, Action.REQUEST_SUPPLEMENT, town.reviewer, day=8)) == (
        "Nội dung 1.1.1: Vui lòng chọn hạn bổ sung sau ngày hôm nay.",
    )
    assert do(dossier, Action.REQUEST_SUPPLEMENT, town.reviewer, day=7).state == "returned"


def test_only_what_was_asked_for_can_be_changed(town: Town) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    assert refusal(lambda: save(dossier, town.official, "2.3.1", numerator="19", denominator="20")) == (
        "Nội dung 2.3.1 không thuộc yêu cầu bổ sung nên không sửa được.",
    )
    save(dossier, town.official, "1.1.1", numerator="19", denominator="20")
    changed = Answer.objects.get(dossier=dossier, item_code="1.1.1")
    assert (changed.facts, changed.version) == ({"numerator": "19", "denominator": "20"}, 2)


def test_every_request_has_to_be_answered(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    steps.return_for(town, dossier, "1.1.1", "2.2.3")
    requests.reply(dossier_id=dossier.pk, item_code="1.1.1", text="Đã bổ sung.", actor=town.official, at=NOW)
    assert refusal(lambda: do(dossier, Action.RESUBMIT, town.leader)) == (
        "Còn yêu cầu bổ sung chưa được trả lời:",
        "Nội dung 2.2.3.",
    )


def tamper_with_facts(town: Town, dossier: Dossier) -> None:  # noqa: ARG001  # one signature
    Answer.objects.filter(dossier=dossier, item_code="2.3.1").update(facts={"numerator": "1", "denominator": "20"})


def tamper_with_tick(town: Town, dossier: Dossier) -> None:  # noqa: ARG001  # one signature
    Answer.objects.filter(dossier=dossier, item_code="2.3.1").update(not_applicable=True)


def tamper_with_note(town: Town, dossier: Dossier) -> None:  # noqa: ARG001  # one signature
    Answer.objects.filter(dossier=dossier, item_code="2.3.1").update(note="Ghi chú khác.")


def tamper_with_files(town: Town, dossier: Dossier) -> None:
    file = evidence.attach(dossier, town.official)
    EvidenceLink.objects.filter(evidence=file).update(item_code="2.3.1")


@pytest.mark.parametrize("tamper", [tamper_with_facts, tamper_with_tick, tamper_with_note, tamper_with_files])
def test_a_change_behind_the_back_is_named(town: Town, tamper: Callable[[Town, Dossier], None]) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    answer_requests(town, dossier)
    tamper(town, dossier)
    reasons = refusal(lambda: do(dossier, Action.RESUBMIT, town.leader))
    assert reasons[:2] == ("Có nội dung không được yêu cầu bổ sung nhưng đã thay đổi:", "Nội dung 2.3.1.")
    assert (Submission.objects.count(), Dossier.objects.get(pk=dossier.pk).state) == (1, "returned")


def test_a_supplement_has_to_leave_a_complete_dossier(town: Town) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    answer_requests(town, dossier)
    save(dossier, town.official, "1.1.1")
    assert refusal(lambda: do(dossier, Action.RESUBMIT, town.leader)) == (
        "Hồ sơ chưa đầy đủ:",
        "Nội dung 1.1.1 chưa có số liệu.",
    )


def test_handing_in_again_freezes_a_second_round(town: Town) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    save(dossier, town.official, "1.1.1", numerator="19", denominator="20")
    answer_requests(town, dossier)
    do(dossier, Action.RESUBMIT, town.leader)
    again = do(dossier, Action.RESUBMIT, town.leader)
    first, second = Submission.objects.order_by("round")
    assert (again.state, again.round, second.round, second.is_late, second.early_reason) == (
        "submitted",
        2,
        2,
        False,
        "",
    )
    assert snapshots.changed_items(first.snapshot, second.snapshot) == ("1.1.1",)
    assert (first.snapshot["replies"], second.snapshot["replies"]) == ({}, {"1.1.1": "Đã bổ sung."})
    assert (first.snapshot["items"]["1.1.1"]["points"], second.snapshot["items"]["1.1.1"]["points"]) == ("2", "1.9")
    assert (first.sha256, second.sha256) == (audit.sha256_of(first.snapshot), audit.sha256_of(second.snapshot))


@pytest.mark.parametrize(("day", "late"), [(11, False), (12, True)])
def test_a_late_supplement_is_marked(*, town: Town, day: int, late: bool) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    steps.return_for(town, dossier, "1.1.1", due_on=date(2021, 1, 11))
    dossier.refresh_from_db()
    answer_requests(town, dossier)
    do(dossier, Action.RESUBMIT, town.leader, day=day)
    assert Submission.objects.get(round=2).is_late is late


def test_a_resubmitted_dossier_cannot_be_withdrawn(town: Town) -> None:
    """Otherwise the commune could take it back, recall it and change what nobody asked for."""
    dossier = steps.bring_to(town, State.RETURNED)
    steps.resubmit(town, dossier)
    assert refusal(lambda: do(dossier, Action.WITHDRAW, town.leader, note="Sửa thêm.")) == (
        (
            "Hồ sơ nộp lại theo yêu cầu bổ sung không rút được. "
            "Nếu cần sửa thêm, vui lòng đề nghị cơ quan tư pháp trả lại hồ sơ."
        ),
    )


def test_what_did_not_change_keeps_its_conclusion(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    changed = {"points": 9, "reason": "Một hồ sơ trễ hạn."}
    steps.conclude(town, dossier, "2.3.1", ItemReview.Verdict.CHANGED, **changed)
    steps.conclude(town, dossier, "1.1.2", ItemReview.Verdict.ACCEPTED)
    steps.conclude(town, dossier, "1.2.1", ItemReview.Verdict.ACCEPTED)
    steps.return_for(town, dossier, "1.1.1", "1.2.1")
    dossier.refresh_from_db()
    save(dossier, town.official, "1.1.1", numerator="19", denominator="20")
    answer_requests(town, dossier)
    do(dossier, Action.RESUBMIT, town.leader)
    do(dossier, Action.RECEIVE, town.head, day=6)
    rows = ItemReview.objects.filter(dossier=dossier, round=2)
    assert sorted(rows.values_list("item_code", "verdict", "counted_points", "reason", "carried")) == [
        ("1.1.2", "accepted", None, "", True),
        ("2.3.1", "changed", 9, "Một hồ sơ trễ hạn.", True),
    ]
    assert set(rows.values_list("reviewed_by", "reviewed_at")) == {(town.reviewer.pk, NOW)}
    dossier.refresh_from_db()
    assert (dossier.claimed_total, dossier.counted_total) == (Decimal("99.9"), Decimal("98.9"))


def test_the_second_review_ends_the_story(town: Town) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    steps.resubmit(town, dossier)
    steps.receive(town, dossier)
    steps.appraise(town, dossier)
    dossier.refresh_from_db()
    assert (dossier.state, dossier.round, dossier.counted_total) == ("appraised", 2, Decimal(100))
    assert dossier.reviews.filter(round=2).count() == 36
