"""Who is told of drafts, corrections and publications; previews and notices ask the same."""

from collections.abc import Iterable

from assessments.domain.workflow import Action
from assessments.models import Campaign, Decision, Dossier, Publication
from assessments.selectors import recipients
from assessments.selectors.recipients import Group
from communes.models import Unit, User


def by_draft(campaign: Campaign, *, actor: User) -> tuple[Group, ...]:
    """Return those who sign; the communes learn nothing of a draft."""
    return recipients.deciders_of(campaign.authority, actor=actor)


def by_correction(decision: Decision, *, actor: User) -> tuple[Group, ...]:
    """Return who was told of the decision."""
    rows = Dossier.objects.filter(decision_lines__decision=decision)
    dossiers = list(rows.select_related("commune", "campaign__authority").order_by("pk"))
    return recipients.groups_after(Action.RECOGNISE, dossiers, actor=actor)


def by_results(campaign_id: int, codes: Iterable[str], *, actor: User) -> tuple[Group, ...]:
    """Return the people of the communes of which a publication shows something new."""
    units = Unit.objects.filter(dossiers__campaign=campaign_id, code__in=codes)
    return recipients.people_of(list(units.order_by("pk")), actor=actor)


def by_publication(publication: Publication, *, actor: User) -> tuple[Group, ...]:
    """Return the people of all communes that the publication names."""
    codes = [row["code"] for row in publication.snapshot["communes"]]
    return by_results(publication.campaign_id, codes, actor=actor)
