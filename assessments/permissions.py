"""Who may do what: predicates over roles. Seeing is decided in the querysets, timing in `domain.workflow`."""

import rules

from assessments.domain.workflow import TRANSITIONS, Action
from assessments.models import Campaign, Dossier
from communes.models import Role, User

_AT_COMMUNE = {Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER}


def _unit_of(role: str, dossier: Dossier) -> int:
    """Commune roles are held in the commune, all others in the campaign's authority."""
    return dossier.commune_id if role in _AT_COMMUNE else dossier.campaign.authority_id


def _holds_one_of(roles: frozenset[str]) -> rules.Predicate:
    @rules.predicate
    def holds(user: User, dossier: Dossier | None) -> bool:
        return dossier is not None and any(user.has_role(role, _unit_of(role, dossier)) for role in roles)

    return holds


def _in_office_of(*roles: str) -> rules.Predicate:
    @rules.predicate
    def holds(user: User, campaign: Campaign | None) -> bool:
        return campaign is not None and any(user.has_role(role, campaign.authority_id) for role in roles)

    return holds


def permission_of(action: Action) -> str:
    """Return the permission's name: "assessments.post_dossier"."""
    return f"assessments.{action}_dossier"


for _action, _transition in TRANSITIONS.items():
    rules.add_perm(permission_of(_action), _holds_one_of(_transition.roles))

rules.add_perm("assessments.edit_dossier", _holds_one_of(frozenset({Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER})))
rules.add_perm("assessments.review_dossier", _holds_one_of(frozenset({Role.REVIEWER, Role.OFFICE_HEAD})))
rules.add_perm(
    "assessments.read_review", _holds_one_of(frozenset({Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER}))
)
rules.add_perm("assessments.manage_campaign", _in_office_of(Role.REVIEWER, Role.OFFICE_HEAD))
rules.add_perm("assessments.decide_campaign", _in_office_of(Role.DECISION_MAKER))
rules.add_perm("assessments.report_campaign", _in_office_of(Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER))
