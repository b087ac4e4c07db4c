"""Score sheets: claimed by the commune, counted by the office."""

from collections.abc import Iterable

from assessments.domain.scoring import Ruling, ScoreSheet, score
from assessments.models import Dossier, ItemReview, Submission
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


def declared(dossier: Dossier) -> dict[str, bool]:
    """Tell for each declared fact whether it arose, by the commune's register and the office's additions."""
    found: dict[str, bool] = {}
    for code, arose in dossier.declarations.values_list("fact_code", "arose"):
        found[code] = found.get(code, False) or arose
    return found


def both(submission: Submission, dossier: Dossier, reviews: Iterable[ItemReview]) -> tuple[ScoreSheet, ScoreSheet]:
    """Return the sheets of a submission as claimed and as the office counts."""
    claimed = of_submission(submission, dossier)
    ruled = rulings(reviews)
    if not ruled:
        return claimed, claimed
    claims = snapshots.claims(submission.snapshot)
    counted = score(claimed.standard, claims, unit_class=claimed.unit_class, declared=claimed.declared, rulings=ruled)
    return claimed, counted


def of_submission(submission: Submission, dossier: Dossier, reviews: Iterable[ItemReview] = ()) -> ScoreSheet:
    """Return the sheet of a submission with the office's rulings."""
    return score(
        dossier.campaign.standard.parsed,
        snapshots.claims(submission.snapshot),
        unit_class=contents.unit_class(dossier),
        declared=declared(dossier),
        rulings=rulings(reviews),
    )


def counted(dossier: Dossier) -> ScoreSheet | None:
    """Return the sheet of the latest submission with the rulings of its round; None before any submission."""
    submission = snapshots.latest(dossier)
    return of_submission(submission, dossier, dossier.reviews.filter(round=dossier.round)) if submission else None
