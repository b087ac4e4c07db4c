"""The opinions of the people during the posting, and the answers to the office's requests."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.dossiers import OpinionForm
from assessments.models import Opinion
from assessments.selectors import overviews
from assessments.services import opinions, requests
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import dossier_or_404, user_of


@require_http_methods(["GET", "POST"])
def opinion_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the opinions of the posting (GET); register one (POST)."""
    dossier = dossier_or_404(request, pk)
    user, now = user_of(request), timezone.now()
    form = OpinionForm(request.POST or None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        heard = opinions.Heard(**form.cleaned_data)
        if attempt(form, lambda: opinions.add(dossier_id=dossier.pk, heard=heard, actor=user, at=now)):
            messages.success(request, "Đã ghi nhận ý kiến.")
            return redirect("assessments:opinion_list", dossier.pk)
    context = {
        "dossier": dossier,
        "form": form,
        "opinions": dossier.opinions.select_related("recorded_by"),
        "may_write": opinions.are_open(dossier) and user.has_perm("assessments.edit_dossier", dossier),
    }
    return render(request, "assessments/opinion_list.html", context, status=status_of(form))


@require_POST
def opinion_reply(request: HttpRequest, pk: int, opinion: int) -> HttpResponse:
    """Answer one opinion."""
    dossier = dossier_or_404(request, pk)
    found: Opinion = get_object_or_404(dossier.opinions, pk=opinion)
    text = request.POST.get("reply", "")
    opinions.reply(dossier_id=dossier.pk, opinion_id=found.pk, text=text, actor=user_of(request), at=timezone.now())
    messages.success(request, "Đã lưu nội dung tiếp thu, giải trình.")
    return redirect(reverse("assessments:opinion_list", args=[dossier.pk]) + f"#y-kien-{found.pk}")


@require_POST
def request_reply(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Answer one supplement request."""
    dossier = dossier_or_404(request, pk)
    found = get_object_or_404(dossier.requests, round=dossier.round, item_code=item_code)
    text = request.POST.get("reply", "")
    requests.reply(
        dossier_id=dossier.pk, item_code=found.item_code, text=text, actor=user_of(request), at=timezone.now()
    )
    messages.success(request, f"Đã lưu giải trình cho nội dung {item_code}.")
    return redirect(overviews.item_url(dossier.pk, item_code))
