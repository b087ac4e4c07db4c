"""The first page: what to do now, by when, and whether it is done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.selectors import assignments, specialists
from assessments.selectors import home as selectors
from assessments.selectors.council_home import own_meetings
from assessments.views.loading import user_of
from communes.models import Role


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the person's own work, by role."""
    user, today = user_of(request), timezone.localdate()
    own, boards = selectors.own_dossiers(user, on=today), selectors.boards(user, on=today)
    roles = {
        "is_observer": user.has_role(Role.OBSERVER),
        "is_council_member": user.has_role(Role.COUNCIL_MEMBER),
        "is_specialist": user.has_role(Role.SPECIALIST),
        "is_administrator": user.has_role(Role.ADMINISTRATOR),
    }
    context = {
        "own": own,
        "boards": boards,
        "meetings": own_meetings(user, at=timezone.now()),
        "reports": selectors.reports_of_area(user),
        "today": today,
        "requests": specialists.first_requests(user, on=today),
        "load": assignments.own_load(user, on=today),
        "is_empty": not (own or boards or any(roles.values())),
        **roles,
    }
    return render(request, "assessments/home.html", context)
