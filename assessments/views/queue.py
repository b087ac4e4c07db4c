"""The list of dossiers: the office's queue, and each person's own."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.filters.dossiers import DossierFilter
from assessments.models import Dossier
from assessments.selectors import queue
from assessments.tables.dossiers import table_of
from assessments.views.loading import user_of


@require_safe
def dossier_list(request: HttpRequest) -> HttpResponse:
    """Show the dossiers that the person may know of: searched, filtered, sorted and paged by the address."""
    user, today = user_of(request), timezone.localdate()
    campaigns = queue.campaigns_of(user)
    listed, sort = Dossier.objects.listed_for(user), request.GET.get("sort", "")
    chosen = DossierFilter(request.GET, queryset=listed, campaigns=campaigns, on=today, user=user)
    counts = queue.counts_of(chosen.qs, on=today)
    table = table_of(
        queue.in_order(chosen.of_status, closed=[campaign.pk for campaign in campaigns if campaign.is_closed]),
        sort=sort,
        number=request.GET.get("page"),
        count=counts[chosen.chosen_status],
        user=user,
        read=partial(queue.rows_of, user=user, on=today),
    )
    context = {"filter": chosen, "tabs": queue.tabs_of(counts), "status": chosen.chosen_status}
    context |= {"sort": sort, "table": table, "today": today}
    return render(request, "assessments/dossier_list.html", context)
