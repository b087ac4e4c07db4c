"""Giving parts of many dossiers at once: choose, confirm with the counts, carry out all or nothing."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.forms.assignments import BulkForm
from assessments.models import Campaign
from assessments.selectors import assignments as selectors
from assessments.selectors.assignment_plans import plan_of
from assessments.services import assignments
from assessments.views.attempts import CONFLICT, attempt, status_of
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import NotAllowedError


@require_http_methods(["GET", "POST"])
def assignment_bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what goes to whom (GET); count what will be made, then make it (POST)."""
    campaign = get_object_or_404(selectors.campaigns_of(user_of(request)), pk=pk)
    if not user_of(request).has_perm("assessments.assign_campaign", campaign):
        raise NotAllowedError("Chỉ lãnh đạo cơ quan tư pháp được phân công thẩm tra.")
    form = BulkForm(request.POST or None, campaign=campaign, dossiers=selectors.open_dossiers_of(campaign))
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "edit" and form.is_valid():
        return _record(request, campaign, form) if step == "record" else _preview(request, campaign, form)
    return _form(request, campaign, form)


def _form(request: HttpRequest, campaign: Campaign, form: BulkForm) -> HttpResponse:
    context = {"campaign": campaign, "form": form}
    return render(request, "assessments/assignment_bulk.html", context, status=status_of(form))


def _preview(request: HttpRequest, campaign: Campaign, form: BulkForm) -> HttpResponse:
    """Name what it brings about, with everything typed carried along; what stands against it is told in the form."""
    plan = plan_of(form.chosen, form.codes, form.terms, on=timezone.localdate())
    for fault in plan.faults:
        form.add_error(None, fault)
    if plan.faults:
        return render(
            request, "assessments/assignment_bulk.html", {"campaign": campaign, "form": form}, status=CONFLICT
        )
    context = {"campaign": campaign, "form": form, "plan": plan, "terms": form.terms, "kept": form.kept}
    return render(request, "assessments/assignment_confirm.html", context)


def _record(request: HttpRequest, campaign: Campaign, form: BulkForm) -> HttpResponse:
    ids = [dossier.pk for dossier in form.chosen]
    deed = partial(assignments.assign, dossier_ids=ids, node_codes=form.codes, terms=form.terms)
    made = attempt(form, partial(deed, actor=user_of(request), at=timezone.now()))
    if made is None:
        return _form(request, campaign, form)
    messages.success(request, f"Đã giao {len(made)} phần việc cho {form.terms.name}.")
    return redirect("assessments:workload_detail")
