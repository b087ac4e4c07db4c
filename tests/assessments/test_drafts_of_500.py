"""A draft over a whole province is signed whole or not at all, and the form of entry takes as many."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Decision, Dossier, DraftDecision
from assessments.services import drafts
from communes.models import User
from tests.factories import NOW
from tests.factories.crowd import copy_appraised
from tests.factories.drafting import RECOGNISED, seen_in
from tests.factories.steps import PAPER, bring_to
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError

pytestmark = pytest.mark.slow
MANY = 500


@pytest.fixture
def crowd(town: Town) -> list[Dossier]:
    """Give 500 appraised dossiers."""
    bring_to(town, State.APPRAISED)
    return copy_appraised(town, range(MANY))


def block(dossier: Dossier) -> None:
    """Take back that the head confirmed the provisional edition, past the services."""
    nobody = {"provisional_confirmed_at": None, "provisional_confirmed_by": None}
    Dossier.objects.filter(pk=dossier.pk).update(**nobody)


def unblock(town: Town, dossier: Dossier) -> None:
    confirmed = {"provisional_confirmed_at": NOW, "provisional_confirmed_by": town.head}
    Dossier.objects.filter(pk=dossier.pk).update(**confirmed)


def prepare(town: Town, dossiers: list[Dossier]) -> DraftDecision:
    ruled = {dossier.pk: RECOGNISED for dossier in dossiers}
    return drafts.prepare(campaign_id=town.campaign.pk, ruled=ruled, actor=town.head, at=NOW)


def sign(town: Town, draft: DraftDecision) -> Decision:
    return drafts.sign(draft_id=draft.pk, paper=PAPER, seen=seen_in(draft), actor=town.decider, at=NOW)


def nothing_happened() -> bool:
    return not Decision.objects.exists() and not Dossier.objects.filter(state=State.RECOGNISED).exists()


def test_one_refusal_of_500_leaves_the_draft_unsigned(town: Town, crowd: list[Dossier]) -> None:
    draft = prepare(town, crowd)
    block(crowd[7])
    with pytest.raises(DomainError) as refused:
        sign(town, draft)
    assert [reason.split(":")[0] for reason in refused.value.reasons] == ["Phường Số 7"]
    assert nothing_happened()
    assert DraftDecision.objects.get().state == DraftDecision.State.PENDING
    unblock(town, crowd[7])
    assert sign(town, draft).lines.count() == MANY
    assert DraftDecision.objects.get().state == DraftDecision.State.SIGNED


def test_the_entry_takes_500_communes(town: Town, crowd: list[Dossier], as_user: Callable[[User], Client]) -> None:
    rows = {f"hs{dossier.pk}-outcome": "recognised" for dossier in crowd}
    rows |= {f"hs{dossier.pk}-reason": "" for dossier in crowd}
    paper = {
        "number": "500/QĐ-UBND",
        "decided_on": "04/01/2021",
        "signer_position": "Chủ tịch",
        "council_met_on": "03/01/2021",
        "council_minutes": "02/BB-HĐ",
    }
    address = reverse("assessments:decision_create", args=[town.campaign.pk])
    answer = as_user(town.decider).post(address, {**paper, **rows, "step": "record"})
    assert answer.status_code == 302
    assert Decision.objects.get().lines.count() == MANY
