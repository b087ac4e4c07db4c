"""Who is told after each action of the workflow; the preview under a button and the notice itself ask the same."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from assessments.domain.handovers import AUDIENCES, Audience
from assessments.domain.workflow import Action
from assessments.models import Assignment, CouncilMember, Dossier, Interest, Meeting
from communes.models import Membership, Role, Unit, User
from communes.models.membership import COMMUNE_ROLES

A = Audience
_ROLES = {
    A.COMMUNE: COMMUNE_ROLES,
    A.OFFICE: frozenset({Role.REVIEWER, Role.OFFICE_HEAD}),
    A.DECIDERS: frozenset({Role.DECISION_MAKER}),
    A.OBSERVERS: frozenset({Role.OBSERVER}),
}
_AT_AUTHORITY = frozenset({A.OFFICE, A.DECIDERS, A.OBSERVERS})


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
        A.COUNCIL: f"thành viên Hội đồng đánh giá {name} đã được mời họp",
        A.DECIDERS: f"người có thẩm quyền công nhận ({name})",
        A.OBSERVERS: f"cơ quan tư pháp cấp trên của {name}",
    }[audience]


def groups_after(
    action: Action, dossiers: Sequence[Dossier], *, actor: User, meetings: Collection[int] = ()
) -> tuple[Group, ...]:
    """Return who is told when the actor does the action to dossiers of one campaign, in a fixed number of queries.

    The actor is never told. Nobody is told twice about one dossier. `meetings` are the council's meetings concerned;
    the council is told only where the papers of one went out.
    """
    audiences, authority = AUDIENCES[action], dossiers[0].campaign.authority
    invited = _invited(meetings) if A.COUNCIL in audiences else frozenset()
    if not invited:
        audiences = tuple(audience for audience in audiences if audience is not A.COUNCIL)
    held = _Held()
    held.read(audiences, [dossier.commune_id for dossier in dossiers], authority)
    if A.OFFICE in audiences:
        held.assigned, held.concerned = _assigned(dossiers), _interested(dossiers)
    if invited:
        held.council = _seats(invited, authority)
    communes = [dossier.commune for dossier in dossiers]
    places = [(a, unit) for a in audiences for unit in (communes if a is A.COMMUNE else [authority])]
    return _groups(held, places, actor, told_once=len(dossiers) == 1)


def council_of(meeting: Meeting, users: Iterable[User]) -> Group:
    """Return the members as a group, for what concerns a whole meeting; inactive accounts are not told."""
    return Group(A.COUNCIL, meeting.council.authority, tuple(user for user in users if user.is_active))


def deciders_of(authority: Unit, *, actor: User) -> tuple[Group, ...]:
    """Return the authority's people who sign, for what concerns them alone."""
    held = _Held()
    held.read((A.DECIDERS,), (), authority)
    return _groups(held, [(A.DECIDERS, authority)], actor, told_once=True)


def communes_of(dossiers: Sequence[Dossier], *, actor: User) -> tuple[Group, ...]:
    """Return the people of the dossiers' communes, for what concerns them alone."""
    return people_of([dossier.commune for dossier in dossiers], actor=actor)


def people_of(communes: Sequence[Unit], *, actor: User) -> tuple[Group, ...]:
    """Return the people of the communes, for what concerns them alone."""
    held = _Held()
    held.read((A.COMMUNE,), [unit.pk for unit in communes], None)
    return _groups(held, [(A.COMMUNE, unit) for unit in communes], actor, told_once=False)


def _groups(
    held: "_Held", places: Iterable[tuple[Audience, Unit]], actor: User, *, told_once: bool
) -> tuple[Group, ...]:
    told = {actor.pk}
    groups = []
    for audience, unit in places:
        users = tuple({user.pk: user for user in held.people(audience, unit) if user.pk not in told}.values())
        groups.append(Group(audience, unit, users))
        if told_once:
            told |= {user.pk for user in users}
    return tuple(groups)


class _Held:
    """The people of all units concerned, read once."""

    def __init__(self) -> None:
        self.by_place: dict[tuple[int, str], list[User]] = {}
        self.council: list[User] = []
        self.assigned: frozenset[int] = frozenset()
        self.concerned: frozenset[int] = frozenset()

    def read(self, audiences: Collection[Audience], communes: Collection[int], authority: Unit | None) -> None:
        """Read who holds the audiences' roles in the communes and the authority, in one query."""
        roles = [role for audience in audiences if audience in _AT_AUTHORITY for role in _ROLES[audience]]
        wanted = Q(unit__in=communes, role__in=COMMUNE_ROLES)
        if authority:
            wanted |= Q(unit__in=[authority.pk, authority.parent_id or 0], role__in=roles)
        rows = Membership.objects.filter(wanted, user__is_active=True).select_related("user")
        for row in rows.order_by("user_id", "pk"):
            self.by_place.setdefault((row.unit_id, row.role), []).append(row.user)

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
        chosen = [user for user in reviewers if user.pk in self.assigned]
        found = self.by_place.get((unit.pk, Role.OFFICE_HEAD), []) + (chosen or reviewers)
        return [user for user in found if user.pk not in self.concerned]


def _invited(meetings: Collection[int]) -> frozenset[int]:
    """Return those of the meetings whose members were asked to come."""
    found = Meeting.objects.filter(pk__in=meetings, papers_sent_at__isnull=False).order_by() if meetings else None
    return frozenset(found.values_list("pk", flat=True)) if found is not None else frozenset()


def _seats(meetings: Collection[int], authority: Unit) -> list[User]:
    """Return the members of the councils that hold the meetings; a seat without the role opens nothing."""
    councils = Meeting.objects.filter(pk__in=meetings).values("council")
    members = Membership.objects.filter(unit=authority, role=Role.COUNCIL_MEMBER).values("user")
    seats = CouncilMember.objects.current().filter(council__in=councils, user__in=members, user__is_active=True)
    return [seat.user for seat in seats.select_related("user").order_by("pk")]


def _assigned(dossiers: Sequence[Dossier]) -> frozenset[int]:
    """Return the reviewers to whom the dossiers are assigned; nobody as soon as one dossier has none."""
    current = Assignment.objects.current().filter(dossier__in=dossiers, reviewer__isnull=False)
    rows = list(current.order_by().values_list("dossier", "reviewer"))
    whole = {dossier for dossier, _ in rows} == {dossier.pk for dossier in dossiers}
    return frozenset(reviewer for _, reviewer in rows if reviewer) if whole else frozenset()


def _interested(dossiers: Sequence[Dossier]) -> frozenset[int]:
    """Return who declared an interest in the one dossier and therefore is not asked to review it."""
    if len(dossiers) > 1:
        return frozenset()
    return frozenset(Interest.objects.filter(dossier=dossiers[0]).values_list("user", flat=True))


def planned_meetings(dossier: Dossier) -> tuple[int, ...]:
    """Return the meetings to come that have the dossier on their agenda: taking it back changes these."""
    waiting = dossier.agenda_items.filter(meeting__state=Meeting.State.PLANNED).order_by()
    return tuple(waiting.values_list("meeting_id", flat=True))
