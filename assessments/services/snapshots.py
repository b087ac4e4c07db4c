"""Freezes what is handed in.

Keys of a snapshot (schema 2): `standard` {edition, version, sha256}; `campaign` {id, title, year}; `commune` {code, name,
class}; `round`; `items` by code in the standard's order, each {answered, facts, not_applicable, note, points, met,
explanation, evidence: [{id, name, sha256, size, media_type, title, document_number, issuer, issued_on, proves_from, proves_to,
documents}]}; `absent_documents` by indicator and number of its list; `declarations`; `narrative` by section; `opinions`;
`replies` to supplement requests by item code; `total` and `criteria` by code (điểm). Points are exact texts: a decimal, or a
fraction such as "20/3" where there is no finite one. Schema 1 had neither `absent_documents` nor anything about a file after
its media type.
"""

from datetime import datetime
from fractions import Fraction
from typing import Any

from assessments.domain.numbers import exact
from assessments.models import Answer, Dossier, EvidenceLink, FactDeclaration, Submission
from assessments.selectors import contents, snapshots
from assessments.selectors.contents import DossierContents
from assessments.services import audit
from communes.models import User


def build(found: DossierContents) -> dict[str, Any]:
    """Return the snapshot of what is stored now; only texts, numbers as text, and truth values."""
    dossier, sheet = found.dossier, found.sheet
    standard = dossier.campaign.standard
    return {
        "schema": 2,
        "standard": {"edition": standard.edition, "version": standard.version, "sha256": standard.sha256},
        "campaign": {"id": dossier.campaign_id, "title": dossier.campaign.title, "year": dossier.campaign.year},
        "commune": {
            "code": dossier.commune.code,
            "name": dossier.commune.full_name,
            "class": contents.unit_class(dossier),
        },
        "round": dossier.round,
        "items": {
            item.code: _item(found, item.code, found.answers.get(item.code), found.links.get(item.code, []))
            for item in found.edition.items
        },
        "absent_documents": {code: dict(reasons) for code, reasons in found.absent.items()},
        "declarations": [_declaration(row) for rows in found.declarations.values() for row in rows],
        "narrative": {section: row.text for section, row in sorted(found.narratives.items())},
        "opinions": [
            {
                "received_on": row.received_on.isoformat(),
                "origin": row.origin,
                "content": row.content,
                "reply": row.reply,
            }
            for row in dossier.opinions.all()
        ],
        "replies": {row.item_code: row.reply for row in dossier.requests.filter(round=dossier.round - 1)},
        "total": _text(sheet.total),
        "criteria": {row.code: _text(row.points) for row in sheet.criteria},
    }


def _text(points: Fraction | None) -> str | None:
    return None if points is None else exact(points)


def _item(found: DossierContents, code: str, answer: Answer | None, links: list[EvidenceLink]) -> dict[str, Any]:
    line = found.sheet.line(code)
    return {
        "answered": answer is not None and (answer.not_applicable or bool(answer.facts)),
        "facts": answer.facts if answer else {},
        "not_applicable": answer.not_applicable if answer else False,
        "note": answer.note if answer else "",
        "points": _text(line.points),
        "met": line.met,
        "explanation": line.explanation,
        "evidence": [snapshots.file_of(link) for link in links],
    }


def _declaration(row: FactDeclaration) -> dict[str, Any]:
    return {
        "code": row.fact_code,
        "arose": row.arose,
        "occurred_on": row.occurred_on.isoformat() if row.occurred_on else None,
        "position": row.position,
        "penalty": row.penalty,
        "document": row.document,
        "note": row.note,
    }


def submit(found: DossierContents, *, actor: User, at: datetime, is_late: bool, early_reason: str) -> Submission:
    """Store the snapshot of the dossier's current round with its hash and receipt number."""
    dossier, snapshot = found.dossier, build(found)
    return Submission.objects.create(
        dossier=dossier,
        round=dossier.round,
        snapshot=snapshot,
        sha256=audit.sha256_of(snapshot),
        receipt_number=receipt_number(dossier),
        is_late=is_late,
        early_reason=early_reason,
        submitted_at=at,
        submitted_by=actor,
    )


def receipt_number(dossier: Dossier) -> str:
    """Return the number on the receipt: commune code, year, dossier and round; unique because the round is."""
    return f"TCPL-{dossier.campaign.year}-{dossier.commune.code}-{dossier.pk}.{dossier.round}"
