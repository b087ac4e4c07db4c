"""Councils: listed, set up, their rules, members added and removed."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.councils import CouncilForm, MemberForm, RemovalForm
from assessments.models import Council
from assessments.selectors import councils as selectors
from assessments.selectors import meetings
from assessments.selectors.campaigns import PAGE_SIZE
from assessments.services import councils
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import NotAllowedError


def council_or_404(request: HttpRequest, pk: int) -> Council:
    """Return the council with its authority, or answer 404."""
    return get_object_or_404(Council.objects.visible_to(user_of(request)).select_related("authority"), pk=pk)


def managed_or_refuse(request: HttpRequest, pk: int) -> Council:
    """Return a council of the person's own office; members are told that they may not."""
    council = council_or_404(request, pk)
    if not user_of(request).has_perm("assessments.manage_council", council.authority):
        raise NotAllowedError("Chỉ lãnh đạo cơ quan tư pháp được quản lý Hội đồng.")
    return council


@require_safe
def council_list(request: HttpRequest) -> HttpResponse:
    """Show the person's councils, what waits for one, and the meetings, those to come first."""
    user = user_of(request)
    context = {
        "councils": Paginator(selectors.listed(user), PAGE_SIZE).get_page(request.GET.get("council_page")),
        "page": Paginator(meetings.listed(user), PAGE_SIZE).get_page(request.GET.get("page")),
        "offices": selectors.offices_of(user),
        "waiting": meetings.waiting_counts(user),
    }
    return render(request, "assessments/council_list.html", context)


@require_safe
def council_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show decision, rules with their sources, members and meetings."""
    council, user = council_or_404(request, pk), user_of(request)
    standard = selectors.standard_of(council.authority)
    found = meetings.listed(user).filter(council=council)
    context = {
        "council": council,
        "standard": standard,
        "rules": selectors.rule_lines(council, standard),
        "most": selectors.most_members(standard),
        "members": selectors.members_of(council),
        "former": selectors.former_members_of(council),
        "gaps": selectors.gaps_of(council),
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "can_manage": user.has_perm("assessments.manage_council", council.authority),
    }
    return render(request, "assessments/council_detail.html", context)


@require_http_methods(["GET", "POST"])
def council_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the decision that sets the council of the authority up (GET); store it (POST)."""
    authority = get_object_or_404(selectors.offices_of(user_of(request)), pk=pk)
    form = CouncilForm(request.POST or None, instance=Council(authority=authority))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, partial(councils.create, form.instance, actor=user_of(request), at=timezone.now()))
        if made:
            messages.success(request, "Đã lập Hội đồng. Tiếp theo, vui lòng thêm các thành viên.")
            return redirect("assessments:council_detail", made.pk)
    return _form_page(request, form, None)


@require_http_methods(["GET", "POST"])
def council_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change name, decision and the council's own rules."""
    council = managed_or_refuse(request, pk)
    form = CouncilForm(request.POST or None, instance=council)
    if request.method == "POST" and form.is_valid():
        deed = partial(councils.edit, form.instance, actor=user_of(request), at=timezone.now())
        if attempt(form, deed):
            messages.success(request, "Đã lưu thông tin Hội đồng.")
            return redirect("assessments:council_detail", pk)
    return _form_page(request, form, pk)


def _form_page(request: HttpRequest, form: CouncilForm, pk: int | None) -> HttpResponse:
    authority = form.instance.authority
    standard = selectors.standard_of(authority)
    fixed = [row for row in selectors.rule_lines(Council(authority=authority), standard) if not row.field]
    context = {"form": form, "authority": authority, "standard": standard, "fixed": fixed, "council_id": pk}
    return render(request, "assessments/council_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def member_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whom to give a seat (GET); give it (POST)."""
    council = managed_or_refuse(request, pk)
    form = MemberForm(request.POST or None, council=council)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        parts = {"user_id": data["user"].pk, "function": data["function"], "field": data["field"]}
        deed = partial(councils.add_member, council_id=pk, **parts, actor=user_of(request), at=timezone.now())
        made = attempt(form, deed)
        if made:
            messages.success(request, f"Đã thêm {made.user} vào Hội đồng.")
            return redirect("assessments:council_detail", pk)
    context = {"council": council, "form": form}
    return render(request, "assessments/council_member_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def member_remove(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    """Name what ending the seat brings about (GET); end it with the reason (POST)."""
    council = managed_or_refuse(request, pk)
    seat = get_object_or_404(council.members.select_related("user"), pk=member)
    form = RemovalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = partial(councils.remove_member, member_id=seat.pk, reason=form.cleaned_data["reason"])
        if attempt(form, partial(deed, actor=user_of(request), at=timezone.now())):
            messages.success(request, f"Đã cho {seat.user} thôi tham gia Hội đồng.")
            return redirect("assessments:council_detail", pk)
    context = {"council": council, "member": seat, "form": form}
    return render(request, "assessments/council_member_remove.html", context, status=status_of(form))
