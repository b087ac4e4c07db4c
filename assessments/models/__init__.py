"""Stored facts, from the standard to the report, with the constraints that hold whatever the code does."""

from assessments.models.account import FactDeclaration, Narrative, Opinion
from assessments.models.answer import Answer
from assessments.models.assignment import Assignment, Interest, SpecialisedOffice, SpecialistOpinion
from assessments.models.audit import AuditEvent
from assessments.models.ballot import Choice, OpenBallot, SecretBox, VoterMark, WrittenOpinion
from assessments.models.campaign import Campaign, Holiday, Milestone, Participation
from assessments.models.council import Council, CouncilMember
from assessments.models.decision import Decision, DecisionLine
from assessments.models.discussion import ItemComment, ReasonTemplate
from assessments.models.document_template import DocumentTemplate
from assessments.models.dossier import Dossier, Extension
from assessments.models.draft_decision import DecisionCorrection, DraftDecision, DraftLine
from assessments.models.evidence import Evidence, EvidenceLink
from assessments.models.issued_document import IssuedDocument
from assessments.models.library import ReferenceFile
from assessments.models.meeting import AgendaItem, Attendance, Meeting
from assessments.models.notice import Notice, NoticePreference
from assessments.models.publication import Publication
from assessments.models.reading import EvidenceReading
from assessments.models.report import Report, ReportFile
from assessments.models.report_kind import ReportKind
from assessments.models.report_part import ReportPart
from assessments.models.review import ItemReview, SupplementRequest
from assessments.models.scan import EvidenceScan
from assessments.models.second_look import SecondLook, SecondLookDraw
from assessments.models.signature import EvidenceSignature, SignatureReading, SigningStart
from assessments.models.standard import Standard, StandardContent
from assessments.models.submission import Submission
from assessments.models.upload import UploadSession

__all__ = [
    "AgendaItem",
    "Answer",
    "Assignment",
    "Attendance",
    "AuditEvent",
    "Campaign",
    "Choice",
    "Council",
    "CouncilMember",
    "Decision",
    "DecisionCorrection",
    "DecisionLine",
    "DocumentTemplate",
    "Dossier",
    "DraftDecision",
    "DraftLine",
    "Evidence",
    "EvidenceLink",
    "EvidenceReading",
    "EvidenceScan",
    "EvidenceSignature",
    "Extension",
    "FactDeclaration",
    "Holiday",
    "Interest",
    "IssuedDocument",
    "ItemComment",
    "ItemReview",
    "Meeting",
    "Milestone",
    "Narrative",
    "Notice",
    "NoticePreference",
    "OpenBallot",
    "Opinion",
    "Participation",
    "Publication",
    "ReasonTemplate",
    "ReferenceFile",
    "Report",
    "ReportFile",
    "ReportKind",
    "ReportPart",
    "SecondLook",
    "SecondLookDraw",
    "SecretBox",
    "SignatureReading",
    "SigningStart",
    "SpecialisedOffice",
    "SpecialistOpinion",
    "Standard",
    "StandardContent",
    "Submission",
    "SupplementRequest",
    "UploadSession",
    "VoterMark",
    "WrittenOpinion",
]
