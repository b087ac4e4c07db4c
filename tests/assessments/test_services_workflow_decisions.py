"""Recognise, decline, revoke: the conditions of the standard decide, and say why not."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessments.domain.workflow import Action, State
from assessments.models import AuditEvent, Decision, DecisionLine, Dossier, ItemReview
from assessments.services import declarations, workflow
from assessments.services.workflow import Extra
from communes.models import UnitClass, User
from tests.factories import NOW, steps
from tests.factories.town import Town, load_standard, make_town
from tiepcanpl.kit.errors import DomainError

PROVISIONAL = (
    "Bộ tiêu chí còn nội dung chưa xác minh với văn bản chính thức. Lãnh đạo cơ quan tư pháp cần xác nhận "
    "khi kết thúc thẩm tra trước khi công nhận."
)


def paper(town: Town, number: str = "12/QĐ-UBND", **parts: object) -> Decision:
    values = {
        "authority": town.authority,
        "campaign": town.campaign,
        "kind": Decision.Kind.RECOGNITION,
        "number": number,
        "decided_on": NOW.date(),
        "signer_position": "Chủ tịch",
        "council_met_on": NOW.date(),
        "council_minutes": "02/BB-HĐ",
        "recorded_at": NOW,
        "recorded_by": town.decider,
        **parts,
    }
    return Decision.objects.create(**values)


def do(town: Town, action: Action, actor: User, *, note: str = "", extra: Extra | None = None) -> Dossier:
    return workflow.perform(action, dossier_id=town.dossier.pk, actor=actor, at=NOW, note=note, extra=extra)


def refusal(deed: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        deed()
    return caught.value.reasons


def recognise(town: Town, decision: Decision | None = None) -> Dossier:
    return do(town, Action.RECOGNISE, town.decider, extra=Extra(decision=decision or paper(town)))


def test_recognising_tells_the_decision(town: Town) -> None:
    steps.bring_to(town, State.APPRAISED)
    decision = paper(town)
    recognise(town, decision)
    dossier = Dossier.objects.get(pk=town.dossier.pk)
    assert (dossier.state, dossier.decided_at, dossier.decided_by) == ("recognised", NOW, town.decider)
    line = DecisionLine.objects.get()
    assert (line.decision, line.dossier, line.outcome, line.reason) == (decision, dossier, "recognised", "")
    event = AuditEvent.objects.filter(stream=f"dossier:{dossier.pk}").latest("sequence")
    assert event.changes == {"state": ["appraised", "recognised"], "decision": "12/QĐ-UBND ngày 04/01/2021"}


COUNCIL = (
    "Bộ tiêu chí yêu cầu ý kiến của Hội đồng đánh giá. Vui lòng đưa hồ sơ ra Hội đồng, hoặc nhập ngày họp và số "
    "biên bản nếu Hội đồng đã họp trực tiếp."
)


def test_no_decision_no_recognition(town: Town) -> None:
    steps.bring_to(town, State.APPRAISED)
    assert refusal(lambda: do(town, Action.RECOGNISE, town.decider)) == (
        "Vui lòng nhập số và ngày của quyết định.",
        COUNCIL,
    )


@pytest.mark.parametrize("parts", [{"council_met_on": None}, {"council_minutes": ""}])
def test_the_council_has_to_have_met(town: Town, parts: dict[str, Any]) -> None:
    steps.bring_to(town, State.APPRAISED)
    assert refusal(lambda: recognise(town, paper(town, **parts))) == (COUNCIL,)


@pytest.mark.parametrize("edition", ["qd-27-2025"])
def test_no_council_where_the_law_does_not_ask_for_one(db: None, edition: str) -> None:  # noqa: ARG001  # the database
    town = make_town(load_standard(edition), year=2026, due_before=date(2027, 1, 5))
    steps.bring_to(town, State.APPRAISED)
    assert recognise(town, paper(town, council_met_on=None, council_minutes="")).state == "recognised"


def test_a_provisional_edition_needs_the_heads_confirmation(town: Town) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    steps.accept_all(town, town.dossier)
    do(town, Action.APPRAISE, town.head)
    decision = paper(town)
    assert refusal(lambda: recognise(town, decision)) == (PROVISIONAL,)
    do(town, Action.REOPEN, town.head, note="Xác nhận bộ tiêu chí.")
    do(town, Action.APPRAISE, town.head, extra=Extra(confirm_provisional=True))
    assert recognise(town, decision).state == "recognised"
    events = AuditEvent.objects.filter(stream=f"dossier:{town.dossier.pk}", action="appraise").order_by("sequence")
    assert [event.changes["provisional_confirmed"] for event in events] == [False, True]


def test_a_provisional_edition_does_not_keep_from_declining(town: Town) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    steps.accept_all(town, town.dossier)
    do(town, Action.APPRAISE, town.head)
    assert refusal(lambda: do(town, Action.DECLINE, town.decider, extra=Extra(decision=paper(town)))) == (
        "Vui lòng nêu lý do.",
    )
    declined = do(town, Action.DECLINE, town.decider, note="Hồ sơ sai.", extra=Extra(decision=Decision.objects.get()))
    line = DecisionLine.objects.get()
    assert (declined.state, line.outcome, line.reason) == ("not_recognised", "not_recognised", "Hồ sơ sai.")


def test_a_fact_that_the_office_knows_prevents_recognition(town: Town) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    fact = declarations.Fact(occurred_on=date(2020, 8, 1), penalty="Cảnh cáo", position="Công chức địa chính")
    declarations.declare(dossier_id=town.dossier.pk, fact_code="ky_luat", fact=fact, actor=town.reviewer, at=NOW)
    steps.appraise(town, town.dossier)
    assert refusal(lambda: recognise(town)) == (
        "Chưa đủ điều kiện công nhận:",
        (
            "Có trường hợp không được công nhận: Có cán bộ, công chức cấp xã bị xử lý kỷ luật bằng hình thức từ "
            "cảnh cáo trở lên do vi phạm pháp luật trong thi hành công vụ."
        ),
    )


def test_points_that_the_office_counts_decide(town: Town) -> None:
    dossier = steps.bring_to(town, State.UNDER_REVIEW)
    for code, points in (("2.5.1", 3), ("2.5.2", 3), ("2.3.1", 0), ("3.4.1", 0)):
        steps.conclude(town, dossier, code, ItemReview.Verdict.CHANGED, points=points, reason="Không đúng.")
    steps.appraise(town, dossier)
    assert refusal(lambda: recognise(town)) == (
        "Chưa đủ điều kiện công nhận:",
        "Có tiêu chí dưới 50% điểm tối đa: tiêu chí 2 đạt 14/30.",
        "Chỉ tiêu 2.5 đạt 50% điểm tối đa, yêu cầu từ 80%: không đạt.",
    )
    dossier.refresh_from_db()
    assert (dossier.claimed_total, dossier.counted_total) == (Decimal(100), Decimal(80))


def test_an_unknown_class_leaves_the_verdict_open(town: Town) -> None:
    steps.bring_to(town, State.APPRAISED)
    UnitClass.objects.filter(unit=town.dossier.commune).delete()
    assert refusal(lambda: recognise(town)) == (
        "Chưa kết luận được điều kiện công nhận:",
        "Chưa có thông tin phân loại đơn vị hành chính (loại I, II, III) nên chưa xác định được điểm cần đạt.",
    )


def test_a_second_decision_is_not_swallowed(town: Town) -> None:
    steps.bring_to(town, State.RECOGNISED)
    assert refusal(lambda: recognise(town, paper(town, "99/QĐ-UBND"))) == (
        (
            "Hồ sơ đang ở trạng thái “Đã công nhận” nên không thực hiện được “Công nhận đạt chuẩn”. "
            "Vui lòng tải lại trang để xem tình trạng mới nhất."
        ),
    )
    assert DecisionLine.objects.count() == 1


def test_revoking_needs_number_and_reason(town: Town) -> None:
    steps.bring_to(town, State.RECOGNISED)
    assert refusal(lambda: do(town, Action.REVOKE, town.decider)) == (
        "Vui lòng nhập số và ngày của quyết định.",
        "Vui lòng nêu lý do.",
    )
    decision = paper(town, "20/QĐ-UBND", kind=Decision.Kind.REVOCATION, council_met_on=None, council_minutes="")
    revoked = do(town, Action.REVOKE, town.decider, note="Số liệu không đúng.", extra=Extra(decision=decision))
    assert (revoked.state, revoked.decided_by) == ("revoked", town.decider)
    assert list(DecisionLine.objects.order_by("pk").values_list("outcome", "reason")) == [
        ("recognised", ""),
        ("revoked", "Số liệu không đúng."),
    ]
