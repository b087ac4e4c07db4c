"""Recorded decisions: all communes of a paper or none; refusals name the commune."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from assessments.domain.workflow import Action, State
from assessments.models import AuditEvent, Decision, DecisionLine, Dossier, ItemReview
from assessments.services import audit, decisions, workflow
from assessments.services.decisions import Outcome, Ruled
from tests.factories import NOW
from tests.factories.steps import PAPER, appraise, bring_to, conclude
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError

RECOGNISED = Ruled(Outcome.RECOGNISED)
DECLINED = Ruled(Outcome.NOT_RECOGNISED, "Chưa bố trí công chức.")


def both_appraised(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    bring_to(town, State.APPRAISED, town.other_dossier)


def record(town: Town, ruled: dict[int, Ruled], **changes: Any) -> Decision:
    paper = replace(PAPER, **changes)
    return decisions.record(campaign_id=town.campaign.pk, paper=paper, ruled=ruled, actor=town.decider, at=NOW)


def refusal(town: Town, ruled: dict[int, Ruled], **changes: Any) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        record(town, ruled, **changes)
    return caught.value.reasons


def states(town: Town) -> list[str]:
    return list(
        Dossier.objects.filter(campaign=town.campaign).order_by("commune__code").values_list("state", flat=True)
    )


def test_one_paper_recognises_one_and_declines_another(town: Town) -> None:
    both_appraised(town)
    decision = record(town, {town.dossier.pk: RECOGNISED, town.other_dossier.pk: DECLINED})
    assert states(town) == [State.RECOGNISED, State.NOT_RECOGNISED]
    assert list(decision.lines.order_by("dossier__commune__code").values_list("outcome", "reason")) == [
        (Outcome.RECOGNISED, ""),
        (Outcome.NOT_RECOGNISED, "Chưa bố trí công chức."),
    ]
    assert (decision.kind, decision.is_provisional) == (Decision.Kind.RECOGNITION, True)
    town.dossier.refresh_from_db()
    assert (town.dossier.decided_by, town.dossier.decided_at) == (town.decider, NOW)
    assert list(audit.faults()) == []


def test_one_refusal_undoes_the_whole_and_names_the_commune(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    reasons = refusal(town, {town.dossier.pk: RECOGNISED, town.other_dossier.pk: RECOGNISED})
    assert len(reasons) == 1
    assert reasons[0].startswith("Phường Ba Đình: Hồ sơ đang ở trạng thái “Chưa nộp” nên không thực hiện được")
    assert states(town) == [State.APPRAISED, State.DRAFT]
    assert (Decision.objects.count(), DecisionLine.objects.count()) == (0, 0)
    assert AuditEvent.objects.filter(action__in=["decision", "recognise"]).count() == 0


def test_declining_needs_a_reason(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    reasons = refusal(town, {town.dossier.pk: Ruled(Outcome.NOT_RECOGNISED, " ")})
    assert reasons == ("Phường Bắc Sơn: Vui lòng nêu lý do.",)


def test_failed_conditions_forbid_recognition_and_allow_declining(town: Town) -> None:
    bring_to(town, State.UNDER_REVIEW)
    for indicator in town.standard.parsed.criterion("1").indicators:
        for item in (item for item in indicator.items if not item.is_computed):
            counted: dict[str, Any] = {"points": Decimal(0), "reason": "Không có tài liệu."}
            conclude(town, town.dossier, item.code, ItemReview.Verdict.CHANGED, **counted)
    appraise(town, town.dossier)
    reasons = refusal(town, {town.dossier.pk: RECOGNISED})
    assert reasons[0] == "Phường Bắc Sơn: Chưa đủ điều kiện công nhận:"
    assert reasons[1].startswith("Phường Bắc Sơn: Có tiêu chí dưới 50% điểm tối đa: tiêu chí 1 đạt")
    record(town, {town.dossier.pk: DECLINED})
    assert states(town)[0] == State.NOT_RECOGNISED


def test_provisional_standard_needs_the_head_s_confirmation(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    workflow.perform(Action.REOPEN, dossier_id=town.dossier.pk, actor=town.head, at=NOW, note="Xem lại.")
    workflow.perform(Action.APPRAISE, dossier_id=town.dossier.pk, actor=town.head, at=NOW)
    reasons = refusal(town, {town.dossier.pk: RECOGNISED})
    assert len(reasons) == 1
    assert reasons[0].startswith("Phường Bắc Sơn: Bộ tiêu chí còn nội dung chưa xác minh với văn bản chính thức.")
    record(town, {town.dossier.pk: DECLINED})
    assert states(town)[0] == State.NOT_RECOGNISED


def test_only_the_decision_maker_decides(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    for person in (
        town.official,
        town.leader,
        town.reviewer,
        town.head,
        town.council,
        town.observer,
        town.administrator,
    ):
        with pytest.raises(NotAllowedError):
            decisions.record(
                campaign_id=town.campaign.pk,
                paper=PAPER,
                ruled={town.dossier.pk: RECOGNISED},
                actor=person,
                at=NOW,
            )
    assert Decision.objects.count() == 0


def test_what_is_wrong_with_the_paper_is_told_at_once(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    wrong: dict[str, Any] = {
        "number": " ",
        "signer_position": "",
        "decided_on": NOW.date() + timedelta(days=1),
        "council_met_on": None,
        "council_minutes": "",
    }
    assert refusal(town, {town.dossier.pk: RECOGNISED}, **wrong) == (
        "Vui lòng nhập số, ký hiệu của quyết định.",
        "Vui lòng nhập chức vụ người ký.",
        "Ngày ký quyết định không được sau ngày hôm nay.",
        "Bộ tiêu chí yêu cầu ý kiến của Hội đồng đánh giá tiếp cận pháp luật. Vui lòng nhập ngày họp và số biên bản họp.",
    )


def test_dates_are_compared(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    ruled = {town.dossier.pk: RECOGNISED}
    before = refusal(town, ruled, decided_on=date(2019, 12, 31), council_met_on=date(2019, 12, 30))
    after = refusal(town, ruled, decided_on=date(2021, 1, 3), council_met_on=date(2021, 1, 4))
    assert before == ("Ngày ký quyết định không được trước năm đánh giá 2020.",)
    assert after == ("Ngày họp Hội đồng không được sau ngày ký quyết định.",)


def test_nothing_chosen_and_dossiers_from_elsewhere(town: Town) -> None:
    assert refusal(town, {}) == ("Vui lòng chọn ít nhất một xã, phường.",)
    reasons = refusal(town, {town.dossier.pk + 1000: RECOGNISED})
    assert reasons == ("Có hồ sơ không thuộc đợt đánh giá này. Vui lòng tải lại trang.",)


def test_same_number_and_date_twice_is_refused(town: Town) -> None:
    both_appraised(town)
    record(town, {town.dossier.pk: RECOGNISED})
    again = refusal(town, {town.dossier.pk: RECOGNISED})  # a double click
    other = refusal(town, {town.other_dossier.pk: RECOGNISED})  # a slip
    sentence = "Quyết định số 1234/QĐ-UBND ngày 04/01/2021 đã được ghi. Vui lòng kiểm tra lại số."
    assert (again, other) == ((sentence,), (sentence,))
    assert states(town) == [State.RECOGNISED, State.APPRAISED]
    record(town, {town.other_dossier.pk: RECOGNISED}, number="1235/QĐ-UBND")
    assert Decision.objects.count() == 2


def test_a_second_paper_on_a_decided_dossier_is_refused(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    reasons = refusal(town, {town.dossier.pk: RECOGNISED}, number="99/QĐ-UBND")
    assert reasons[0].startswith("Phường Bắc Sơn: Hồ sơ đang ở trạng thái “Đã công nhận”")
    assert Decision.objects.count() == 1


def revoke(town: Town, **changes: Any) -> Decision:
    paper = replace(PAPER, **{"number": "77/QĐ-UBND", "council_met_on": None, "council_minutes": "", **changes})
    return decisions.revoke(dossier_id=town.dossier.pk, paper=paper, reason="Kê khai sai.", actor=town.decider, at=NOW)


def test_revoking_keeps_the_first_decision(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    decision = revoke(town)
    town.dossier.refresh_from_db()
    town.dossier.full_clean()
    assert (decision.kind, town.dossier.state) == (Decision.Kind.REVOCATION, State.REVOKED)
    lines = town.dossier.decision_lines.order_by("pk").values_list("outcome", "reason")
    assert list(lines) == [(Outcome.RECOGNISED, ""), (Outcome.REVOKED, "Kê khai sai.")]
    assert list(audit.faults()) == []


def test_revoking_twice_or_too_early_is_refused(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    with pytest.raises(DomainError) as early:
        revoke(town, decided_on=date(2021, 1, 3))
    revoke(town)
    with pytest.raises(DomainError) as twice:
        revoke(town, number="78/QĐ-UBND")
    assert early.value.reasons[0].startswith("Ngày ký quyết định thu hồi phải sau quyết định công nhận (")
    assert twice.value.reasons[0].startswith("Phường Bắc Sơn: Hồ sơ đang ở trạng thái “Đã thu hồi công nhận”")
    assert Decision.objects.count() == 2


def test_only_a_recognised_commune_can_lose_recognition(town: Town) -> None:
    bring_to(town, State.NOT_RECOGNISED)
    with pytest.raises(DomainError) as caught:
        revoke(town)
    assert caught.value.reasons == ("Xã, phường này chưa được công nhận nên không có quyết định để thu hồi.",)


def test_revoking_is_the_decision_maker_s(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    for person in (town.leader, town.head, town.observer, town.administrator):
        with pytest.raises(NotAllowedError):
            decisions.revoke(dossier_id=town.dossier.pk, paper=PAPER, reason="Sai.", actor=person, at=NOW)


def test_revocation_is_a_paper_of_its_own(town: Town) -> None:
    bring_to(town, State.RECOGNISED)
    bring_to(town, State.APPRAISED, town.other_dossier)
    ruled = {town.dossier.pk: Ruled(Outcome.REVOKED, "Sai."), town.other_dossier.pk: RECOGNISED}
    reasons = refusal(town, ruled, number="80/QĐ-UBND")
    assert reasons == ("Quyết định thu hồi phải ghi riêng, không chung với quyết định công nhận.",)
