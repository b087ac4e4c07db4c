"""What differs between any two rounds of a dossier."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.models import Submission
from assessments.selectors import round_changes as selectors
from assessments.views.benches import reviewed_dossier


@require_safe
def review_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare two rounds, by default the latest with the one before it."""
    dossier = reviewed_dossier(request, pk)
    rounds = selectors.rounds_of(dossier)
    chosen = _chosen(request, rounds)
    context = {
        "dossier": dossier,
        "rounds": rounds,
        "chosen": chosen,
        "changes": selectors.between(dossier, *chosen) if chosen else None,
    }
    return render(request, "assessments/review_changes.html", context)


def _chosen(request: HttpRequest, rounds: list[Submission]) -> tuple[int, int] | None:
    """Return the two rounds that the address names, the earlier one first; None while there is only one."""
    numbers = [row.round for row in rounds]
    if len(numbers) < 2:  # noqa: PLR2004  # a comparison has two sides
        return None
    named = [int(text) for text in (request.GET.get("tu", ""), request.GET.get("den", "")) if text.isdecimal()]
    first, second = sorted(named) if len(set(named) & set(numbers)) == 2 else numbers[-2:]  # noqa: PLR2004  # see above
    return first, second
