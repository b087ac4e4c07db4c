"""The register of disqualifying facts."""

from dataclasses import fields

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.dossiers import FactForm
from assessments.models import Dossier
from assessments.selectors import overviews
from assessments.services import declarations
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import contents_for, dossier_or_404, user_of


@require_http_methods(["GET", "POST"])
def fact_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the register (GET); add one fact (POST with its code)."""
    dossier = dossier_or_404(request, pk)
    code = request.POST.get("fact_code", "")
    form = FactForm(request.POST or None, prefix=code or None)
    if request.method == "POST" and form.is_valid() and _declare(request, dossier, code, form):
        messages.success(request, "Đã ghi nhận trường hợp.")
        return _back(dossier, code)
    return _page(request, dossier, form, code)


def _declare(request: HttpRequest, dossier: Dossier, code: str, form: FactForm) -> bool:
    names = {field.name for field in fields(declarations.Fact)}
    fact = declarations.Fact(**{name: form.cleaned_data[name] for name in names})
    done = attempt(
        form,
        lambda: declarations.declare(
            dossier_id=dossier.pk, fact_code=code, fact=fact, actor=user_of(request), at=timezone.now()
        ),
    )
    return done is not None


def _page(request: HttpRequest, dossier: Dossier, form: FactForm, code: str) -> HttpResponse:
    found, user = contents_for(request, dossier), user_of(request)
    may_declare = declarations.may_declare(user, dossier)
    is_own = user.has_perm("assessments.edit_dossier", dossier)
    rows = [
        {
            "fact": fact,
            "rows": [
                {"declaration": row, "may_withdraw": may_declare and (is_own or row.recorded_by_id == user.pk)}
                for row in found.declarations.get(fact.code, [])
            ],
            "form": form if fact.code == code else FactForm(prefix=fact.code),
            "is_open": fact.code == code,
        }
        for fact in found.edition.facts
    ]
    context = {
        "dossier": dossier,
        "facts": rows,
        "criteria": overviews.criteria_of(found),
        "may_declare": may_declare,
        "is_own": is_own,
    }
    return render(request, "assessments/fact_list.html", context, status=status_of(form))


@require_POST
def fact_none(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """State that nothing of this kind arose."""
    dossier = dossier_or_404(request, pk)
    declarations.declare_none(dossier_id=dossier.pk, fact_code=code, actor=user_of(request), at=timezone.now())
    messages.success(request, "Đã ghi nhận: không có trường hợp nào.")
    return _back(dossier, code)


@require_http_methods(["GET", "POST"])
def fact_withdraw(request: HttpRequest, pk: int, declaration: int) -> HttpResponse:
    """Ask before a declaration is taken back (GET); take it back (POST), which may be repeated."""
    dossier = dossier_or_404(request, pk)
    if request.method == "POST":
        declarations.withdraw(
            dossier_id=dossier.pk, declaration_id=declaration, actor=user_of(request), at=timezone.now()
        )
        messages.success(request, "Đã xóa khai báo. Nội dung cũ vẫn được lưu trong lịch sử.")
        return redirect("assessments:fact_list", dossier.pk)
    row = get_object_or_404(dossier.declarations.select_related("recorded_by"), pk=declaration)
    labels = {fact.code: fact.label for fact in dossier.campaign.standard.parsed.facts}
    context = {"dossier": dossier, "row": row, "label": labels.get(row.fact_code, "")}
    return render(request, "assessments/fact_withdraw.html", context)


def _back(dossier: Dossier, code: str) -> HttpResponse:
    return redirect(reverse("assessments:fact_list", args=[dossier.pk]) + f"#{code}")
