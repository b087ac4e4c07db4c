"""Who is told after each action of the workflow; the preview under a button and the notice itself ask the same."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from assessments.domain.handovers import AUDIENCES, Audience
from assessments.domain.workflow import Action
from assessments.models import Assignment, CouncilMember, Dossier, Meeting
from communes.models import Membership, Role, Unit, User
from communes.models.membership import COMMUNE_ROLES

A = Audience
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
    return _groups(AUDIENCES[action], dossiers, actor, meetings)


def communes_of(dossiers: Sequence[Dossier], *, actor: User) -> tuple[Group, ...]:
    """Return the people of the dossiers' communes, for what concerns them alone."""
    return _groups((A.COMMUNE,), dossiers, actor)


def _groups(
    audiences: tuple[Audience, ...], dossiers: Sequence[Dossier], actor: User, meetings: Collection[int] = ()
) -> tuple[Group, ...]:
    held = _Held(audiences, dossiers, meetings)
    told = {actor.pk}
    groups = []
    for audience, unit in _places(audiences, dossiers):
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

    def __init__(
        self, audiences: Collection[Audience], dossiers: Sequence[Dossier], meetings: Collection[int]
    ) -> None:
        self.authority = dossiers[0].campaign.authority
        self.by_place: dict[tuple[int, str], list[User]] = {}
        for row in _memberships(audiences, dossiers, self.authority):
            self.by_place.setdefault((row.unit_id, row.role), []).append(row.user)
        self.council = _seats(meetings, self.authority) if A.COUNCIL in audiences else []
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


def _seats(meetings: Collection[int], authority: Unit) -> list[User]:
    """Return the members of the councils that hold the meetings; a seat without the role opens nothing."""
    councils = Meeting.objects.filter(pk__in=meetings).values("council")
    members = Membership.objects.filter(unit=authority, role=Role.COUNCIL_MEMBER).values("user")
    seats = CouncilMember.objects.current().filter(council__in=councils, user__in=members, user__is_active=True)
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


def sentence_of(groups: Iterable[Group]) -> str:
    """Say who is told: groups with the number of people, many communes in one; no names, no addresses."""
    groups = list(groups)
    communes = [group for group in groups if group.audience is A.COMMUNE]
    parts = [_Part.of(group) for group in groups if group.audience is not A.COMMUNE]
    if len(communes) > 1:
        count = len({user.pk for group in communes for user in group.users})
        silent = sum(1 for group in communes if not group.users)
        parts.insert(0, _Part(f"lãnh đạo và công chức UBND {len(communes) - silent} xã, phường", count))
        parts += [_Part(f"UBND {silent} xã, phường", 0)] if silent else []
    else:
        parts[:0] = [_Part.of(group) for group in communes]
    told = "; ".join(f"{part.label} ({part.count} người)" for part in parts if part.count)
    missing = "; ".join(part.label for part in parts if not part.count)
    sentences = (
        f"Sẽ báo cho: {told}." if told else "",
        f"Chưa có tài khoản nhận thông báo: {missing}." if missing else "",
    )
    return " ".join(sentence for sentence in sentences if sentence)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of the sentence."""

    label: str
    count: int

    @classmethod
    def of(cls, group: Group) -> "_Part":
        return cls(group.label, len(group.users))
