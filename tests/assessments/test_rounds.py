"""Two full supplement rounds: judgements, the proof of what did not change, and what each side reads."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import Action, State
from assessments.models import Answer, AuditEvent, Dossier, SupplementRequest
from assessments.selectors import home, round_proofs
from assessments.selectors import steps as next_steps
from assessments.services import answers, audit, judgements, workflow
from assessments.services.answers import Entry
from communes.models import User
from tests.factories import NOW, pages, steps
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError

SignIn = Callable[[User], Client]


def second_round(town: Town, *codes: str) -> Dossier:
    """Lead a dossier through a request into the review of its second round; the first item's figures change."""
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    steps.return_for(town, dossier, *(codes or ("1.1.1",)))
    change(town, dossier, "1.1.1", "19")
    steps.resubmit(town, dossier)
    steps.receive(town, dossier)
    dossier.refresh_from_db()
    return dossier


def change(town: Town, dossier: Dossier, code: str, numerator: str) -> None:
    version = dossier.answers.get(item_code=code).version
    entry = Entry(facts={"numerator": numerator, "denominator": "20"}, note="Đã sửa.")
    answers.save(dossier_id=dossier.pk, item_code=code, entry=entry, version=version, actor=town.official, at=NOW)


def judge(row: SupplementRequest, actor: User, answered: bool | None, known: bool | None = None) -> SupplementRequest:  # noqa: FBT001  # three values
    return judgements.judge(request_id=row.pk, answered=answered, known=known, actor=actor, at=NOW)


def page(client: Client, name: str, *args: int | str) -> str:
    response = client.get(reverse(f"assessments:{name}", args=args))
    assert response.status_code == 200
    return pages.text_of(response.content.decode())


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_each_request_is_judged_before_the_review_is_closed(town: Town) -> None:
    dossier = second_round(town, "1.1.1", "2.2.3")
    steps.accept_all(town, dossier)
    first, second = dossier.requests.order_by("item_code")
    judge(first, town.reviewer, answered=True)
    with pytest.raises(DomainError) as caught:
        workflow.perform(Action.APPRAISE, dossier_id=dossier.pk, actor=town.head, at=NOW)
    assert caught.value.reasons == (
        "Còn yêu cầu bổ sung chưa được xem xét đã đáp ứng hay chưa:",
        "Nội dung 2.2.3.",
    )
    judge(second, town.head, answered=False)
    workflow.perform(Action.APPRAISE, dossier_id=dossier.pk, actor=town.head, at=NOW)
    assert list(dossier.requests.order_by("item_code").values_list("is_answered", "judged_by")) == [
        (True, town.reviewer.pk),
        (False, town.head.pk),
    ]


def test_a_judgement_goes_back_and_is_safe_to_repeat(town: Town) -> None:
    row = second_round(town).requests.get()
    judge(row, town.reviewer, answered=True)
    judge(row, town.reviewer, answered=True)
    with pytest.raises(StaleError):
        judge(row, town.head, answered=False)
    assert judge(row, town.head, answered=None, known=True).judged_by is None
    events = AuditEvent.objects.filter(action="request_judge").order_by("sequence")
    assert [event.changes["is_answered"] for event in events] == [[None, True], [True, None]]
    assert list(audit.faults()) == []


def test_who_judges_and_when(town: Town) -> None:
    dossier = second_round(town)
    row = dossier.requests.get()
    for person in (town.official, town.decider, town.council):
        with pytest.raises(NotAllowedError):
            judge(row, person, answered=True)
    steps.return_for(town, dossier, "2.2.3")
    with pytest.raises(DomainError, match="lần trả lại gần nhất"):
        judge(row, town.reviewer, answered=True)


def test_not_answered_is_proposed_again(town: Town, as_user: SignIn) -> None:
    dossier = second_round(town)
    reviewer, address = as_user(town.reviewer), reverse("assessments:review_item", args=[dossier.pk, "1.1.1"])
    asked = reverse("assessments:request_judge", args=[dossier.pk, dossier.requests.get().pk])
    assert reviewer.post(asked, {"answered": "no", "known": "", "back": "item"}).status_code == 302
    html = reviewer.get(address).content.decode()
    assert "Yêu cầu lần trước chưa được đáp ứng: Vui lòng bổ sung tài liệu." in html
    assert reviewer.get(asked).status_code == 405
    assert as_user(town.leader).post(asked, {"answered": "yes"}).status_code == 403
    assert as_user(town.other_leader).post(asked, {"answered": "yes"}).status_code == 404


