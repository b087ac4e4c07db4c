"""Pages of drafts need as many queries for 40 communes as for 7."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Dossier
from assessments.services import decisions, drafts
from communes.models import User
from tests.factories import NOW
from tests.factories.crowd import copy_appraised
from tests.factories.drafting import RECOGNISED
from tests.factories.steps import bring_to
from tests.factories.town import Town

AsUser = Callable[[User], Client]
FEW, MANY = range(7), range(7, 40)
pytestmark = pytest.mark.slow


def count(client: Client, name: str, *args: object) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(f"assessments:{name}", args=args)).status_code == 200
    return len(queries)


def ruled(dossiers: list[Dossier]) -> dict[int, decisions.Ruled]:
    return {dossier.pk: RECOGNISED for dossier in dossiers}


def test_drafts(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    few = copy_appraised(town, FEW)
    office, leader = as_user(town.head), as_user(town.decider)
    draft = drafts.prepare(campaign_id=town.campaign.pk, ruled=ruled(few[:4]), actor=town.head, at=NOW)

    def counts() -> list[int]:
        return [
            count(office, "draft_create", town.campaign.pk),
            count(office, "draft_detail", draft.pk),
            count(leader, "draft_sign", draft.pk),
            count(office, "draft_list"),
        ]

    before = counts()
    many = copy_appraised(town, MANY)
    drafts.extend(draft_id=draft.pk, ruled=ruled(many[:16]), actor=town.head, at=NOW)
    assert counts() == before
