"""Two people at the same moment: a draft becomes one decision or none (row locks: PostgreSQL)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connection, connections

from assessments.domain.workflow import Action, State
from assessments.models import Decision, Dossier
from assessments.services import drafts, workflow
from tests.factories import NOW
from tests.factories.drafting import RECOGNISED, both_advised, draft_of, sign
from tests.factories.town import make_town
from tiepcanpl.kit.errors import DomainError

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("crowd"),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]


def at_once(deeds: list[Callable[[], object]]) -> list[str]:
    """Do all deeds at the same moment; return what became of each."""
    ready = Barrier(len(deeds))

    def attempt(deed: Callable[[], object]) -> str:
        try:
            ready.wait()
            deed()
        except DomainError as error:
            return error.reasons[0]
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result() for future in [pool.submit(attempt, deed) for deed in deeds]]


def test_many_signatures_make_one_decision() -> None:
    town = make_town()
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: RECOGNISED})
    outcomes = at_once([partial(sign, town, draft, f"{n}/QĐ-UBND") for n in range(10)])
    decision = Decision.objects.get()
    assert sorted(outcomes) == [f"Dự thảo đã được ký: Quyết định số {decision}."] * 9 + ["done"]


def test_signing_while_reopening_has_one_effect() -> None:
    town = make_town()
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED})

    def reopen() -> None:
        workflow.perform(Action.REOPEN, dossier_id=town.dossier.pk, actor=town.head, at=NOW, note="Xem lại.")

    outcomes = at_once([lambda: sign(town, draft), reopen])
    state = Dossier.objects.get(pk=town.dossier.pk).status
    assert outcomes.count("done") == 1
    assert state is (State.RECOGNISED if outcomes[0] == "done" else State.UNDER_REVIEW)
    assert Decision.objects.count() == (1 if outcomes[0] == "done" else 0)


def test_signing_while_a_commune_is_taken_out_has_one_effect() -> None:
    town = make_town()
    both_advised(town)
    draft = draft_of(town, {town.dossier: RECOGNISED, town.other_dossier: RECOGNISED})

    def take_out() -> None:
        drafts.take_out(draft_id=draft.pk, dossier_id=town.dossier.pk, actor=town.head, at=NOW)

    outcomes = at_once([lambda: sign(town, draft), take_out])
    signed = Decision.objects.filter(lines__isnull=False).distinct().first()
    said = signed.lines.count() if signed else 0
    assert (outcomes[0] == "done", outcomes[1] == "done") in {(True, False), (False, True), (True, True)}
    assert said == {(True, False): 2, (False, True): 0, (True, True): 1}[outcomes[0] == "done", outcomes[1] == "done"]
