"""The standards, for everybody who signs in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from assessments.models import Standard
from assessments.selectors import standards as selectors


@require_safe
def standard_list(request: HttpRequest) -> HttpResponse:
    """Show the stored editions, newest first."""
    return render(request, "assessments/standard_list.html", {"standards": selectors.listed()})


@require_safe
def standard_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one edition whole: legal bases, conditions, procedure, criteria with everything below them."""
    standard = get_object_or_404(Standard, pk=pk)
    edition = standard.parsed
    context = {
        "standard": standard,
        "edition": edition,
        "kinds": selectors.kinds_of(edition),
        "procedure": selectors.procedure_of(edition),
    }
    return render(request, "assessments/standard_detail.html", context)
