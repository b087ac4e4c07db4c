"""The list of dossiers over HTTP: who sees what, search, filters, order, pages, counts of queries."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.domain.workflow import State
from assessments.models import Campaign, Dossier
from communes.models import Unit, UnitKind, User
from tests.factories import pages, steps
from tests.factories.town import Town, make_campaign, make_unit, make_ward

URL = "/ho-so/"
BAC_SON, BA_DINH = "Phường Bắc Sơn", "Phường Ba Đình"
SignIn = Callable[[User], Client]


@pytest.fixture
def office(town: Town, as_user: SignIn) -> Client:
    return as_user(town.reviewer)


def look(client: Client, **filters: str | int) -> str:
    response = client.get(URL, filters)
    assert response.status_code == 200
    return response.content.decode()


def named(html: str) -> list[str]:
    """Return the names of the communes in order; each stands in front of the year."""
    return [cell.split(" Năm ")[0] for cell in pages.column_of(html, 1)]


def move_due(dossier: Dossier, days: int) -> None:
    """Let the dossier be due in so many days."""
    Dossier.objects.filter(pk=dossier.pk).update(due_before=timezone.localdate() + timedelta(days=days))


def hand_in(dossier: Dossier, town: Town, *, days_ago: int = 1, **fields: object) -> None:
    """Write the row of a dossier that was handed in, without its contents."""
    at = timezone.now() - timedelta(days=days_ago)
    stamps = {"posted_at": at, "posted_by": town.leader, "submitted_at": at, "submitted_by": town.leader}
    Dossier.objects.filter(pk=dossier.pk).update(**{"state": State.SUBMITTED, "round": 1, **stamps, **fields})


def add_wards(town: Town, *names: str) -> dict[str, Dossier]:
    """Let more wards take part; return all dossiers of the campaign by name."""
    wards = [make_ward(town.authority, f"{20000 + place}", name) for place, name in enumerate(names)]
    Dossier.objects.bulk_create(
        Dossier(campaign=town.campaign, commune=ward, due_before=town.campaign.due_before) for ward in wards
    )
    return {row.commune.name: row for row in Dossier.objects.filter(campaign=town.campaign).select_related("commune")}


def test_office_sees_who_has_not_handed_in_without_a_way_into_the_content(town: Town, office: Client) -> None:
    html = look(office)
    assert named(html) == [BA_DINH, BAC_SON]
    row = pages.row_of(html, BAC_SON)
    assert pages.cells_of(row)[2] == "Chưa nộp"
    assert f'href="{reverse("assessments:dossier_detail", args=[town.dossier.pk])}"' not in html
    assert f'href="{reverse("assessments:dossier_extend", args=[town.dossier.pk])}"' in row


def test_figures_of_a_draft_stay_with_the_commune(town: Town, office: Client, as_user: SignIn) -> None:
    steps.fill_in(town.dossier, town.official)
    assert pages.cells_of(pages.row_of(look(office), BAC_SON))[4:6] == ["–", "–"]
    assert pages.cells_of(pages.row_of(look(as_user(town.official)), BAC_SON))[4:6] == ["100", "–"]


def test_figures_of_a_returned_dossier_are_those_that_were_handed_in(town: Town, office: Client) -> None:
    steps.bring_to(town, State.RETURNED)
    Dossier.objects.filter(pk=town.dossier.pk).update(claimed_total=1)
    assert pages.cells_of(pages.row_of(look(office), BAC_SON))[4] == "100"


def test_office_total_reaches_the_commune_after_the_review(town: Town, office: Client, as_user: SignIn) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    assert pages.cells_of(pages.row_of(look(office), BAC_SON))[4:7] == ["100", "100", "1"]
    assert pages.cells_of(pages.row_of(look(as_user(town.leader)), BAC_SON))[5] == "–"
    steps.appraise(town, town.dossier)
    assert pages.cells_of(pages.row_of(look(as_user(town.leader)), BAC_SON))[5] == "100"


def test_commune_sees_its_own_dossier_only(town: Town, as_user: SignIn) -> None:
    html = look(as_user(town.official))
    assert named(html) == [BAC_SON]
    assert pages.cells_of(pages.row_of(html, BAC_SON))[7] == f"Nhập số liệu – {BAC_SON}"
    assert f'href="{reverse("assessments:dossier_detail", args=[town.dossier.pk])}"' in html


def test_observer_sees_what_is_decided(town: Town, as_user: SignIn) -> None:
    assert named(look(as_user(town.observer))) == []
    steps.bring_to(town, State.RECOGNISED)
    assert named(look(as_user(town.observer))) == [BAC_SON]


def test_administrator_sees_all(town: Town, as_user: SignIn) -> None:
    html = look(as_user(town.administrator))
    assert named(html) == [BA_DINH, BAC_SON]
    assert pages.cells_of(pages.row_of(html, BAC_SON))[7] == f"Xem hồ sơ – {BAC_SON}"


def test_council_sees_what_was_handed_in(town: Town, as_user: SignIn) -> None:
    steps.bring_to(town, State.SUBMITTED)
    assert named(look(as_user(town.council))) == [BAC_SON]


def test_office_of_another_authority_sees_nothing(town: Town, as_user: SignIn) -> None:
    elsewhere = make_unit("382", "Sầm Sơn", UnitKind.THANH_PHO, town.province)
    town.reviewer.memberships.update(unit=elsewhere)
    html = look(as_user(town.reviewer))
    assert named(html) == []
    assert pages.tabs_of(html)["Tất cả"] == 0
    assert named(look(as_user(town.reviewer), campaign=town.campaign.pk)) == []


@pytest.mark.django_db
def test_visitor_has_to_sign_in(client: Client) -> None:
    assert client.get(URL).status_code == 302


def test_writing_is_refused(office: Client) -> None:
    assert office.post(URL).status_code == 405


@pytest.mark.parametrize("words", ["bac son", "BẮC SƠN", " phuong  bac ", "14809", "son bac"])
def test_search_ignores_accents_and_order(office: Client, words: str) -> None:
    assert named(look(office, q=words)) == [BAC_SON]


def test_search_reads_d_with_its_stroke_as_d(office: Client) -> None:
    assert named(look(office, q="ba dinh")) == [BA_DINH]


def test_search_without_a_hit_says_so(office: Client) -> None:
    html = look(office, q="khong co")
    assert named(html) == []
    assert "Không có hồ sơ nào phù hợp." in html


def test_filter_by_kind_of_unit(town: Town, office: Client) -> None:
    Unit.objects.filter(pk=town.wards[1].pk).update(kind=UnitKind.XA)
    assert named(look(office, kind="xa")) == ["Xã Ba Đình"]


def test_filter_by_campaign(town: Town, office: Client) -> None:
    later = make_campaign(
        town.authority, [town.wards[0]], town.standard, town.head, year=2021, due_before=date(2022, 1, 5)
    )
    html = look(office, campaign=later.pk)
    assert pages.column_of(html, 1) == [f"{BAC_SON} Năm 2021"]
    assert f'<option value="{later.pk}" selected' in html


@pytest.mark.parametrize(
    "filters", [{"campaign": "999999"}, {"kind": "tinh"}, {"status": "x"}, {"page": "x"}, {"sort": "x"}]
)
def test_tampered_address_leaves_the_filter_out(office: Client, filters: dict[str, str]) -> None:
    assert named(look(office, **filters)) == [BA_DINH, BAC_SON]


def test_late_begins_on_the_day_before_which_it_was_due(town: Town, office: Client) -> None:
    move_due(town.dossier, 0)
    move_due(town.other_dossier, 1)
    assert named(look(office, status="late")) == [BAC_SON]
    assert named(look(office, status="missing")) == [BAC_SON, BA_DINH]


def test_deadline_is_told_in_working_days(town: Town, office: Client) -> None:
    move_due(town.dossier, -7)
    move_due(town.other_dossier, 7)
    html = look(office)
    assert pages.cells_of(pages.row_of(html, BAC_SON))[3].endswith("Quá hạn 5 ngày làm việc")
    assert pages.cells_of(pages.row_of(html, BA_DINH))[3].endswith("Còn 5 ngày làm việc")


def test_returned_dossier_tells_when_the_supplement_is_due(town: Town, office: Client) -> None:
    steps.bring_to(town, State.RETURNED)
    due = pages.cells_of(pages.row_of(look(office), BAC_SON))[3]
    assert due.startswith("Bổ sung đến hết ngày 11/01/2021 Quá hạn ")


def test_what_came_late_stays_marked(town: Town, office: Client) -> None:
    Dossier.objects.filter(pk=town.dossier.pk).update(due_before=date(2021, 1, 4))
    steps.bring_to(town, State.UNDER_REVIEW)
    assert pages.cells_of(pages.row_of(look(office), BAC_SON))[3] == "Nộp ngày 04/01/2021 Nộp quá hạn"


@pytest.mark.parametrize("state", [state for state in State if state is not State.DRAFT])
def test_filter_by_each_state(town: Town, as_user: SignIn, state: State) -> None:
    steps.bring_to(town, state)
    assert named(look(as_user(town.head), status=state)) == [BAC_SON]
    assert named(look(as_user(town.head), status=State.DRAFT)) == [BA_DINH]


def test_tabs_count_each_status_under_the_other_filters(town: Town, office: Client) -> None:
    hand_in(town.dossier, town)
    expected = {
        "Tất cả": 2,
        "Quá hạn chưa nộp": 1,
        "Chưa nộp": 1,
        "Quá hạn bổ sung": 0,
        "Chờ tiếp nhận": 1,
        "Đang thẩm tra": 0,
        "Chờ xã, phường bổ sung": 0,
        "Đã thẩm tra, chờ quyết định": 0,
        "Đang xin ý kiến Hội đồng": 0,
        "Hội đồng đã có ý kiến, chờ quyết định": 0,
        "Đã công nhận": 0,
        "Không công nhận": 0,
        "Đã thu hồi công nhận": 0,
    }
    assert pages.tabs_of(look(office, status="submitted")) == expected
    assert pages.tabs_of(look(office, q="ba dinh"))["Tất cả"] == 1


@pytest.mark.parametrize(
    ("state", "label", "url"),
    [
        (State.SUBMITTED, "Tiếp nhận hồ sơ", "/ho-so/{}/thuc-hien/receive/"),
        (State.UNDER_REVIEW, "Thẩm tra", "/tham-tra/{}/"),
        (State.RETURNED, "Xem hồ sơ", "/ho-so/{}/"),
    ],
)
def test_each_row_offers_the_next_step(town: Town, office: Client, state: State, label: str, url: str) -> None:
    steps.bring_to(town, state)
    row = pages.row_of(look(office), BAC_SON)
    assert pages.cells_of(row)[7] == f"{label} – {BAC_SON}"
    assert f'href="{url.format(town.dossier.pk)}"' in row


def test_decider_is_not_offered_the_office_work(town: Town, as_user: SignIn) -> None:
    steps.bring_to(town, State.UNDER_REVIEW)
    html = look(as_user(town.decider))
    assert pages.cells_of(pages.row_of(html, BAC_SON))[7] == f"Xem hồ sơ – {BAC_SON}"
    assert pages.cells_of(pages.row_of(html, BA_DINH))[7] == "Chờ xã, phường nộp"


def test_missing_and_late_stand_first_then_who_waits_longest(town: Town, office: Client) -> None:
    of = add_wards(town, "Đông Sơn", "Ngọc Trạo", "Phú Sơn")
    for name, days in {"Bắc Sơn": 30, "Ba Đình": -2, "Đông Sơn": -9}.items():
        move_due(of[name], days)
    hand_in(of["Ngọc Trạo"], town, days_ago=1)
    hand_in(of["Phú Sơn"], town, days_ago=4)
    expected = ["Phường Đông Sơn", BA_DINH, BAC_SON, "Phường Phú Sơn", "Phường Ngọc Trạo"]
    assert named(look(office)) == expected


def test_closed_campaigns_stand_last(town: Town, office: Client) -> None:
    make_campaign(town.authority, [town.wards[0]], town.standard, town.head, year=2021, due_before=date(2022, 1, 5))
    Campaign.objects.filter(pk=town.campaign.pk).update(
        state=Campaign.State.CLOSED, closed_at=timezone.now(), closed_by=town.head
    )
    assert pages.column_of(look(office), 1) == [f"{BAC_SON} Năm 2021", f"{BA_DINH} Năm 2020", f"{BAC_SON} Năm 2020"]


def test_communes_sort_by_the_vietnamese_alphabet(town: Town, office: Client) -> None:
    add_wards(town, "Ân Sơn", "Ăn Sơn", "An Sơn", "Đông Sơn", "Dông Sơn", "Ẩn Sơn")
    expected = ["An Sơn", "Ăn Sơn", "Ân Sơn", "Ẩn Sơn", "Ba Đình", "Bắc Sơn", "Dông Sơn", "Đông Sơn"]
    assert named(look(office, sort="commune")) == [f"Phường {name}" for name in expected]
    assert named(look(office, sort="-commune")) == [f"Phường {name}" for name in reversed(expected)]


@pytest.mark.parametrize("column", ["claimed", "counted"])
def test_rows_without_a_figure_stand_last_in_both_directions(town: Town, office: Client, column: str) -> None:
    of = add_wards(town, "Ngọc Trạo")
    hand_in(of["Ba Đình"], town, claimed_total=80, counted_total=80)
    hand_in(of["Ngọc Trạo"], town, claimed_total=9, counted_total=9)
    Dossier.objects.filter(pk=town.dossier.pk).update(claimed_total=50)
    assert named(look(office, sort=column)) == ["Phường Ngọc Trạo", BA_DINH, BAC_SON]
    assert named(look(office, sort=f"-{column}")) == [BA_DINH, "Phường Ngọc Trạo", BAC_SON]


@pytest.mark.parametrize(
    ("sort", "first"), [("state", BA_DINH), ("-state", BAC_SON), ("-round", BAC_SON), ("due", BA_DINH)]
)
def test_other_columns_sort_too(town: Town, office: Client, sort: str, first: str) -> None:
    hand_in(town.dossier, town, due_before=date(2021, 2, 1))
    assert named(look(office, sort=sort))[0] == first


def test_twenty_rows_a_page_and_the_address_keeps_everything(town: Town, office: Client) -> None:
    add_wards(town, *(f"Khu {place}" for place in range(1, 23)))
    first = look(office, q="khu", sort="commune")
    assert pages.column_of(first, 0) == [str(place) for place in range(1, 21)]
    assert "q=khu" in first
    second = look(office, q="khu", sort="commune", page=2)
    assert pages.column_of(second, 0) == ["21", "22"]
    assert named(second) == ["Phường Khu 21", "Phường Khu 22"]
    assert named(look(office, q="khu", sort="commune", page=99)) == named(second)
    assert len(named(look(office, per_page=5000))) == 20


def count_queries(client: Client, **filters: str | int) -> int:
    with CaptureQueriesContext(connection) as captured:
        look(client, **filters)
    return len(captured)


@pytest.mark.parametrize("filters", [{}, {"q": "khu", "status": "late", "sort": "-claimed"}])
def test_queries_do_not_grow_with_the_dossiers(town: Town, as_user: SignIn, filters: dict[str, str]) -> None:
    of = add_wards(town, "Khu 0", "Khu 1")
    hand_in(of["Khu 1"], town)
    of["Ba Đình"].delete()
    few = count_queries(as_user(town.head), **filters)
    more = [make_ward(town.authority, f"{30000 + place}", f"Khu {place}") for place in range(2, 29)]
    rows = [Dossier(campaign=town.campaign, commune=ward, due_before=date(2021, 1, 5)) for ward in more]
    Dossier.objects.bulk_create(rows)
    for row in rows[::2]:
        hand_in(row, town)
    assert Dossier.objects.count() == 30
    assert count_queries(as_user(town.head), **filters) == few


def test_overdue_supplements_are_a_status_of_their_own(town: Town, office: Client) -> None:
    steps.bring_to(town, State.RETURNED)
    assert named(look(office, status="overdue")) == [BAC_SON]
    town.dossier.requests.update(due_on=timezone.localdate())
    assert named(look(office, status="overdue")) == []
    assert named(look(office, status=State.RETURNED)) == [BAC_SON]
