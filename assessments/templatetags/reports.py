"""Shows values on printed documents, and the buttons that ask for them."""

from fractions import Fraction

from django import template
from django.utils.safestring import SafeString

from assessments.domain.numbers import shown
from assessments.models import Campaign, Dossier, Report, ReportKind
from assessments.reports import result_charts
from assessments.reports.score_sheet_document import Value
from assessments.selectors import reports as selectors
from assessments.selectors import results
from communes.models import User

register = template.Library()


@register.filter
def verdict(met: bool | None) -> str:  # noqa: FBT001  # a filter's argument
    """Say whether something is met; a dash while it is not known."""
    return "–" if met is None else "Đạt" if met else "Không đạt"


@register.filter
def value(cell: Value) -> str:
    """Show points or a verdict; a dash where there is neither yet."""
    return shown(cell.points) if cell.points is not None else verdict(cell.met)


@register.filter
def hundredths(ratio: Fraction | None) -> str:
    """Show a ratio in percent under a column head that has the sign already: 0.9735 → "97,35"."""
    return "–" if ratio is None else shown(ratio * 100)


@register.filter
def two(count: int) -> str:
    """Write a count as documents do, with a zero before one digit."""
    return f"{count:02d}"


@register.simple_tag
def mark(provisional: bool) -> SafeString:  # noqa: FBT001  # a tag's argument
    """Mark a value that is not verified; the footnote says what the mark means."""
    return SafeString("<sup>(*)</sup>" if provisional else "")


@register.inclusion_tag("assessments/_report_sheet.html")
def report_sheet_button(user: User, dossier: Dossier) -> dict[str, object]:
    """Offer the score sheet to who may have it made."""
    sheet = Report(kind=ReportKind.SCORE_SHEET, campaign=dossier.campaign, dossier=dossier)
    return {"dossier": dossier, "offered": selectors.may_request(user, sheet)}


@register.inclusion_tag("assessments/_report_campaign.html")
def report_campaign_button(user: User, campaign: Campaign) -> dict[str, object]:
    """Lead who may have a campaign's documents made to them (the plan even before it is opened), and offer the result."""
    result = Report(kind=ReportKind.CAMPAIGN_RESULT, campaign=campaign)
    opened = campaign.state != Campaign.State.PREPARING
    return {"campaign": campaign, "offered": selectors.may_request(user, result), "opened": opened}


@register.inclusion_tag("assessments/_campaign_results.html")
def campaign_results(user: User, campaign: Campaign) -> dict[str, object]:
    """Show the office how many communes stand where, as the report's chart does."""
    shown_to = campaign.state != Campaign.State.PREPARING and user.has_perm("assessments.search_campaign", campaign)
    return {"chart": result_charts.of_results(results.counts_of(campaign)) if shown_to else None}
