"""Keeps the figures that lists show in step with the contents; the only writer of them."""

from decimal import Decimal

from assessments.domain import numbers
from assessments.domain.scoring import ScoreSheet
from assessments.models import Dossier
from assessments.selectors import contents, sheets
from assessments.selectors.contents import DossierContents


def refresh(dossier: Dossier) -> DossierContents:
    """Recompute the claimed total and the counts after a change of the contents; return what was read."""
    return keep(contents.of(dossier))


def keep(found: DossierContents) -> DossierContents:
    """Write the claimed total and the counts of contents that were just read or changed; return them."""
    dossier = found.dossier
    dossier.claimed_total = total_of(found.sheet)
    dossier.answered_count = found.sheet.answered_count
    dossier.missing_count = len(found.missing)
    dossier.save(update_fields=["claimed_total", "answered_count", "missing_count"])
    return found


def refresh_counted(dossier: Dossier) -> ScoreSheet | None:
    """Recompute the office's total and its count after a change of the review; return the sheet."""
    sheet = sheets.counted(dossier)
    dossier.counted_total = total_of(sheet) if sheet else None
    dossier.reviewed_count = dossier.reviews.filter(round=dossier.round).count()
    dossier.save(update_fields=["counted_total", "reviewed_count"])
    return sheet


def total_of(sheet: ScoreSheet) -> Decimal:
    """Return the points, or the number of indicators met where the standard has no points."""
    if sheet.total is not None:
        return numbers.stored(sheet.total)
    return Decimal(sum(1 for indicator in sheet.indicators if indicator.met))
