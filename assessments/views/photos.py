"""The window in which photos are joined into one PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def photo_window(request: HttpRequest) -> HttpResponse:
    """Send the window alone: a page asks for it once somebody may need it."""
    return render(request, "assessments/_photo_window.html")
