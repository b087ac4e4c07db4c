"""What the office may have made while it reviews."""

from assessments.models import ReportKind
from assessments.selectors.papers.offer import Offer

OFFERS: dict[ReportKind, Offer] = {}
