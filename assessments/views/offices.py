"""The list of specialised offices, kept by the head."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.specialists import OfficeForm
from assessments.models import SpecialisedOffice
from assessments.services import offices
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from communes.models import Role, Unit
from tiepcanpl.kit.errors import NotAllowedError


@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    """Show the offices of the person's authorities with their people."""
    authorities = _authorities(request)
    rows = SpecialisedOffice.objects.filter(authority__in=authorities)
    rows = rows.select_related("authority").prefetch_related("members").order_by("-is_active", "authority_id", "name")
    return render(request, "assessments/office_list.html", {"offices": rows, "authorities": authorities})


@require_http_methods(["GET", "POST"])
def office_create(request: HttpRequest, authority: int) -> HttpResponse:
    """Ask for a new office (GET); store it (POST)."""
    return _edit(request, get_object_or_404(_authorities(request), pk=authority), None)


@require_http_methods(["GET", "POST"])
def office_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an office with its people (GET); store what was changed (POST)."""
    own = SpecialisedOffice.objects.filter(authority__in=_authorities(request)).select_related("authority")
    office = get_object_or_404(own, pk=pk)
    return _edit(request, office.authority, office)


def _edit(request: HttpRequest, authority: Unit, office: SpecialisedOffice | None) -> HttpResponse:
    form = OfficeForm(request.POST or None, authority=authority, office=office)
    if request.method == "POST" and form.is_valid():
        deed = partial(offices.save, authority=authority, entry=form.entry, office=office)
        made = attempt(form, partial(deed, actor=user_of(request), at=timezone.now()))
        if made:
            messages.success(request, f"Đã lưu {made}.")
            return redirect("assessments:office_list")
    context = {"form": form, "authority": authority, "office": office}
    return render(request, "assessments/office_form.html", context, status=status_of(form))


def _authorities(request: HttpRequest) -> QuerySet[Unit]:
    """Return the authorities whose list the person keeps; nobody else has any business here."""
    units = sorted(user_of(request).role_units.get(Role.OFFICE_HEAD, ()))
    if not units:
        raise NotAllowedError("Chỉ lãnh đạo cơ quan tư pháp được quản lý danh sách cơ quan chuyên môn.")
    return Unit.objects.filter(pk__in=units)
