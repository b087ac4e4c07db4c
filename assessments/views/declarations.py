"""The register of disqualifying facts."""

from dataclasses import fields

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms.dossiers import FactForm
from assessments.services import declarations
from assessments.views.loading import contents_for, dossier_or_404, user_of


@require_http_methods(["GET", "POST"])
def fact_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the register (GET); add one fact (POST with its code)."""
    dossier = dossier_or_404(request, pk)
    code = request.POST.get("fact_code", "")
    form = FactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        names = {field.name for field in fields(declarations.Fact)}
        fact = declarations.Fact(**{name: form.cleaned_data[name] for name in names})
        declarations.declare(
            dossier_id=dossier.pk, fact_code=code, fact=fact, actor=user_of(request), at=timezone.now()
        )
        messages.success(request, "Đã ghi nhận trường hợp.")
        return redirect("assessments:fact_list", dossier.pk)
    found = contents_for(request, dossier)
    facts = [{"fact": fact, "rows": found.declarations.get(fact.code, [])} for fact in found.edition.facts]
    may = declarations.may_declare(user_of(request), dossier)
    context = {"dossier": dossier, "facts": facts, "form": form, "code": code, "may_declare": may}
    return render(request, "assessments/fact_list.html", context)


@require_POST
def fact_none(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """State that nothing of this kind arose."""
    dossier = dossier_or_404(request, pk)
    declarations.declare_none(dossier_id=dossier.pk, fact_code=code, actor=user_of(request), at=timezone.now())
    messages.success(request, "Đã ghi nhận: không có trường hợp nào.")
    return redirect("assessments:fact_list", dossier.pk)


@require_POST
def fact_withdraw(request: HttpRequest, pk: int, declaration: int) -> HttpResponse:
    """Take back one declaration."""
    dossier = dossier_or_404(request, pk)
    declarations.withdraw(
        dossier_id=dossier.pk, declaration_id=declaration, actor=user_of(request), at=timezone.now()
    )
    messages.success(request, "Đã xóa khai báo. Nội dung cũ vẫn được lưu trong lịch sử.")
    return redirect("assessments:fact_list", dossier.pk)
