"""The pages of campaigns: who sees what, what is kept on refusal, how many queries."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Campaign, Dossier
from assessments.services import campaigns
from communes.models import Unit, UnitKind, User
from tests.factories import NOW
from tests.factories.steps import bring_to
from tests.factories.town import Town, make_unit

AsUser = Callable[[User], Client]
TYPED = {
    "title": "Đánh giá năm 2021",
    "plan_number": "20/KH-UBND",
    "plan_date": "01/02/2021",
    "due_before": "05/01/2022",
    "moc-TOTAL_FORMS": "3",
    "moc-INITIAL_FORMS": "0",
}


def url(name: str, *args: int) -> str:
    return reverse(f"assessments:{name}", args=args)


def typed(town: Town, **changes: object) -> dict[str, object]:
    """Return what the office types for the year 2021."""
    scope = {"year": "2021", "authority": town.authority.pk, "standard": town.standard.pk}
    return {**TYPED, **scope, "communes": [ward.pk for ward in town.wards], **changes}


def prepared(town: Town) -> Campaign:
    plan = Campaign(
        title="Kế hoạch 2021", year=2021, authority=town.authority, standard=town.standard, due_before=date(2022, 1, 5)
    )
    return campaigns.create(plan, communes=town.wards, actor=town.head, at=NOW)


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]  # a test response


# -- list and detail --------------------------------------------------------------------------------------------------


def test_list_shows_the_person_s_campaigns(town: Town, as_user: AsUser) -> None:
    for person in (town.official, town.reviewer, town.decider, town.council, town.observer, town.administrator):
        page = as_user(person).get(url("campaign_list"))
        assert (page.status_code, list(page.context["page"].object_list)) == (200, [town.campaign])
    assert "Lập đợt đánh giá" not in text(as_user(town.leader).get(url("campaign_list")))
    assert "Lập đợt đánh giá" in text(as_user(town.head).get(url("campaign_list")))


def test_plan_in_preparation_is_the_office_s_own(town: Town, as_user: AsUser) -> None:
    campaign = prepared(town)
    seen = {
        person.username: as_user(person).get(url("campaign_detail", campaign.pk)).status_code
        for person in (town.official, town.observer, town.council, town.reviewer, town.decider)
    }
    assert seen == {"canbo-14809": 404, "sotuphap": 404, "hoidong1": 404, "chuyenvien": 200, "chutich": 200}


def test_detail_of_another_town_is_404(town: Town, as_user: AsUser) -> None:
    elsewhere = make_unit("382", "Sầm Sơn", UnitKind.THI_XA)
    Campaign.objects.filter(pk=town.campaign.pk).update(authority=elsewhere)
    assert as_user(town.reviewer).get(url("campaign_detail", town.campaign.pk)).status_code == 404


def test_detail_shows_plan_deadline_and_provenance_to_the_office(town: Town, as_user: AsUser) -> None:
    page = text(as_user(town.head).get(url("campaign_detail", town.campaign.pk)))
    for part in (
        "Số 15/KH-UBND, ngày 10 tháng 02 năm 2020",
        "<dd> 2020 </dd>",
        "Trước ngày 05/01/2021",
        "Chưa xác minh",
    ):
        assert part in page
    for ward in town.wards:
        assert ward.full_name in page
    assert "Gia hạn" in page


def test_commune_reads_its_own_row_and_observer_reads_all_without_buttons(town: Town, as_user: AsUser) -> None:
    own = as_user(town.official).get(url("campaign_detail", town.campaign.pk))
    above = as_user(town.observer).get(url("campaign_detail", town.campaign.pk))
    assert [row.dossier for row in own.context["rows"]] == [town.dossier]
    assert {row.dossier for row in above.context["rows"]} == {town.dossier, town.other_dossier}
    for page in (own, above):
        assert "Kết thúc đợt đánh giá" not in text(page)
        assert "Thêm mốc thời gian" not in text(page)
    assert [row.readable for row in above.context["rows"]] == [False, False]


def add_communes(town: Town, numbers: range) -> None:
    """Add drafts with an extension for more wards."""
    for number in numbers:
        unit = make_unit(f"15{number:03d}", f"Phường {number}", UnitKind.PHUONG, town.authority)
        dossier = Dossier.objects.create(campaign=town.campaign, commune=unit, due_before=date(2021, 1, 5))
        until = date(2021, 2, 1)
        campaigns.extend(dossier_id=dossier.pk, due_before=until, reason="Thiên tai", actor=town.head, at=NOW)


def count_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_detail_needs_as_many_queries_for_three_as_for_thirty(town: Town, as_user: AsUser) -> None:
    client, address = as_user(town.head), url("campaign_detail", town.campaign.pk)
    add_communes(town, range(1))
    few = count_queries(client, address)
    add_communes(town, range(1, 28))
    assert count_queries(client, address) == few


# -- create and edit --------------------------------------------------------------------------------------------------


def test_create_proposes_the_year_s_standard_deadline_and_communes(town: Town, as_user: AsUser) -> None:
    gone = make_unit("14899", "Cũ", UnitKind.PHUONG, town.authority)
    Unit.objects.filter(pk=gone.pk).update(valid_to=date(2021, 7, 1))
    page = as_user(town.head).get(url("campaign_create"), {"year": 2021, "authority": town.authority.pk})
    form = page.context["form"]
    assert form.initial["standard"] == town.standard.pk
    assert form.initial["due_before"] == date(2022, 1, 5)
    assert set(form.fields["communes"].queryset) == set(town.wards)
    assert set(form.initial["communes"]) == {ward.pk for ward in town.wards}


def test_create_tells_when_no_standard_applies(town: Town, as_user: AsUser) -> None:
    page = as_user(town.head).get(url("campaign_create"), {"year": 2025, "authority": town.authority.pk})
    assert "Chưa có bộ tiêu chí nào áp dụng cho năm 2025" in text(page)


def test_create_stores_everything(town: Town, as_user: AsUser) -> None:
    rows = {"moc-0-title": "Họp Hội đồng", "moc-0-due_on": "20/01/2022", "moc-0-basis": ""}
    page = as_user(town.reviewer).post(url("campaign_create"), typed(town, **rows))
    made = Campaign.objects.get(year=2021)
    assert (page.status_code, page["Location"]) == (302, url("campaign_detail", made.pk))
    assert (made.plan_number, made.due_before, made.state) == ("20/KH-UBND", date(2022, 1, 5), "preparing")
    assert set(made.communes.all()) == set(town.wards)
    assert [(row.title, row.due_on) for row in made.milestones.all()] == [("Họp Hội đồng", date(2022, 1, 20))]


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"due_before": "32/01/2022"}, 200, "Ngày không hợp lệ"),
        ({"communes": []}, 200, "Vui lòng chọn ít nhất một xã, phường tham gia."),
        ({"due_before": "01/01/2021", "plan_date": ""}, 409, "Hạn nộp hồ sơ phải sau ngày bắt đầu năm đánh giá."),
        ({"year": "2020"}, 409, "Cơ quan này đã có đợt đánh giá của năm đó."),
    ],
)
def test_create_keeps_what_was_typed(
    town: Town, as_user: AsUser, wrong: dict[str, object], status: int, sentence: str
) -> None:
    rows = {"moc-1-title": "Mốc riêng", "moc-1-due_on": "31/12/2021"}
    page = as_user(town.head).post(url("campaign_create"), typed(town, title="Tên riêng của tôi", **rows, **wrong))
    assert page.status_code == status
    for part in (sentence, "Tên riêng của tôi", "20/KH-UBND", "Mốc riêng", "31/12/2021"):
        assert part in text(page)
    assert Campaign.objects.count() == 1


def test_create_is_the_office_s(town: Town, as_user: AsUser) -> None:
    for person in (town.official, town.leader, town.decider, town.council, town.observer, town.administrator):
        assert as_user(person).get(url("campaign_create")).status_code == 403
        assert as_user(person).post(url("campaign_create"), typed(town)).status_code == 403
    assert Campaign.objects.count() == 1


def test_create_for_somebody_else_s_authority_is_not_offered(town: Town, as_user: AsUser) -> None:
    page = as_user(town.head).post(url("campaign_create"), typed(town, authority=town.province.pk))
    assert (page.status_code, Campaign.objects.count()) == (200, 1)


def test_edit_changes_a_plan_in_preparation(town: Town, as_user: AsUser) -> None:
    campaign = prepared(town)
    client = as_user(town.head)
    assert "Kế hoạch 2021" in text(client.get(url("campaign_edit", campaign.pk)))
    page = client.post(url("campaign_edit", campaign.pk), typed(town, communes=[town.wards[0].pk]))
    campaign.refresh_from_db()
    assert (page.status_code, campaign.title) == (302, "Đánh giá năm 2021")
    assert list(campaign.communes.all()) == town.wards[:1]


def test_edit_keeps_what_was_typed(town: Town, as_user: AsUser) -> None:
    campaign = prepared(town)
    page = as_user(town.head).post(url("campaign_edit", campaign.pk), typed(town, year=2020, title="Tên mới"))
    assert (page.status_code, "Tên mới" in text(page)) == (409, True)


def test_edit_of_an_open_campaign_is_409(town: Town, as_user: AsUser) -> None:
    for send in (as_user(town.head).get, as_user(town.head).post):
        assert send(url("campaign_edit", town.campaign.pk)).status_code == 409


# -- deeds ------------------------------------------------------------------------------------------------------------


def test_open_names_consequences_then_opens(town: Town, as_user: AsUser) -> None:
    campaign = prepared(town)
    client = as_user(town.head)
    asked = text(client.get(url("campaign_open", campaign.pk)))
    assert "UBND Phường Bắc Sơn" in asked
    assert "không sửa được nữa" in asked
    assert Dossier.objects.filter(campaign=campaign).count() == 0
    for _ in range(2):
        assert client.post(url("campaign_open", campaign.pk)).status_code == 302
    assert Dossier.objects.filter(campaign=campaign).count() == 2


def test_close_names_consequences_then_closes(town: Town, as_user: AsUser) -> None:
    client = as_user(town.head)
    assert "2 xã, phường chưa nộp hồ sơ sẽ không nộp được nữa" in text(
        client.get(url("campaign_close", town.campaign.pk))
    )
    assert client.post(url("campaign_close", town.campaign.pk)).status_code == 302
    town.campaign.refresh_from_db()
    assert town.campaign.state == Campaign.State.CLOSED


def test_close_is_409_while_a_dossier_waits(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.SUBMITTED)
    client = as_user(town.head)
    assert "Còn 1 hồ sơ đã nộp nhưng chưa có quyết định" in text(client.get(url("campaign_close", town.campaign.pk)))
    assert client.post(url("campaign_close", town.campaign.pk)).status_code == 409


@pytest.mark.parametrize("name", ["campaign_edit", "campaign_open", "campaign_close", "milestone_add"])
def test_deeds_are_the_office_s(town: Town, as_user: AsUser, name: str) -> None:
    for person in (town.official, town.leader, town.decider, town.observer, town.administrator):
        assert as_user(person).get(url(name, town.campaign.pk)).status_code == 403
        assert as_user(person).post(url(name, town.campaign.pk)).status_code == 403
    town.campaign.refresh_from_db()
    assert town.campaign.state == Campaign.State.OPEN


def test_milestones_are_added_and_removed(town: Town, as_user: AsUser) -> None:
    client = as_user(town.reviewer)
    kept = client.post(url("milestone_add", town.campaign.pk), {"title": "Họp", "due_on": "mai"})
    assert (kept.status_code, "mai" in text(kept), "Họp" in text(kept)) == (200, True, True)
    client.post(url("milestone_add", town.campaign.pk), {"title": "Họp", "due_on": "20/01/2021"})
    milestone = town.campaign.milestones.get()
    gone = url("milestone_remove", town.campaign.pk, milestone.pk)
    assert client.get(gone).status_code == 405
    assert as_user(town.leader).post(gone).status_code == 403
    assert client.post(gone).status_code == 302
    assert town.campaign.milestones.count() == 0


def test_extend_moves_the_deadline_of_a_commune_that_has_not_handed_in(town: Town, as_user: AsUser) -> None:
    client = as_user(town.reviewer)
    assert "trước ngày 05/01/2021" in text(client.get(url("dossier_extend", town.dossier.pk)))
    page = client.post(url("dossier_extend", town.dossier.pk), {"due_before": "20/01/2021", "reason": "Mưa lũ"})
    town.dossier.refresh_from_db()
    assert (page.status_code, town.dossier.due_before) == (302, date(2021, 1, 20))
    assert "nộp trước ngày 20/01/2021 – Mưa lũ" in text(client.get(url("campaign_detail", town.campaign.pk)))


def test_extend_keeps_what_was_typed(town: Town, as_user: AsUser) -> None:
    client = as_user(town.head)
    page = client.post(url("dossier_extend", town.dossier.pk), {"due_before": "04/01/2021", "reason": "Mưa lũ"})
    assert (page.status_code, "Mưa lũ" in text(page)) == (409, True)
    assert "Hạn mới phải sau hạn hiện tại (trước ngày 05/01/2021)." in text(page)


def test_extend_is_the_office_s(town: Town, as_user: AsUser) -> None:
    found = {
        person.username: as_user(person).get(url("dossier_extend", town.dossier.pk)).status_code
        for person in (town.official, town.leader, town.observer, town.council, town.administrator, town.decider)
    }
    assert found == {
        "canbo-14809": 404,
        "lanhdao-14809": 404,
        "sotuphap": 404,
        "hoidong1": 404,
        "quantri": 404,
        "chutich": 403,
    }


def test_the_office_sees_how_many_communes_stand_where(town: Town, as_user: AsUser) -> None:
    page = as_user(town.head).get(url("campaign_detail", town.campaign.pk)).content.decode()
    assert "Kết quả đến nay" in page
    waiting = Campaign.objects.get(pk=town.campaign.pk).dossiers.count()
    assert f"Chưa nộp hồ sơ: {waiting:02d}" in page  # read out instead of the picture
    bring_to(town, State.RECOGNISED)
    page = as_user(town.head).get(url("campaign_detail", town.campaign.pk)).content.decode()
    assert "Được công nhận đạt chuẩn: 01" in page


def test_a_commune_does_not_see_where_the_others_stand(town: Town, as_user: AsUser) -> None:
    page = as_user(town.official).get(url("campaign_detail", town.campaign.pk)).content.decode()
    assert "Kết quả đến nay" not in page
