"""Every changed conclusion with its reason on one page, read by the office head before the review is closed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.domain.workflow import Action, State
from assessments.models import Dossier
from assessments.permissions import permission_of
from assessments.selectors import changes
from assessments.services import change_lists
from assessments.views.loading import dossier_or_404, user_of
from tiepcanpl.kit.errors import NotAllowedError


def bench_dossier_or_404(request: HttpRequest, pk: int) -> Dossier:
    """Return a dossier whose review the person may read; the commune learns that this page is the office's."""
    dossier = dossier_or_404(request, pk)
    if not user_of(request).has_perm("assessments.read_review", dossier):
        raise NotAllowedError("Trang này chỉ dành cho cơ quan tư pháp. Vui lòng xem kết quả ở trang hồ sơ.")
    return dossier


@require_http_methods(["GET", "POST"])
def change_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the list (GET); record that it was read (POST)."""
    dossier, user = bench_dossier_or_404(request, pk), user_of(request)
    if request.method == "POST":
        digest = request.POST.get("digest", "")
        change_lists.confirm_read(dossier_id=dossier.pk, digest=digest, actor=user, at=timezone.now())
        messages.success(request, "Đã ghi nhận bạn đã xem bảng điều chỉnh.")
        return redirect("assessments:dossier_act", dossier.pk, Action.APPRAISE)
    found = changes.changes_of(dossier)
    if found is None:
        raise Http404
    may_confirm = dossier.status is State.UNDER_REVIEW and user.has_perm(permission_of(Action.APPRAISE), dossier)
    context = {"dossier": dossier, "found": found, "may_confirm": may_confirm}
    return render(request, "assessments/change_list.html", context)
