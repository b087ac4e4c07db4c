"""Who may open which file, and how files leave the product."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.workflow import State
from assessments.models import Evidence
from assessments.services import evidence
from communes.models import User
from tests.factories import NOW
from tests.factories import evidence as make
from tests.factories.steps import appraise, bring_to, receive, resubmit
from tests.factories.town import Town

Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def stored(town: Town) -> Evidence:
    return make.attach(town.dossier, town.official)


def url_of(file: Evidence) -> str:
    return reverse("assessments:evidence_download", args=[file.pk])


def unlink(town: Town, file: Evidence) -> None:
    evidence.unlink(dossier_id=town.dossier.pk, item_code="1.1.1", evidence_id=file.pk, actor=town.official, at=NOW)


def readers(town: Town, as_user: Browser, file: Evidence) -> set[str]:
    """Return who gets the file; everybody else must get 404."""
    people = (
        town.official,
        town.leader,
        town.other_official,
        town.other_leader,
        town.reviewer,
        town.head,
        town.decider,
        town.council,
        town.observer,
    )
    found = {person.username: _status(as_user(person), file) for person in people}
    assert set(found.values()) <= {200, 404}
    return {name for name, status in found.items() if status == 200}


def _status(client: Client, file: Evidence) -> int:
    response = client.get(url_of(file))
    b"".join(response)  # read to the end, so that the file is closed
    return response.status_code


COMMUNE = {"canbo-14809", "lanhdao-14809"}
OFFICE = {"chuyenvien", "truongphong", "chutich", "hoidong1"}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.DRAFT, COMMUNE),
        (State.POSTED, COMMUNE),
        (State.SUBMITTED, COMMUNE | OFFICE),
        (State.RETURNED, COMMUNE | OFFICE),
        (State.APPRAISED, COMMUNE | OFFICE),
        (State.RECOGNISED, COMMUNE | OFFICE | {"sotuphap"}),
    ],
)
def test_readers_by_state(town: Town, as_user: Browser, stored: Evidence, state: State, expected: set[str]) -> None:
    bring_to(town, state)
    assert readers(town, as_user, stored) == expected


def test_a_file_handed_in_stays_readable_after_it_was_taken_off(
    town: Town, as_user: Browser, stored: Evidence
) -> None:
    bring_to(town, State.RETURNED)
    unlink(town, stored)
    assert readers(town, as_user, stored) == COMMUNE | OFFICE
    resubmit(town, town.dossier)
    receive(town, town.dossier)
    appraise(town, town.dossier)
    assert readers(town, as_user, stored) == COMMUNE | OFFICE


def test_a_file_linked_and_not_handed_in_is_a_draft(town: Town, as_user: Browser) -> None:
    bring_to(town, State.RETURNED)
    new = make.attach(town.dossier, town.official)
    assert readers(town, as_user, new) == COMMUNE
    resubmit(town, town.dossier)
    assert readers(town, as_user, new) == COMMUNE | OFFICE


def test_the_same_content_in_another_commune_opens_nothing(town: Town, as_user: Browser, stored: Evidence) -> None:
    twin = make.attach(town.other_dossier, town.other_official)
    bring_to(town, State.SUBMITTED, town.other_dossier)
    assert readers(town, as_user, stored) == COMMUNE
    assert readers(town, as_user, twin) == OFFICE | {"canbo-14812", "lanhdao-14812"}


def test_an_office_of_another_authority_sees_nothing(town: Town, stored: Evidence) -> None:
    bring_to(town, State.SUBMITTED)
    town.reviewer.memberships.update(unit=town.province)
    assert not Evidence.objects.visible_to(User.objects.get(pk=town.reviewer.pk)).filter(pk=stored.pk).exists()


def test_nobody_without_signing_in(client: Client, stored: Evidence) -> None:
    assert client.get(url_of(stored)).status_code == 302
    assert client.post(url_of(stored)).status_code == 302


def test_headers(town: Town, as_user: Browser, stored: Evidence) -> None:
    response = as_user(town.official).get(url_of(stored))
    assert b"".join(response) == make.pdf()
    assert {name: response[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    assert response["Content-Disposition"] == (
        "attachment; filename=\"Quyet dinh.pdf\"; filename*=UTF-8''Quy%E1%BA%BFt%20%C4%91%E1%BB%8Bnh.pdf"
    )
    assert response["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_file_itself_is_never_shown_in_place(town: Town, as_user: Browser, stored: Evidence) -> None:
    response = as_user(town.official).get(url_of(stored) + "?xem=1")
    assert (response.status_code, response["Location"]) == (302, f"/tai-lieu/{stored.pk}/xem/")


def test_a_wrong_suffix_is_put_right(town: Town, as_user: Browser) -> None:
    file = make.attach(town.dossier, town.official, name="hoá đơn.exe")
    response = as_user(town.official).get(url_of(file))
    b"".join(response)
    assert 'filename="hoa don.exe.pdf"' in response["Content-Disposition"]
    assert [Evidence(original_name=name, file="x.jpg").download_name for name in ("a.JPEG", "a.jpg", "a")] == [
        "a.JPEG",
        "a.jpg",
        "a.jpg",
    ]


def test_only_get(town: Town, as_user: Browser, stored: Evidence) -> None:
    assert as_user(town.official).post(url_of(stored)).status_code == 405


@pytest.mark.parametrize("path", ["gan", "thay", "hoan-tac", "xoa"])
def test_deeds_on_a_file_of_another_commune(town: Town, as_user: Browser, stored: Evidence, path: str) -> None:
    foreign = as_user(town.other_official)
    data = {"item_code": "1.1.1", "proves_from": "01/01/2020"}
    for dossier in (town.dossier, town.other_dossier):
        url = f"/ho-so/{dossier.pk}/tai-lieu/{stored.pk}/{path}/"
        assert foreign.post(url, data).status_code == 404
        assert as_user(town.official).get(url).status_code == 405
    for dossier in (town.dossier, town.other_dossier):
        url = f"/ho-so/{dossier.pk}/noi-dung/1.1.1/tai-lieu/{stored.pk}/go/"
        assert foreign.post(url).status_code == 404


@pytest.mark.parametrize("path", ["gan", "thay", "hoan-tac", "xoa", ""])
def test_the_office_reads_and_does_not_write(town: Town, as_user: Browser, stored: Evidence, path: str) -> None:
    bring_to(town, State.UNDER_REVIEW)
    data = {"item_code": "1.1.1", "proves_from": "01/01/2020"}
    reviewer = as_user(town.reviewer)
    assert (
        reviewer.post(f"/ho-so/{town.dossier.pk}/tai-lieu/{stored.pk}/{path}/".replace("//", "/"), data).status_code
        == 403
    )
    assert reviewer.post(f"/ho-so/{town.dossier.pk}/noi-dung/1.1.1/tai-lieu/{stored.pk}/go/").status_code == 403
    stored.refresh_from_db()
    assert (stored.links.count(), stored.proves_from) == (1, None)


@pytest.mark.parametrize(
    ("first", "last", "warnings"),
    [
        (None, None, 0),
        (date(2020, 1, 1), date(2020, 12, 31), 0),
        (date(2019, 6, 1), date(2020, 1, 1), 0),
        (date(2019, 1, 1), None, 0),
        (None, date(2019, 12, 31), 1),
        (date(2021, 1, 1), None, 1),
        (date(2019, 1, 1), date(2019, 12, 31), 1),
    ],
)
def test_a_period_outside_the_year_is_pointed_out(
    town: Town, as_user: Browser, stored: Evidence, first: date | None, last: date | None, warnings: int
) -> None:
    Evidence.objects.filter(pk=stored.pk).update(proves_from=first, proves_to=last)
    page = as_user(town.official).get(reverse("assessments:evidence_list", args=[town.dossier.pk]))
    assert page.content.decode().count("nằm ngoài năm đánh giá 2020") == warnings
