"""What is reported upward."""

from assessments.models import ReportKind
from assessments.selectors.papers.offer import FOR_OFFICE, Offer, by_office, unopened

OFFERS = {ReportKind.CAMPAIGN_RESULT: Offer(by_office, FOR_OFFICE, unopened)}
