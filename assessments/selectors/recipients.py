"""Who is told after each action of the workflow; the preview under a button and the notice itself ask the same."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q

from assessments.domain.workflow import Action
from assessments.models import Assignment, CouncilMember, Dossier, Meeting
from communes.models import Membership, Role, Unit, User
from communes.models.membership import COMMUNE_ROLES


class Audience(StrEnum):
    """Whom a notice concerns; each audience reads its own words."""

    COMMUNE = "commune"
    OFFICE = "office"
    COUNCIL = "council"
    DECIDERS = "deciders"
    OBSERVERS = "observers"


A = Audience
_DECISION = (A.COMMUNE, A.OFFICE, A.DECIDERS, A.OBSERVERS)
AUDIENCES: dict[Action, tuple[Audience, ...]] = {
    Action.POST: (A.COMMUNE,),
    Action.RECALL: (A.COMMUNE,),
    Action.SUBMIT: (A.COMMUNE, A.OFFICE),
    Action.WITHDRAW: (A.COMMUNE, A.OFFICE),
    Action.RECEIVE: (A.COMMUNE,),
    Action.REQUEST_SUPPLEMENT: (A.COMMUNE,),
    Action.RESUBMIT: (A.COMMUNE, A.OFFICE),
    Action.APPRAISE: (A.COMMUNE, A.DECIDERS),
    Action.REOPEN: (A.COMMUNE, A.OFFICE, A.DECIDERS),
    Action.PUT_TO_COUNCIL: (A.COMMUNE, A.COUNCIL),
    Action.TAKE_BACK: (A.COMMUNE, A.COUNCIL, A.DECIDERS),
    Action.CONCLUDE: (A.COMMUNE, A.OFFICE, A.DECIDERS),
    Action.RECOGNISE: _DECISION,
    Action.DECLINE: _DECISION,
    Action.REVOKE: _DECISION,
}
_ROLES = {
    A.COMMUNE: COMMUNE_ROLES,
    A.OFFICE: frozenset({Role.REVIEWER, Role.OFFICE_HEAD}),
    A.DECIDERS: frozenset({Role.DECISION_MAKER}),
    A.OBSERVERS: frozenset({Role.OBSERVER}),
}


@dataclass(frozen=True, slots=True)
class Group:
    """One audience of one unit with the people who are told; nobody where it has no other account."""

    audience: Audience
    unit: Unit
    users: tuple[User, ...]

    @property
    def label(self) -> str:
        """Name the group as it stands inside a sentence."""
        return label_of(self.audience, self.unit)


def label_of(audience: Audience, unit: Unit) -> str:
    """Name an audience of a unit without counting it."""
    name = unit.full_name[:1].lower() + unit.full_name[1:]
    return {
        A.COMMUNE: f"lãnh đạo và công chức UBND {name}",
        A.OFFICE: f"cơ quan tư pháp {name}",
        A.COUNCIL: f"thành viên Hội đồng đánh giá {name}",
        A.DECIDERS: f"người có thẩm quyền công nhận ({name})",
        A.OBSERVERS: f"cơ quan tư pháp cấp trên của {name}",
    }[audience]


def groups_after(
    action: Action, dossiers: Sequence[Dossier], *, actor: User, meetings: Collection[int] = ()
) -> tuple[Group, ...]:
    """Return who is told when the actor does the action to dossiers of one campaign, in a fixed number of queries.

    The actor is never told. Nobody is told twice about one dossier. `meetings` are the council's meetings concerned.
    """
    held = _Held(action, dossiers, meetings)
    told = {actor.pk}
    groups = []
    for audience, unit in _places(AUDIENCES[action], dossiers):
        users = tuple({user.pk: user for user in held.people(audience, unit) if user.pk not in told}.values())
        groups.append(Group(audience, unit, users))
        if len(dossiers) == 1:
            told |= {user.pk for user in users}
    return tuple(groups)


def _places(audiences: Iterable[Audience], dossiers: Sequence[Dossier]) -> Iterable[tuple[Audience, Unit]]:
    """Yield every commune, and the authority once for each of its audiences."""
    for audience in audiences:
        if audience is A.COMMUNE:
            yield from ((audience, dossier.commune) for dossier in dossiers)
        else:
            yield audience, dossiers[0].campaign.authority


class _Held:
    """The people of all units concerned, read once."""

    def __init__(self, action: Action, dossiers: Sequence[Dossier], meetings: Collection[int]) -> None:
        audiences = AUDIENCES[action]
        self.authority = dossiers[0].campaign.authority
        self.by_place: dict[tuple[int, str], list[User]] = {}
        for row in _memberships(audiences, dossiers, self.authority):
            self.by_place.setdefault((row.unit_id, row.role), []).append(row.user)
        self.council = _seats(meetings) if A.COUNCIL in audiences else []
        self.assigned = _assigned(dossiers) if A.OFFICE in audiences else None

    def people(self, audience: Audience, unit: Unit) -> list[User]:
        """Return the audience's people, those of the first role first."""
        if audience is A.COUNCIL:
            return self.council
        if audience is A.OFFICE:
            return self._office(unit)
        units = [unit.pk] if audience is not A.OBSERVERS else [unit.pk, unit.parent_id or 0]
        roles = sorted(_ROLES[audience])
        return [user for pk in units for role in roles for user in self.by_place.get((pk, role), [])]

    def _office(self, unit: Unit) -> list[User]:
        """Return the heads and who reviews the dossiers: all reviewers as long as one dossier has none of its own."""
        reviewers = self.by_place.get((unit.pk, Role.REVIEWER), [])
        chosen = [user for user in reviewers if self.assigned is not None and user.pk in self.assigned]
        return self.by_place.get((unit.pk, Role.OFFICE_HEAD), []) + (chosen or reviewers)


def _memberships(
    audiences: Collection[Audience], dossiers: Sequence[Dossier], authority: Unit
) -> Iterable[Membership]:
    roles = [role for audience in audiences if audience not in {A.COMMUNE, A.COUNCIL} for role in _ROLES[audience]]
    wanted = Q(unit__in=[authority.pk, authority.parent_id or 0], role__in=roles)
    if A.COMMUNE in audiences:
        wanted |= Q(unit__in={dossier.commune_id for dossier in dossiers}, role__in=COMMUNE_ROLES)
    return Membership.objects.filter(wanted, user__is_active=True).select_related("user").order_by("user_id", "pk")


def _seats(meetings: Collection[int]) -> list[User]:
    """Return the members of the councils that hold the meetings."""
    councils = Meeting.objects.filter(pk__in=meetings).values("council")
    seats = CouncilMember.objects.filter(council__in=councils, removed_at__isnull=True, user__is_active=True)
    return [seat.user for seat in seats.select_related("user").order_by("pk")]


def _assigned(dossiers: Sequence[Dossier]) -> frozenset[int] | None:
    """Return the reviewers to whom the dossiers are assigned; None as soon as one has none."""
    current = Assignment.objects.current().filter(dossier__in=dossiers, reviewer__isnull=False)
    rows = list(current.order_by().values_list("dossier", "reviewer"))
    whole = {dossier for dossier, _ in rows} == {dossier.pk for dossier in dossiers}
    return frozenset(reviewer for _, reviewer in rows if reviewer) if whole else None


def planned_meetings(dossier: Dossier) -> tuple[int, ...]:
    """Return the meetings to come that have the dossier on their agenda: taking it back changes these."""
    waiting = dossier.agenda_items.filter(meeting__state=Meeting.State.PLANNED).order_by()
    return tuple(waiting.values_list("meeting_id", flat=True))
