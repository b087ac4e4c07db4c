"""The workload: who has how much, what is done, what is late; the list behind each number."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.models import Assignment, Campaign
from assessments.selectors import assignments as selectors
from assessments.selectors import workload
from assessments.views.loading import user_of
from communes.models import Role
from tiepcanpl.kit.errors import NotAllowedError

PER_PAGE = 50


@require_safe
def workload_detail(request: HttpRequest) -> HttpResponse:
    """Show the load of each reviewer and office in one campaign: the newest, or the one that the address names."""
    user = user_of(request)
    campaigns = list(selectors.campaigns_of(user))
    if not campaigns and not any(user.has_role(role) for role in (Role.REVIEWER, Role.OFFICE_HEAD)):
        raise NotAllowedError("Trang phân công chỉ dành cho cơ quan tư pháp.")
    campaign = _chosen(campaigns, request.GET.get("dot", ""))
    context = {
        "campaigns": campaigns,
        "campaign": campaign,
        "workload": workload.workload_of(campaign, on=timezone.localdate()) if campaign else None,
        "may_assign": campaign is not None and user.has_perm("assessments.assign_campaign", campaign),
    }
    return render(request, "assessments/workload_detail.html", context)


def _chosen(campaigns: list[Campaign], key: str) -> Campaign | None:
    """Return the campaign that the address names; one that is not the person's own does not exist."""
    if not key:
        return campaigns[0] if campaigns else None
    found = next((campaign for campaign in campaigns if str(campaign.pk) == key), None)
    if found is None:
        raise Http404
    return found


@require_safe
def assignment_list(request: HttpRequest) -> HttpResponse:
    """Show the current assignments of a reviewer or an office, or the person's own; the earlier last day first."""
    user = user_of(request)
    who = selectors.chosen_by(user, request.GET)
    if who is None:
        raise Http404
    found = selectors.listed(Assignment.objects.of_offices(user).current(), who, request.GET)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = selectors.progress_of(page, on=timezone.localdate())
    context = {"page": page, "rows": rows, "who": who, "is_own": who == user}
    return render(request, "assessments/assignment_list.html", context)
