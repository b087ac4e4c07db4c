"""What is made for the leader of the People's Committee to sign."""

from assessments.models import ReportKind
from assessments.selectors.papers.offer import Offer

OFFERS: dict[ReportKind, Offer] = {}
