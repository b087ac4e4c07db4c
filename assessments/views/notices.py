"""The person's own notices, and how they come by e-mail."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.notices import PreferenceForm
from assessments.models import Notice, NoticePreference
from assessments.selectors import notices as selectors
from assessments.services import notices
from assessments.views.loading import user_of

UNREAD = "chua-xem"


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """Show what the person has to know or do; old notices stay."""
    unread_only = request.GET.get("loc") == UNREAD
    found = selectors.listed(user_of(request), unread_only=unread_only)
    page = Paginator(found, selectors.PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "unread_only": unread_only,
        "unread": [notice for notice in page if notice.read_at is None],
        "newest": max((notice.pk for notice in page), default=0),
    }
    return render(request, "assessments/notice_list.html", context)


@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    """Mark as seen what stood there when the page was shown, and nothing that came since."""
    newest = request.POST.get("den", "")
    if newest.isdecimal():
        notices.read_all(up_to=int(newest), actor=user_of(request), at=timezone.now())
    return redirect("assessments:notice_list")


@require_POST
def notice_read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as seen."""
    _read_or_404(request, pk)
    return redirect("assessments:notice_list")


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as seen and go where the person does what it asks for."""
    return redirect(_read_or_404(request, pk).target or "assessments:notice_list")


def _read_or_404(request: HttpRequest, pk: int) -> Notice:
    try:
        return notices.read(notice_id=pk, actor=user_of(request), at=timezone.now())
    except Notice.DoesNotExist as missing:
        raise Http404 from missing


@require_http_methods(["GET", "POST"])
def notice_preferences(request: HttpRequest) -> HttpResponse:
    """Ask how the person wants e-mail (GET); store it (POST)."""
    user = user_of(request)
    form = PreferenceForm(request.POST or None, initial={"mail": selectors.preference_of(user)})
    if request.method == "POST" and form.is_valid():
        mail = form.cleaned_data["mail"]
        notices.prefer(mail=mail, actor=user, at=timezone.now())
        messages.success(request, f"Đã lưu cách nhận thư: {NoticePreference.Mail(mail).label}.")
        return redirect("assessments:notice_preferences")
    context = {"form": form, "address": user.email}
    return render(request, "assessments/notice_preferences.html", context)
