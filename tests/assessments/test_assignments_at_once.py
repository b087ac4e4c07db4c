"""Two heads at the same moment: one part has one reviewer, and the second head learns who has it."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, connections

from assessments.models import Assignment
from assessments.selectors.assignment_plans import Terms
from assessments.services import assignments
from communes.models import Role, Unit, User
from tests.factories import NOW
from tests.factories.town import Town, make_town, make_user
from tiepcanpl.kit.errors import DomainError

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Make a town that threads can reach: on SQLite they need a database in a file, as in production."""
    made = make_town()
    if connection.vendor == "sqlite":
        path = tmp_path / "at-once.sqlite3"
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        copy.close()
        monkeypatch.setitem(connections.settings["default"], "NAME", str(path))
    return made


def give(town: Town, username: str, start: Barrier) -> str:
    """Give criterion 1 of both dossiers to the head himself; return the refusal, or "" when it was done."""
    try:
        head = User.objects.get(username=username)
        ids = [town.dossier.pk, town.other_dossier.pk]
        start.wait(timeout=30)
        assignments.assign(dossier_ids=ids, node_codes=["1"], terms=Terms(reviewer=head), actor=head, at=NOW)
    except DomainError as error:
        return str(error)
    finally:
        connections.close_all()
    return ""


def second_head() -> str:
    """Make another head in the file that the threads read."""
    try:
        return make_user("phophong", Role.OFFICE_HEAD, Unit.objects.get(code="381")).username
    finally:
        connections.close_all()


def held() -> set[str]:
    """Return who has the parts."""
    try:
        return {str(row.reviewer) for row in Assignment.objects.current().select_related("reviewer")}
    finally:
        connections.close_all()


def test_two_heads_give_the_same_part(town: Town) -> None:
    start = Barrier(2)
    with ThreadPoolExecutor(2) as pool:
        names = [town.head.username, pool.submit(second_head).result()]
        answers = sorted(pool.map(lambda name: give(town, name, start), names))
        (winner,) = pool.submit(held).result()
    assert answers[0] == ""
    assert f"Phường Bắc Sơn: Tiêu chí 1 đang giao cho {winner}" in answers[1]
