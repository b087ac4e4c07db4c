"""The specialised offices: they see their part and nothing else, and answer about it."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.workflow import Action, State
from assessments.models import Assignment, AuditEvent, Dossier, Evidence, SpecialistOpinion
from assessments.selectors import history
from assessments.services import assignments, interests, offices, specialists, workflow
from communes.models import Membership, User
from tests.factories import NOW, steps
from tests.factories import evidence as make
from tests.factories.offices import ask, make_office
from tests.factories.pages import text_of
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError

AsUser = Callable[[User], Client]
AGREE, DISAGREE = SpecialistOpinion.Verdict.AGREE, SpecialistOpinion.Verdict.DISAGREE


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def asked(town: Town) -> tuple[Assignment, User]:
    """Make a request about criterion 1 of a dossier under review, with a file on 1.1.1 and another one on 2.1.1."""
    make.attach(town.dossier, town.official)
    make.attach(town.dossier, town.official, item_code="2.1.1", content=make.pdf("Khac"), name="Khác.pdf")
    steps.bring_to(town, State.UNDER_REVIEW)
    office, person = make_office(town)
    return ask(town, office), person


def give(
    row: Assignment, actor: User, verdict: SpecialistOpinion.Verdict = AGREE, **parts: object
) -> SpecialistOpinion:
    values = {"text": "", "version": 0, "at": NOW, **parts}
    return specialists.give(assignment_id=row.pk, verdict=verdict, actor=actor, **values)  # type: ignore[arg-type]  # what a test may choose


def page(client: Client, row: Assignment) -> str:
    return text_of(client.get(reverse("assessments:specialist_detail", args=[row.pk])).content.decode())


def test_the_page_shows_the_part_and_nothing_else(town: Town, asked: tuple[Assignment, User], as_user: AsUser) -> None:
    row, person = asked
    client = as_user(person)
    shown = page(client, row)
    codes = {item.code for item in town.dossier.campaign.standard.parsed.answerable_items}
    assert {code for code in codes if f" {code}. " in shown} == {code for code in codes if code.startswith("1.")}
    assert "Quyết định.pdf" in shown
    assert "Khác.pdf" not in shown
    assert "Đề nghị cho ý kiến." in shown
    home = text_of(client.get("/").content.decode())
    assert "Tiêu chí 1 – Phường Bắc Sơn năm 2020" in home


def test_only_the_files_of_the_part_open(asked: tuple[Assignment, User], as_user: AsUser) -> None:
    _, person = asked
    statuses = {}
    for file in Evidence.objects.all():
        response = as_user(person).get(reverse("assessments:evidence_download", args=[file.pk]))
        b"".join(response)  # read to the end, so that the file is closed
        statuses[file.original_name] = response.status_code
    assert statuses == {"Quyết định.pdf": 200, "Khác.pdf": 404}


@pytest.mark.parametrize("code", ["", "1", "1.1"])
def test_files_of_every_kind_of_part(town: Town, asked: tuple[Assignment, User], code: str) -> None:
    row, person = asked
    assignments.end(assignment_id=row.pk, reason="Giao phần khác.", actor=town.head, at=NOW)
    assert not Evidence.objects.visible_to(person).exists()
    assert row.office is not None
    ask(town, row.office, code)
    names = set(Evidence.objects.visible_to(person).values_list("original_name", flat=True))
    assert names == ({"Quyết định.pdf", "Khác.pdf"} if code == "" else {"Quyết định.pdf"})


def everything_else(town: Town) -> Iterator[str]:
    """Yield every other page of the dossier and its campaign."""
    dossier = town.dossier.pk
    for name in ("dossier_detail", "review_detail", "evidence_list", "dossier_history", "narrative_list", "fact_list"):
        yield reverse(f"assessments:{name}", args=[dossier])
    yield reverse("assessments:opinion_list", args=[dossier])
    yield reverse("assessments:dossier_criterion", args=[dossier, "1"])
    yield reverse("assessments:review_item", args=[dossier, "1.1.1"])
    yield reverse("assessments:receipt_detail", args=[dossier, 1])
    yield reverse("assessments:dossier_act", args=[dossier, Action.RECEIVE])
    yield reverse("assessments:assignment_dossier", args=[dossier])
    yield reverse("assessments:interest_list", args=[dossier])
    yield reverse("assessments:campaign_detail", args=[town.campaign.pk])
    yield reverse("assessments:assignment_bulk", args=[town.campaign.pk])


def test_everything_else_does_not_exist(town: Town, asked: tuple[Assignment, User], as_user: AsUser) -> None:
    client = as_user(asked[1])
    assert {url: client.get(url).status_code for url in everything_else(town)} == dict.fromkeys(
        everything_else(town), 404
    )
    assert client.get(reverse("assessments:workload_detail")).status_code == 403
    assert client.get(reverse("assessments:office_list")).status_code == 403
    for name in ("dossier_list", "campaign_list", "report_list", "decision_list"):
        assert "Bắc Sơn" not in client.get(reverse(f"assessments:{name}")).content.decode()
    other = ask(town, make_office(town, "Phòng Tài nguyên", "tainguyen")[0], "2")
    assert client.get(reverse("assessments:specialist_detail", args=[other.pk])).status_code == 404


def test_whoever_is_not_asked_sees_no_request(town: Town, asked: tuple[Assignment, User], as_user: AsUser) -> None:
    url = reverse("assessments:specialist_detail", args=[asked[0].pk])
    people = (town.official, town.reviewer, town.head, town.decider, town.council, town.administrator)
    assert {as_user(person).get(url).status_code for person in people} == {404}
    Membership.objects.filter(user=asked[1]).delete()
    assert as_user(User.objects.get(pk=asked[1].pk)).get(url).status_code == 404


def test_nothing_is_seen_before_the_commune_hands_in(town: Town) -> None:
    office, person = make_office(town)
    row = ask(town, office)
    assert not Assignment.objects.asked_of(person).exists()
    steps.bring_to(town, State.SUBMITTED)
    assert list(Assignment.objects.asked_of(person)) == [row]
    workflow.perform(
        Action.WITHDRAW, dossier_id=town.dossier.pk, actor=town.leader, at=NOW, note="Còn thiếu tài liệu."
    )
    assert not Assignment.objects.asked_of(person).exists()


def test_an_opinion_is_stored_once_and_seen_on_the_bench(
    town: Town, asked: tuple[Assignment, User], as_user: AsUser
) -> None:
    row, person = asked
    url = reverse("assessments:specialist_detail", args=[row.pk])
    sent = {"verdict": DISAGREE, "text": "Còn một vụ việc chưa giải quyết.", "version": "0"}
    for _ in range(2):
        assert as_user(person).post(url, sent).status_code == 302
    opinion = SpecialistOpinion.objects.get()
    assert (opinion.version, opinion.given_by) == (1, person)
    assert AuditEvent.objects.filter(action="specialist_opinion").count() == 1
    bench = as_user(town.reviewer).get(reverse("assessments:review_item", args=[town.dossier.pk, "1.1.1"]))
    assert "Công an thị xã (Tiêu chí 1): Không thống nhất. Còn một vụ việc" in text_of(bench.content.decode())
    other = as_user(town.reviewer).get(reverse("assessments:review_item", args=[town.dossier.pk, "2.1.1"]))
    assert "Công an thị xã" not in other.content.decode()
    overview = as_user(town.reviewer).get(reverse("assessments:review_detail", args=[town.dossier.pk]))
    assert "đã trả lời 1/1" in text_of(overview.content.decode())


def test_bad_input_keeps_what_was_typed(town: Town, asked: tuple[Assignment, User], as_user: AsUser) -> None:
    first, person = asked
    assert first.office is not None
    row = ask(town, first.office, "1.1", due_on=date(2099, 12, 31))
    url = reverse("assessments:specialist_detail", args=[row.pk])
    answer = as_user(person).post(url, {"verdict": DISAGREE, "text": " ", "version": "0"})
    assert answer.status_code == 422
    assert "Vui lòng nêu lý do không thống nhất." in answer.content.decode()
    with pytest.raises(DomainError, match="lý do"):
        give(row, person, DISAGREE)
    give(row, person)
    answer = as_user(person).post(url, {"verdict": DISAGREE, "text": "Ý kiến của tôi.", "version": "0"})
    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "vừa được người khác trong cơ quan thay đổi" in shown
    assert "Ý kiến của tôi." in shown
    assert 'name="version" value="1"' in shown
    with pytest.raises(StaleError):
        give(row, person, DISAGREE, text="Ý khác.")
    give(row, person, DISAGREE, text="Ý khác.", version=1)
    assert SpecialistOpinion.objects.get().version == 2


def test_a_text_that_comes_too_late_is_not_lost(asked: tuple[Assignment, User], as_user: AsUser) -> None:
    row, person = asked
    give(row, person)
    sent = {"verdict": DISAGREE, "text": "Ý kiến của tôi.", "version": "1"}
    answer = as_user(person).post(reverse("assessments:specialist_detail", args=[row.pk]), sent)
    assert answer.status_code == 409
    assert "Ý kiến của tôi." in answer.content.decode()


def test_until_when_an_opinion_may_be_written(town: Town, asked: tuple[Assignment, User]) -> None:
    row, person = asked
    late = NOW + timedelta(days=8)
    assert give(row, person, at=late).given_at == late
    with pytest.raises(DomainError, match="Đã hết hạn cho ý kiến"):
        give(row, person, DISAGREE, text="Đổi ý.", version=1, at=late)
    steps.appraise(town, town.dossier)
    with pytest.raises(DomainError, match="đã kết thúc thẩm tra"):
        give(row, person, DISAGREE, text="Đổi ý.", version=1)


def test_nobody_else_gives_it(town: Town, asked: tuple[Assignment, User]) -> None:
    row, person = asked
    for actor in (town.head, town.reviewer, town.official, town.administrator):
        with pytest.raises(Assignment.DoesNotExist):
            give(row, actor)
    interests.declare(dossier_id=town.dossier.pk, user_id=person.pk, reason="Vợ.", actor=person, at=NOW)
    with pytest.raises(NotAllowedError, match="lợi ích liên quan"):
        give(row, person)


def test_an_opinion_on_the_round_before_says_so(town: Town, asked: tuple[Assignment, User], as_user: AsUser) -> None:
    row, person = asked
    give(row, person, at=NOW - timedelta(minutes=1))
    steps.return_for(town, town.dossier, "1.1.1")
    steps.resubmit(town, town.dossier)
    assert "xã, phường đã nộp lại hồ sơ sau ý kiến này" in page(as_user(person), row)


def test_the_commune_never_reads_who_looks_at_what(town: Town, asked: tuple[Assignment, User]) -> None:
    row, person = asked
    give(row, person, DISAGREE, text="Còn vướng mắc.")
    steps.appraise(town, town.dossier)
    dossier = Dossier.objects.select_related("campaign").get(pk=town.dossier.pk)
    read = {
        user: {"assign", "specialist_opinion"}
        & set(history.events_for(user, dossier).values_list("action", flat=True))
        for user in (town.official, town.council, town.head)
    }
    assert read == {town.official: set(), town.council: set(), town.head: {"assign", "specialist_opinion"}}


def test_the_head_keeps_the_list(town: Town, as_user: AsUser) -> None:
    office, person = make_office(town)
    client = as_user(town.head)
    url = reverse("assessments:office_create", args=[town.authority.pk])
    assert client.post(url, {"name": "Công an thị xã", "is_active": "on"}).status_code == 409
    sent = {"name": "Phòng Y tế", "field": "Y tế", "members": [person.pk], "is_active": "on"}
    assert client.post(url, sent).status_code == 302
    edit = reverse("assessments:office_edit", args=[office.pk])
    assert "Công an thị xã" in client.get(edit).content.decode()
    ask(town, office)
    assert "Còn" not in client.post(edit, {"name": "Công an", "members": [], "is_active": "on"}).content.decode()
    answer = client.post(edit, {"name": "Công an"})
    assert answer.status_code == 409
    assert "còn 1 yêu cầu chưa trả lời" in answer.content.decode()
    assert "Phòng Y tế" in client.get(reverse("assessments:office_list")).content.decode()
    for other in (town.reviewer, town.official, person):
        assert as_user(other).get(url).status_code == 403
        assert as_user(other).post(edit, sent).status_code == 403


def test_who_may_be_in_an_office(town: Town) -> None:
    for entry, sentence in (
        (offices.Entry(name=" "), "nhập tên"),
        (offices.Entry(name="Công an", members=(town.official,)), "chưa có vai trò"),
    ):
        with pytest.raises(DomainError, match=sentence):
            offices.save(authority=town.authority, entry=entry, actor=town.head, at=NOW)
    with pytest.raises(NotAllowedError):
        offices.save(authority=town.province, entry=offices.Entry(name="Công an"), actor=town.head, at=NOW)
