"""All offers, and the list of documents that a page shows for a dossier, a campaign, a meeting, a draft or a decision."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessments.models import Dossier, Report, ReportKind
from assessments.models.report_kind import ABOUT, FIELDS
from assessments.selectors.papers import commune, council, leader, office, upward
from assessments.selectors.papers.offer import Offer
from communes.models import User

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
    """One document of the list: why it cannot be made yet ("" where it can), and the latest one that was made."""

    kind: ReportKind
    why_not: str
    latest: Report | None


def offer_of(kind: str) -> Offer:
    """Return the offer of a kind of document."""
    return OFFERS[ReportKind(kind)]


def is_of_commune(user: User, dossier: Dossier | None) -> bool:
    """Tell whether the person works on the dossier for its commune."""
    return dossier is not None and user.has_perm("assessments.edit_dossier", dossier)


def lines(user: User, subject: Report) -> list[Line]:
    """Return the documents about the same as `subject` (not stored) that the person may have made, in their order."""
    subject.by_office = not is_of_commune(user, subject.dossier)
    latest = _latest(user, subject)
    return [
        Line(kind, OFFERS[kind].why_not(subject), latest.get(kind))
        for kind in _about_the_same(subject)
        if kind in OFFERS and OFFERS[kind].may(user, subject)
    ]


def _about_the_same(subject: Report) -> Iterator[ReportKind]:
    filled = {COLUMNS[name] for name in COLUMNS if getattr(subject, name) is not None}
    return (kind for kind in ReportKind if filled in ABOUT[kind])


def _latest(user: User, subject: Report) -> dict[str, Report]:
    """Return the newest report of each kind about the subject, in one query."""
    about = {name: getattr(subject, name) for name in COLUMNS}
    found = Report.objects.visible_to(user).filter(**about).defer("data").order_by("requested_at", "pk")
    return {row.kind: row for row in found}
