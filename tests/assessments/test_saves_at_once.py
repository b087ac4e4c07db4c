"""The same attempt arrives several times at once, or after later ones: stored once, told once, never out of order."""

from collections.abc import Callable
from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.domain.merging import Attempt
from assessments.models import Answer, AuditEvent
from assessments.services import answers, audit
from assessments.services.answers import Entry
from communes.models import User
from tests.assessments.test_services_workflow_at_once import apart, at_once, ready
from tests.factories import NOW
from tests.factories.town import Town, make_town
from tiepcanpl.kit.errors import StaleError

__all__ = ["ready"]

CODE, LINE = "2.3.1", "c" * 32


def save(town: Town, count: int, *, version: int, edits: int | None = None) -> None:
    actor = User.objects.get(pk=town.official.pk)
    answers.save(
        dossier_id=town.dossier.pk,
        item_code=CODE,
        entry=Entry(facts={"numerator": str(count), "denominator": "20"}),
        version=version,
        actor=actor,
        at=NOW,
        attempt=Attempt(LINE, edits) if edits else None,
    )


def state() -> tuple[str, int, int]:
    answer = Answer.objects.get()
    return answer.facts["numerator"], answer.version, AuditEvent.objects.filter(action="answer").count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.xdist_group("crowd")
def test_one_attempt_sent_ten_times_at_once_is_stored_once(ready: Callable[[], None]) -> None:
    town = make_town()
    ready()
    assert at_once(*(partial(save, town, 7, version=0, edits=3) for _ in range(10))) == [None] * 10
    assert apart(state) == ("7", 1, 1)
    assert apart(lambda: list(audit.faults())) == []


def test_a_lost_answer_does_not_stop_the_next_edit(town: Town) -> None:
    save(town, 7, version=0, edits=1)  # stored; the answer is lost, the page still knows version 0
    save(town, 8, version=0, edits=2)
    assert state() == ("8", 2, 2)


def test_an_old_attempt_that_arrives_late_changes_nothing(town: Town) -> None:
    save(town, 8, version=0, edits=2)
    save(town, 7, version=0, edits=1)
    assert state() == ("8", 1, 1)


def test_somebody_elses_save_in_between_stops_the_line(town: Town) -> None:
    save(town, 7, version=0, edits=1)
    save(town, 9, version=1)
    with pytest.raises(StaleError):
        save(town, 8, version=0, edits=2)
    assert state() == ("9", 2, 2)


def test_without_a_whole_trail_an_attempt_proves_nothing(town: Town) -> None:
    save(town, 7, version=0, edits=1)
    Answer.objects.update(version=5)
    with pytest.raises(StaleError):
        save(town, 8, version=0, edits=2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([1, 2, 3, 4, 1, 3, 4]))
def test_in_whatever_order_attempts_arrive_the_latest_wins(town: Town, order: list[int]) -> None:
    start = transaction.savepoint()
    for edits in order:
        save(town, edits, version=0, edits=edits)
    number, version, events = state()
    transaction.savepoint_rollback(start)
    assert (number, events) == ("4", version)
