"""Papers of the office as tests ask for them and read them."""

from datetime import datetime

from assessments.models import Campaign, Dossier, Report, ReportKind
from assessments.reports import documents
from assessments.selectors.papers import table
from communes.models import User
from tests.factories import NOW
from tests.factories.pages import text_of
from tests.factories.town import Town


def about(kind: ReportKind, town: Town, dossier: Dossier | None = None) -> Report:
    """Return a report that is not stored, as the office asks for it."""
    campaign = Campaign.objects.get(pk=town.campaign.pk)
    fresh = Dossier.objects.get(pk=dossier.pk) if dossier else None
    return Report(kind=kind, campaign=campaign, dossier=fresh, by_office=True)


def said(report: Report, at: datetime = NOW) -> str:
    """Return the words of the paper as it would be printed now."""
    return text_of(documents.to_html(report.kind, documents.gather(report, at=at, progress=lambda *_: None)))


def why_not(report: Report) -> str:
    """Return the sentence why it cannot be made yet."""
    return table.offer_of(report.kind).why_not(report)


def visible(user: User) -> set[int]:
    """Return the reports that the person may see."""
    return set(Report.objects.visible_to(user).values_list("pk", flat=True))
