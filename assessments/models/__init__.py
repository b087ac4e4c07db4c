"""Stored facts, from the standard to the report, with the constraints that hold whatever the code does."""

from assessments.models.answer import Answer
from assessments.models.audit import AuditEvent
from assessments.models.campaign import Campaign, Holiday, Milestone, Participation
from assessments.models.decision import Decision, DecisionLine
from assessments.models.dossier import Dossier, Extension, FactDeclaration, Narrative, Opinion
from assessments.models.evidence import Evidence, EvidenceLink
from assessments.models.report import Report
from assessments.models.review import ItemReview, SupplementRequest
from assessments.models.standard import Standard, StandardContent
from assessments.models.submission import Submission

__all__ = [
    "Answer",
    "AuditEvent",
    "Campaign",
    "Decision",
    "DecisionLine",
    "Dossier",
    "Evidence",
    "EvidenceLink",
    "Extension",
    "FactDeclaration",
    "Holiday",
    "ItemReview",
    "Milestone",
    "Narrative",
    "Opinion",
    "Participation",
    "Report",
    "Standard",
    "StandardContent",
    "Submission",
    "SupplementRequest",
]
