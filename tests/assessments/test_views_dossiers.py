"""The overview of a dossier, its history and receipts, and the deeds of its workflow over HTTP."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.domain.workflow import Action, State
from assessments.models import Dossier
from assessments.services import opinions
from assessments.services.decisions import Outcome
from assessments.services.opinions import Heard
from communes.models import User
from tests.factories import NOW
from tests.factories.pages import text_of
from tests.factories.steps import appraise, bring_to, decide, fill_in, receive, return_for
from tests.factories.town import Town

SignIn = Callable[[User], Client]


def detail_url(dossier: Dossier) -> str:
    return reverse("assessments:dossier_detail", args=[dossier.pk])


def act_url(dossier: Dossier, action: str) -> str:
    return reverse("assessments:dossier_act", args=[dossier.pk, action])


def words(response: Any) -> str:
    return text_of(response.content.decode())


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return text_of(response.content.decode())


def test_overview_of_an_empty_draft_lists_what_is_left_as_links(town: Town, as_user: SignIn) -> None:
    response = as_user(town.official).get(detail_url(town.dossier))
    html, text = response.content.decode(), text_of(response.content.decode())
    assert "Còn lại 68 việc" in text
    assert f'href="{reverse("assessments:dossier_criterion", args=[town.dossier.pk, "1"])}#noi-dung-1-1-1"' in html
    assert f"{reverse('assessments:narrative_list', args=[town.dossier.pk])}#results" in html
    assert f"{reverse('assessments:fact_list', args=[town.dossier.pk])}#ky_luat" in html
    assert "trước ngày 05/01/2021" in text


def test_the_leader_is_told_why_a_deed_is_not_possible_yet(town: Town, as_user: SignIn) -> None:
    text = read(as_user(town.leader), detail_url(town.dossier))
    assert "Niêm yết công khai" in text
    assert "Hồ sơ chưa đầy đủ, vui lòng hoàn thiện trước khi niêm yết:" in text
    assert "Nộp hồ sơ" not in read(as_user(town.official), detail_url(town.dossier))


@pytest.mark.parametrize("state", list(State))
def test_the_overview_shows_in_every_state(town: Town, as_user: SignIn, state: State) -> None:
    dossier = bring_to(town, state)
    assert "Phường Bắc Sơn" in read(as_user(town.official), detail_url(dossier))


def test_only_who_may_read_finds_the_dossier(town: Town, as_user: SignIn) -> None:
    def found_by(*people: User) -> list[bool]:
        return [as_user(user).get(detail_url(town.dossier)).status_code == 200 for user in people]

    office, above = (town.reviewer, town.head, town.decider, town.council), (town.observer,)
    assert found_by(town.official, town.leader) == [True, True]
    assert found_by(town.other_official, town.other_leader, *office, *above) == [False] * 7
    bring_to(town, State.SUBMITTED)
    assert found_by(*office, *above, town.other_leader) == [True] * 4 + [False, False]
    receive(town, town.dossier)
    appraise(town, town.dossier)
    decide(town, town.dossier, Outcome.RECOGNISED)
    assert found_by(*above, town.other_leader) == [True, False]


def test_posting_asks_first_and_names_what_follows(town: Town, as_user: SignIn) -> None:
    fill_in(town.dossier, town.official)
    leader = as_user(town.leader)
    asked = read(leader, act_url(town.dossier, "post"))
    assert "Hồ sơ sẽ khóa trong thời gian niêm yết" in asked
    assert "Xác nhận: Niêm yết công khai" in asked
    assert Dossier.objects.get(pk=town.dossier.pk).status is State.DRAFT
    response = leader.post(act_url(town.dossier, "post"))
    assert response["Location"] == detail_url(town.dossier)
    assert Dossier.objects.get(pk=town.dossier.pk).status is State.POSTED


def test_submitting_early_needs_the_reason_and_gives_one_receipt(town: Town, as_user: SignIn) -> None:
    dossier, leader = bring_to(town, State.POSTED), as_user(town.leader)
    Dossier.objects.filter(pk=dossier.pk).update(posted_until=timezone.localdate())
    refused = leader.post(act_url(dossier, "submit"), {"note": ""})
    assert refused.status_code == 409
    assert "Vui lòng nêu lý do nếu cần nộp sớm." in words(refused)
    assert not dossier.submissions.exists()
    for _ in range(2):
        response = leader.post(act_url(dossier, "submit"), {"note": "Kịp tiến độ."})
        assert response["Location"] == reverse("assessments:receipt_detail", args=[dossier.pk, 1])
    submission = dossier.submissions.get()
    receipt = read(leader, reverse("assessments:receipt_detail", args=[dossier.pk, 1]))
    assert submission.receipt_number in receipt
    assert submission.sha256 in receipt
    assert leader.get(reverse("assessments:receipt_detail", args=[dossier.pk, 2])).status_code == 404


def test_a_refusal_keeps_the_note(town: Town, as_user: SignIn) -> None:
    dossier, leader = bring_to(town, State.POSTED), as_user(town.leader)
    Dossier.objects.filter(pk=dossier.pk).update(posted_until=timezone.localdate())
    heard = Heard(received_on=NOW.date(), origin="Hòm thư góp ý", content="Đề nghị làm rõ.")
    opinions.add(dossier_id=dossier.pk, heard=heard, actor=town.official, at=NOW)
    response = leader.post(act_url(dossier, "submit"), {"note": "Kịp tiến độ chung."})
    assert response.status_code == 409
    assert "Còn 1 ý kiến góp ý chưa được tiếp thu, giải trình." in words(response)
    assert "Kịp tiến độ chung." in response.content.decode()


def test_a_deed_in_the_wrong_state_is_refused(town: Town, as_user: SignIn) -> None:
    dossier = bring_to(town, State.UNDER_REVIEW)
    response = as_user(town.leader).post(act_url(dossier, "withdraw"), {"note": "Cần sửa số liệu."})
    assert response.status_code == 409
    assert "Hồ sơ đang ở trạng thái “Đang thẩm tra”" in words(response)


@pytest.mark.parametrize("action", ["recognise", "decline", "revoke", "khong-co"])
def test_decisions_have_their_own_page(town: Town, as_user: SignIn, action: str) -> None:
    dossier = bring_to(town, State.APPRAISED)
    assert as_user(town.decider).get(act_url(dossier, action)).status_code == 404


def test_who_may_not_act_is_told_so(town: Town, as_user: SignIn) -> None:
    fill_in(town.dossier, town.official)
    response = as_user(town.official).post(act_url(town.dossier, Action.POST))
    assert response.status_code == 403
    assert "không có quyền" in words(response)
    assert as_user(town.other_leader).post(act_url(town.dossier, Action.POST)).status_code == 404


def test_after_withdrawing_the_way_leads_where_the_person_may_be(town: Town, as_user: SignIn) -> None:
    dossier, leader = bring_to(town, State.SUBMITTED), as_user(town.leader)
    response = leader.post(act_url(dossier, "withdraw"), {"note": "Đính chính số liệu."})
    assert response["Location"] == detail_url(dossier)


def test_a_returned_dossier_asks_for_what_the_office_asked_for(town: Town, as_user: SignIn) -> None:
    dossier = bring_to(town, State.UNDER_REVIEW)
    return_for(town, dossier, "1.1.1", "2.3.1")
    text = read(as_user(town.official), detail_url(dossier))
    assert "Cần bổ sung" in text
    assert "Vui lòng bổ sung tài liệu." in text
    assert "chưa giải trình" in text
    page = as_user(town.official).get(reverse("assessments:dossier_criterion", args=[dossier.pk, "1"]))
    assert page.content.decode().count("data-autosave") == 1


def test_history_reads_like_sentences(town: Town, as_user: SignIn) -> None:
    dossier = bring_to(town, State.UNDER_REVIEW)
    text = read(as_user(town.official), reverse("assessments:dossier_history", args=[dossier.pk]))
    assert "Tiếp nhận hồ sơ" in text
    assert "Nộp sớm để kịp hạn." in text
    for code in ("under_review", "narrative", "declare_none", '{"', "posted_until"):
        assert code not in text
    assert (
        as_user(town.other_official).get(reverse("assessments:dossier_history", args=[dossier.pk])).status_code == 404
    )


def test_queries_of_the_overview_do_not_grow(town: Town, as_user: SignIn) -> None:
    client = as_user(town.official)
    client.get(detail_url(town.dossier))
    with CaptureQueriesContext(connection) as empty:
        client.get(detail_url(town.dossier))
    fill_in(town.dossier, town.official)
    with CaptureQueriesContext(connection) as full:
        client.get(detail_url(town.dossier))
    assert len(full) == len(empty)
