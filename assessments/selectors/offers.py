"""The deeds that a person is offered on a dossier, each with the reasons that forbid it now."""

from dataclasses import dataclass
from datetime import date

from assessments.domain.workflow import Action, actions_from, blockers
from assessments.models import Dossier
from assessments.models.labels import ACTION_LABELS
from assessments.permissions import permission_of
from assessments.selectors import facts, previews
from assessments.selectors.contents import DossierContents
from assessments.selectors.overviews import handing_on
from communes.models import User

# These are recorded on the page of the decision, with its number and date.
BY_DECISION = frozenset({Action.RECOGNISE, Action.DECLINE, Action.REVOKE})
# These are done on the page of the council's meeting.
BY_MEETING = frozenset({Action.PUT_TO_COUNCIL, Action.CONCLUDE})


@dataclass(frozen=True, slots=True)
class Offer:
    """A button; with reasons it is dead and says why. `handing_on` says whose turn it is afterwards, `told` whom it tells."""

    action: Action
    label: str
    reasons: tuple[str, ...] = ()
    handing_on: str = ""
    told: str = ""

    @property
    def is_possible(self) -> bool:
        """Tell whether the deed may be done now."""
        return not self.reasons

    @property
    def by_decision(self) -> bool:
        """Tell whether the deed is recorded on the page of the decision."""
        return self.action in BY_DECISION

    @property
    def by_meeting(self) -> bool:
        """Tell whether the deed is done on the pages of the council's meetings."""
        return self.action in BY_MEETING


def offers_for(user: User, dossier: Dossier, *, on: date, found: DossierContents | None = None) -> tuple[Offer, ...]:
    """Return what the person may do from the dossier's state, in the order of the workflow.

    `found` holds the contents stored now where the page has read them already.
    """
    return tuple(
        Offer(
            action,
            ACTION_LABELS[action],
            reasons_against(action, dossier, on=on, found=found),
            handing_on(action, dossier),
            previews.told_by_role(action, dossier),
        )
        for action in actions_from(dossier.status)
        if _belongs_here(action, dossier) and user.has_perm(permission_of(action), dossier)
    )


def _belongs_here(action: Action, dossier: Dossier) -> bool:
    """Leave out what a meeting does by itself, and the council where the standard knows none."""
    if action is Action.PUT_TO_COUNCIL:
        return dossier.campaign.standard.parsed.procedure.council.required is not False
    return action is not Action.CONCLUDE


def reasons_against(
    action: Action, dossier: Dossier, *, on: date, found: DossierContents | None = None
) -> tuple[str, ...]:
    """Return what forbids the action now, not counting what will be asked for later (note, number, date)."""
    now = facts.Circumstances(on=on, offered=True, found=found)
    return blockers(action, facts.gather(action, dossier, now))
