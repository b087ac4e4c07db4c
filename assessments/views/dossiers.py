"""The overview of one dossier, its history, its receipts, and the deeds of its workflow."""

from datetime import date
from fractions import Fraction

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.domain.workflow import DECIDED, Action, State
from assessments.forms.dossiers import ActForm
from assessments.models import Dossier, SupplementRequest
from assessments.models.labels import ACTION_LABELS
from assessments.permissions import permission_of
from assessments.selectors import changes, comments, criteria, history, interests, library, overviews, previews
from assessments.selectors.contents import DossierContents
from assessments.selectors.offers import BY_DECISION, BY_MEETING, offers_for, reasons_against
from assessments.services import workflow
from assessments.views.loading import contents_for, dossier_or_404, user_of
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError

CONFLICT = 409
OPEN = frozenset({State.DRAFT, State.RETURNED})  # what the commune may still change
PER_PAGE = 20


@require_safe
def dossier_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the dossier stands, what is left, and what can be done now."""
    dossier = dossier_or_404(request, pk)
    user, today = user_of(request), timezone.localdate()
    found = contents_for(request, dossier)
    can_edit = user.has_perm("assessments.edit_dossier", dossier)
    requests = list(criteria.requests_by_item(dossier).values())
    context = {
        **_record_of(user, dossier, today),
        "dossier": dossier,
        "found": found,
        "criteria": overviews.criteria_of(found),
        **_left_of(found, requests, can_edit=can_edit),
        "offers": offers_for(user, dossier, on=today, found=found if can_edit else None),
        **_supplement_of(dossier, requests, today),
        "can_edit": can_edit,
        "can_review": user.has_perm("assessments.review_dossier", dossier),
        "can_export": user.has_perm("assessments.export_dossier", dossier),
    }
    return render(request, "assessments/dossier_detail.html", context)


def _left_of(found: DossierContents, requests: list[SupplementRequest], *, can_edit: bool) -> dict[str, object]:
    """Return what the commune has left to do, and what is worth a look while it can still be changed."""
    todo = overviews.todo_of(found, requests) if can_edit else ()
    is_open = can_edit and found.dossier.status in OPEN
    advice = overviews.grouped(library.advice_of(found)) if is_open else ()
    return {"todo": todo, "groups": overviews.grouped(todo), "advice": advice}


def _supplement_of(dossier: Dossier, requests: list[SupplementRequest], today: date) -> dict[str, object]:
    """Return what the commune was asked for, by when, and what waits beyond its day."""
    return {
        "requests": requests,
        "overdue": overviews.overdue_items(requests, on=today),
        "supplement_due": overviews.supplement_due(dossier, requests, on=today),
    }


def _record_of(user: User, dossier: Dossier, today: date) -> dict[str, object]:
    """Return where the dossier stands and what has happened so far; nothing is read that its state rules out."""
    return {
        "due": overviews.due_of(dossier, on=today),
        "talk": comments.summary_of(user, dossier),
        "next_party": overviews.next_party(dossier.status, dossier),
        "submissions": dossier.submissions.defer("snapshot").select_related("submitted_by") if dossier.round else (),
        "decision_lines": dossier.decision_lines.select_related("decision").prefetch_related("decision__corrections")
        if dossier.status in DECIDED
        else (),
        "extension": dossier.extensions.first() if overviews.is_awaited(dossier) else None,
    }


@require_safe
def dossier_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who did what when, newest first."""
    dossier = dossier_or_404(request, pk)
    page = Paginator(history.events_for(user_of(request), dossier), PER_PAGE).get_page(request.GET.get("page"))
    edition = dossier.campaign.standard.parsed
    context = {"dossier": dossier, "page": page, "entries": [history.entry_of(event, edition) for event in page]}
    return render(request, "assessments/dossier_history.html", context)


@require_safe
def receipt_detail(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the receipt of one submission: number, time, hash."""
    dossier = dossier_or_404(request, pk)
    submission = get_object_or_404(dossier.submissions.select_related("submitted_by"), round=number)
    items = submission.snapshot["items"].values()
    context = {
        "dossier": dossier,
        "submission": submission,
        "total": Fraction(submission.snapshot["total"]) if submission.snapshot["total"] else None,
        "file_count": len({file["sha256"] for item in items for file in item["evidence"]}),
        "receiver": overviews.next_party(State.SUBMITTED, dossier),
    }
    return render(request, "assessments/receipt_detail.html", context)


@require_http_methods(["GET", "POST"])
def dossier_act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Ask before an action and name its consequences (GET); do it (POST)."""
    dossier = dossier_or_404(request, pk)
    act = _action_or_404(action)
    if not user_of(request).has_perm(permission_of(act), dossier):
        general = f"Tài khoản của bạn không có quyền “{ACTION_LABELS[act]}” đối với hồ sơ này."
        raise NotAllowedError(interests.notice_for(user_of(request), dossier) or general)
    asks = overviews.questions_of(act, dossier, on=timezone.localdate())
    form = ActForm(
        request.POST if request.method == "POST" else None,
        note_label=asks.note_label if asks.note else "",
        provisional=asks.provisional,
    )
    if request.method == "POST" and form.is_valid():
        return _perform(request, dossier, act, form, asks)
    return _confirmation(request, dossier, act, form, asks)


def _action_or_404(action: str) -> Action:
    if action not in {a.value for a in Action if a not in BY_DECISION | BY_MEETING}:
        raise Http404
    return Action(action)


def _perform(
    request: HttpRequest, dossier: Dossier, action: Action, form: ActForm, asks: overviews.Questions
) -> HttpResponse:
    """Do it and go on; a refusal is shown on the same page, so that a note once typed is not lost."""
    data = form.cleaned_data
    extra = workflow.Extra(confirm_provisional=data.get("confirm_provisional", False))
    try:
        done = workflow.perform(
            action,
            dossier_id=dossier.pk,
            actor=user_of(request),
            at=timezone.now(),
            note=data.get("note", ""),
            extra=extra,
        )
    except NotAllowedError:
        raise
    except DomainError as error:
        return _confirmation(request, dossier, action, form, asks, refusal=error.reasons)
    messages.success(request, f"Đã thực hiện: {ACTION_LABELS[action]} – {done.commune.full_name}.")
    if action in {Action.SUBMIT, Action.RESUBMIT}:
        return redirect("assessments:receipt_detail", done.pk, done.round)
    seen = Dossier.objects.visible_to(user_of(request)).filter(pk=done.pk).exists()
    return redirect("assessments:dossier_detail", done.pk) if seen else redirect("assessments:home")


def _confirmation(  # what the page shows
    request: HttpRequest,
    dossier: Dossier,
    action: Action,
    form: ActForm,
    asks: overviews.Questions,
    *,
    refusal: tuple[str, ...] | None = None,
) -> HttpResponse:
    misplaced = overviews.misplaced(action, dossier)
    reasons = refusal or misplaced or reasons_against(action, dossier, on=timezone.localdate())
    context = {
        "dossier": dossier,
        "action": action,
        "told": "" if misplaced else previews.told_after(action, [dossier], actor=user_of(request)),
        "label": ACTION_LABELS[action],
        "form": form,
        "asks": asks,
        "reasons": reasons,
        "changed_count": changes.count_of(dossier) if action is Action.APPRAISE else 0,
        "can_try": not misplaced and (refusal is not None or not reasons),
    }
    return render(request, "assessments/dossier_act.html", context, status=CONFLICT if refusal else 200)
