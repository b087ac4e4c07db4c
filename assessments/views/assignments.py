"""Assignments: the workload, one dossier's parts, giving them to others, ending them."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.assignments import AssignForm, EndForm, TermsForm
from assessments.models import Assignment, Dossier
from assessments.selectors import assignments as selectors
from assessments.selectors import interests
from assessments.services import assignments
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import NotAllowedError

_NOT_HEAD = "Chỉ lãnh đạo cơ quan tư pháp được phân công thẩm tra."


def _dossier_or_404(request: HttpRequest, pk: int) -> Dossier:
    """Return a dossier of the person's own office, also one that is not handed in yet: it can be given in advance."""
    own = Dossier.objects.in_charge_of(user_of(request))
    return get_object_or_404(own.select_related("campaign__standard", "campaign__authority", "commune"), pk=pk)


def _assignment_or_404(request: HttpRequest, pk: int) -> Assignment:
    own = Assignment.objects.of_offices(user_of(request))
    related = ("dossier__campaign__standard", "dossier__commune", "reviewer", "office")
    return get_object_or_404(own.select_related(*related), pk=pk)


@require_http_methods(["GET", "POST"])
def assignment_dossier(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who has which part of a dossier (GET); give parts to somebody (POST)."""
    dossier, user = _dossier_or_404(request, pk), user_of(request)
    may_assign = user.has_perm("assessments.assign_campaign", dossier.campaign)
    form = AssignForm(request.POST or None, campaign=dossier.campaign) if may_assign else None
    if request.method == "POST":
        if form is None:
            raise NotAllowedError(_NOT_HEAD)
        if form.is_valid() and _assign(request, dossier, form):
            return redirect("assessments:assignment_dossier", dossier.pk)
    context = {
        "dossier": dossier,
        "rows": selectors.board_of(dossier, on=timezone.localdate()),
        "form": form,
        "is_open": assignments.is_open(dossier),
        "may_take": user.has_perm("assessments.review_dossier", dossier),
        "conflict": interests.notice_for(user, dossier),
        "user": user,
    }
    return render(request, "assessments/assignment_dossier.html", context, status=status_of(form))


def _assign(request: HttpRequest, dossier: Dossier, form: AssignForm) -> bool:
    deed = partial(assignments.assign, dossier_ids=[dossier.pk], node_codes=form.codes, terms=form.terms)
    made = attempt(form, partial(deed, actor=user_of(request), at=timezone.now()))
    if made is None:
        return False
    messages.success(request, f"Đã giao {len(made)} phần việc cho {form.terms.name}.")
    return True


@require_POST
def assignment_take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a part that nobody has."""
    dossier = _dossier_or_404(request, pk)
    code = request.POST.get("node", "")
    assignments.take(dossier_id=dossier.pk, node_code=code, actor=user_of(request), at=timezone.now())
    messages.success(request, "Đã nhận phần việc.")
    return redirect("assessments:assignment_dossier", dossier.pk)


@require_http_methods(["GET", "POST"])
def assignment_reassign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to whom the part goes and why (GET); end the assignment and make the new one (POST)."""
    row = _assignment_or_404(request, pk)
    campaign = row.dossier.campaign
    if not user_of(request).has_perm("assessments.assign_campaign", campaign):
        raise NotAllowedError(_NOT_HEAD)
    initial = {
        "assignee": f"r{row.reviewer_id}" if row.reviewer_id else f"o{row.office_id}",
        "due_on": row.due_on,
        "note": row.note,
    }
    form = TermsForm(request.POST or None, campaign=campaign, initial=initial)
    if request.method == "POST" and form.is_valid():
        deed = partial(assignments.reassign, assignment_id=row.pk, terms=form.terms)
        if attempt(form, partial(deed, actor=user_of(request), at=timezone.now())):
            messages.success(request, f"Đã giao lại cho {form.terms.name}.")
            return redirect("assessments:assignment_dossier", row.dossier_id)
    context = {"row": row, "dossier": row.dossier, "form": form}
    return render(request, "assessments/assignment_reassign.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def assignment_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why (GET); end the assignment (POST)."""
    row = _assignment_or_404(request, pk)
    if not assignments.may_end(user_of(request), row):
        raise NotAllowedError(_NOT_HEAD)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        assignments.end(assignment_id=row.pk, reason=reason, actor=user_of(request), at=timezone.now())
        messages.success(request, "Đã kết thúc phân công.")
        return redirect("assessments:assignment_dossier", row.dossier_id)
    return render(request, "assessments/assignment_end.html", {"row": row, "dossier": row.dossier, "form": form})
