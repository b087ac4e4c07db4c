"""Draft decisions: prepared by the office, signed or dropped."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.decisions import RecognitionPaperForm
from assessments.forms.drafts import DiscardForm, DraftForm
from assessments.models import Campaign, DraftDecision
from assessments.selectors import campaigns, concerned, previews
from assessments.selectors import decisions as decided
from assessments.selectors import drafts as selectors
from assessments.services import drafts
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import DomainError, NotAllowedError

PER_PAGE = 20
ROWS = 10  # each is judged and can be decided on


@require_safe
def draft_list(request: HttpRequest) -> HttpResponse:
    """Show the drafts of the person's office, those that wait first."""
    page = Paginator(selectors.listed(user_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/draft_list.html", {"page": page})


@require_http_methods(["GET", "POST"])
def draft_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the dossiers that are ready with what rules and council say (GET); make or extend a draft (POST)."""
    campaign, draft = _campaign_to_draft(request, pk), _draft_to_extend(request, pk)
    keys = selectors.undrafted(campaign).values_list("pk", flat=True)
    page = Paginator(keys, ROWS).get_page(request.GET.get("page"))
    found = decided.candidates(campaign, list(page.object_list), on=timezone.localdate())
    form = DraftForm(request.POST or None, candidates=found)
    if request.method == "POST" and (made := _drafted(request, campaign, draft, form)):
        messages.success(request, "Đã lưu dự thảo. Người có thẩm quyền thấy dự thảo ở trang chủ, mục chờ ký.")
        return redirect("assessments:draft_detail", made.pk)
    context = {
        "campaign": campaign,
        "draft": draft,
        "form": form,
        "page": page,
        "told": "" if draft else previews.sentence_of(concerned.by_draft(campaign, actor=user_of(request))),
    }
    return render(request, "assessments/draft_create.html", context, status=status_of(form))


def _campaign_to_draft(request: HttpRequest, pk: int) -> Campaign:
    user = user_of(request)
    found = campaigns.visible_to(user).select_related("authority__parent", "standard")
    campaign = get_object_or_404(found, pk=pk)
    if not user.has_perm("assessments.draft_campaign", campaign):
        raise NotAllowedError("Chỉ cơ quan tư pháp của nơi ban hành kế hoạch được lập dự thảo quyết định.")
    return campaign


def _draft_to_extend(request: HttpRequest, campaign: int) -> DraftDecision | None:
    number = request.GET.get("them", "")
    if not number.isdecimal():
        return None
    return get_object_or_404(selectors.visible_to(user_of(request)), pk=int(number), campaign=campaign)


def _drafted(
    request: HttpRequest, campaign: Campaign, draft: DraftDecision | None, form: DraftForm
) -> DraftDecision | None:
    """Make the draft of all that qualify or of what was chosen; None where the form says why not."""
    user, at = user_of(request), timezone.now()
    if request.POST.get("step") == "all":
        note = request.POST.get("note", "")[:2000]
        return attempt(form, lambda: drafts.prepare_all(campaign_id=campaign.pk, note=note, actor=user, at=at))
    if not form.is_valid():
        return None
    ruled, note = form.ruled, form.cleaned_data["note"]
    if draft:
        return attempt(form, lambda: drafts.extend(draft_id=draft.pk, ruled=ruled, actor=user, at=at))
    return attempt(form, lambda: drafts.prepare(campaign_id=campaign.pk, ruled=ruled, note=note, actor=user, at=at))


@require_safe
def draft_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the two lists with what rules and council say now."""
    draft, user = _draft_or_404(request, pk), user_of(request)
    lines = draft.lines.select_related("dossier__commune").order_by("-outcome", "dossier__commune__sort_name", "pk")
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    is_pending = draft.state == DraftDecision.State.PENDING
    context = {
        "draft": draft,
        "page": page,
        "rows": selectors.rows_of(draft, list(page.object_list), on=timezone.localdate()),
        "counts": selectors.counts_of(draft),
        "outdated": selectors.outdated_in(draft) if is_pending else [],
        "can_draft": is_pending and user.has_perm("assessments.draft_campaign", draft.campaign),
        "can_sign": is_pending and user.has_perm("assessments.decide_campaign", draft.campaign),
    }
    return render(request, "assessments/draft_detail.html", context)


def _draft_or_404(request: HttpRequest, pk: int) -> DraftDecision:
    found = selectors.visible_to(user_of(request)).select_related(
        "campaign__authority", "campaign__standard", "drafted_by", "closed_by", "decision"
    )
    return get_object_or_404(found.prefetch_related("decision__corrections"), pk=pk)


@require_http_methods(["GET", "POST"])
def draft_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for number and date of the signed paper and name the consequences (GET); record the decision (POST)."""
    draft, user = _draft_or_404(request, pk), user_of(request)
    if not user.has_perm("assessments.decide_campaign", draft.campaign):
        raise NotAllowedError("Chỉ người có thẩm quyền của cơ quan ban hành kế hoạch được ký dự thảo.")
    lines = list(draft.lines.select_related("dossier__commune").order_by("dossier__commune__sort_name"))
    form = RecognitionPaperForm(
        request.POST or None,
        council_required=selectors.council_asked(draft, lines),
        today=timezone.localdate(),
        initial={"signer_position": user.position},
    )
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("seen", "")
        deed = partial(drafts.sign, draft_id=draft.pk, paper=form.paper, seen=seen)
        if made := attempt(form, partial(deed, actor=user, at=timezone.now())):
            messages.success(request, f"Đã ghi quyết định số {made}.")
            return redirect("assessments:decision_detail", made.pk)
    context = {"draft": draft, "form": form, "lines": lines, "seen": selectors.fingerprint(lines)}
    return render(request, "assessments/draft_sign.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def draft_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why (GET); close the draft without effect (POST)."""
    draft, user = _draft_or_404(request, pk), user_of(request)
    if draft.state == DraftDecision.State.SIGNED:
        raise DomainError(f"Dự thảo đã được ký: Quyết định số {draft.decision}.")
    form = DiscardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = partial(drafts.discard, draft_id=draft.pk, reason=form.cleaned_data["reason"])
        if attempt(form, partial(deed, actor=user, at=timezone.now())):
            messages.success(request, "Đã bỏ dự thảo; các hồ sơ trở lại danh sách chờ lập dự thảo.")
            return redirect("assessments:draft_detail", draft.pk)
    return render(request, "assessments/draft_discard.html", {"draft": draft, "form": form}, status=status_of(form))


@require_POST
def draft_take_out(request: HttpRequest, pk: int, dossier: int) -> HttpResponse:
    """Take one commune out of the draft."""
    draft = _draft_or_404(request, pk)
    drafts.take_out(draft_id=draft.pk, dossier_id=dossier, actor=user_of(request), at=timezone.now())
    messages.success(request, "Đã rút đơn vị khỏi dự thảo.")
    return redirect("assessments:draft_detail", draft.pk)
