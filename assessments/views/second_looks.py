"""The second look at accepted items: the draw, each item, what comes of a dissent, the agreement of a campaign."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.domain.workflow import Action
from assessments.forms.second_looks import LookForm
from assessments.models import Dossier, SecondLook
from assessments.permissions import permission_of
from assessments.selectors import agreement
from assessments.selectors import second_looks as selectors
from assessments.services import second_looks
from assessments.views.campaigns import campaign_or_404
from assessments.views.change_lists import bench_dossier_or_404
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import DomainError, NotAllowedError

_SEED_BYTES = 16
UNPROCESSABLE = 422


@require_safe
def second_look_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the draw with its proof, and the drawn items."""
    return _page(request, bench_dossier_or_404(request, pk))


def _page(
    request: HttpRequest, dossier: Dossier, *, typed: LookForm | None = None, failed: int = 0, status: int = 200
) -> HttpResponse:
    """Render the page; a refused form stands at its item with what was typed."""
    user = user_of(request)
    context = {
        "dossier": dossier,
        "page": selectors.page_of(dossier, user),
        "why_not_drawn": selectors.why_not_drawn(dossier),
        "is_head": user.has_perm(permission_of(Action.APPRAISE), dossier),
        "form": typed,
        "failed": failed,
    }
    return render(request, "assessments/second_look_list.html", context, status=status)


@require_POST
def second_look_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw with the typed seed, or with one that nobody can know beforehand."""
    dossier = bench_dossier_or_404(request, pk)
    seed = request.POST.get("seed", "").strip() or secrets.token_hex(_SEED_BYTES)
    made = second_looks.draw(dossier_id=dossier.pk, seed=seed, actor=user_of(request), at=timezone.now())
    messages.success(request, f"Đã rút {made.looks.count()} nội dung để kiểm tra lại.")
    return redirect("assessments:second_look_list", dossier.pk)


@require_POST
def second_look_save(request: HttpRequest, pk: int, look: int) -> HttpResponse:
    """Store what the second reviewer found on one item."""
    dossier, found = _look_or_404(request, pk, look)
    form, at = LookForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, dossier, typed=form, failed=found.pk, status=UNPROCESSABLE)
    try:
        second_looks.look(look_id=found.pk, actor=user_of(request), at=at, **form.cleaned_data)
    except NotAllowedError:
        raise
    except DomainError as error:
        form.add_error(None, list(error.reasons))
        return _page(request, dossier, typed=form, failed=found.pk, status=error.status)
    messages.success(request, f"Đã lưu kết quả kiểm tra lại nội dung {found.item_code}.")
    return redirect("assessments:second_look_list", dossier.pk)


@require_POST
def second_look_confirm(request: HttpRequest, pk: int, look: int) -> HttpResponse:
    """Keep a conclusion in spite of the dissent."""
    dossier, found = _look_or_404(request, pk, look)
    reason = request.POST.get("reason", "")
    second_looks.confirm(look_id=found.pk, reason=reason, actor=user_of(request), at=timezone.now())
    messages.success(request, f"Đã giữ kết luận nội dung {found.item_code}.")
    return redirect("assessments:second_look_list", dossier.pk)


def _look_or_404(request: HttpRequest, pk: int, look: int) -> tuple[Dossier, SecondLook]:
    dossier = bench_dossier_or_404(request, pk)
    return dossier, get_object_or_404(SecondLook, pk=look, draw__dossier=dossier, draw__round=dossier.round)


@require_safe
def agreement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how often second reviewers agreed, by dossier and by the reviewer who had accepted."""
    campaign, user = campaign_or_404(request, pk), user_of(request)
    if not user.has_perm("assessments.manage_campaign", campaign):
        raise NotAllowedError("Chỉ cơ quan tư pháp của nơi ban hành kế hoạch xem được báo cáo này.")
    found = agreement.agreement_of(campaign, page=request.GET.get("page"))
    return render(request, "assessments/agreement_detail.html", {"campaign": campaign, "found": found})
