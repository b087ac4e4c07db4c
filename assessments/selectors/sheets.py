"""Score sheets: claimed by the commune, counted by the office."""

from collections.abc import Iterable

from assessments.domain.scoring import Ruling, ScoreSheet, score
from assessments.models import Dossier, FactDeclaration, ItemReview, Submission
from assessments.selectors import contents, snapshots


def claimed(dossier: Dossier) -> ScoreSheet:
    """Return the sheet of what is stored now."""
    return contents.of(dossier).sheet


def rulings(reviews: Iterable[ItemReview]) -> dict[str, Ruling]:
    """Return what the office counts instead of the claim, by item code."""
    return {
        review.item_code: review.counted_points if review.counted_points is not None else bool(review.counted_met)
        for review in reviews
        if review.verdict == ItemReview.Verdict.CHANGED
    }


def declared(rows: Iterable[FactDeclaration]) -> dict[str, bool]:
    """Tell for each declared fact whether it arose, by the commune's register and the office's additions."""
    found: dict[str, bool] = {}
    for row in rows:
        found[row.fact_code] = found.get(row.fact_code, False) or row.arose
    return found


def both(
    submission: Submission,
    dossier: Dossier,
    reviews: Iterable[ItemReview],
    declarations: Iterable[FactDeclaration],
) -> tuple[ScoreSheet, ScoreSheet]:
    """Return the sheets of a submission as claimed and as the office counts."""
    claimed = _sheet(submission, dossier, declarations)
    ruled = rulings(reviews)
    if not ruled:
        return claimed, claimed
    claims = snapshots.claims(submission.snapshot)
    counted = score(claimed.standard, claims, unit_class=claimed.unit_class, declared=claimed.declared, rulings=ruled)
    return claimed, counted


def _sheet(
    submission: Submission,
    dossier: Dossier,
    declarations: Iterable[FactDeclaration],
    reviews: Iterable[ItemReview] = (),
) -> ScoreSheet:
    return score(
        dossier.campaign.standard.parsed,
        snapshots.claims(submission.snapshot),
        unit_class=lambda: contents.unit_class(dossier),
        declared=declared(declarations),
        rulings=rulings(reviews),
    )


def counted(dossier: Dossier) -> ScoreSheet | None:
    """Return the sheet of the latest submission with the rulings of its round; None before any submission."""
    submission = snapshots.latest(dossier)
    if submission is None:
        return None
    return _sheet(submission, dossier, dossier.declarations.all(), dossier.reviews.filter(round=dossier.round))
