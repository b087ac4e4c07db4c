"""Who may do what: predicates over roles, and no deed of the office by a person with a conflict of interest.

Seeing is decided in the querysets, timing in `domain.workflow`.
"""

import rules

from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED, TRANSITIONS, Action
from assessments.models import Campaign, CouncilMember, DocumentTemplate, Dossier, Meeting, ReportKind
from assessments.models.document_template import WORDING_ROLES
from communes.models import Role, Unit, UnitLevel, User

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
    """Tell whether the person belongs to the dossier's commune or declared an interest in it.

    A dossier has few declarations: pages that ask more than once read them with the dossier (`prefetch_related`).
    """
    if any(row.unit_id == dossier.commune_id for row in user.held):
        return True
    return any(row.user_id == user.pk for row in dossier.interests.all())


@rules.predicate
def _without_conflict(user: User, dossier: Dossier | None) -> bool:
    return dossier is not None and not has_conflict(user, dossier)


def _works_at(*roles: str) -> rules.Predicate:
    @rules.predicate
    def works(user: User, authority: Unit | None) -> bool:
        return authority is not None and any(user.has_role(role, authority.pk) for role in roles)

    return works


def permission_of(action: Action) -> str:
    """Return the permission's name: "assessments.post_dossier"."""
    return f"assessments.{action}_dossier"


for _action, _transition in TRANSITIONS.items():
    _may = _holds_one_of(_transition.roles)
    rules.add_perm(permission_of(_action), _may & _without_conflict if _transition.roles <= _REVIEWING else _may)

rules.add_perm("assessments.edit_dossier", _holds_one_of(frozenset({Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER})))
rules.add_perm("assessments.review_dossier", _holds_one_of(_REVIEWING) & _without_conflict)

rules.add_perm(
    "assessments.export_dossier",
    _holds_one_of(frozenset({*_AT_COMMUNE, Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER})),
)


@rules.predicate
def _reads_for_the_council(user: User, dossier: Dossier | None) -> bool:
    """Tell whether a council member may read the review: once it is finished, never where an interest is at stake."""
    if dossier is None or dossier.status not in AFTER_APPRAISAL | DECIDED:
        return False
    return user.has_role(Role.COUNCIL_MEMBER, dossier.campaign.authority_id) and not has_conflict(user, dossier)


rules.add_perm(
    "assessments.read_review",
    _holds_one_of(frozenset({Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER})) | _reads_for_the_council,
)
rules.add_perm(
    "assessments.read_comments", _holds_one_of(frozenset({Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER}))
)
rules.add_perm("assessments.manage_campaign", _in_office_of(Role.REVIEWER, Role.OFFICE_HEAD))
rules.add_perm("assessments.manage_reasons", _works_at(Role.REVIEWER, Role.OFFICE_HEAD))


@rules.predicate
def _words_for_the_unit(user: User, template: DocumentTemplate | None) -> bool:
    """Tell whether the person words this kind of document for the unit that issues it."""
    if template is None:
        return False
    if template.kind == ReportKind.AREA_RESULT and template.authority.level != UnitLevel.PROVINCE:
        return False
    return any(user.has_role(role, template.authority_id) for role in WORDING_ROLES[template.kind])


rules.add_perm("assessments.adapt_document", _words_for_the_unit)
rules.add_perm("assessments.assign_campaign", _in_office_of(Role.OFFICE_HEAD))
rules.add_perm("assessments.draft_campaign", _in_office_of(Role.REVIEWER, Role.OFFICE_HEAD))
rules.add_perm("assessments.publish_campaign", _in_office_of(Role.OFFICE_HEAD, Role.DECISION_MAKER))
rules.add_perm("assessments.decide_campaign", _in_office_of(Role.DECISION_MAKER))
rules.add_perm("assessments.issue_campaign", _in_office_of(Role.OFFICE_HEAD, Role.DECISION_MAKER))
rules.add_perm("assessments.issue_dossier", _holds_one_of(frozenset({Role.COMMUNE_LEADER})))
rules.add_perm("assessments.issue_area", _works_at(Role.OFFICE_HEAD, Role.DECISION_MAKER))
_office = _in_office_of(Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER)
rules.add_perm("assessments.search_campaign", _office)
rules.add_perm("assessments.report_campaign", _office)


@rules.predicate
def _heads_office_of(user: User, authority: Unit | None) -> bool:
    return authority is not None and user.has_role(Role.OFFICE_HEAD, authority.pk)


def _seat(user: User, meeting: Meeting | None) -> CouncilMember | None:
    """Return the seat that the person holds now in the meeting's council, read once for each loaded meeting and person."""
    if meeting is None or not user.has_role(Role.COUNCIL_MEMBER, meeting.council.authority_id):
        return None
    return meeting.seat_of(user)


def _sits_as(*functions: CouncilMember.Function) -> rules.Predicate:
    @rules.predicate
    def sits(user: User, meeting: Meeting | None) -> bool:
        seat = _seat(user, meeting)
        return seat is not None and seat.function in functions

    return sits


@rules.predicate
def _heads_office_of_meeting(user: User, meeting: Meeting | None) -> bool:
    return meeting is not None and user.has_role(Role.OFFICE_HEAD, meeting.council.authority_id)


@rules.predicate
def _presides(user: User, meeting: Meeting | None) -> bool:
    """Tell whether the person presides: asked by the chair, or the chair while nobody of the council was asked."""
    seat = _seat(user, meeting)
    if meeting is None or seat is None:
        return False
    delegate = meeting.presided_by
    if delegate is None or delegate.removed_at is not None:
        return seat.function == CouncilMember.Function.CHAIR
    return seat.pk == delegate.pk


_CHAIR, _SECRETARY = _sits_as(CouncilMember.Function.CHAIR), _sits_as(CouncilMember.Function.SECRETARY)
rules.add_perm("assessments.manage_council", _heads_office_of)
rules.add_perm("assessments.attend_meeting", _sits_as(*CouncilMember.Function))
rules.add_perm("assessments.prepare_meeting", _heads_office_of_meeting | _SECRETARY)
rules.add_perm("assessments.delegate_meeting", _CHAIR | _SECRETARY)
rules.add_perm("assessments.preside_meeting", _presides)
rules.add_perm("assessments.note_attendance", _presides | _CHAIR | _SECRETARY)
rules.add_perm("assessments.assist_meeting", _presides | _SECRETARY)
rules.add_perm("assessments.issue_meeting", _CHAIR | _SECRETARY)
