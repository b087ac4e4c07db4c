"""The office's reasons for reuse: list, add, edit, order, in and out of use."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.reasons import ReasonForm
from assessments.models import ReasonTemplate
from assessments.selectors import reasons as selectors
from assessments.services import reasons
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from communes.models import User
from tiepcanpl.kit.errors import NotAllowedError

PER_PAGE = 20


def _keeper(request: HttpRequest) -> User:
    """Return the person if there is an office whose reasons the person maintains."""
    user = user_of(request)
    if not selectors.offices_of(user).exists():
        raise NotAllowedError("Mẫu lý do chỉ dành cho cán bộ của cơ quan tư pháp.")
    return user


def _reason_or_404(user: User, pk: int) -> ReasonTemplate:
    return get_object_or_404(selectors.maintained_by(user), pk=pk)


@require_safe
def reason_list(request: HttpRequest) -> HttpResponse:
    """Show the reasons of the person's offices in their order."""
    user = _keeper(request)
    page = Paginator(selectors.maintained_by(user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/reason_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def reason_create(request: HttpRequest) -> HttpResponse:
    """Word a new reason."""
    return _edit(request, _keeper(request), ReasonTemplate(), "Thêm mẫu lý do")


@require_http_methods(["GET", "POST"])
def reason_edit(request: HttpRequest, reason: int) -> HttpResponse:
    """Word a reason anew; conclusions that used it keep their text."""
    user = _keeper(request)
    return _edit(request, user, _reason_or_404(user, reason), "Sửa mẫu lý do")


def _edit(request: HttpRequest, user: User, reason: ReasonTemplate, title: str) -> HttpResponse:
    form = ReasonForm(request.POST or None, instance=reason, offices=selectors.offices_of(user))
    if request.method == "POST" and form.is_valid():
        deed = partial(reasons.save, form.instance, actor=user, at=timezone.now())
        if attempt(form, deed):
            messages.success(request, f"Đã lưu mẫu lý do “{form.instance}”.")
            return redirect("assessments:reason_list")
    context = {"form": form, "title": title}
    return render(request, "assessments/reason_form.html", context, status=status_of(form))


@require_POST
def reason_use(request: HttpRequest, reason: int) -> HttpResponse:
    """Take a reason into use (`to=on`) or out of use."""
    user = _keeper(request)
    found = _reason_or_404(user, reason)
    on = request.POST.get("to") == "on"
    reasons.set_active(reason_id=found.pk, is_active=on, actor=user, at=timezone.now())
    told = "được dùng lại" if on else "ngừng dùng; các kết luận đã ghi giữ nguyên nội dung"
    messages.success(request, f"Mẫu lý do “{found}” {told}.")
    return redirect("assessments:reason_list")


@require_POST
def reason_move(request: HttpRequest, reason: int) -> HttpResponse:
    """Put a reason on another place in the order."""
    user = _keeper(request)
    found = _reason_or_404(user, reason)
    place = request.POST.get("place", "")
    if place.isdecimal():
        reasons.move(reason_id=found.pk, place=int(place), actor=user, at=timezone.now())
    return redirect("assessments:reason_list")
