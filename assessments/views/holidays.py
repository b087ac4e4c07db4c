"""The calendar of days off, kept by the office; what a correction touches is named before it is saved."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.holidays import HolidayForm
from assessments.models import Holiday
from assessments.selectors import holidays as selectors
from assessments.services import holidays
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from tiepcanpl.kit.forms import FIRST_YEAR, LAST_YEAR


@require_safe
def holiday_list(request: HttpRequest) -> HttpResponse:
    """Show the days of one year."""
    holidays.require_office(user_of(request))
    now = timezone.localdate().year
    year = _year(request.GET.get("nam", ""), now)
    years = sorted({*selectors.years(now), year}, reverse=True)
    context = {"year": year, "years": years, "days": selectors.days_of(year)}
    return render(request, "assessments/holiday_list.html", context)


def _year(typed: str, default: int) -> int:
    year = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) == len(str(LAST_YEAR)) else default
    return year if FIRST_YEAR <= year <= LAST_YEAR else default


@require_http_methods(["GET", "POST"])
def holiday_add(request: HttpRequest) -> HttpResponse:
    """Add a day."""
    return _edit(request, Holiday())


@require_http_methods(["GET", "POST"])
def holiday_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a day."""
    holidays.require_office(user_of(request))
    return _edit(request, get_object_or_404(Holiday, pk=pk))


def _edit(request: HttpRequest, holiday: Holiday) -> HttpResponse:
    """Show the form; name what is touched and ask once more; store."""
    user, before = user_of(request), holiday.day
    holidays.require_office(user)
    form, affected = HolidayForm(request.POST or None, instance=holiday), None
    if request.method == "POST" and form.is_valid():
        affected = selectors.affected_by({day for day in (before, holiday.day) if day}, user)
        if not affected or "confirm" in request.POST:
            stored = attempt(form, lambda: holidays.save(form.instance, actor=user, at=timezone.now()))
            if stored:
                messages.success(request, f"Đã lưu {stored}.")
                return _to_list(stored.day)
    context = {"form": form, "affected": affected, "holiday": holiday}
    return render(request, "assessments/holiday_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def holiday_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Name what is touched (GET); take the day out (POST); a day that is gone already changes nothing."""
    user = user_of(request)
    holidays.require_office(user)
    holiday = Holiday.objects.filter(pk=pk).first()
    if holiday is None:
        messages.info(request, "Ngày này không còn trong lịch.")
        return redirect("assessments:holiday_list")
    if request.method == "POST":
        day = holiday.day
        holidays.remove(holiday, actor=user, at=timezone.now())
        messages.success(request, f"Đã xóa ngày {day:%d/%m/%Y} khỏi lịch nghỉ.")
        return _to_list(day)
    context = {"holiday": holiday, "affected": selectors.affected_by({holiday.day}, user)}
    return render(request, "assessments/holiday_remove.html", context)


def _to_list(day: date) -> HttpResponse:
    return redirect(reverse("assessments:holiday_list") + f"?nam={day.year}")