def test_two_rounds_beside_each_other(town: Town, as_user: SignIn) -> None:
    dossier = second_round(town)
    judge(dossier.requests.get(), town.reviewer, answered=False)
    leader, reviewer = as_user(town.leader), as_user(town.reviewer)
    assert "Chưa đáp ứng" in page(reviewer, "round_list", dossier.pk)
    assert "Chưa đáp ứng" not in page(leader, "round_list", dossier.pk)
    steps.return_for(town, dossier, "2.2.3", "1.1.1")
    text = page(leader, "round_list", dossier.pk)
    assert "Sau lần nộp 2: 2 nội dung Xã, phường chưa nộp lại." in text
    assert "Chưa đáp ứng" in text
    assert "(quá hạn, chưa giải trình)" in text
    steps.resubmit(town, dossier)
    steps.receive(town, dossier)
    steps.appraise(town, dossier)
    text = page(leader, "round_list", dossier.pk)
    assert text.index("Sau lần nộp 2") < text.index("Sau lần nộp 1")
    assert "Đã bổ sung." in text
    assert "Đã đáp ứng" in text
    assert list(audit.faults()) == []
    assert as_user(town.other_leader).get(reverse("assessments:round_list", args=[dossier.pk])).status_code == 404


def test_the_proof_counts_and_names(town: Town, as_user: SignIn) -> None:
    dossier = second_round(town)
    proof = round_proofs.proof_of(dossier, 2)
    assert proof
    assert [item.code for item in proof.items if not item.is_same] == ["1.1.1"]
    assert (proof.unchanged, len(proof.items), proof.faults) == (35, 36, ())
    assert "Không thay đổi: 35/36 nội dung, chứng minh bằng mã kiểm tra" in page(
        as_user(town.reviewer), "review_detail", dossier.pk
    )
    text = page(as_user(town.leader), "round_proof", dossier.pk, 2)
    assert "✓ Chỉ những nội dung được yêu cầu bổ sung có thay đổi." in text
    for person, number in ((town.leader, 1), (town.leader, 3), (town.other_leader, 2)):
        assert as_user(person).get(reverse("assessments:round_proof", args=[dossier.pk, number])).status_code == 404


def test_a_request_slipped_into_the_table_is_found_out(town: Town) -> None:
    """The table alone opens an item for the commune's pages; the chain of the audit trail knows that nobody asked."""
    dossier = steps.bring_to(town, State.RETURNED)
    row = dossier.requests.get()
    row.pk, row.item_code = None, "2.3.1"
    row.save(force_insert=True)
    change(town, dossier, "2.3.1", "1")
    steps.resubmit(town, dossier)
    assert list(audit.faults()) == [
        f"Hồ sơ số {dossier.pk}, lần nộp 2: nội dung 2.3.1 khác lần nộp 1 dù không được yêu cầu bổ sung."
    ]


def test_a_row_changed_behind_the_back_keeps_the_dossier_from_being_handed_in(town: Town) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    Answer.objects.filter(dossier=dossier, item_code="2.3.1").update(note="Sửa lén.")
    with pytest.raises(DomainError, match=r"2\.3\.1"):
        steps.resubmit(town, dossier)


def test_both_sides_see_what_is_overdue(town: Town) -> None:
    steps.bring_to(town, State.RETURNED)
    (own,) = home.own_dossiers(town.leader, on=date(2021, 1, 12))
    assert own.step.sentence == "Đã quá hạn bổ sung (hết ngày 11/01/2021): còn 1 nội dung chưa giải trình."
    assert isinstance(own.step, next_steps.Step)
    for day, count in ((date(2021, 1, 11), 0), (date(2021, 1, 12), 1)):
        (board,) = home.boards(town.head, on=day)
        tasks = {task.title: task.count for task in board.tasks}
        assert tasks["Hồ sơ có yêu cầu bổ sung quá hạn: cần đôn đốc"] == count


def test_the_pages_read_a_fixed_number_of_times(town: Town, as_user: SignIn) -> None:
    dossier = second_round(town)
    client, address = as_user(town.reviewer), reverse("assessments:round_list", args=[dossier.pk])
    before = queries(client, address)
    steps.return_for(town, dossier, "2.2.3", "1.1.1", "1.2.1")
    assert queries(client, address) == before
