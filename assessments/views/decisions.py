"""Decisions: recorded after signing, shown, revoked."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.domain.workflow import Action, State
from assessments.forms.decisions import DecisionEntry, RevocationForm, sent_rows
from assessments.models import Campaign, Decision, DecisionLine
from assessments.selectors import campaigns, previews
from assessments.selectors import decisions as selectors
from assessments.selectors.papers import table
from assessments.services import decisions
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from communes.models import OFFICE_ROLES
from tiepcanpl.kit.errors import DomainError, NotAllowedError

PREVIEW, RECORD = "preview", "record"
PER_PAGE = 10  # each is scored and judged for the page
_GONE = (
    "Có hồ sơ không còn chờ quyết định (đã có quyết định hoặc đã mở lại thẩm tra). "
    "Vui lòng kiểm tra lại danh sách dưới đây."
)


@require_safe
def decision_list(request: HttpRequest) -> HttpResponse:
    """Show the decisions that concern the person, newest first."""
    found = selectors.listed(user_of(request))
    page = Paginator(found, campaigns.PAGE_SIZE).get_page(request.GET.get("page"))
    sees_drafts = bool(OFFICE_ROLES & user_of(request).role_units.keys())
    return render(request, "assessments/decision_list.html", {"page": page, "sees_drafts": sees_drafts})


@require_safe
def decision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one decision with what it says about each commune."""
    user = user_of(request)
    related = ("authority", "campaign__authority", "campaign__standard", "recorded_by")
    decision = get_object_or_404(selectors.visible_to(user).select_related(*related), pk=pk)
    lines = list(selectors.lines_of(decision, user))
    context = {
        "decision": decision,
        "lines": lines,
        "reads_papers": table.reads_decisions(user),
        "revocations": selectors.revocations_of(lines),
        "corrections": decision.corrections.select_related("corrected_by"),
        "can_correct": user.has_perm("assessments.decide_campaign", decision.campaign),
        "can_revoke": decision.kind == Decision.Kind.RECOGNITION
        and user.has_perm("assessments.decide_campaign", decision.campaign),
    }
    return render(request, "assessments/decision_detail.html", context)


@require_http_methods(["GET", "POST"])
def decision_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who waits and what the rules say (GET); name the consequences, then record the signed decision (POST)."""
    campaign, step = _decided_or_refuse(request, pk), request.POST.get("step", "")
    page, today, is_checked = _page(request, campaign), timezone.localdate(), step in {PREVIEW, RECORD}
    asked = {*page.object_list, *(sent_rows(request.POST) if is_checked else ())}
    entry = DecisionEntry(
        request.POST,
        is_checked=is_checked,
        candidates=selectors.candidates(campaign, asked, on=today),
        on_page=list(page.object_list),
        council_required=selectors.council_asked(campaign),
        today=today,
        position=user_of(request).position,
    )
    if is_checked and entry.is_valid():
        record = _record if step == RECORD else _preview
        return record(request, campaign, entry, page)
    return _entry_page(request, campaign, entry, page)


def _page(request: HttpRequest, campaign: Campaign) -> Page[int]:
    """Return the page to show: the one asked for by a button, or else the one on which the person is."""
    keys = selectors.waiting(campaign).values_list("pk", flat=True)
    page = Paginator(keys, PER_PAGE).get_page(request.POST.get("to") or request.POST.get("page"))
    page.object_list = list(page.object_list)
    return page


def _decided_or_refuse(request: HttpRequest, pk: int) -> Campaign:
    user = user_of(request)
    found = campaigns.visible_to(user).select_related("authority__parent", "standard")
    campaign = get_object_or_404(found, pk=pk)
    if not user.has_perm("assessments.decide_campaign", campaign):
        raise NotAllowedError("Chỉ người có thẩm quyền của cơ quan ban hành kế hoạch được ghi quyết định.")
    return campaign


def _entry_page(request: HttpRequest, campaign: Campaign, entry: DecisionEntry, page: Page[int]) -> HttpResponse:
    context = {"campaign": campaign, "entry": entry, "page": page, "edition": campaign.standard.parsed}
    return render(request, "assessments/decision_create.html", context, status=status_of(entry.paper))


def _preview(request: HttpRequest, campaign: Campaign, entry: DecisionEntry, page: Page[int]) -> HttpResponse:
    """Name what recording brings about, with everything typed carried along."""
    if entry.gone:
        entry.paper.add_error(None, _GONE)
        return _entry_page(request, campaign, entry, page)
    chosen = [(candidate.dossier, row.ruled) for candidate, row in entry.rows]
    ruled_now = [dossier for dossier, ruled in chosen if ruled]
    context = {
        "campaign": campaign,
        "paper": entry.paper.paper,
        "council": campaign.standard.parsed.procedure.council,
        "recognised": [d for d, ruled in chosen if ruled and ruled.outcome == DecisionLine.Outcome.RECOGNISED],
        "refused": [
            (d, ruled) for d, ruled in chosen if ruled and ruled.outcome == DecisionLine.Outcome.NOT_RECOGNISED
        ],
        "later_count": page.paginator.count - len(entry.ruled),
        "later": [d for d, ruled in chosen if ruled is None] if page.paginator.num_pages == 1 else (),
        "kept": entry.kept,
        "told": previews.told_after(Action.RECOGNISE, ruled_now, actor=user_of(request)),
    }
    return render(request, "assessments/decision_confirm.html", context)


def _record(request: HttpRequest, campaign: Campaign, entry: DecisionEntry, page: Page[int]) -> HttpResponse:
    deed = partial(decisions.record, campaign_id=campaign.pk, paper=entry.paper.paper, ruled=entry.ruled)
    made = attempt(entry.paper, partial(deed, actor=user_of(request), at=timezone.now()))
    if made is None:
        return _entry_page(request, campaign, entry, page)
    messages.success(request, f"Đã ghi quyết định số {made}.")
    return redirect("assessments:decision_detail", made.pk)


@require_http_methods(["GET", "POST"])
def decision_revoke(request: HttpRequest, pk: int, dossier: int) -> HttpResponse:
    """Ask for the decision that takes one recognition back (GET); record it (POST)."""
    user = user_of(request)
    decision = get_object_or_404(selectors.visible_to(user).select_related("authority"), pk=pk)
    lines = selectors.lines_of(decision, user).filter(outcome=DecisionLine.Outcome.RECOGNISED)
    line = get_object_or_404(lines, dossier=dossier)
    if not user.has_perm("assessments.revoke_dossier", line.dossier):
        raise NotAllowedError("Chỉ người có thẩm quyền của cơ quan ban hành kế hoạch được thu hồi quyết định.")
    if line.dossier.status is not State.RECOGNISED:
        raise DomainError("Quyết định công nhận xã, phường này đã được thu hồi.")
    form = RevocationForm(request.POST or None, today=timezone.localdate(), initial={"signer_position": user.position})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        deed = partial(decisions.revoke, dossier_id=line.dossier.pk, paper=form.paper, reason=reason)
        made = attempt(form, partial(deed, actor=user, at=timezone.now()))
        if made:
            messages.success(request, f"Đã ghi quyết định thu hồi số {made}.")
            return redirect("assessments:decision_detail", made.pk)
    told = previews.told_after(Action.REVOKE, [line.dossier], actor=user)
    context = {"decision": decision, "line": line, "form": form, "told": told}
    return render(request, "assessments/decision_revoke.html", context, status=status_of(form))
