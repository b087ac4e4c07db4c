"""A slip in what was typed from the paper is set right by an entry of its own."""

from datetime import date, timedelta
from typing import Any

import pytest

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Decision, DecisionCorrection
from assessments.services import audit, corrections, decisions
from assessments.services.corrections import Correction
from assessments.services.decisions import Outcome
from communes.models import User
from tests.factories import NOW
from tests.factories.steps import PAPER, bring_to, decide
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError

TODAY = NOW.date()


def recognised(town: Town) -> Decision:
    bring_to(town, State.APPRAISED)
    return decide(town, town.dossier, Outcome.RECOGNISED)


def correct(decision: Decision, actor: User, **changes: Any) -> list[DecisionCorrection]:
    now = decision.heading
    values = {
        "number": now.number,
        "decided_on": now.decided_on,
        "signer_position": now.signer_position,
        "reason": "Nhập nhầm.",
        "seen": decision.corrections.count(),
        **changes,
    }
    return corrections.correct(decision_id=decision.pk, wanted=Correction(**values), actor=actor, at=NOW)


def refusal(decision: Decision, actor: User, **changes: Any) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        correct(decision, actor, **changes)
    return caught.value.reasons


def test_current_values_stand_and_the_row_stays(town: Town) -> None:
    decision = recognised(town)
    rows = correct(decision, town.decider, number=" 1243/QĐ-UBND ", signer_position="Phó Chủ tịch")
    decision.refresh_from_db()
    assert [str(row) for row in rows] == [
        "Số, ký hiệu: 1234/QĐ-UBND → 1243/QĐ-UBND",
        "Chức vụ người ký: Chủ tịch → Phó Chủ tịch",
    ]
    assert (decision.number, decision.signer_position) == ("1234/QĐ-UBND", "Chủ tịch")
    assert (decision.heading.number, decision.heading.signer_position) == ("1243/QĐ-UBND", "Phó Chủ tịch")
    assert str(decision) == "1243/QĐ-UBND ngày 04/01/2021"
    event = AuditEvent.objects.get(action="decision_correct")
    assert event.changes["number"] == ["1234/QĐ-UBND", "1243/QĐ-UBND"]
    assert list(audit.faults()) == []


def test_the_latest_correction_counts(town: Town) -> None:
    decision = recognised(town)
    correct(decision, town.decider, number="1/QĐ")
    decision.refresh_from_db()
    correct(decision, town.decider, number="2/QĐ")
    assert Decision.objects.get().heading.number == "2/QĐ"


def test_only_who_decides_corrects(town: Town) -> None:
    decision = recognised(town)
    for person in (town.leader, town.reviewer, town.head, town.council, town.observer, town.administrator):
        with pytest.raises(NotAllowedError):
            correct(decision, person, number="1243/QĐ-UBND")
    assert DecisionCorrection.objects.count() == 0


def test_a_correction_is_checked_like_a_decision(town: Town) -> None:
    decision = recognised(town)
    assert refusal(decision, town.decider, number=" ") == ("Vui lòng nhập số, ký hiệu của quyết định.",)
    assert refusal(decision, town.decider, decided_on=TODAY + timedelta(days=1)) == (
        "Ngày ký quyết định không được sau ngày hôm nay.",
    )
    assert refusal(decision, town.decider, decided_on=date(2019, 5, 1)) == (
        "Ngày ký quyết định không được trước năm đánh giá 2020.",
        "Ngày họp Hội đồng không được sau ngày ký quyết định.",
    )
    assert refusal(decision, town.decider, number="9/QĐ", reason=" ") == ("Vui lòng nêu lý do đính chính.",)
    assert refusal(decision, town.decider) == ("Chưa có nội dung nào khác với nội dung đang ghi.",)


def test_somebody_else_s_correction_is_not_written_over(town: Town) -> None:
    decision = recognised(town)
    correct(decision, town.decider, number="1243/QĐ-UBND")
    with pytest.raises(StaleError):
        correct(decision, town.decider, number="1432/QĐ-UBND", seen=0)


def test_the_new_number_must_be_free_and_the_slip_becomes_free(town: Town) -> None:
    """Two papers of one day were mixed up: both can be set right."""
    first = recognised(town)
    bring_to(town, State.APPRAISED, town.other_dossier)
    taken = "Quyết định số 1234/QĐ-UBND ngày 04/01/2021 đã được ghi. Vui lòng kiểm tra lại số."
    with pytest.raises(DomainError, match=taken):
        decide(town, town.other_dossier, Outcome.RECOGNISED)
    correct(first, town.decider, number="1243/QĐ-UBND")
    second = decide(town, town.other_dossier, Outcome.RECOGNISED)
    assert second.number == "1234/QĐ-UBND"
    assert refusal(second, town.decider, number="1243/QĐ-UBND") == (
        "Quyết định số 1243/QĐ-UBND ngày 04/01/2021 đã được ghi. Vui lòng kiểm tra lại số.",
    )
    first.refresh_from_db()
    assert refusal(first, town.decider, number="1234/QĐ-UBND") == (taken,)


def test_dates_of_recognition_and_revocation_stay_in_order(town: Town) -> None:
    decision = recognised(town)
    paper = PAPER.__class__("77/QĐ-UBND", TODAY, "Chủ tịch")
    later = NOW + timedelta(days=3)
    revocation = decisions.revoke(dossier_id=town.dossier.pk, paper=paper, reason="Sai.", actor=town.decider, at=later)
    assert refusal(revocation, town.decider, decided_on=TODAY - timedelta(days=1)) == (
        "Ngày ký không được trước quyết định công nhận (1234/QĐ-UBND ngày 04/01/2021).",
    )
    wanted = Correction("1234/QĐ-UBND", TODAY + timedelta(days=2), "Chủ tịch", "Nhập nhầm.", 0)
    with pytest.raises(DomainError, match="Ngày ký không được sau quyết định thu hồi"):
        corrections.correct(decision_id=decision.pk, wanted=wanted, actor=town.decider, at=later)


def test_a_correction_is_never_changed_or_deleted(town: Town) -> None:
    (row,) = correct(recognised(town), town.decider, number="1243/QĐ-UBND")
    with pytest.raises(DomainError):
        row.save()
    with pytest.raises(DomainError):
        row.delete()
