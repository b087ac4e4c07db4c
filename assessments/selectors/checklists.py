"""The list of documents of an indicator, and the files of an earlier year that could serve again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.domain import documents
from assessments.domain.documents import Line
from assessments.domain.hashing import sha256_of
from assessments.domain.standard import Indicator, Item
from assessments.models import Dossier, Evidence, EvidenceLink


@dataclass(frozen=True, slots=True)
class Reusable:
    """A file that proved the item in an earlier year and does not prove it now; `documents` as it stood for then."""

    item: Item
    evidence: Evidence
    documents: list[int]
    year: int


def links_of(dossier: Dossier, indicator: Indicator) -> list[EvidenceLink]:
    """Return the files of the indicator's items, in the standard's order."""
    codes = [item.code for item in indicator.items]
    rows = dossier.evidence_links.filter(item_code__in=codes).select_related("evidence")
    return sorted(rows, key=lambda row: (codes.index(row.item_code), row.pk))


def absent_of(dossier: Dossier, indicator: Indicator) -> dict[str, str]:
    """Return why documents of the list are not there, by number."""
    found: dict[str, str] = dossier.absent_documents.get(indicator.code, {})
    return found


def digest(links: Iterable[EvidenceLink], absent: Mapping[str, str]) -> str:
    """Name the state of a list, so that a page can tell whether it is still the one that it showed."""
    return sha256_of([[[link.pk, link.documents] for link in links], dict(absent)])


def told(indicator: Indicator, links: Iterable[EvidenceLink], absent: Mapping[str, str]) -> str:
    """Return the list as one text for the trail: "1: a.pdf; 2: không phát sinh (lý do)"."""
    names: dict[int, list[str]] = {}
    for link in links:
        for number in link.documents:
            names.setdefault(number, []).append(link.evidence.original_name)
    parts = [
        f"{number}: {', '.join(names[number])}"
        if number in names
        else f"{number}: không phát sinh ({absent[str(number)]})"
        for number in range(1, len(indicator.evidence) + 1)
        if number in names or str(number) in absent
    ]
    return "; ".join(parts)


def of_snapshot(snapshot: Mapping[str, Any], indicator: Indicator) -> tuple[Line, ...]:
    """Return the list as it was handed in."""
    files = (file for item in indicator.items for file in snapshot["items"][item.code]["evidence"])
    ticked = [number for file in files for number in file.get("documents", ())]
    return documents.lines_of(indicator, ticked, snapshot.get("absent_documents", {}).get(indicator.code, {}))


def earlier(dossier: Dossier) -> Dossier | None:
    """Return the commune's dossier of the latest earlier year under the same edition; None where there is none."""
    same = Dossier.objects.filter(commune=dossier.commune_id, campaign__year__lt=dossier.campaign.year)
    same = same.filter(campaign__standard__edition=dossier.campaign.standard.edition)
    return same.select_related("campaign").order_by("-campaign__year", "-pk").first()


def reusable(dossier: Dossier, indicator: Indicator) -> tuple[Reusable, ...]:
    """Return the files that proved the indicator's items in the earlier year and do not prove them now."""
    past = earlier(dossier)
    if past is None:
        return ()
    items = {item.code: item for item in indicator.items}
    here = {(row.item_code, row.evidence_id) for row in links_of(dossier, indicator)}
    same_list = past.campaign.standard_id == dossier.campaign.standard_id
    return tuple(
        Reusable(items[row.item_code], row.evidence, row.documents if same_list else [], past.campaign.year)
        for row in links_of(past, indicator)
        if (row.item_code, row.evidence_id) not in here
    )
