"""What the office head has to see before the review is closed: judged requests, changed conclusions, second looks."""

from assessments.domain.appraisal import Checks
from assessments.models import Dossier, ItemReview
from assessments.selectors import changes, second_looks


def checks_of(dossier: Dossier) -> Checks:
    """Return what is still open on the current round."""
    looks = second_looks.open_looks(dossier)
    return Checks(
        unjudged=tuple(f"Nội dung {code}." for code in _unjudged(dossier)),
        unread_changes=_unread_changes(dossier),
        draw_due=second_looks.is_draw_due(dossier),
        unlooked=tuple(f"Nội dung {look.item_code}." for look in looks if look.agrees is None),
        dissents=tuple(f"Nội dung {look.item_code}." for look in looks if look.agrees is False),
    )


def _unjudged(dossier: Dossier) -> list[str]:
    asked = dossier.requests.filter(round=dossier.round - 1, is_answered__isnull=True)
    return list(asked.values_list("item_code", flat=True)) if dossier.round > 1 else []


def _unread_changes(dossier: Dossier) -> int:
    """Count the changed conclusions where no office head has confirmed to have read this very list."""
    changed = list(dossier.reviews.filter(round=dossier.round, verdict=ItemReview.Verdict.CHANGED))
    if not changed or changes.reader_of(dossier, changes.digest_of(changed)):
        return 0
    return len(changed)
