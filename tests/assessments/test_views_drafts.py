"""The pages of drafts, corrections and publishing: works, other people 404 or 403, refusals keep what was typed."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Decision, DraftDecision, Publication
from assessments.services.decisions import Outcome
from communes.models import User
from tests.factories.drafting import RECOGNISED, both_advised, draft_of, publish, seen_in
from tests.factories.pages import text_of
from tests.factories.steps import bring_to, decide
from tests.factories.town import Town

AsUser = Callable[[User], Client]
PAPER = {"number": "55/QĐ-UBND", "decided_on": "04/01/2021", "signer_position": "Chủ tịch"}


def url(name: str, *args: int) -> str:
    return reverse(f"assessments:{name}", args=args)


def shown(response: Any) -> str:
    return text_of(response.content.decode())


def test_from_draft_to_decision(town: Town, as_user: AsUser) -> None:
    both_advised(town)
    office, leader = as_user(town.reviewer), as_user(town.decider)
    address = url("draft_create", town.campaign.pk)
    assert "Hội đồng: Đề nghị công nhận (biên bản số" in shown(office.get(address))
    sent = {f"hs{town.dossier.pk}-outcome": "recognised", f"hs{town.other_dossier.pk}-outcome": "not_recognised"}
    kept = office.post(address, sent)
    assert "Vui lòng nêu lý do không công nhận." in shown(kept)
    made = office.post(address, {**sent, f"hs{town.other_dossier.pk}-reason": "Thiếu tủ sách."})
    draft = DraftDecision.objects.get()
    assert made["Location"] == url("draft_detail", draft.pk)
    assert "Dự thảo chờ ký" in shown(leader.get(url("home")))
    page = shown(leader.get(url("draft_detail", draft.pk)))
    assert "Lý do: Thiếu tủ sách." in page
    asked = leader.get(url("draft_sign", draft.pk))
    assert "council_met_on" not in asked.content.decode()
    done = leader.post(url("draft_sign", draft.pk), {**PAPER, "seen": seen_in(draft)})
    assert done["Location"] == url("decision_detail", Decision.objects.get().pk)
    again = leader.post(url("draft_sign", draft.pk), {**PAPER, "number": "56/QĐ", "seen": seen_in(draft)})
    assert (again.status_code, "Dự thảo đã được ký: Quyết định số 55/QĐ-UBND" in shown(again)) == (409, True)


def test_drafts_are_the_office_s_own(town: Town, as_user: AsUser) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED})
    for person in (town.leader, town.council, town.observer, town.administrator):
        client = as_user(person)
        assert list(client.get(url("draft_list")).context["page"].object_list) == []
        for name in ("draft_detail", "draft_sign", "draft_discard"):
            assert client.get(url(name, draft.pk)).status_code == 404
    assert as_user(town.head).get(url("draft_sign", draft.pk)).status_code == 403
    assert as_user(town.decider).get(url("draft_create", town.campaign.pk)).status_code == 403
    assert as_user(town.head).get(url("draft_take_out", draft.pk, town.dossier.pk)).status_code == 405


def test_a_draft_is_dropped_with_a_reason(town: Town, as_user: AsUser) -> None:
    both_advised(town)
    draft, client = draft_of(town, {town.dossier: RECOGNISED}), as_user(town.head)
    assert client.post(url("draft_discard", draft.pk), {"reason": ""}).status_code == 200
    client.post(url("draft_discard", draft.pk), {"reason": "Sai."})
    assert "Sai." in shown(client.get(url("draft_detail", draft.pk)))


def test_a_correction_shows_everywhere(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    decision = decide(town, town.dossier, Outcome.RECOGNISED)
    leader, address = as_user(town.decider), url("decision_correct", decision.pk)
    assert "1234/QĐ-UBND" in leader.get(address).content.decode()
    sent = {**PAPER, "number": "9/QĐ-UBND", "reason": "Nhập nhầm.", "seen": "0"}
    assert leader.post(address, {**sent, "reason": ""}).status_code == 200
    assert leader.post(address, sent).status_code == 302
    stale = leader.post(address, {**sent, "number": "8/QĐ-UBND"})
    assert (stale.status_code, "vừa được đính chính" in shown(stale)) == (409, True)
    for page in (
        url("decision_list"),
        url("decision_detail", decision.pk),
        url("dossier_detail", town.dossier.pk),
        url("campaign_detail", town.campaign.pk),
    ):
        text = shown(leader.get(page))
        assert "9/QĐ-UBND" in text
        assert "đã đính chính" in text.lower()
    assert "Số, ký hiệu: 1234/QĐ-UBND → 9/QĐ-UBND" in shown(leader.get(url("decision_detail", decision.pk)))
    assert as_user(town.head).get(address).status_code == 403
    assert as_user(town.other_leader).get(address).status_code == 404


def test_publishing_shows_what_changes_first(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.RECOGNISED)
    head, address = as_user(town.head), url("publication_detail", town.campaign.pk)
    page = head.get(address)
    assert "Phường Bắc Sơn: Công nhận đạt chuẩn" in shown(page)
    send = url("publication_publish", town.campaign.pk)
    assert head.post(send, {"seen": "x"}).status_code == 409
    assert head.post(send, {"seen": page.context["seen"]}).status_code == 302
    assert "Không có thay đổi nào" in shown(head.get(address))
    assert "Lần 1" in shown(head.get(url("publication_list")))
    assert as_user(town.reviewer).post(send, {"seen": page.context["seen"]}).status_code == 403
    for person in (town.leader, town.observer, town.council):
        assert as_user(person).get(address).status_code == 404
    assert head.get(send).status_code == 405


def test_withdrawing_asks_why(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.RECOGNISED)
    publication = publish(town)
    address, head = url("publication_withdraw", publication.pk), as_user(town.head)
    assert head.post(address, {"reason": ""}).status_code == 200
    assert as_user(town.reviewer).post(address, {"reason": "Sai."}).status_code == 403
    assert as_user(town.leader).post(address, {"reason": "Sai."}).status_code == 404
    assert head.post(address, {"reason": "Nhầm."}).status_code == 302
    assert not Publication.objects.public().exists()
    assert "Nhầm." in shown(head.get(url("publication_detail", town.campaign.pk)))
