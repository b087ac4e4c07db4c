"""Reads a standard from data and refuses it with every fault named by its place."""

from collections.abc import Mapping
from typing import Any

from assessments.domain.checking import structural_faults
from assessments.domain.parsing_nodes import criterion
from assessments.domain.parsing_procedure import procedure
from assessments.domain.parsing_rules import pass_rule
from assessments.domain.provenance import Provenance
from assessments.domain.reader import Faults, Node, StandardFaults
from assessments.domain.standard import Form, Kind, LegalBasis, Standard, Years

__all__ = ["StandardFaults", "parse"]


def parse(content: Mapping[str, Any]) -> Standard:
    """Return the standard in `content` (the data of a standards file, schema 1).

    Raises StandardFaults: one Vietnamese sentence for each fault, with its place.
    """
    faults = Faults()
    root = Node(content if isinstance(content, Mapping) else {}, "bộ tiêu chí", faults)
    if root.get("schema") != 1:
        faults.add(root.place, "phải có schema: 1.")
        raise StandardFaults(faults.sentences)
    standard = _standard(root)
    if not faults.sentences:
        faults.sentences.extend(structural_faults(standard))
    if faults.sentences:
        raise StandardFaults(faults.sentences)
    return standard


def _standard(root: Node) -> Standard:
    years = root.child("years")
    return Standard(
        edition=root.text("edition"),
        title=root.text("title"),
        kind=root.choice("kind", Kind, Kind.POINTS),
        years=Years(first=years.integer("from"), last=years.optional_integer("to")),
        authority_level=root.text("authority_level"),
        total_points=root.optional_decimal("total_points"),
        unit_kinds=root.texts("unit_kinds"),
        unit_classes=root.texts("unit_classes"),
        legal_bases=tuple(_legal_basis(node) for node in root.children("legal_bases")),
        pass_rules=tuple(pass_rule(node) for node in root.children("pass_rules") if node.get("enabled") is not False),
        procedure=procedure(root.child("procedure")),
        forms=tuple(_form(node) for node in root.children("forms")),
        criteria=tuple(criterion(node) for node in root.children("criteria")),
        is_provisional=_has_provisional(root.data),
    )


def _legal_basis(node: Node) -> LegalBasis:
    provenance = node.provenance()
    return LegalBasis(
        number=node.text("number"),
        date=node.day("date"),
        issuer=node.text("issuer"),
        title=node.text("title"),
        provenance=provenance,
        title_provenance=node.provenance("title_provenance", provenance),
    )


def _form(node: Node) -> Form:
    return Form(
        code=node.optional_text("code"),
        title=node.text("title"),
        made_by=node.optional_text("by"),
        columns=node.texts("columns"),
        provenance=node.provenance(),
    )


# Suggestions and forms do not decide on points or recognition.
_NOT_DECISIVE = frozenset({"forms", "survey", "sources", "evidence_provenance", "labels_provenance"})


def _has_provisional(data: object) -> bool:
    """Tell whether anything that decides on points or recognition is provisional."""
    if isinstance(data, Mapping):
        return any(
            (key.endswith("provenance") and value == Provenance.PROVISIONAL) or _has_provisional(value)
            for key, value in data.items()
            if key not in _NOT_DECISIVE
        )
    return isinstance(data, list | tuple) and any(_has_provisional(value) for value in data)
