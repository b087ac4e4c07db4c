"""The pages of assignments: one dossier, many dossiers, the workload, declared interests."""

from collections.abc import Callable, Mapping

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Assignment, Campaign, Dossier, Interest, Notice, SpecialistOpinion
from assessments.selectors import assignments as selectors
from assessments.selectors.assignment_plans import Terms
from assessments.services import assignments, interests, specialists
from communes.models import Role, User
from tests.factories import NOW, steps
from tests.factories.offices import DUE, ask, give, make_office
from tests.factories.pages import cells_of, row_of, text_of
from tests.factories.town import Town, make_campaign, make_user, make_ward

AsUser = Callable[[User], Client]
LATER = "31/12/2099"


def text(client: Client, name: str, *args: object, query: str = "") -> str:
    return text_of(client.get(reverse(f"assessments:{name}", args=args) + query).content.decode())


def sent(person: User, *nodes: str, **fields: object) -> Mapping[str, object]:
    return {"nodes": nodes, "assignee": f"r{person.pk}", "due_on": LATER, **fields}


def test_the_head_gives_parts_of_one_dossier(town: Town, as_user: AsUser) -> None:
    client, url = as_user(town.head), reverse("assessments:assignment_dossier", args=[town.dossier.pk])
    assert "Tiêu chí 1" in text(client, "assignment_dossier", town.dossier.pk)
    for _ in range(2):
        assert client.post(url, sent(town.reviewer, "tat-ca", "2.3")).status_code == 302
    rows = Assignment.objects.values_list("node_code", "reviewer", "due_on__year")
    assert set(rows) == {("", town.reviewer.pk, 2099), ("2.3", town.reviewer.pk, 2099)}
    other = make_user("chuyenvien2", Role.REVIEWER, town.authority)
    answer = client.post(url, sent(other, "2.3", note="Gấp."))
    assert answer.status_code == 409
    assert f"Chỉ tiêu 2.3 đang giao cho {town.reviewer}" in text_of(answer.content.decode())
    assert "Gấp." in answer.content.decode()
    assert client.post(url, sent(other, "2.3", replace_reason="Nghỉ phép.")).status_code == 302
    assert Assignment.objects.current().get(node_code="2.3").reviewer == other


