"""Files looked at page by page: pictures and text that the server made, never the file itself."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Evidence, EvidenceReading
from assessments.selectors import readings, scans
from assessments.views.loading import is_htmx, user_of
from tiepcanpl.kit import pictures
from tiepcanpl.kit.jobs import Job, enqueue
from tiepcanpl.kit.seeing import pages

_ZOOMS = 4
_PATIENCE = 60  # how often a page asks before it offers to ask again


def _evidence_or_404(request: HttpRequest, pk: int) -> Evidence:
    stored = get_object_or_404(Evidence.objects.visible_to(user_of(request)).select_related("reading", "scan"), pk=pk)
    scans.refuse_blocked(stored)
    return stored


def _number(request: HttpRequest, name: str, default: int) -> int:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= len("99999") else default


@require_safe
def evidence_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the pages of a file; `?trang` one of the pages, `?xoay` quarters turned, `?co` how large, `?cho` while waiting."""
    return _viewer(request, _evidence_or_404(request, pk), waited=_number(request, "cho", 0))


def _viewer(request: HttpRequest, stored: Evidence, *, waited: int) -> HttpResponse:
    reading, turn = stored.preview, _number(request, "xoay", 0) % readings.TURNS
    chunk = readings.chunk_of(reading, _number(request, "trang", 1), turn=turn) if reading else None
    zoom = min(max(_number(request, "co", 1), 1), _ZOOMS)
    context = {
        "evidence": stored,
        "reading": reading,
        "chunk": chunk,
        "turned": (turn + 1) % readings.TURNS,
        "turn": turn,
        "zoom": zoom,
        "larger": min(zoom + 1, _ZOOMS),
        "smaller": max(zoom - 1, 1),
        "waiting": waited + 1 if _is_coming(reading, chunk, waited) else 0,
        "url": reverse("assessments:evidence_view", args=[stored.pk]),
    }
    template = "assessments/_viewer.html" if is_htmx(request) else "assessments/evidence_view.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _is_coming(reading: EvidenceReading | None, chunk: readings.Chunk | None, waited: int) -> bool:
    """Tell whether the page should ask again: somebody reads the file, or draws the pages that were asked for."""
    if reading is None or chunk is None or waited >= _PATIENCE:
        return False
    return reading.is_unfinished or (waited > 0 and not chunk.is_drawn)


@require_POST
def pages_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the pictures of the pages around `?trang`."""
    stored = _evidence_or_404(request, pk)
    number = max(_number(request, "trang", 1), 1)
    enqueue(Job.DRAW_PAGES, evidence_id=stored.pk, chunk=(number - 1) // pages.CHUNK)
    if is_htmx(request):
        return _viewer(request, stored, waited=1)
    return redirect(reverse("assessments:evidence_view", args=[stored.pk]) + f"?trang={number}&cho=1#trang-{number}")


@require_safe
def page_picture(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Send the picture of one page; `?nho` the small one."""
    reading = _evidence_or_404(request, pk).preview
    if reading is None or not reading.is_drawn(number):
        return HttpResponse(status=404)
    return pictures.send(reading.picture_name(number, small="nho" in request.GET))


@require_safe
def thumbnail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the small picture that stands beside the file's name."""
    stored = get_object_or_404(Evidence.objects.visible_to(user_of(request)).with_preview(), pk=pk)
    scans.refuse_blocked(stored)
    if stored.preview is None or not stored.preview.thumb_width:
        return HttpResponse(status=404)
    return pictures.send(stored.preview.thumbnail_name)
