"""The public pages of results: no sign-in, no cookie, the same for everybody."""

from collections.abc import Callable
from typing import TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from assessments.domain.hashing import canonical
from assessments.portal import index, listing

PER_PAGE = 20
FOUND = 20  # how many communes a search names
FRESH = 300  # seconds for which a copy may be shown: a withdrawal shows everywhere after that

Page = TypeVar("Page", bound=Callable[..., HttpResponse])


def public(page: Page) -> Page:
    """Open the page to everybody, for reading, and let caches keep it for a while."""
    return login_not_required(require_safe(cache_control(public=True, max_age=FRESH)(page)))


@public
def result_list(request: HttpRequest) -> HttpResponse:
    """Show whose results are public, by year and place, with a search."""
    rows = index.entries()
    words, chosen = request.GET.get("tim", "")[:100], request.GET.get("nam", "")
    year = int(chosen) if chosen.isdecimal() and len(chosen) <= 4 else None  # noqa: PLR2004  # digits of a year
    found = index.search(rows, words=words, year=year)
    places = {place.code: place for row in found for place in row.matching(index.words_of(words))} if words else {}
    context = {
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "years": sorted({row.year for row in rows}, reverse=True),
        "words": words,
        "year": year,
        "places": list(places.values())[:FOUND],
    }
    return render(request, "portal/result_list.html", context)


@public
def result_detail(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """Show the results of one authority in one year; where they were withdrawn, when and why."""
    found = _opened(code, year)
    if found is None:
        taken = index.withdrawn(code, year)
        if taken is None:
            raise Http404
        return render(request, "portal/result_withdrawn.html", {"taken": taken, "year": year})
    words = request.GET.get("tim", "")[:100]
    page, lists = listing.page_of(found, words=index.words_of(words), page=request.GET.get("page"))
    context = {
        "publication": found.publication,
        "results": found.results,
        "lists": lists,
        "page": page,
        "words": words,
    }
    return render(request, "portal/result_detail.html", context)


@public
def result_snapshot(request: HttpRequest, code: str, year: int) -> HttpResponse:  # noqa: ARG001  # a view's signature
    """Give the frozen text over which the hash was made, so that anybody can check it."""
    found = _opened(code, year)
    if found is None:
        raise Http404
    text = canonical(found.publication.snapshot)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


@public
def result_commune(request: HttpRequest, code: str) -> HttpResponse:
    """Show the results of one commune over the years, under the names that it had."""
    rows = [row for row in index.entries() if any(place.code == code for place in row.places)]
    found = index.opened(row.pk for row in rows)
    years = [(one, commune) for one in found for commune in one.results.communes if commune.code == code]
    if not years:
        raise Http404
    names = list(dict.fromkeys(commune.name for _, commune in years))
    return render(request, "portal/result_commune.html", {"code": code, "years": years, "names": names})


def _opened(code: str, year: int) -> index.Opened | None:
    """Return the newest public results of the place and year; a code may have changed hands within a year."""
    rows = [row for row in index.entries() if (row.authority_code, row.year) == (code, year)]
    rows.sort(key=lambda row: row.published_at, reverse=True)
    return next(iter(index.opened(row.pk for row in rows[:1])), None)
