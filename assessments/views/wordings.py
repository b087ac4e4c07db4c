"""Wording of documents: listed by unit, edited, previewed, saved as versions, compared, taken up again."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.wordings import WordingForm
from assessments.models import DocumentTemplate
from assessments.reports import adapting
from assessments.selectors import wording_previews
from assessments.selectors import wordings as selectors
from assessments.services import wordings
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from communes.models import Unit
from tiepcanpl.kit.errors import NotAllowedError, StaleError

PER_PAGE = 10
# A preview is a paper: it shows its own styles and fonts and can do nothing.
_PAPER_POLICY = "sandbox; default-src 'none'; style-src 'self'; font-src 'self'; img-src data:"


def _subject_or_404(request: HttpRequest, unit: int, kind: str) -> DocumentTemplate:
    """Return the document (not stored) that the person words for the unit; another one does not exist."""
    if not adapting.can_be_adapted(kind):
        raise Http404
    subject = DocumentTemplate(authority=get_object_or_404(Unit, pk=unit), kind=kind)
    if not selectors.may_word(user_of(request), subject):
        raise Http404
    return subject


@require_safe
def wording_list(request: HttpRequest) -> HttpResponse:
    """Show the documents that the person words, unit by unit, with the version that counts."""
    user = user_of(request)
    units = selectors.units_of(user)
    if not units:
        raise NotAllowedError("Mẫu văn bản chỉ dành cho cán bộ của đơn vị ban hành văn bản.")
    groups = []
    for unit in units:
        current = selectors.current_by_kind(unit)
        kinds = [kind for kind in selectors.worded_by(user, unit) if adapting.can_be_adapted(kind)]
        groups.append((unit, [(kind, current.get(kind)) for kind in kinds]))
    return render(request, "assessments/wording_list.html", {"groups": groups})


@require_http_methods(["GET", "POST"])
def wording_edit(request: HttpRequest, unit: int, kind: str) -> HttpResponse:
    """Show what the blocks say (GET); save them as a new version (POST)."""
    subject = _subject_or_404(request, unit, kind)
    current = selectors.current(subject.authority, kind)
    form = WordingForm(request.POST or None, kind=kind, current=current, printed=_printed(request, subject))
    if request.method == "POST" and form.is_valid():
        made = attempt(form, partial(_save, subject, form, request))
        if made:
            messages.success(request, f"Đã lưu bản số {made.version}. Văn bản tạo từ bây giờ dùng bản này.")
            return redirect("assessments:wording_history", unit, kind)
    return _form_page(request, form, subject)


def _printed(request: HttpRequest, subject: DocumentTemplate) -> dict[str, str]:
    """Return what the newest document of the kind prints around its text: where to start from."""
    report = selectors.latest_report(user_of(request), subject.authority, subject.kind)
    return adapting.printed_by(report) if report else {}


def _save(subject: DocumentTemplate, form: WordingForm, request: HttpRequest) -> DocumentTemplate:
    base, note = form.cleaned_data["base"], form.cleaned_data["note"]
    try:
        return wordings.save(
            subject, typed=form.typed, base=base, note=note, actor=user_of(request), at=timezone.now()
        )
    except StaleError:
        shown = selectors.versions(subject.authority, subject.kind).filter(version=base).first()
        form.meet(selectors.current(subject.authority, subject.kind), shown)
        raise


def _form_page(request: HttpRequest, form: WordingForm, subject: DocumentTemplate) -> HttpResponse:
    context = {
        "form": form,
        "subject": subject,
        "current": selectors.current(subject.authority, subject.kind),
        "placeholders": adapting.placeholders_of(subject.kind),
    }
    return render(request, "assessments/wording_form.html", context, status=status_of(form))


@require_POST
def wording_preview(request: HttpRequest, unit: int, kind: str) -> HttpResponse:
    """Show the paper with what was typed; nothing is stored. With faults the form comes back with them."""
    subject = _subject_or_404(request, unit, kind)
    form = WordingForm(request.POST, kind=kind, current=None, printed=_printed(request, subject))
    if not form.is_valid():
        return _form_page(request, form, subject)
    subject.texts = adapting.texts_of(kind, form.typed)
    report = wording_previews.subject_for(user_of(request), subject)
    return _paper(adapting.preview(report, at=timezone.now()))


def _paper(html: str) -> HttpResponse:
    """Answer a paper as a page of its own that can do nothing."""
    links = format_html(
        '<link rel="stylesheet" href="{}"><link rel="stylesheet" href="{}"></head>',
        static("css/report.css"),
        static("css/preview.css"),
    )
    response = HttpResponse(html.replace("</head>", links, 1))
    response["Content-Security-Policy"] = _PAPER_POLICY
    return response


@require_safe
def wording_history(request: HttpRequest, unit: int, kind: str) -> HttpResponse:
    """Show every version with what it changed."""
    subject = _subject_or_404(request, unit, kind)
    found = selectors.versions(subject.authority, kind)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    newest = selectors.current(subject.authority, kind)
    context = {"subject": subject, "page": page, "current": newest, "entries": _with_changes(list(page.object_list))}
    return render(request, "assessments/wording_history.html", context)


def _with_changes(versions: list[DocumentTemplate]) -> list[tuple[DocumentTemplate, list[adapting.BlockChange]]]:
    """Set each version beside what it changed in the one before it, which may stand on the next page."""
    before: list[DocumentTemplate | None] = [*versions[1:]]
    if versions:
        before.append(selectors.before(versions[-1]))
    return [(row, adapting.changes(older, row)) for row, older in zip(versions, before, strict=True)]


@require_POST
def wording_reuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an earlier version count again."""
    user = user_of(request)
    chosen = get_object_or_404(DocumentTemplate.objects.visible_to(user), pk=pk)
    made = wordings.reuse(template_id=chosen.pk, actor=user, at=timezone.now())
    messages.success(request, f"Đã dùng lại bản số {chosen.version} thành bản số {made.version}.")
    return redirect("assessments:wording_history", made.authority_id, made.kind)


@require_POST
def wording_reset(request: HttpRequest, unit: int, kind: str) -> HttpResponse:
    """Go back to the product's own wording."""
    subject = _subject_or_404(request, unit, kind)
    made = wordings.reset(subject, actor=user_of(request), at=timezone.now())
    messages.success(request, f"Đã về mẫu gốc (bản số {made.version}). Các bản trước vẫn còn để dùng lại.")
    return redirect("assessments:wording_history", unit, kind)
