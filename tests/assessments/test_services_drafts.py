"""Draft decisions: two lists that wait; signing checks everything again, for all communes or none."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from assessments.domain.workflow import Action, State
from assessments.models import AgendaItem, AuditEvent, Decision, Dossier, DraftDecision, DraftLine, Meeting
from assessments.services import audit, decisions, drafts, workflow
from assessments.services.decisions import Outcome, Ruled
from tests.factories import NOW
from tests.factories.drafting import DECLINED, RECOGNISED, both_advised, draft_of, seen_in, sign
from tests.factories.steps import PAPER, bring_to, decide
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError


def refusal(deed: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        deed()
    return caught.value.reasons


def states(town: Town) -> list[str]:
    return list(
        Dossier.objects.filter(campaign=town.campaign).order_by("commune__code").values_list("state", flat=True)
    )


def reopen(town: Town, dossier: Dossier) -> None:
    workflow.perform(Action.REOPEN, dossier_id=dossier.pk, actor=town.head, at=NOW, note="Xem lại.")


def council_against(town: Town) -> None:
    AgendaItem.objects.filter(dossier=town.dossier).update(outcome=AgendaItem.Outcome.DECLINE)


def test_a_draft_changes_nothing_until_it_is_signed(town: Town) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: DECLINED}, actor=town.reviewer)
    assert states(town) == [State.ADVISED, State.ADVISED]
    assert (draft.state, Decision.objects.count()) == (DraftDecision.State.PENDING, 0)
    decision = sign(town, draft)
    draft.refresh_from_db()
    assert states(town) == [State.RECOGNISED, State.NOT_RECOGNISED]
    assert (draft.state, draft.decision, draft.closed_by) == (DraftDecision.State.SIGNED, decision, town.decider)
    assert list(decision.lines.order_by("outcome").values_list("outcome", "reason")) == [
        ("not_recognised", "Chưa bố trí công chức."),
        ("recognised", ""),
    ]
    events = AuditEvent.objects.filter(stream=f"campaign:{town.campaign.pk}").order_by("sequence")
    assert list(events.values_list("action", flat=True))[-3:] == ["draft_prepare", "decision", "draft_sign"]
    assert list(audit.faults()) == []


def test_day_and_minutes_come_from_the_meetings(town: Town) -> None:
    both_advised(town)
    decision = sign(town, draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: RECOGNISED}))
    numbers = Meeting.objects.order_by("pk").values_list("minutes_number", flat=True)
    assert (decision.council_met_on, decision.council_minutes) == (NOW.date(), "; ".join(numbers))
    assert len(numbers) == 2


def test_a_dossier_without_advice_needs_the_paper_council_s_minutes(town: Town) -> None:
    """One that the council advised on does not lend its minutes to one that it did not see."""
    bring_to(town, State.ADVISED)
    bring_to(town, State.APPRAISED, town.other_dossier)
    draft = draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: RECOGNISED})
    (reason,) = refusal(lambda: sign(town, draft))
    assert reason.startswith("Bộ tiêu chí yêu cầu ý kiến của")
    assert states(town) == [State.ADVISED, State.APPRAISED]
    made = drafts.sign(draft_id=draft.pk, paper=PAPER, seen=seen_in(draft), actor=town.decider, at=NOW)
    assert made.council_minutes == "02/BB-HĐ"


def test_the_office_drafts_the_leader_signs(town: Town) -> None:
    both_advised(town)
    for person in (town.leader, town.council, town.decider, town.observer, town.administrator):
        with pytest.raises(NotAllowedError):
            draft_of(town, {town.dossier: RECOGNISED}, actor=person)
    draft = draft_of(town, {town.dossier: RECOGNISED})
    for person in (town.leader, town.reviewer, town.head, town.administrator):
        with pytest.raises(NotAllowedError):
            sign(town, draft, actor=person)
    assert states(town) == [State.ADVISED, State.ADVISED]


def test_a_dossier_stands_in_one_pending_draft(town: Town) -> None:
    both_advised(town)
    first = draft_of(town, {town.dossier: RECOGNISED})
    expected = ("Phường Bắc Sơn: đã nằm trong một dự thảo chờ ký (Dự thảo ngày 04/01/2021).",)
    assert refusal(lambda: draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: RECOGNISED})) == expected
    drafts.discard(draft_id=first.pk, reason="Lập lại.", actor=town.head, at=NOW)
    assert draft_of(town, {town.dossier: RECOGNISED}).lines.count() == 1


def test_what_is_not_ready_or_refused_by_the_rules_is_named(town: Town) -> None:
    bring_to(town, State.ADVISED)
    (reason,) = refusal(lambda: draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: DECLINED}))
    assert reason.startswith("Phường Ba Đình: hồ sơ đang ở trạng thái “Chưa nộp”")
    town.wards[0].classes.all().delete()
    reasons = refusal(lambda: draft_of(town, {town.dossier: RECOGNISED}))
    assert all(sentence.startswith("Phường Bắc Sơn: ") for sentence in reasons)
    assert refusal(lambda: draft_of(town, {town.dossier: Ruled(Outcome.NOT_RECOGNISED, " ")})) == (
        "Phường Bắc Sơn: vui lòng nêu lý do không công nhận.",
    )
    assert refusal(lambda: draft_of(town, {town.dossier: Ruled(Outcome.REVOKED, "Sai.")})) == (
        "Phường Bắc Sơn: việc thu hồi công nhận phải ghi bằng quyết định riêng.",
    )
    assert (DraftDecision.objects.count(), DraftLine.objects.count()) == (0, 0)


def test_against_the_council_s_advice_a_reason_is_demanded(town: Town) -> None:
    bring_to(town, State.ADVISED)
    council_against(town)
    against = "Phường Bắc Sơn: Hội đồng đề nghị chưa công nhận. Vui lòng nêu lý do nếu vẫn công nhận."
    assert refusal(lambda: draft_of(town, {town.dossier: RECOGNISED})) == (against,)
    decision = sign(town, draft_of(town, {town.dossier: Ruled(Outcome.RECOGNISED, "Đã khắc phục.")}))
    assert decision.lines.get().reason == "Đã khắc phục."


def test_one_blocked_commune_blocks_all_and_is_named(town: Town) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: RECOGNISED})
    reopen(town, town.other_dossier)
    assert refusal(lambda: sign(town, draft)) == (
        "Phường Ba Đình: hồ sơ không còn chờ quyết định (hiện: “Đang thẩm tra”).",
    )
    assert (states(town), Decision.objects.count()) == ([State.ADVISED, State.UNDER_REVIEW], 0)


def test_a_dossier_decided_in_the_meantime_is_named(town: Town) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: RECOGNISED})
    decide(town, town.dossier, Outcome.RECOGNISED)
    assert refusal(lambda: sign(town, draft)) == (
        "Phường Bắc Sơn: hồ sơ không còn chờ quyết định (hiện: “Đã công nhận”).",
    )
    drafts.take_out(draft_id=draft.pk, dossier_id=town.dossier.pk, actor=town.head, at=NOW)
    sign(town, draft)
    assert states(town) == [State.RECOGNISED, State.RECOGNISED]


def test_an_appraisal_done_again_asks_for_a_new_line(town: Town) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED})
    Dossier.objects.filter(pk=town.dossier.pk).update(appraised_at=NOW.replace(hour=11))
    (reason,) = refusal(lambda: sign(town, draft))
    assert reason.startswith("Phường Bắc Sơn: hồ sơ đã được mở lại và thẩm tra lại sau khi lập dự thảo.")


def test_rules_are_checked_again_at_the_signature(town: Town) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED})
    town.wards[0].classes.all().delete()
    reasons = refusal(lambda: sign(town, draft))
    assert any("Phường Bắc Sơn: Chưa kết luận được điều kiện công nhận" in sentence for sentence in reasons)
    assert (states(town)[0], Decision.objects.count()) == (State.ADVISED, 0)


def test_lists_changed_since_they_were_read_are_not_signed(town: Town) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED})
    seen = seen_in(draft)
    drafts.extend(draft_id=draft.pk, ruled={town.other_dossier.pk: DECLINED}, actor=town.reviewer, at=NOW)
    with pytest.raises(StaleError):
        drafts.sign(draft_id=draft.pk, paper=PAPER, seen=seen, actor=town.decider, at=NOW)
    assert Decision.objects.count() == 0


def test_signing_twice_is_one_decision_and_another_number_is_refused(town: Town) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED})
    decision = sign(town, draft)
    assert sign(town, draft) == decision
    assert refusal(lambda: sign(town, draft, "56/QĐ-UBND")) == (
        "Dự thảo đã được ký: Quyết định số 55/QĐ-UBND ngày 04/01/2021.",
    )
    expected = ("Dự thảo đã được ký: Quyết định số 55/QĐ-UBND ngày 04/01/2021.",)
    for deed in (
        lambda: drafts.discard(draft_id=draft.pk, reason="Thôi.", actor=town.head, at=NOW),
        lambda: drafts.take_out(draft_id=draft.pk, dossier_id=town.dossier.pk, actor=town.head, at=NOW),
        lambda: drafts.extend(draft_id=draft.pk, ruled={town.other_dossier.pk: RECOGNISED}, actor=town.head, at=NOW),
    ):
        assert refusal(deed) == expected
    assert Decision.objects.count() == 1


def test_dropping_a_draft_needs_a_reason_and_frees_its_dossiers(town: Town) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED})
    assert refusal(lambda: drafts.discard(draft_id=draft.pk, reason=" ", actor=town.decider, at=NOW)) == (
        "Vui lòng nêu lý do bỏ dự thảo.",
    )
    with pytest.raises(NotAllowedError):
        drafts.discard(draft_id=draft.pk, reason="Thôi.", actor=town.leader, at=NOW)
    for _ in range(2):  # safe to repeat
        drafts.discard(draft_id=draft.pk, reason="Sai danh sách.", actor=town.decider, at=NOW)
    assert refusal(lambda: sign(town, draft)) == ("Dự thảo đã bị bỏ: Sai danh sách.",)
    assert AuditEvent.objects.filter(action="draft_discard").count() == 1


def test_the_last_commune_is_not_taken_out(town: Town) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: DECLINED})
    for _ in range(2):  # safe to repeat
        drafts.take_out(draft_id=draft.pk, dossier_id=town.other_dossier.pk, actor=town.reviewer, at=NOW)
    (reason,) = refusal(
        lambda: drafts.take_out(draft_id=draft.pk, dossier_id=town.dossier.pk, actor=town.head, at=NOW)
    )
    assert reason.startswith("Dự thảo chỉ còn một đơn vị.")
    assert draft.lines.get().dossier == town.dossier


def test_all_that_qualify_are_drafted_at_once(town: Town) -> None:
    both_advised(town)
    council_against(town)
    draft = drafts.prepare_all(campaign_id=town.campaign.pk, actor=town.head, at=NOW)
    assert [line.dossier for line in draft.lines.all()] == [town.other_dossier]
    (reason,) = refusal(lambda: drafts.prepare_all(campaign_id=town.campaign.pk, actor=town.head, at=NOW))
    assert reason == "Không có hồ sơ nào đủ điều kiện công nhận mà chưa nằm trong dự thảo."


def test_recording_without_a_draft_takes_the_meeting_too(town: Town) -> None:
    bring_to(town, State.ADVISED)
    paper = replace(PAPER, council_met_on=None, council_minutes="")
    decision = decisions.record(
        campaign_id=town.campaign.pk, paper=paper, ruled={town.dossier.pk: RECOGNISED}, actor=town.decider, at=NOW
    )
    assert decision.council_minutes == Meeting.objects.get().minutes_number != ""
