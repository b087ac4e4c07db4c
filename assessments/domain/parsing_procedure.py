"""Reads the procedure: every value carries its provenance; null means that the law was not found."""

from datetime import date

from assessments.domain.procedure import Council, Deadline, Procedure, Setting
from assessments.domain.provenance import Provenance
from assessments.domain.reader import Node

_NOT_FOUND = Setting(None, Provenance.PROVISIONAL)
_UNITS = frozenset({"", "days", "working_days"})


def procedure(node: Node) -> Procedure:
    """Read who does what by when."""
    return Procedure(
        self_assessment_by=setting(node, "self_assessment_by"),
        receiving_body=setting(node, "receiving_body"),
        score_basis=setting(node, "score_basis"),
        decided_by=setting(node, "decision", value="by"),
        posting=setting(node, "posting_days"),
        reply=setting(node, "reply_days"),
        appraisal=setting(node, "appraisal_days"),
        publication=setting(node, "publication_days"),
        commune_deadline=_deadline(node, "commune_deadline"),
        dossier_deadline=_deadline(node, "dossier_deadline"),
        decision_deadline=_deadline(node, "decision_deadline"),
        council=_council(node.child("council")),
    )


def setting(parent: Node, key: str, value: str = "value") -> Setting:
    """Read one value with its provenance; what is not there was not found."""
    if parent.get(key) is None:
        return _NOT_FOUND
    node = parent.child(key)
    unit, found = node.optional_text("unit"), node.get(value)
    if unit not in _UNITS:
        node.fault("unit", "phải là days (ngày) hoặc working_days (ngày làm việc).")
    elif unit and not (found is None or (type(found) is int and found >= 0)):
        node.fault(value, "phải là số ngày nguyên, không âm.")
    elif not isinstance(found, str | int | None):
        node.fault(value, "phải là chữ, số nguyên, true hoặc false.")
    return Setting(
        value=found,
        provenance=node.provenance(),
        unit=unit,
        counted_from=node.optional_text("counted_from"),
        clause=node.optional_text("clause"),
        places=node.texts("places"),
    )


def _deadline(parent: Node, key: str) -> Deadline:
    node = parent.child(key)
    text = node.optional_text("before")
    found = _month_and_day(text)
    if text and found is None:
        node.fault("before", "phải là THÁNG-NGÀY, ví dụ “01-05”.")
    return Deadline(
        month=found.month if found else None,
        day=found.day if found else None,
        year_offset=node.optional_integer("year_offset") or 0,
        provenance=node.provenance(),
    )


def _month_and_day(text: str) -> date | None:
    """Read a day that every year has, in a year that is not a leap year."""
    try:
        return date.fromisoformat(f"2001-{text}")
    except ValueError:
        return None


def _council(node: Node) -> Council:
    required = node.get("required")
    if required is not None and not isinstance(required, bool):
        node.fault("required", "phải là true, false hoặc null.")
        required = None
    return Council(
        required=required,
        name=node.optional_text("name"),
        provenance=node.provenance(),
        max_members=setting(node, "max_members"),
        quorum=setting(node, "quorum"),
        majority=setting(node, "majority"),
        paper_days=setting(node, "paper_days"),
    )
