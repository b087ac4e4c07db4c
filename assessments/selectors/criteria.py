"""Gathers what the page of one criterion shows: indicators, items, answers, points, files, last year."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from assessments.domain.completeness import Missing
from assessments.domain.scoring import facts_text
from assessments.domain.standard import Indicator, Item
from assessments.models import Dossier, Submission, SupplementRequest
from assessments.selectors.cards import IndicatorCard, ItemCard, LastYear
from assessments.selectors.comments import Talk
from assessments.selectors.contents import DossierContents


def cards(
    found: DossierContents,
    criterion_code: str,
    *,
    editable: frozenset[str],
    requests: Mapping[str, SupplementRequest],
    last_year: Submission | None,
    refused: ItemCard | None = None,
) -> tuple[IndicatorCard, ...]:
    """Return the indicators of one criterion in order; `refused` stands in the place of its item."""
    found_cards = (
        indicator_card(found, indicator, editable=editable, requests=requests, last_year=last_year)
        for indicator in found.edition.criterion(criterion_code).indicators
    )
    return tuple(_with_refused(card, refused) if refused else card for card in found_cards)


def with_talks(cards: tuple[IndicatorCard, ...], talks: Mapping[str, Talk]) -> tuple[IndicatorCard, ...]:
    """Add to each item what both sides have said about it; without anything said the cards stay as they are."""
    if not talks:
        return cards
    return tuple(
        replace(card, items=tuple(replace(item, talk=talks.get(item.item.code)) for item in card.items))
        for card in cards
    )


def _with_refused(card: IndicatorCard, refused: ItemCard) -> IndicatorCard:
    items = (refused if refused.item.code == item.item.code else item for item in card.items)
    return replace(card, items=tuple(items))


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
        documents=found.completeness_of(indicator),
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
        last_year=last_year_of(last_year, item),
    )


def gaps_of(found: DossierContents, indicator: Indicator) -> tuple[Missing, ...]:
    """Return what is missing in one indicator."""
    codes = {indicator.code, *(item.code for item in indicator.items)}
    return tuple(gap for gap in found.missing if gap.code in codes)


def touched_by(found: DossierContents, item: Item) -> tuple[Item, ...]:
    """Return the other items of the same criterion whose result may change when the item is saved."""
    criterion = found.edition.criterion_of(item.code)
    others = (other for indicator in criterion.indicators for other in indicator.items if other != item)
    return tuple(other for other in others if other.is_computed or item.code in _leans_on(other))


def _leans_on(item: Item) -> Iterator[str]:
    source = getattr(item.rule, "denominator_from", None)
    if source:
        yield source.item
    if item.not_applicable:
        yield from item.not_applicable.shared_by


def last_year_of(submission: Submission | None, item: Item) -> LastYear | None:
    """Return what was handed in for the item a year ago, or None."""
    stored = submission.snapshot["items"].get(item.code, {}) if submission else {}
    if submission is None or not stored.get("answered"):
        return None
    return LastYear(
        year=submission.snapshot["campaign"]["year"],
        facts=facts_text(item, stored["facts"]),
        not_applicable=stored["not_applicable"],
        note=stored["note"],
        explanation=stored["explanation"],
    )


def submission_of_last_year(dossier: Dossier) -> Submission | None:
    """Return the last submission of the same commune in the year before, if it was made under the same edition."""
    return (
        Submission.objects.filter(
            dossier__commune=dossier.commune_id,
            dossier__campaign__year=dossier.campaign.year - 1,
            dossier__campaign__standard__edition=dossier.campaign.standard.edition,
        )
        .only("snapshot")
        .order_by("-round")
        .first()
    )


def requests_by_item(dossier: Dossier) -> dict[str, SupplementRequest]:
    """Return the requests of the current round by item code."""
    if not dossier.round:
        return {}
    rows = dossier.requests.filter(round=dossier.round).select_related("requested_by", "replied_by")
    return {row.item_code: row for row in rows}
