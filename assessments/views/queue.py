"""The list of dossiers: the office's queue, and each person's own."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.filters.dossiers import DossierFilter
from assessments.models import Dossier
from assessments.selectors import queue
from assessments.tables.dossiers import DossierTable
from assessments.views.loading import user_of


@require_safe
def dossier_list(request: HttpRequest) -> HttpResponse:
    """Show the dossiers that the person may know of: searched, filtered, sorted and paged by the address."""
    user, today = user_of(request), timezone.localdate()
    chosen = DossierFilter(request.GET, queryset=Dossier.objects.listed_for(user), request=request, on=today)
    counts = queue.counts_of(chosen.qs, on=today)
    table = DossierTable(queue.in_order(chosen.of_status).values_list("pk", flat=True))
    read = partial(queue.rows_of, user=user, on=today)
    context = {
        "filter": chosen,
        "tabs": queue.tabs_of(counts),
        "status": chosen.chosen_status,
        "sort": request.GET.get("sort", ""),
        "table": table.prepare(request, count=counts[chosen.chosen_status], user=user, read=read),
        "today": today,
    }
    return render(request, "assessments/dossier_list.html", context)
