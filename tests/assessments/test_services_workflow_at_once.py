"""Many people at the same moment: one submission, nothing overwritten, chains without forks; on both databases."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, connections

from assessments.domain.workflow import Action, State
from assessments.models import Answer, AuditEvent, Dossier, Submission
from assessments.services import answers, audit, workflow
from assessments.services.answers import Entry
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.town import Town, make_town
from tiepcanpl.kit.errors import DomainError, StaleError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.xdist_group("crowd")]

Deed = Callable[[], object]
CLICKS = 50 if connection.vendor == "postgresql" else 20  # SQLite lets one writer in at a time


@pytest.fixture
def ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Give what makes the data ready for threads: on SQLite they need a database in a file, as in production."""

    def to_file() -> None:
        if connection.vendor == "sqlite":
            path = tmp_path / "at-once.sqlite3"
            with sqlite3.connect(path) as copy:
                connection.connection.backup(copy)
            copy.close()
            monkeypatch.setitem(connections.settings["default"], "NAME", str(path))

    return to_file


def apart(deed: Deed) -> object:
    """Do the deed in a thread with a connection of its own."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_closing, deed).result()


def _closing(deed: Deed) -> object:
    try:
        return deed()
    finally:
        connections.close_all()


def at_once(*deeds: Deed) -> list[object]:
    """Do all deeds at the same moment; return what each returned, or its refusal."""
    start = Barrier(len(deeds))

    def attempt(deed: Deed) -> object:
        start.wait(timeout=30)
        try:
            return _closing(deed)
        except DomainError as error:
            return error

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [found.result() for found in [pool.submit(attempt, deed) for deed in deeds]]


def perform(action: Action, town: Town, who: User, note: str = "") -> Deed:
    """Return the deed of a person who has just signed in."""
    return lambda: (
        workflow.perform(
            action, dossier_id=town.dossier.pk, actor=User.objects.get(pk=who.pk), at=NOW, note=note
        ).state
    )


def save(dossier: Dossier, code: str, who: User, numerator: int, version: int) -> Deed:
    entry = Entry(facts={"numerator": str(numerator), "denominator": "20"})

    def deed() -> str:
        actor = User.objects.get(pk=who.pk)
        answers.save(dossier_id=dossier.pk, item_code=code, entry=entry, version=version, actor=actor, at=NOW)
        return "saved"

    return deed


def test_many_clicks_make_one_submission(ready: Callable[[], None]) -> None:
    town = make_town()
    steps.bring_to(town, State.POSTED)
    ready()
    outcomes = at_once(*[perform(Action.SUBMIT, town, town.leader, "Nộp sớm.") for _ in range(CLICKS)])

    def found() -> object:
        dossier = Dossier.objects.get(pk=town.dossier.pk)
        events = AuditEvent.objects.filter(action="submit").count()
        return Submission.objects.count(), events, dossier.state, dossier.round, list(audit.faults())

    assert outcomes == ["submitted"] * CLICKS
    assert apart(found) == (1, 1, "submitted", 1, [])


def test_of_two_stale_saves_one_wins(ready: Callable[[], None]) -> None:
    town = make_town()
    apart(save(town.dossier, "1.1.1", town.official, 10, 0))
    ready()
    outcomes = at_once(
        save(town.dossier, "1.1.1", town.official, 11, 1), save(town.dossier, "1.1.1", town.leader, 12, 1)
    )
    kept = apart(lambda: Answer.objects.values("facts", "version").get())
    refused = [found for found in outcomes if isinstance(found, StaleError)]
    assert ([found for found in outcomes if found == "saved"], len(refused)) == (["saved"], 1)
    current = refused[0].current
    assert isinstance(current, Answer)
    assert kept == {"facts": current.facts, "version": 2}
    assert current.facts in [{"numerator": text, "denominator": "20"} for text in ("11", "12")]


def test_of_two_first_saves_one_wins(ready: Callable[[], None]) -> None:
    town = make_town()
    ready()
    outcomes = at_once(*[save(town.dossier, "1.1.1", town.official, number, 0) for number in (5, 6)])
    assert sorted(type(found).__name__ for found in outcomes) == ["StaleError", "str"]
    assert apart(lambda: list(Answer.objects.values_list("version", flat=True))) == [1]


def test_chains_have_no_forks(ready: Callable[[], None]) -> None:
    town = make_town()
    codes = [row.code for row in town.standard.parsed.answerable_items if row.rule.kind == "ratio_linear"][:8]
    ready()
    own = [save(town.dossier, code, town.official, 20, 0) for code in codes]
    other = [save(town.other_dossier, code, town.other_official, 20, 0) for code in codes]
    assert at_once(*own, *other) == ["saved"] * 16

    def chain(dossier: Dossier) -> Deed:
        events = AuditEvent.objects.filter(stream=f"dossier:{dossier.pk}").order_by("sequence")
        return lambda: list(events.values_list("sequence", flat=True))

    assert [apart(chain(dossier)) for dossier in (town.dossier, town.other_dossier)] == [[*range(1, 9)]] * 2
    assert apart(lambda: list(audit.faults())) == []
    assert apart(lambda: Dossier.objects.get(pk=town.dossier.pk).answered_count) == 8


def test_receiving_and_withdrawing_exclude_each_other(ready: Callable[[], None]) -> None:
    town = make_town()
    steps.bring_to(town, State.SUBMITTED)
    ready()
    outcomes = at_once(
        perform(Action.WITHDRAW, town, town.leader, "Sai số liệu."), perform(Action.RECEIVE, town, town.reviewer)
    )
    refused = [found for found in outcomes if isinstance(found, DomainError)]
    done = [found for found in outcomes if not isinstance(found, DomainError)]
    assert (len(refused), len(done)) == (1, 1)
    assert apart(lambda: Dossier.objects.get(pk=town.dossier.pk).state) == done[0]
