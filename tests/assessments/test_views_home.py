"""The first page of each role: what to do now, by when, and whether it is done."""

from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import State
from communes.models import User
from tests.factories.pages import text_of
from tests.factories.steps import bring_to, fill_in, return_for
from tests.factories.town import Town, make_campaign, make_ward

SignIn = Callable[[User], Client]
HOME = "/"


def read(client: Client) -> str:
    response = client.get(HOME)
    assert response.status_code == 200
    return text_of(response.content.decode())


def test_a_stranger_is_sent_to_sign_in(town: Town) -> None:  # noqa: ARG001  # the database
    response = Client().get(HOME)
    assert response["Location"].startswith(reverse("account_login"))


def test_the_commune_sees_what_is_left_and_until_when(town: Town, as_user: SignIn) -> None:
    text = read(as_user(town.official))
    assert "Phường Bắc Sơn – năm 2020" in text
    assert "Phường Ba Đình" not in text
    assert "Còn lại 68 việc" in text
    assert "05/01/2021" in text
    fill_in(town.dossier, town.official)
    assert "Còn lại" not in read(as_user(town.official))


def test_the_commune_sees_that_a_supplement_waits(town: Town, as_user: SignIn) -> None:
    dossier = bring_to(town, State.UNDER_REVIEW)
    return_for(town, dossier, "1.1.1")
    assert "Cần bổ sung" in read(as_user(town.official))


def test_the_office_sees_who_is_missing_and_what_waits(town: Town, as_user: SignIn) -> None:
    bring_to(town, State.SUBMITTED)
    html = as_user(town.reviewer).get(HOME).content.decode()
    queue = reverse("assessments:dossier_list")
    assert f"{queue}?campaign={town.campaign.pk}&amp;status=late" in html
    assert f"{queue}?campaign={town.campaign.pk}&amp;status=submitted" in html


def test_every_role_has_a_first_page(town: Town, as_user: SignIn) -> None:
    people = (town.leader, town.head, town.decider, town.council, town.observer, town.administrator)
    for user in people:
        assert str(user) in read(as_user(user))


def test_queries_do_not_grow_with_communes(town: Town, as_user: SignIn) -> None:
    client = as_user(town.head)
    client.get(HOME)
    with CaptureQueriesContext(connection) as few:
        client.get(HOME)
    wards = [make_ward(town.authority, f"{15000 + n}", f"Thử {n}") for n in range(20)]
    make_campaign(town.authority, wards, town.standard, town.head, year=2021)
    with CaptureQueriesContext(connection) as many:
        client.get(HOME)
    assert len(many) == len(few)
