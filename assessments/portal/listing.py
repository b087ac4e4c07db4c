"""One page of a campaign's results: outcome after outcome, the communes of each in their order."""

from dataclasses import dataclass
from itertools import groupby

from django.core.paginator import Page, Paginator

from assessments.domain.publishing import OUTCOMES, CommuneResult
from assessments.portal.index import Opened

PER_PAGE = 50
Numbered = tuple[int, CommuneResult]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a page shows of one outcome: `count` is that of all pages, each commune stands with its number in the list."""

    label: str
    count: int
    rows: tuple[Numbered, ...]


def page_of(found: Opened, *, words: list[str], page: str | None) -> tuple[Page[Numbered], list[Listed]]:
    """Return the page, and what is on it by outcome; only communes in whose name or code every word occurs."""
    by_outcome: dict[str, list[CommuneResult]] = {outcome: [] for outcome in OUTCOMES}
    for row in found.matching(words):
        by_outcome[row.outcome].append(row)
    rows = [numbered for some in by_outcome.values() for numbered in enumerate(some, start=1)]
    chosen = Paginator(rows, PER_PAGE).get_page(page)
    groups = groupby(chosen.object_list, key=lambda numbered: numbered[1].outcome)
    return chosen, [Listed(OUTCOMES[key], len(by_outcome[key]), tuple(some)) for key, some in groups]
