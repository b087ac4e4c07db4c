"""What the page of one criterion shows: indicators, items, answers, points, files, last year."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.domain.completeness import Missing
from assessments.domain.scoring import Line, Subtotal
from assessments.domain.standard import Indicator, Item
from assessments.models import Answer, Dossier, EvidenceLink, Submission, SupplementRequest
from assessments.selectors.contents import DossierContents


@dataclass(frozen=True, slots=True)
class LastYear:
    """What the same commune handed in for the same item a year ago (only under the same edition)."""

    year: int
    item: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item on the page; `typed` and `errors` keep what was refused."""

    item: Item
    line: Line
    answer: Answer | None
    links: list[EvidenceLink]
    editable: bool
    request: SupplementRequest | None = None
    last_year: LastYear | None = None
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What stands in the fields: what was just typed, or else what is stored."""
        return self.typed or (self.answer.facts if self.answer else {})

    @property
    def version(self) -> int:
        """The version that the page knows (0 = nothing stored)."""
        return self.answer.version if self.answer else 0


@dataclass(frozen=True, slots=True)
class IndicatorCard:
    """One indicator with its items and what is missing in it."""

    indicator: Indicator
    subtotal: Subtotal
    items: tuple[ItemCard, ...]
    missing: tuple[Missing, ...]


def cards(
    found: DossierContents,
    criterion_code: str,
    *,
    editable: frozenset[str],
    requests: Mapping[str, SupplementRequest],
    last_year: Submission | None,
) -> tuple[IndicatorCard, ...]:
    """Return the indicators of one criterion in order."""
    return tuple(
        indicator_card(found, indicator, editable=editable, requests=requests, last_year=last_year)
        for indicator in found.edition.criterion(criterion_code).indicators
    )


def indicator_card(
    found: DossierContents,
    indicator: Indicator,
    *,
    editable: frozenset[str] = frozenset(),
    requests: Mapping[str, SupplementRequest] | None = None,
    last_year: Submission | None = None,
) -> IndicatorCard:
    """Return one indicator with its items."""
    asked = requests or {}
    return IndicatorCard(
        indicator=indicator,
        subtotal=next(row for row in found.sheet.indicators if row.code == indicator.code),
        items=tuple(
            item_card(found, item, editable=editable, request=asked.get(item.code), last_year=last_year)
            for item in indicator.items
        ),
        missing=gaps_of(found, indicator),
    )


def item_card(
    found: DossierContents,
    item: Item,
    *,
    editable: frozenset[str],
    request: SupplementRequest | None = None,
    last_year: Submission | None = None,
) -> ItemCard:
    """Return what the page shows for one item."""
    return ItemCard(
        item=item,
        line=found.sheet.line(item.code),
        answer=found.answers.get(item.code),
        links=found.links.get(item.code, []),
        editable=item.code in editable,
        request=request,
        last_year=_last_year(last_year, item.code),
    )


def gaps_of(found: DossierContents, indicator: Indicator) -> tuple[Missing, ...]:
    """Return what is missing in one indicator."""
    codes = {indicator.code, *(item.code for item in indicator.items)}
    return tuple(gap for gap in found.missing if gap.code in codes)


def _last_year(submission: Submission | None, code: str) -> LastYear | None:
    if submission is None or not submission.snapshot["items"].get(code, {}).get("answered"):
        return None
    return LastYear(year=submission.snapshot["campaign"]["year"], item=submission.snapshot["items"][code])


def submission_of_last_year(dossier: Dossier) -> Submission | None:
    """Return the last submission of the same commune in the year before, if it was made under the same edition."""
    return (
        Submission.objects.filter(
            dossier__commune=dossier.commune,
            dossier__campaign__year=dossier.campaign.year - 1,
            dossier__campaign__standard__edition=dossier.campaign.standard.edition,
        )
        .order_by("-round")
        .first()
    )


def requests_by_item(dossier: Dossier) -> dict[str, SupplementRequest]:
    """Return the requests of the current round by item code."""
    return {row.item_code: row for row in dossier.requests.filter(round=dossier.round)}
