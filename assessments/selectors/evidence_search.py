"""Finds words in the files of a campaign, for the office: only what was handed in and what the person may read.

The words are looked up first, newest files first and not more than a bound; only these few are compared with the snapshots.
So a word that stands in every file of the country costs no more than a rare one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from assessments.models import Campaign, Dossier, Evidence, EvidenceReading, EvidenceScan
from assessments.models.dossier import DossierQuerySet
from communes.models import User
from tiepcanpl.kit.words import Passage, passage

MOST = 200
_CANDIDATES = 2 * MOST


@dataclass(frozen=True, slots=True)
class Found:
    """The files that hold all words, newest first; `is_cut` where there are more than are ever shown."""

    pks: Sequence[int]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """One file on the page: whose dossier it was handed in with, and where the words stand (None: in the name)."""

    evidence: Evidence
    dossier_id: int
    passage: Passage | None


def search(campaign: Campaign, user: User, wanted: Sequence[str]) -> Found:
    """Find the files in two queries, whatever the campaign's size."""
    if not wanted:
        return Found((), is_cut=False)
    dossiers = _readable(campaign, user)
    candidates = list(
        _open_readings()
        .filter(words__holds=wanted, evidence__unit__in=dossiers.values("commune"))
        .order_by("-pk")
        .values_list("evidence_id", flat=True)[: _CANDIDATES + 1]
    )
    handed_in = Evidence.objects.filter(pk__in=candidates).handed_in_with(dossiers)
    pks = list(handed_in.order_by("-pk").values_list("pk", flat=True)[: MOST + 1])
    return Found(pks[:MOST], is_cut=len(pks) > MOST or len(candidates) > _CANDIDATES)


def _open_readings() -> QuerySet[EvidenceReading]:
    return EvidenceReading.objects.exclude(evidence__scan__state=EvidenceScan.State.BLOCKED)


def _readable(campaign: Campaign, user: User) -> DossierQuerySet:
    return Dossier.objects.visible_to(user).filter(campaign=campaign, round__gt=0)


def hits(campaign: Campaign, user: User, pks: Sequence[int], wanted: Sequence[str]) -> list[Hit]:
    """Read what the page shows of the files, in the given order, in two queries."""
    heavy = ("reading__words", "reading__sizes", "reading__chunks")
    files = Evidence.objects.select_related("reading", "scan", "unit").defer(*heavy).in_bulk(pks)
    communes = {file.unit_id for file in files.values()}
    dossiers = dict(_readable(campaign, user).filter(commune__in=communes).values_list("commune_id", "pk"))
    return [
        Hit(files[pk], dossiers[files[pk].unit_id], _passage(files[pk], wanted))
        for pk in pks
        if pk in files and files[pk].unit_id in dossiers
    ]


def _passage(file: Evidence, wanted: Sequence[str]) -> Passage | None:
    return passage(file.preview.text, wanted) if file.preview else None


def passages(pks: Sequence[int], wanted: Sequence[str]) -> Mapping[int, Passage]:
    """Return where the words stand in each of the files, in one query; none without words."""
    if not wanted:
        return {}
    texts = _open_readings().filter(evidence__in=pks).values_list("evidence_id", "text")
    found = ((pk, passage(text, wanted)) for pk, text in texts)
    return {pk: place for pk, place in found if place}
