"""From when a deadline for signing counts: entered by the office, with what it rests on."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import AuditEvent, SigningStart
from assessments.services import campaigns, signing_starts
from communes.models import User
from tests.factories import NOW
from tests.factories.town import Town, load_standard, make_town
from tiepcanpl.kit.errors import DomainError

Browser = Callable[[User], Client]
ENTRY = {"starts_on": "21/12/2026", "basis": "Kế hoạch số 15/KH-UBND"}


@pytest.fixture
def timed(db: None) -> Town:  # noqa: ARG001  # the database has to be there
    """Give a town under the edition that has a deadline for one item."""
    return make_town(load_standard("qd-27-2025"), year=2026, due_before=date(2027, 1, 10))


def page(town: Town) -> str:
    return reverse("assessments:signing_start_list", args=[town.campaign.pk])


def save(town: Town, code: str = "2.4.1") -> str:
    return reverse("assessments:signing_start_save", args=[town.campaign.pk, code])


def test_entered_shown_and_recorded_once(timed: Town, as_user: Browser) -> None:
    client = as_user(timed.reviewer)
    assert page(timed) in client.get(reverse("assessments:campaign_detail", args=[timed.campaign.pk])).content.decode()
    assert "7\n          \n            ngày làm việc" in client.get(page(timed)).content.decode()
    for _ in range(2):
        assert client.post(save(timed), ENTRY).status_code == 302  # back to the list
    stored = SigningStart.objects.get()
    assert (stored.starts_on, stored.basis, stored.set_by) == (date(2026, 12, 21), ENTRY["basis"], timed.reviewer)
    assert AuditEvent.objects.filter(action="signing_start").count() == 1
    assert 'value="21/12/2026"' in client.get(page(timed)).content.decode()
    client.post(save(timed), {**ENTRY, "starts_on": "22/12/2026"})
    assert SigningStart.objects.get().starts_on == date(2026, 12, 22)


def test_bad_input_keeps_what_was_typed(timed: Town, as_user: Browser) -> None:
    response = as_user(timed.head).post(save(timed), {"starts_on": "hôm qua", "basis": "Kế hoạch"})
    assert response.status_code == 422  # the entry was refused
    assert 'value="hôm qua"' in response.content.decode()
    assert not SigningStart.objects.exists()


def test_who_may_enter_it(timed: Town, as_user: Browser) -> None:
    expected = {timed.reviewer: 302, timed.head: 302, timed.decider: 403, timed.official: 403, timed.council: 403}
    assert {user: as_user(user).post(save(timed), ENTRY).status_code for user in expected} == expected
    assert as_user(timed.head).get(save(timed)).status_code == 405  # a write address
    assert as_user(timed.head).post(save(timed, "1.1.1"), ENTRY).status_code == 404  # no deadline there


def test_a_standard_without_deadlines_offers_nothing(town: Town, as_user: Browser) -> None:
    client = as_user(town.head)
    assert (
        page(town) not in client.get(reverse("assessments:campaign_detail", args=[town.campaign.pk])).content.decode()
    )
    assert "không quy định thời hạn ban hành" in client.get(page(town)).content.decode()
    with pytest.raises(DomainError, match=r"nội dung 1\.1\.1"):
        signing_starts.save(
            town.campaign.pk, item_code="1.1.1", starts_on=date(2020, 1, 1), basis="x", actor=town.head, at=NOW
        )


def test_a_closed_campaign_is_read_only(timed: Town, as_user: Browser) -> None:
    campaigns.close(campaign_id=timed.campaign.pk, actor=timed.head, at=NOW)
    client = as_user(timed.head)
    assert "Đợt đánh giá đã kết thúc, chưa ghi mốc." in client.get(page(timed)).content.decode()
    assert client.post(save(timed), ENTRY).status_code == 409  # the wrong state
