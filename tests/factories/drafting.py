"""Draft decisions and publications made by the product's own deeds."""

from dataclasses import replace
from datetime import datetime

from assessments.domain.hashing import sha256_of
from assessments.domain.workflow import State
from assessments.models import Decision, Dossier, DraftDecision, DraftLine, Publication
from assessments.selectors import publications as selectors
from assessments.selectors.drafts import fingerprint
from assessments.services import drafts, publications
from assessments.services.decisions import Outcome, Ruled
from communes.models import User
from tests.factories import NOW
from tests.factories.steps import PAPER, bring_to
from tests.factories.town import Town

RECOGNISED = Ruled(Outcome.RECOGNISED)
DECLINED = Ruled(Outcome.NOT_RECOGNISED, "Chưa bố trí công chức.")


def both_advised(town: Town) -> None:
    """Bring both dossiers to the council's advice."""
    bring_to(town, State.ADVISED)
    bring_to(town, State.ADVISED, town.other_dossier)


def draft_of(town: Town, ruled: dict[Dossier, Ruled], actor: User | None = None) -> DraftDecision:
    """Prepare a draft of the lines."""
    by_id = {dossier.pk: line for dossier, line in ruled.items()}
    return drafts.prepare(campaign_id=town.campaign.pk, ruled=by_id, actor=actor or town.head, at=NOW)


def seen_in(draft: DraftDecision) -> str:
    """Return the fingerprint of the lists as they stand now."""
    return fingerprint(DraftLine.objects.filter(draft=draft))


def sign(
    town: Town, draft: DraftDecision, number: str = "55/QĐ-UBND", *, actor: User | None = None, at: datetime = NOW
) -> Decision:
    """Sign the draft as it stands; the council's meeting is not typed."""
    paper = replace(PAPER, number=number, council_met_on=None, council_minutes="")
    return drafts.sign(draft_id=draft.pk, paper=paper, seen=seen_in(draft), actor=actor or town.decider, at=at)


def publish(town: Town, actor: User | None = None, at: datetime = NOW) -> Publication:
    """Publish what stands now."""
    seen = sha256_of(selectors.snapshot_of(town.campaign))
    return publications.publish(campaign_id=town.campaign.pk, seen=seen, actor=actor or town.head, at=at)
