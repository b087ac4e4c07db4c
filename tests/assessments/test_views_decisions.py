"""The pages of decisions: entry, confirmation, recording, reading, revoking."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import Action, State
from assessments.models import Decision, Dossier
from assessments.services import decisions, workflow
from assessments.services.decisions import Outcome
from communes.models import User
from tests.factories import NOW
from tests.factories.crowd import copy_appraised
from tests.factories.steps import PAPER, bring_to, decide
from tests.factories.town import Town

AsUser = Callable[[User], Client]
TYPED = {
    "number": "1234/QĐ-UBND",
    "decided_on": "04/01/2021",
    "signer_position": "Chủ tịch UBND thị xã",
    "council_met_on": "03/01/2021",
    "council_minutes": "02/BB-HĐ",
}


def url(name: str, *args: int) -> str:
    return reverse(f"assessments:{name}", args=args)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def typed(step: str, rows: dict[Dossier, tuple[str, str]], **changes: str) -> dict[str, str]:
    data = {**TYPED, "step": step, **changes}
    for dossier, (outcome, reason) in rows.items():
        data |= {f"hs{dossier.pk}-outcome": outcome, f"hs{dossier.pk}-reason": reason}
    return data


def post(town: Town, client: Client, step: str, rows: dict[Dossier, tuple[str, str]], **changes: str) -> Any:
    return client.post(url("decision_create", town.campaign.pk), typed(step, rows, **changes))


def states(town: Town) -> list[str]:
    rows = Dossier.objects.filter(campaign=town.campaign).order_by("commune__code")
    return list(rows.values_list("state", flat=True))


def test_entry_shows_total_verdicts_and_the_provisional_mark(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    page = as_user(town.decider).get(url("decision_create", town.campaign.pk))
    shown = text(page)
    assert [candidate.dossier for candidate, _ in page.context["entry"].rows] == [town.dossier]
    for part in ("Điểm thẩm tra: <strong>100</strong>", "Tổng điểm 100", "Chưa xác minh", "Công nhận"):
        assert part in shown
    assert "Không thể công nhận" not in shown


def test_entry_says_why_recognition_is_impossible_and_does_not_offer_it(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    town.wards[0].classes.all().delete()
    workflow.perform(Action.REOPEN, dossier_id=town.dossier.pk, actor=town.head, at=NOW, note="Xem lại.")
    workflow.perform(Action.APPRAISE, dossier_id=town.dossier.pk, actor=town.head, at=NOW)
    client = as_user(town.decider)
    page = text(client.get(url("decision_create", town.campaign.pk)))
    assert "Không thể công nhận" in page
    assert "Chưa có thông tin phân loại đơn vị hành chính" in page
    assert "Lãnh đạo cơ quan tư pháp cần xác nhận khi kết thúc thẩm tra" in page
    assert f'name="hs{town.dossier.pk}-outcome" value="recognised"' not in page
    refused = post(town, client, "preview", {town.dossier: ("recognised", "")})
    assert "Hồ sơ chưa đủ điều kiện công nhận nên không chọn được kết quả này." in text(refused)


def test_entry_tells_when_nothing_waits(town: Town, as_user: AsUser) -> None:
    page = as_user(town.decider).get(url("decision_create", town.campaign.pk))
    assert "Chưa có hồ sơ nào chờ quyết định." in text(page)


def test_preview_names_the_consequences_and_stores_nothing(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    bring_to(town, State.APPRAISED, town.other_dossier)
    rows = {town.dossier: ("recognised", ""), town.other_dossier: ("not_recognised", "Thiếu tủ sách.")}
    page = post(town, as_user(town.decider), "preview", rows)
    shown = text(page)
    assert page.status_code == 200
    for part in (
        "Ghi quyết định số 1234/QĐ-UBND ngày 04 tháng 01 năm 2021?",
        "Công nhận đạt chuẩn (1)",
        "Phường Ba Đình: Thiếu tủ sách.",
        "Quyết định không sửa, không xóa được.",
        "sẽ mang dấu này",
        f'name="hs{town.other_dossier.pk}-reason" value="Thiếu tủ sách."',
    ):
        assert part in shown
    assert Decision.objects.count() == 0


def test_record_after_the_preview_decides(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    bring_to(town, State.APPRAISED, town.other_dossier)
    client = as_user(town.decider)
    preview = post(town, client, "preview", {town.dossier: ("recognised", ""), town.other_dossier: ("", "")})
    page = client.post(url("decision_create", town.campaign.pk), {**dict(preview.context["kept"]), "step": "record"})
    decision = Decision.objects.get()
    assert (page.status_code, page["Location"]) == (302, url("decision_detail", decision.pk))
    assert states(town) == [State.RECOGNISED, State.APPRAISED]
    assert (decision.council_minutes, decision.is_provisional) == ("02/BB-HĐ", True)
    shown = text(client.get(page["Location"]))
    assert "Quyết định công nhận số 1234/QĐ-UBND" in shown
    assert "Chưa xác minh" in shown


def test_going_back_from_the_preview_keeps_everything(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    page = post(town, as_user(town.decider), "edit", {town.dossier: ("not_recognised", "Thiếu tủ sách.")})
    shown = text(page)
    assert page.status_code == 200
    for part in (*TYPED.values(), "Thiếu tủ sách."):
        assert part in shown
    assert Decision.objects.count() == 0


def test_bad_input_keeps_what_was_typed(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    client = as_user(town.decider)
    rows = {town.dossier: ("not_recognised", "")}
    page = text(post(town, client, "preview", rows, decided_on="04/13/2021", council_minutes=""))
    for part in ("Ngày không hợp lệ", "04/13/2021", "1234/QĐ-UBND", "Vui lòng nêu lý do không công nhận."):
        assert part in page
    future = text(post(town, client, "preview", {town.dossier: ("recognised", "")}, decided_on="01/01/2099"))
    assert "Ngày ký quyết định không được sau ngày hôm nay." in future
    nothing = post(town, client, "preview", {town.dossier: ("", "")})
    assert (nothing.status_code, "Vui lòng chọn kết quả cho ít nhất một xã, phường." in text(nothing)) == (409, True)


def test_double_click_makes_one_decision(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    client = as_user(town.decider)
    rows = {town.dossier: ("recognised", "")}
    first, second = (post(town, client, "record", rows) for _ in range(2))
    assert (first.status_code, second.status_code, Decision.objects.count()) == (302, 409, 1)
    assert "Quyết định số 1234/QĐ-UBND ngày 04/01/2021 đã được ghi." in text(second)


def test_refusal_on_recording_names_the_commune_and_keeps_all(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    bring_to(town, State.APPRAISED, town.other_dossier)
    workflow.perform(Action.REOPEN, dossier_id=town.other_dossier.pk, actor=town.head, at=NOW, note="Xem lại.")
    client = as_user(town.decider)
    rows = {town.dossier: ("not_recognised", "Thiếu tủ sách."), town.other_dossier: ("recognised", "")}
    for step in ("preview", "record"):
        page = post(town, client, step, rows)
        assert page.status_code == 409
        assert "Thiếu tủ sách." in text(page)
    assert "Phường Ba Đình: Hồ sơ đang ở trạng thái “Đang thẩm tra”" in text(page)
    assert states(town) == [State.APPRAISED, State.UNDER_REVIEW]


def test_only_the_decision_maker_comes_here(town: Town, as_user: AsUser) -> None:
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
        client = as_user(person)
        assert client.get(url("decision_create", town.campaign.pk)).status_code == 403
        assert post(town, client, "record", {town.dossier: ("recognised", "")}).status_code == 403
    assert Decision.objects.count() == 0


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_entry_needs_as_many_queries_for_three_as_for_thirty(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    client, address = as_user(town.decider), url("decision_create", town.campaign.pk)
    copy_appraised(town, range(2))
    client.get(address)  # the verdicts on a submission are kept by the process
    few = count_queries(client, address)
    copy_appraised(town, range(2, 29))
    assert count_queries(client, address) == few


def test_choices_are_kept_from_page_to_page(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    copy_appraised(town, range(22))
    client = as_user(town.decider)
    first = client.get(url("decision_create", town.campaign.pk))
    assert (len(first.context["entry"].shown), first.context["page"].paginator.count) == (10, 23)
    chosen, last = first.context["entry"].shown[0][0].dossier, first.context["page"].paginator.object_list.last()
    # Going on asks for nothing yet; what was typed and chosen goes along.
    second = post(town, client, "", {chosen: ("not_recognised", "Thiếu tủ sách.")}, to="2", number="")
    assert second.status_code == 200
    assert len(second.context["entry"].shown) == 10
    assert second.context["entry"].carried == [
        (f"hs{chosen.pk}-outcome", "not_recognised"),
        (f"hs{chosen.pk}-reason", "Thiếu tủ sách."),
    ]
    assert "Ở các trang khác đã chọn kết quả cho 1 hồ sơ." in text(second)
    assert "Trường này là bắt buộc" not in text(second)
    other = Dossier.objects.get(pk=last)
    rows = dict.fromkeys((chosen, other), ("not_recognised", "Thiếu tủ sách."))
    preview = text(post(town, client, "preview", rows, page="2"))
    for part in ("Không công nhận (2)", "Để sau (21)", 'name="page" value="2"'):
        assert part in preview
    assert post(town, client, "record", rows, page="2").status_code == 302
    assert Dossier.objects.filter(state=State.APPRAISED).count() == 21


def test_a_slip_on_another_page_is_shown(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    copy_appraised(town, range(22))
    client = as_user(town.decider)
    chosen = client.get(url("decision_create", town.campaign.pk)).context["entry"].shown[0][0].dossier
    page = post(town, client, "preview", {chosen: ("not_recognised", "")}, page="2")
    assert next(one.dossier for one, _ in page.context["entry"].shown) == chosen
    assert len(page.context["entry"].shown) == 11
    assert "Vui lòng nêu lý do không công nhận." in text(page)


# -- reading ----------------------------------------------------------------------------------------------------------


def test_each_reads_the_lines_that_are_theirs(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    bring_to(town, State.APPRAISED, town.other_dossier)
    ruled = {
        town.dossier.pk: decisions.Ruled(Outcome.RECOGNISED),
        town.other_dossier.pk: decisions.Ruled(Outcome.NOT_RECOGNISED, "Thiếu tủ sách."),
    }
    decision = decisions.record(campaign_id=town.campaign.pk, paper=PAPER, ruled=ruled, actor=town.decider, at=NOW)
    own = as_user(town.official).get(url("decision_detail", decision.pk))
    assert [line.dossier for line in own.context["lines"]] == [town.dossier]
    assert "Thiếu tủ sách." not in text(own)
    for person in (town.reviewer, town.decider, town.council, town.observer, town.administrator):
        page = as_user(person).get(url("decision_detail", decision.pk))
        assert {line.dossier for line in page.context["lines"]} == {town.dossier, town.other_dossier}


def test_a_decision_on_others_is_404_and_not_listed(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    decision = decide(town, town.dossier, Outcome.RECOGNISED)
    client = as_user(town.other_official)
    assert client.get(url("decision_detail", decision.pk)).status_code == 404
    assert list(client.get(url("decision_list")).context["page"].object_list) == []
    listed = as_user(town.observer).get(url("decision_list"))
    assert [(row.number, row.recognised_count) for row in listed.context["page"].object_list] == [("1234/QĐ-UBND", 1)]


def test_reading_pages_refuse_posts(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    decision = decide(town, town.dossier, Outcome.RECOGNISED)
    client = as_user(town.decider)
    assert client.post(url("decision_list")).status_code == 405
    assert client.post(url("decision_detail", decision.pk)).status_code == 405


# -- revoking ---------------------------------------------------------------------------------------------------------

REVOKING = {
    "number": "77/QĐ-UBND",
    "decided_on": "05/01/2021",
    "signer_position": "Chủ tịch",
    "reason": "Kê khai không đúng.",
}


def recognised(town: Town) -> Decision:
    bring_to(town, State.APPRAISED)
    return decide(town, town.dossier, Outcome.RECOGNISED)


def test_revoking_asks_for_number_date_and_reason(town: Town, as_user: AsUser) -> None:
    decision = recognised(town)
    client, address = as_user(town.decider), url("decision_revoke", decision.pk, town.dossier.pk)
    assert "không còn được công nhận đạt chuẩn của năm 2020" in text(client.get(address))
    kept = client.post(address, {**REVOKING, "number": ""})
    assert (kept.status_code, "Kê khai không đúng." in text(kept)) == (200, True)
    page = client.post(address, REVOKING)
    made = Decision.objects.get(kind=Decision.Kind.REVOCATION)
    assert (page["Location"], states(town)[0]) == (url("decision_detail", made.pk), State.REVOKED)
    assert "Kê khai không đúng." in text(client.get(page["Location"]))
    assert "Sau đó đã bị thu hồi" in text(client.get(url("decision_detail", decision.pk)))
    assert client.get(address).status_code == 409


def test_revoking_keeps_what_was_typed_on_a_refusal(town: Town, as_user: AsUser) -> None:
    decision = recognised(town)
    address = url("decision_revoke", decision.pk, town.dossier.pk)
    page = as_user(town.decider).post(address, {**REVOKING, "decided_on": "03/01/2021"})
    assert (page.status_code, "Kê khai không đúng." in text(page)) == (409, True)
    assert "Ngày ký quyết định thu hồi phải sau quyết định công nhận" in text(page)


def test_revoking_is_the_decision_maker_s(town: Town, as_user: AsUser) -> None:
    decision = recognised(town)
    address = url("decision_revoke", decision.pk, town.dossier.pk)
    for person in (town.official, town.head, town.observer, town.administrator):
        assert as_user(person).post(address, REVOKING).status_code == 403
    assert as_user(town.other_leader).post(address, REVOKING).status_code == 404
    wrong = url("decision_revoke", decision.pk, town.other_dossier.pk)
    assert as_user(town.decider).get(wrong).status_code == 404
