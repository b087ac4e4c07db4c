"""Who may do what: predicates over roles, and no deed of the office by a person with a conflict of interest.

Seeing is decided in the querysets, timing in `domain.workflow`.
"""

import rules

from assessments.domain.workflow import TRANSITIONS, Action
from assessments.models import Campaign, Dossier, Interest
from communes.models import Role, User

_AT_COMMUNE = {Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER}
_REVIEWING = frozenset({Role.REVIEWER, Role.OFFICE_HEAD})


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


def has_conflict(user: User, dossier: Dossier) -> bool:
    """Tell whether the person belongs to the dossier's commune or declared an interest in it."""
    if any(row.unit_id == dossier.commune_id for row in user.held):
        return True
    return Interest.objects.filter(dossier=dossier, user=user).exists()


@rules.predicate
def _without_conflict(user: User, dossier: Dossier | None) -> bool:
    return dossier is not None and not has_conflict(user, dossier)


def permission_of(action: Action) -> str:
    """Return the permission's name: "assessments.post_dossier"."""
    return f"assessments.{action}_dossier"


for _action, _transition in TRANSITIONS.items():
    _may = _holds_one_of(_transition.roles)
    rules.add_perm(permission_of(_action), _may & _without_conflict if _transition.roles <= _REVIEWING else _may)

rules.add_perm("assessments.edit_dossier", _holds_one_of(frozenset({Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER})))
rules.add_perm("assessments.review_dossier", _holds_one_of(_REVIEWING) & _without_conflict)
rules.add_perm(
    "assessments.read_review", _holds_one_of(frozenset({Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER}))
)
rules.add_perm("assessments.manage_campaign", _in_office_of(Role.REVIEWER, Role.OFFICE_HEAD))
rules.add_perm("assessments.decide_campaign", _in_office_of(Role.DECISION_MAKER))
rules.add_perm("assessments.report_campaign", _in_office_of(Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER))
