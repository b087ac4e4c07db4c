"""The specialised office's own pages: its requests, one request with its part of the dossier, the opinion."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.forms.specialists import OpinionForm
from assessments.models import Assignment
from assessments.selectors import assignments, interests, library
from assessments.selectors import specialists as selectors
from assessments.selectors.assignments import Row
from assessments.services import specialists
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError

PER_PAGE, UNPROCESSABLE = 30, 422


@require_safe
def specialist_list(request: HttpRequest) -> HttpResponse:
    """Show what the person's offices are asked about: what waits stands first, by its last day."""
    page = Paginator(selectors.keys_of(user_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    rows = selectors.rows_of(list(page.object_list), on=timezone.localdate())
    return render(request, "assessments/specialist_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
def specialist_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the part of the dossier about which the office is asked (GET); store the opinion (POST)."""
    row = _row_or_404(request, pk)
    if request.method != "POST":
        return _page(request, row, _form(row))
    form = OpinionForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=UNPROCESSABLE)
    try:
        _give(request, row, form)
    except NotAllowedError:
        raise
    except StaleError as error:
        return _page(request, _row_or_404(request, pk), form, refusal=error)
    except DomainError as error:
        return _page(request, row, form, refusal=error)
    messages.success(request, "Đã gửi ý kiến. Cơ quan tư pháp xem được ý kiến này khi thẩm tra.")
    return redirect("assessments:specialist_list")


def _give(request: HttpRequest, row: Row, form: OpinionForm) -> None:
    specialists.give(
        assignment_id=row.assignment.pk,
        verdict=form.verdict_chosen,
        text=form.cleaned_data["text"],
        version=form.cleaned_data["version"],
        actor=user_of(request),
        at=timezone.now(),
    )


def _row_or_404(request: HttpRequest, pk: int) -> Row:
    found = Assignment.objects.asked_of(user_of(request)).select_related(*assignments.RELATED, "assigned_by")
    (row,) = assignments.progress_of([get_object_or_404(found, pk=pk)], on=timezone.localdate())
    return row


def _form(row: Row) -> OpinionForm:
    opinion = row.opinion
    initial = {"verdict": opinion.verdict, "text": opinion.text} if opinion else {}
    return OpinionForm(initial={**initial, "version": opinion.version if opinion else 0})


def _page(
    request: HttpRequest, row: Row, form: OpinionForm, *, refusal: DomainError | None = None, status: int = 200
) -> HttpResponse:
    """Render one request; after a stale save the page knows the new version, and shows what the other wrote."""
    stale = isinstance(refusal, StaleError)
    context = {
        "page": selectors.page_of(row),
        "row": row,
        "dossier": row.assignment.dossier,
        "references": library.references_under(row.assignment.dossier.campaign, row.assignment.node_code),
        "form": form,
        "version": (row.opinion.version if row.opinion else 0) if stale else form["version"].value(),
        "refusal": refusal,
        "stale": stale,
        "conflict": interests.conflict_of(user_of(request), row.assignment.dossier),
        "closed_because": specialists.why_closed(row.assignment, row.opinion, on=timezone.localdate()),
    }
    return render(request, "assessments/specialist_detail.html", context, status=refusal.status if refusal else status)
