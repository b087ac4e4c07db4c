"""Who is told of drafts, corrections and publications; previews and notices ask the same."""

from assessments.domain.workflow import DECIDED, Action
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


def by_next_publication(campaign: Campaign, *, actor: User) -> tuple[Group, ...]:
    """Return the people of the communes whose results a publication would show now."""
    units = Unit.objects.filter(dossiers__campaign=campaign, dossiers__state__in=sorted(DECIDED))
    return recipients.people_of(list(units.order_by("pk")), actor=actor)


def by_publication(publication: Publication, *, actor: User) -> tuple[Group, ...]:
    """Return the people of the communes that the publication names."""
    codes = [row["code"] for row in publication.snapshot["communes"]]
    units = Unit.objects.filter(dossiers__campaign=publication.campaign_id, code__in=codes)
    return recipients.people_of(list(units.order_by("pk")), actor=actor)
