"""What the office head has to see before the review is closed: judged requests, changed conclusions, second looks."""

from assessments.domain.appraisal import Checks
from assessments.models import Dossier


def checks_of(dossier: Dossier) -> Checks:
    """Return what is still open."""
    return Checks(unjudged=tuple(f"Nội dung {code}." for code in _unjudged(dossier)))


def _unjudged(dossier: Dossier) -> list[str]:
    asked = dossier.requests.filter(round=dossier.round - 1, is_answered__isnull=True)
    return list(asked.values_list("item_code", flat=True)) if dossier.round > 1 else []
