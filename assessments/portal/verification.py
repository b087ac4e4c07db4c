"""The public page that tells whether a document was issued, and whether a file is that document."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from assessments.domain import codes
from assessments.portal import hashing, issued
from tiepcanpl.kit import limits

# A code that nobody has costs as much as fifteen that somebody has: whoever tries codes is stopped after twenty.
LIMIT = limits.Limit("verification", amount=300, seconds=600)
_LOOK, _MISS, _FILE = 1, 14, 10
_AGAIN = 5  # seconds until a place to read a file is free
_LONGEST = 50  # characters of a typed code that are shown again

Page = Callable[..., HttpResponse]


def unlisted(page: Page) -> Page:
    """Open the page to everybody; no cache keeps it and no search engine lists it."""

    def answer(request: HttpRequest, **arguments: str) -> HttpResponse:
        response = page(request, **arguments)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return login_not_required(never_cache(answer))


@unlisted
@require_safe
def verification(request: HttpRequest) -> HttpResponse:
    """Ask for the code, and lead to its page."""
    typed = request.GET.get("ma", "").strip()[:_LONGEST]
    if not typed:
        return render(request, "portal/verification.html", {"typed": "", "is_unknown": False})
    code = codes.read(typed)
    return redirect("assessments:verification_of", code=code) if code else _looked_up(request, typed)


@csrf_exempt  # nothing is stored, so nobody gains by making another's browser send a file; the page sets no cookie
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def verification_of(request: HttpRequest, code: str) -> HttpResponse:
    """Show what was issued under the code; a file that is sent is compared with it."""
    return _looked_up(request, code[:_LONGEST])


def _looked_up(request: HttpRequest, typed: str) -> HttpResponse:
    client, at = limits.client_of(request), timezone.now()
    wait = LIMIT.spend(client, _FILE if request.method == "POST" else _LOOK, at)
    if wait:
        return _busy(request, wait, status=429)
    found = issued.found(typed)
    if found is None:
        LIMIT.spend(client, _MISS, at)
        shown = codes.grouped(codes.read(typed)) or typed
        return render(request, "portal/verification.html", {"typed": shown, "is_unknown": True}, status=404)
    return _shown(request, found)


def _shown(request: HttpRequest, found: issued.Issued) -> HttpResponse:
    """Show the document with what a file that was sent is."""
    finding, name = "", ""
    if request.method == "POST":
        try:
            hashed = hashing.read(request)
        except hashing.BusyError:
            return _busy(request, _AGAIN, status=503)
        except hashing.TooLargeError:
            finding = "large"
        else:
            finding, name = (found.finding(hashed.sha256), hashed.name) if hashed else ("none", "")
    context = {"document": found, "finding": finding, "name": name, "largest": hashing.LARGEST_MB}
    return render(request, "portal/verification_document.html", context)


def _busy(request: HttpRequest, wait: int, *, status: int) -> HttpResponse:
    response = render(request, "portal/verification_busy.html", {"minutes": -(-wait // 60)}, status=status)
    response["Retry-After"] = str(wait)
    return response
