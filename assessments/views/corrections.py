"""Corrections of what was wrongly typed from a signed decision."""

from dataclasses import asdict
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.forms.decisions import CorrectionForm
from assessments.selectors import concerned, previews
from assessments.selectors import decisions as selectors
from assessments.services import corrections
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import NotAllowedError


@require_http_methods(["GET", "POST"])
def decision_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what stands now and ask for what the paper says (GET); enter the correction (POST)."""
    user = user_of(request)
    found = selectors.visible_to(user).select_related("authority", "campaign").prefetch_related("corrections")
    decision = get_object_or_404(found, pk=pk)
    if not user.has_perm("assessments.decide_campaign", decision.campaign):
        raise NotAllowedError("Chỉ người có thẩm quyền của cơ quan ban hành kế hoạch được đính chính quyết định.")
    initial = {**asdict(decision.heading), "seen": len(decision.corrections.all())}
    form = CorrectionForm(request.POST or None, today=timezone.localdate(), initial=initial)
    if request.method == "POST" and form.is_valid():
        wanted = corrections.Correction(**form.cleaned_data)
        deed = partial(corrections.correct, decision_id=decision.pk, wanted=wanted, actor=user, at=timezone.now())
        if attempt(form, deed):
            messages.success(request, "Đã ghi đính chính. Mọi trang hiện nội dung mới cùng dấu “Đã đính chính”.")
            return redirect("assessments:decision_detail", decision.pk)
    told = previews.sentence_of(concerned.by_correction(decision, actor=user))
    context = {"decision": decision, "form": form, "told": told}
    return render(request, "assessments/decision_correct.html", context, status=status_of(form))
