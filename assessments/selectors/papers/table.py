"""All offers, and the list of documents that a page shows for a dossier, a campaign, a meeting, a draft or a decision."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.models import Dossier, Report, ReportKind
from assessments.models.report_kind import ABOUT, FIELDS
from assessments.selectors.papers import commune, council, leader, office, upward
from assessments.selectors.papers.offer import Offer
from communes.models import OFFICE_ROLES, Role, User

OFFERS: dict[ReportKind, Offer] = {
    **commune.OFFERS,
    **office.OFFERS,
    **council.OFFERS,
    **leader.OFFERS,
    **upward.OFFERS,
}


# What a report may be about, by the columns of its table.
COLUMNS = {name if name == "year" else f"{name}_id": name for name in sorted(FIELDS)}


@dataclass(frozen=True, slots=True)
class Line:
    """One document of the list: whether the person may have it made, what is missing yet ("" for nothing), the latest one."""

    kind: ReportKind
    is_offered: bool
    why_not: str
    latest: Report | None


def offer_of(kind: str) -> Offer:
    """Return the offer of a kind of document."""
    return OFFERS[ReportKind(kind)]


def is_of_commune(user: User, dossier: Dossier | None) -> bool:
    """Tell whether the person works on the dossier for its commune."""
    return dossier is not None and user.has_perm("assessments.edit_dossier", dossier)


def reads_decisions(user: User) -> bool:
    """Tell whether documents of a decision are made by the person's office or addressed to the person's commune."""
    return bool({*OFFICE_ROLES, Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER} & user.role_units.keys())


def lines(user: User, subject: Report) -> list[Line]:
    """Return the documents about the same as `subject` (not stored) that the person may have made or read, in their order."""
    subject.by_office = not is_of_commune(user, subject.dossier)
    latest = _latest(user, subject)
    found = (_line(user, subject, kind, latest.get(kind)) for kind in _about_the_same(subject) if kind in OFFERS)
    return [line for line in found if line.is_offered or line.latest]


def _line(user: User, subject: Report, kind: ReportKind, latest: Report | None) -> Line:
    offered = OFFERS[kind].may(user, subject)
    return Line(kind, offered, OFFERS[kind].why_not(subject) if offered else "", latest)


def _about_the_same(subject: Report) -> Iterator[ReportKind]:
    filled = {COLUMNS[name] for name in COLUMNS if getattr(subject, name) is not None}
    return (kind for kind in ReportKind if filled in ABOUT[kind])


def _latest(user: User, subject: Report) -> dict[str, Report]:
    """Return the newest report of each kind about the subject, in one query."""
    about = {name: getattr(subject, name) for name in COLUMNS}
    found = Report.objects.visible_to(user).filter(**about).defer("data").order_by("requested_at", "pk")
    return {row.kind: row for row in found}
