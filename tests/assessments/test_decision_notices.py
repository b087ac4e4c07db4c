"""Who is concerned learns of drafts, corrections and publications, and of nothing that is not theirs."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Notice
from assessments.services import corrections, drafts, publications
from assessments.services.corrections import Correction
from assessments.services.decisions import Outcome
from communes.models import User
from tests.factories import NOW
from tests.factories.drafting import RECOGNISED, both_advised, draft_of, publish
from tests.factories.pages import text_of
from tests.factories.steps import PAPER, bring_to, decide
from tests.factories.town import Town

AsUser = Callable[[User], Client]


def told(kind: str) -> list[User]:
    return sorted((row.recipient for row in Notice.objects.filter(kind=kind)), key=lambda user: user.pk)


def opens(client: Client, notice: Notice) -> bool:
    return client.get(notice.path).status_code == 200


def shown(client: Client, name: str, pk: int) -> str:
    return text_of(client.get(reverse(f"assessments:{name}", args=[pk])).content.decode())


def test_a_draft_asks_those_who_sign(town: Town, as_user: AsUser) -> None:
    both_advised(town)
    page = shown(as_user(town.head), "draft_create", town.campaign.pk)
    assert "Sẽ báo cho: người có thẩm quyền công nhận (thị xã Bỉm Sơn) (1 người)." in page
    draft_of(town, {town.dossier: RECOGNISED})
    notice = Notice.objects.get(kind="draft")
    assert notice.recipient == town.decider
    assert notice.title == "Dự thảo ngày 04/01/2021 chờ ký: 1 xã, phường, năm đánh giá 2020"
    assert opens(as_user(town.decider), notice)


def test_a_correction_is_told_to_who_knows_the_decision(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    decision = decide(town, town.dossier, Outcome.RECOGNISED)
    assert "Sẽ báo cho: " in shown(as_user(town.decider), "decision_correct", decision.pk)
    wanted = Correction("9/QĐ-UBND", PAPER.decided_on, PAPER.signer_position, "Nhập nhầm.", 0)
    corrections.correct(decision_id=decision.pk, wanted=wanted, actor=town.decider, at=NOW)
    people = told("correction")
    assert {town.official, town.leader, town.reviewer, town.head, town.observer} == set(people)
    notice = Notice.objects.filter(kind="correction", recipient=town.leader).get()
    assert notice.title == "Quyết định số 9/QĐ-UBND ngày 04/01/2021, năm đánh giá 2020: đã đính chính"
    assert "Số, ký hiệu: 1234/QĐ-UBND → 9/QĐ-UBND.\nLý do: Nhập nhầm." in notice.text
    assert all(opens(as_user(row.recipient), row) for row in Notice.objects.filter(kind="correction"))


def test_communes_learn_what_becomes_of_their_results(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.RECOGNISED)
    own = [town.official, town.leader]
    preview = "Sẽ báo cho: lãnh đạo và công chức UBND phường Bắc Sơn (2 người)."
    assert preview in shown(as_user(town.head), "publication_detail", town.campaign.pk)
    publication = publish(town)
    publish(town)
    assert told("publish") == own
    assert preview in shown(as_user(town.head), "publication_withdraw", publication.pk)
    publications.withdraw(publication_id=publication.pk, reason="Sai tên.", actor=town.head, at=NOW)
    assert told("publication_withdraw") == own
    notice = Notice.objects.filter(kind="publication_withdraw").earliest("pk")
    assert notice.title == "Phường Bắc Sơn, năm 2020: kết quả đã được gỡ khỏi trang công khai"
    assert "Lý do: Sai tên." in notice.text
    assert all(opens(as_user(town.leader), row) for row in Notice.objects.filter(recipient=town.leader))


def test_only_new_or_changed_results_are_told_again(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.RECOGNISED)
    publish(town)
    bring_to(town, State.NOT_RECOGNISED, town.other_dossier)
    page = shown(as_user(town.head), "publication_detail", town.campaign.pk)
    assert "Sẽ báo cho: " in page
    assert "phường Bắc Sơn (" not in page
    before = told("publish")
    publish(town)
    again = [user for user in told("publish") if user not in before]
    assert again
    assert len(told("publish")) == len(before) + len(again)
    assert {row.unit_id for user in again for row in user.held} == {town.other_dossier.commune_id}


def test_a_draft_that_grew_asks_again(town: Town) -> None:
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED})
    drafts.extend(draft_id=draft.pk, ruled={town.other_dossier.pk: RECOGNISED}, actor=town.head, at=NOW)
    titles = [row.title for row in Notice.objects.filter(kind="draft", recipient=town.decider).order_by("pk")]
    assert [title.partition("chờ ký: ")[2][:1] for title in titles] == ["1", "2"]
