"""The verdicts on many handed-in dossiers: scored once for what never changes, then known by its hash."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import F, Q, QuerySet

from assessments.domain.rules_of_recognition import Verdict
from assessments.domain.scoring import Ruling, score
from assessments.models import Dossier, FactDeclaration, ItemReview, Submission
from assessments.selectors import contents, sheets, snapshots

_MOST = 2048  # a few kilobytes each


@dataclass(frozen=True, slots=True)
class Judged:
    """What a list shows of the office's sheet: the points (None where there are none) and the verdict of each condition."""

    total: Fraction | None
    verdicts: tuple[Verdict, ...]
    indicator_count: int


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything that a sheet follows from; equal bases have equal sheets. Standard and submission are named by hash."""

    standard: str
    submission: str
    unit_class: str | None
    declared: frozenset[tuple[str, bool]]
    rulings: frozenset[tuple[str, Ruling]]


_known: dict[Basis, Judged] = {}


def of_many(dossiers: Iterable[Dossier]) -> dict[int, Judged]:
    """Return the verdicts on each dossier that was handed in: three queries, and one more for what is not known yet."""
    bases = bases_of(list(dossiers))
    unknown = {dossier: basis for dossier, basis in bases.items() if basis not in _known}
    if len(_known) + len(unknown) > _MOST:
        _known.clear()
    found = {basis: _known[basis] for basis in bases.values() if basis in _known}
    found |= _judge(unknown)
    _known.update(found)
    return {dossier.pk: found[basis] for dossier, basis in bases.items()}


def bases_of(dossiers: list[Dossier]) -> dict[Dossier, Basis]:
    """Return what the sheet of each handed-in dossier follows from; expects campaign and commune to be loaded."""
    ids = [dossier.pk for dossier in dossiers]
    hashes = dict(_submissions(ids).values_list("dossier_id", "sha256"))
    reviews: defaultdict[int, list[ItemReview]] = defaultdict(list)
    for review in ItemReview.objects.filter(_current(ids), verdict=ItemReview.Verdict.CHANGED):
        reviews[review.dossier_id].append(review)
    declared = declared_of(ids)
    return {
        dossier: Basis(
            standard=dossier.campaign.standard.sha256,
            submission=hashes[dossier.pk],
            unit_class=contents.unit_class(dossier),
            declared=frozenset(declared.get(dossier.pk, {}).items()),
            rulings=frozenset(sheets.rulings(reviews[dossier.pk]).items()),
        )
        for dossier in dossiers
        if dossier.pk in hashes
    }


def declared_of(ids: list[int]) -> Mapping[int, dict[str, bool]]:
    """Tell for each dossier which declared facts arose, by the commune's register and the office's additions."""
    found: defaultdict[int, dict[str, bool]] = defaultdict(dict)
    rows = FactDeclaration.objects.filter(dossier__in=ids).values_list("dossier_id", "fact_code", "arose")
    for dossier_id, code, arose in rows:
        found[dossier_id][code] = found[dossier_id].get(code, False) or arose
    return found


def _judge(unknown: Mapping[Dossier, Basis]) -> dict[Basis, Judged]:
    found = {}
    rows = dict(_submissions([dossier.pk for dossier in unknown]).values_list("dossier_id", "snapshot"))
    for dossier, basis in unknown.items():
        sheet = score(
            dossier.campaign.standard.parsed,
            snapshots.claims(rows[dossier.pk]),
            unit_class=basis.unit_class,
            declared=dict(basis.declared),
            rulings=dict(basis.rulings),
        )
        found[basis] = Judged(sheet.total, sheet.verdicts, len(sheet.indicators))
    return found


def _submissions(ids: list[int]) -> QuerySet[Submission]:
    return Submission.objects.filter(_current(ids)).order_by()


def _current(ids: list[int]) -> Q:
    return Q(dossier__in=ids, round=F("dossier__round"))
