"""The same content in other communes: told to the office about what was handed in, never to a commune."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.domain.workflow import State
from communes.models import User
from tests.factories import evidence as make
from tests.factories.steps import bring_to, return_for
from tests.factories.town import Town

Browser = Callable[[User], Client]
TOLD = "tệp này cũng có trong hồ sơ của:"


@pytest.fixture(autouse=True)
def _on_scratch_disk(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def pages(town: Town, client: Client) -> list[str]:
    addresses = [("evidence_list", []), ("review_item", ["1.1.1"])]
    return [
        client.get(reverse(f"assessments:{name}", args=[town.dossier.pk, *more])).content.decode()
        for name, more in addresses
    ]


def test_the_office_is_told_of_what_was_handed_in(town: Town, as_user: Browser) -> None:
    make.attach(town.dossier, town.official)
    make.attach(town.other_dossier, town.other_official, item_code="2.1.1", name="khac.pdf")
    bring_to(town, State.UNDER_REVIEW)
    assert [TOLD in text for text in pages(town, as_user(town.reviewer))] == [False, False]
    bring_to(town, State.UNDER_REVIEW, town.other_dossier)
    for text in pages(town, as_user(town.reviewer)):
        assert TOLD in text
        assert str(town.other_dossier.commune) in text.split(TOLD)[1].split("</span>")[0]
    own = as_user(town.official)
    listed = own.get(reverse("assessments:evidence_list", args=[town.dossier.pk])).content.decode()
    detail = reverse(
        "assessments:evidence_detail", args=[town.dossier.pk, town.dossier.evidence_links.get().evidence_id]
    )
    assert TOLD not in listed
    assert TOLD not in own.get(detail).content.decode()
    assert TOLD in as_user(town.reviewer).get(detail).content.decode()


def test_what_a_commune_attaches_afterwards_is_not_told(town: Town, as_user: Browser) -> None:
    make.attach(town.dossier, town.official)
    bring_to(town, State.UNDER_REVIEW)
    bring_to(town, State.UNDER_REVIEW, town.other_dossier)
    return_for(town, town.other_dossier, "1.1.1")
    later = town.other_dossier.submissions.get().submitted_at + timedelta(hours=1)
    make.attach(town.other_dossier, town.other_official, at=later)
    assert [TOLD in text for text in pages(town, as_user(town.reviewer))] == [False, False]
