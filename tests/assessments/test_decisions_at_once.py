"""Two windows at the same moment make one campaign and one decision (row locks: PostgreSQL)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections

from assessments.domain.workflow import State
from assessments.models import Campaign, Decision, Dossier
from assessments.services import campaigns
from assessments.services.decisions import Outcome
from tests.factories import NOW
from tests.factories.steps import bring_to, decide
from tests.factories.town import Town, make_town
from tiepcanpl.kit.errors import DomainError

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("crowd"),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


def at_once(deed: Callable[[], object], times: int = 2) -> list[str]:
    """Do the deed so many times at the same moment; return what became of each."""
    ready = Barrier(times)

    def attempt() -> str:
        try:
            ready.wait()
            deed()
        except DomainError as error:
            return error.reasons[0]
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return sorted(future.result() for future in [pool.submit(attempt) for _ in range(times)])


def test_two_clicks_record_one_decision() -> None:
    town = make_town()
    bring_to(town, State.APPRAISED)
    outcomes = at_once(lambda: decide(town, town.dossier, Outcome.RECOGNISED))
    sentence = "Quyết định số 1234/QĐ-UBND ngày 04/01/2021 đã được ghi. Vui lòng kiểm tra lại số."
    assert outcomes == [sentence, "done"]
    assert Decision.objects.count() == 1


def test_fifty_recognitions_make_one_decision() -> None:
    town = make_town()
    bring_to(town, State.APPRAISED)
    outcomes = at_once(lambda: decide(town, town.dossier, Outcome.RECOGNISED), times=50)
    assert outcomes.count("done") == 1
    assert Decision.objects.get().lines.count() == 1
    assert Dossier.objects.get(pk=town.dossier.pk).status is State.RECOGNISED


def test_two_clicks_make_one_campaign() -> None:
    town = make_town()
    outcomes = at_once(lambda: campaigns.create(plan(town), communes=town.wards, actor=town.head, at=NOW))
    assert outcomes == ["Cơ quan này đã có đợt đánh giá của năm đó.", "done"]
    assert Campaign.objects.filter(year=2021).count() == 1


def test_two_clicks_open_once() -> None:
    town = make_town()
    made = campaigns.create(plan(town), communes=town.wards, actor=town.head, at=NOW)
    outcomes = at_once(lambda: campaigns.open_for_communes(campaign_id=made.pk, actor=town.head, at=NOW))
    assert outcomes == ["done", "done"]
    assert Dossier.objects.filter(campaign=made).count() == 2


def plan(town: Town) -> Campaign:
    return Campaign(
        title="Đánh giá năm 2021",
        year=2021,
        authority=town.authority,
        standard=town.standard,
        due_before=date(2022, 1, 5),
    )
