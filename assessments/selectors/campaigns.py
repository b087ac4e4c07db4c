"""What the pages of campaigns show: plans, suggestions from the standard, communes with state and deadline."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from assessments.domain.provenance import Provenance
from assessments.domain.workflow import DECIDED, IN_OFFICE, WITH_COMMUNE_BEFORE_SUBMISSION
from assessments.models import Campaign, Dossier, Extension, Participation, Standard
from assessments.selectors import calendars, overviews
from communes.models import Role, Unit, User
from communes.models.membership import COMMUNE_ROLES

PAGE_SIZE = 20
_ROW = ("campaign", "state", "due_before", "submitted_at", "commune__kind", "commune__name")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the form proposes for a year; the person decides. `due_before` is None where the law was not found."""

    standard: Standard | None
    due_before: date | None
    is_sourced: bool


class CommuneRow(NamedTuple):
    """One commune of an opened campaign; `readable` tells whether the person may open the dossier."""

    number: int
    dossier: Dossier
    name: str
    due: overviews.Due
    readable: bool


@dataclass(frozen=True, slots=True)
class Closing:
    """What closing meets: dossiers that still wait for the office, and communes that never handed in."""

    waiting: int
    not_submitted: int


def visible_to(user: User) -> QuerySet[Campaign]:
    """Return the campaigns that the person may read; a plan in preparation is the office's own."""
    return Campaign.objects.readable_by(user)


def listed(user: User) -> QuerySet[Campaign]:
    """Return the campaigns with the number of their communes, of dossiers handed in and of dossiers decided."""
    return (
        visible_to(user)
        .select_related("authority")
        .annotate(
            commune_count=_number_of(Participation.objects.all()),
            submitted_count=_number_of(Dossier.objects.exclude(state__in=WITH_COMMUNE_BEFORE_SUBMISSION)),
            decided_count=_number_of(Dossier.objects.filter(state__in=DECIDED)),
        )
        .order_by("-year", "authority__sort_name", "pk")
    )


def _number_of(rows: QuerySet[Any]) -> Coalesce:
    """Count the rows of each campaign by itself: joins would multiply communes by dossiers."""
    of_campaign = rows.filter(campaign=OuterRef("pk")).order_by().values("campaign")
    return Coalesce(Subquery(of_campaign.annotate(n=Count("pk")).values("n")), 0)


def offices_of(user: User) -> QuerySet[Unit]:
    """Return the authorities for which the person may make a plan."""
    roles = (Role.REVIEWER, Role.OFFICE_HEAD)
    ids = {unit for role in roles for unit in user.role_units.get(role, frozenset())}
    return Unit.objects.filter(pk__in=ids)


def communes_of(authority: Unit, year: int) -> QuerySet[Unit]:
    """Return the communes under the authority on the last day of the year."""
    return Unit.objects.communes().valid_on(date(year, 12, 31)).filter(parent=authority)


def standards_for(year: int) -> QuerySet[Standard]:
    """Return the standards that apply to the year, the newest version of each edition."""
    newest = Standard.objects.filter(edition=OuterRef("edition")).values("edition").annotate(v=Max("version"))
    applies = Q(year_to__isnull=True) | Q(year_to__gte=year)
    return Standard.objects.filter(applies, year_from__lte=year, version=Subquery(newest.values("v")))


def suggestion_for(year: int) -> Suggestion:
    """Propose the year's standard, and the deadline where its data names one."""
    standard = standards_for(year).first()
    if standard is None:
        return Suggestion(None, None, is_sourced=False)
    deadline = standard.parsed.procedure.commune_deadline
    return Suggestion(standard, deadline.before(year), is_sourced=deadline.provenance is not Provenance.PROVISIONAL)


def sees_all_communes(user: User, campaign: Campaign) -> bool:
    """Tell whether the person reads the whole list; a commune reads its own row."""
    if user.has_role(Role.ADMINISTRATOR):
        return True
    units = {campaign.authority_id, campaign.authority.parent_id} - {None}
    return any(held & units for role, held in user.role_units.items() if role not in COMMUNE_ROLES)


def communes_page(campaign: Campaign, user: User, number: str | None) -> Page[Dossier]:
    """Return one page of the communes of an opened campaign, in alphabetical order."""
    dossiers = campaign.dossiers.select_related("commune").only(*_ROW).with_readable(user)
    if not sees_all_communes(user, campaign):
        dossiers = dossiers.editable_by(user)
    return Paginator(dossiers.order_by("commune__sort_name", "pk"), PAGE_SIZE).get_page(number)


def rows_of(page: Page[Dossier], *, on: date) -> list[CommuneRow]:
    """Return the rows of the page with deadlines, in a fixed number of queries."""
    calendar = calendars.current()
    return [
        CommuneRow(
            number,
            dossier,
            dossier.commune.full_name,
            overviews.due_of(dossier, on=on, calendar=calendar),
            dossier.is_readable,  # type: ignore[attr-defined]  # annotated
        )
        for number, dossier in enumerate(page.object_list, page.start_index())
    ]


@dataclass(frozen=True, slots=True)
class Extensions:
    """The newest extensions of a campaign; `has_more` tells that older ones stand in the dossiers alone."""

    newest: tuple[Extension, ...]
    has_more: bool


def extensions_of(campaign: Campaign, user: User) -> Extensions:
    """Return the newest extensions that the person may read."""
    extensions = Extension.objects.filter(dossier__campaign=campaign)
    if not sees_all_communes(user, campaign):
        extensions = extensions.filter(dossier__in=Dossier.objects.editable_by(user).values("pk"))
    rows = tuple(extensions.select_related("dossier__commune", "granted_by")[: PAGE_SIZE + 1])
    return Extensions(rows[:PAGE_SIZE], has_more=len(rows) > PAGE_SIZE)


def closing_of(campaign: Campaign) -> Closing:
    """Count what closing would meet."""
    counts = campaign.dossiers.aggregate(
        waiting=Count("pk", filter=Q(state__in=IN_OFFICE)),
        not_submitted=Count("pk", filter=Q(state__in=WITH_COMMUNE_BEFORE_SUBMISSION)),
    )
    return Closing(**counts)


def receiver_of(campaign: Campaign) -> str:
    """Name the body that receives the dossiers; the plain word where the standard's data does not say."""
    value = campaign.standard.parsed.procedure.receiving_body.value
    return str(value) if value else "cơ quan tư pháp"