def test_reassigning_and_ending(town: Town, as_user: AsUser) -> None:
    row, client = give(town, Terms(reviewer=town.reviewer)), as_user(town.head)
    url = reverse("assessments:assignment_reassign", args=[row.pk])
    assert "Giao lại phần việc" in client.get(url).content.decode()
    answer = client.post(url, {"assignee": f"r{town.head.pk}"})
    assert (answer.status_code, "nêu lý do giao lại" in answer.content.decode()) == (409, True)
    assert client.post(url, {"assignee": f"r{town.head.pk}", "replace_reason": "Đổi người."}).status_code == 302
    now = Assignment.objects.current().get()
    assert now.reviewer == town.head
    end = reverse("assessments:assignment_end", args=[now.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, {"reason": ""}).status_code == 200
    assert client.post(end, {"reason": "Xong."}).status_code == 302
    assert not Assignment.objects.current().exists()


def test_a_reviewer_takes_a_part(town: Town, as_user: AsUser) -> None:
    url = reverse("assessments:assignment_take", args=[town.dossier.pk])
    client = as_user(town.reviewer)
    assert client.get(url).status_code == 405
    assert client.post(url, {"node": "1"}).status_code == 302
    assert Assignment.objects.get().reviewer == town.reviewer
    assert "Phần việc giao cho bạn : 1 phần" in text(client, "home")
    assert "Tiêu chí 1" in text(client, "assignment_list")


def test_who_may_do_what(town: Town, as_user: AsUser) -> None:
    row = give(town, Terms(reviewer=town.reviewer))
    pages = {
        "assignment_dossier": ([town.dossier.pk], {"chuyenvien": 200, "chutich": 200}),
        "assignment_bulk": ([town.campaign.pk], {"chuyenvien": 403, "chutich": 404}),
        "assignment_reassign": ([row.pk], {"chuyenvien": 403, "chutich": 404}),
        "assignment_end": ([row.pk], {"chuyenvien": 403, "chutich": 404}),
        "workload_detail": ([], {"chuyenvien": 200, "chutich": 403}),
    }
    for name, (args, expected) in pages.items():
        url = reverse(f"assessments:{name}", args=args)
        found = {person.username: as_user(person).get(url).status_code for person in (town.reviewer, town.decider)}
        assert (name, found) == (name, expected)
        outside = 403 if name == "workload_detail" else 404
        for person in (town.official, town.observer, town.council, town.administrator):
            assert (name, as_user(person).get(url).status_code) == (name, outside)
    url = reverse("assessments:assignment_dossier", args=[town.dossier.pk])
    assert as_user(town.reviewer).post(url, sent(town.reviewer, "2")).status_code == 403
    listed = reverse("assessments:assignment_list")
    assert as_user(town.reviewer).get(f"{listed}?nguoi={town.official.pk}").status_code == 404
    assert as_user(town.reviewer).get(f"{listed}?co-quan=x").status_code == 404


def test_many_dossiers_are_counted_and_then_given(town: Town, as_user: AsUser) -> None:
    client, url = as_user(town.head), reverse("assessments:assignment_bulk", args=[town.campaign.pk])
    assert "Phường Ba Đình" in client.get(url).content.decode()
    order = sent(town.reviewer, "1", "2", every="on")
    preview = client.post(url, {**order, "step": "preview"})
    assert "4 phần việc của 2 hồ sơ được giao, hạn 31/12/2099" in text_of(preview.content.decode())
    assert not Assignment.objects.exists()
    edit = client.post(url, {**order, "step": "edit"})
    assert (edit.status_code, LATER in edit.content.decode()) == (200, True)
    for _ in range(2):
        assert client.post(url, {**order, "step": "record"}).status_code == 302
    assert Assignment.objects.count() == 4
    one = client.post(url, {**sent(town.reviewer, "3"), "dossiers": [town.dossier.pk], "step": "record"})
    assert (one.status_code, Assignment.objects.filter(node_code="3").count()) == (302, 1)


@pytest.mark.parametrize("step", ["preview", "record"])
def test_one_conflict_and_nothing_is_made(town: Town, as_user: AsUser, step: str) -> None:
    interests.declare(
        dossier_id=town.other_dossier.pk, user_id=town.reviewer.pk, reason="Anh họ.", actor=town.head, at=NOW
    )
    client, url = as_user(town.head), reverse("assessments:assignment_bulk", args=[town.campaign.pk])
    answer = client.post(url, {**sent(town.reviewer, "1", every="on", note="Ghi chú."), "step": step})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert f"Phường Ba Đình: {town.reviewer} có quan hệ, lợi ích liên quan" in text_of(shown)
    assert "Ghi chú." in shown
    assert not Assignment.objects.exists()


def test_an_order_without_communes_is_refused(town: Town, as_user: AsUser) -> None:
    url = reverse("assessments:assignment_bulk", args=[town.campaign.pk])
    answer = as_user(town.head).post(url, {**sent(town.reviewer, "1"), "step": "preview"})
    assert "Vui lòng chọn ít nhất một xã, phường." in answer.content.decode()
    answer = as_user(town.head).post(url, {"assignee": f"r{town.reviewer.pk}", "every": "on", "step": "preview"})
    assert "Vui lòng chọn ít nhất một phần việc." in answer.content.decode()


def test_the_workload_counts(town: Town, as_user: AsUser) -> None:
    office, person = make_office(town)
    give(town, Terms(reviewer=town.reviewer, due_on=DUE), "1")
    give(town, Terms(reviewer=town.reviewer, due_on=DUE), "2")
    give(town, Terms(reviewer=town.reviewer, due_on=DUE), "1", town.other_dossier)
    ask(town, office)
    steps.bring_to(town, State.UNDER_REVIEW)
    for item in town.dossier.campaign.standard.parsed.answerable_items:
        if item.code.startswith("1."):
            steps.conclude(town, town.dossier, item.code, "accepted")  # type: ignore[arg-type]  # a verdict's value
    page = as_user(town.head).get(reverse("assessments:workload_detail")).content.decode()
    # The commune that has not handed in is late itself; its reviewer is not.
    assert cells_of(row_of(page, str(town.reviewer))) == ["3", "1", "1", "11/01/2021"]
    assert cells_of(row_of(page, str(town.head))) == ["0", "0", "0", "–"]
    assert cells_of(row_of(page, str(office))) == ["1", "0", "1", "11/01/2021"]
    assert "Mọi hồ sơ chưa kết thúc thẩm tra đều đã có người thẩm tra" in text_of(page)
    listed = text(as_user(town.head), "assignment_list", query=f"?co-quan={office.pk}&dot={town.campaign.pk}")
    assert "Chưa trả lời Quá hạn" in listed
    assert "Quá hạn" in text(as_user(person), "specialist_list")
    assert as_user(town.head).get(reverse("assessments:workload_detail") + "?dot=0").status_code == 404


def test_the_workload_of_whole_dossiers(town: Town, as_user: AsUser) -> None:
    give(town, Terms(reviewer=town.reviewer, due_on=DUE), "")
    steps.bring_to(town, State.UNDER_REVIEW)
    where = reverse("assessments:workload_detail")
    page = as_user(town.head).get(where).content.decode()
    assert cells_of(row_of(page, str(town.reviewer))) == ["1", "0", "1", "11/01/2021"]
    assert "1 hồ sơ chưa kết thúc thẩm tra và chưa giao phần nào" in text_of(page)
    steps.accept_all(town, town.dossier)
    give(town, Terms(reviewer=town.head, due_on=DUE), "1", town.other_dossier)
    give(town, Terms(reviewer=town.head, due_on=DUE), "2", town.other_dossier)
    page = as_user(town.head).get(where).content.decode()
    assert cells_of(row_of(page, str(town.reviewer))) == ["1", "1", "0", "–"]
    assert "Mọi hồ sơ chưa kết thúc thẩm tra đều đã có người thẩm tra" in text_of(page)


def big_campaign(town: Town, size: int) -> Campaign:
    wards = [make_ward(town.authority, f"{15000 + size + n}", f"Phường số {size + n}") for n in range(size)]
    campaign = make_campaign(
        town.authority, wards, town.standard, town.head, title=f"Đợt {size}", year=2017 + (size > 7)
    )
    ids = list(campaign.dossiers.values_list("pk", flat=True))
    office = make_office(town, f"Cơ quan {size}", f"coquan{size}")[0]
    for terms in (Terms(reviewer=town.reviewer, due_on=DUE), Terms(office=office, due_on=DUE)):
        assignments.assign(dossier_ids=ids, node_codes=["", "1"], terms=terms, actor=town.head, at=NOW)
    return campaign


def test_no_page_asks_more_for_more_communes(town: Town, as_user: AsUser) -> None:
    counts: dict[str, list[int]] = {}
    for size in (7, 40):
        campaign, client = big_campaign(town, size), as_user(town.head)
        for name, query in (
            ("workload_detail", f"?dot={campaign.pk}"),
            ("assignment_list", f"?nguoi={town.reviewer.pk}&dot={campaign.pk}"),
        ):
            client.get("/")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(reverse(f"assessments:{name}") + query).status_code == 200
            counts.setdefault(name, []).append(len(queries))
        url = reverse("assessments:assignment_bulk", args=[campaign.pk])
        order = {**sent(town.reviewer, "2", every="on"), "step": "preview"}
        with CaptureQueriesContext(connection) as queries:
            assert client.post(url, order).status_code == 200
        counts.setdefault("preview", []).append(len(queries))
    assert {name: few == many for name, (few, many) in counts.items()} == dict.fromkeys(counts, True), counts


def test_the_smallest_part_decides_who_has_an_item(town: Town, as_user: AsUser) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    give(town, Terms(reviewer=town.head), "")
    give(town, Terms(reviewer=town.reviewer), "1.1")
    sentence = "Bạn vẫn ghi được kết luận; vui lòng trao đổi với người được giao."
    for code, person, other in (("1.1.1", town.reviewer, town.head), ("2.1.1", town.head, town.reviewer)):
        own = text(as_user(person), "review_item", town.dossier.pk, code)
        assert f"Nội dung này được giao cho {person}" in own
        assert sentence not in own
        assert sentence in text(as_user(other), "review_item", town.dossier.pk, code)


def test_the_page_of_declared_interests(town: Town, as_user: AsUser) -> None:
    url = reverse("assessments:interest_list", args=[town.dossier.pk])
    client = as_user(town.reviewer)
    assert client.post(url, {"user": town.head.pk, "reason": "Lý do."}).status_code == 200
    assert client.post(url, {"user": town.reviewer.pk, "reason": "Em họ."}).status_code == 302
    assert Interest.objects.get().user == town.reviewer
    assert "Em họ." in client.get(url).content.decode()
    colleague = make_user("chuyenvien2", Role.REVIEWER, town.authority)
    assert "Em họ." not in as_user(colleague).get(url).content.decode()
    withdraw = reverse("assessments:interest_withdraw", args=[town.dossier.pk, town.reviewer.pk])
    assert client.get(withdraw).status_code == 403
    head = as_user(town.head)
    assert "Em họ." in head.get(withdraw).content.decode()
    assert head.post(withdraw, {"reason": "Nhầm."}).status_code == 302
    assert not Interest.objects.exists()
    assert head.get(withdraw).status_code == 404
    for person in (town.official, town.observer, town.other_leader):
        assert as_user(person).get(url).status_code in {403, 404}


def test_dossiers_of_which_parts_may_be_given(town: Town) -> None:
    steps.bring_to(town, State.APPRAISED)
    assert list(selectors.open_dossiers_of(town.campaign)) == [Dossier.objects.get(pk=town.other_dossier.pk)]


def test_everybody_concerned_is_told_once(town: Town) -> None:
    office, person = make_office(town)
    for _ in range(2):
        give(town, Terms(reviewer=town.reviewer, due_on=DUE))
        row = ask(town, office)
    steps.bring_to(town, State.SUBMITTED)
    parts = {"verdict": SpecialistOpinion.Verdict.AGREE, "text": "", "version": 0}
    specialists.give(assignment_id=row.pk, actor=person, at=NOW, **parts)  # type: ignore[arg-type]  # what a test may choose
    told = Notice.objects.filter(kind__in=["assign", "specialist_opinion"]).values_list("recipient", "kind", "path")
    bench = reverse("assessments:review_detail", args=[town.dossier.pk])
    assert sorted(told) == sorted(
        [
            (town.reviewer.pk, "assign", reverse("assessments:assignment_list")),
            (person.pk, "assign", reverse("assessments:specialist_list")),
            (town.head.pk, "specialist_opinion", bench),
            (town.reviewer.pk, "specialist_opinion", bench),
        ]
    )


def test_the_list_of_dossiers_is_cut_to_what_is_mine(town: Town, as_user: AsUser) -> None:
    give(town, Terms(reviewer=town.reviewer))
    assert "Ba Đình" in text(as_user(town.reviewer), "dossier_list")
    mine = text(as_user(town.reviewer), "dossier_list", query="?phan_cong=toi")
    assert ("Bắc Sơn" in mine, "Ba Đình" in mine) == (True, False)
    assert "Giao cho tôi" not in text(as_user(town.official), "dossier_list")
