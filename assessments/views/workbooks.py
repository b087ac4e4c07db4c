"""The entry workbook: download it, upload it filled in, see what it changes, store what was chosen."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms import evidence as uploads
from assessments.forms import workbooks as forms
from assessments.models import Dossier
from assessments.reports import workbook_files, workbook_pages
from assessments.reports.workbook_pages import Workbook
from assessments.selectors import overviews
from assessments.selectors import workbooks as selectors
from assessments.selectors.contents import DossierContents
from assessments.selectors.workbooks import Draft
from assessments.services import dossiers, workbooks
from assessments.views.loading import contents_for, dossier_or_404, user_of
from tiepcanpl.kit import files, filetypes
from tiepcanpl.kit.errors import DomainError, NotAllowedError

UNPROCESSABLE, CONFLICT = 422, 409


@dataclass(frozen=True, slots=True)
class Opening:
    """What the person may fill in now: nothing for somebody who only reads."""

    items: frozenset[str]
    sections: bool

    @property
    def is_open(self) -> bool:
        """Tell whether anything may be filled in."""
        return bool(self.items) or self.sections


def _opening(request: HttpRequest, dossier: Dossier) -> Opening:
    if not user_of(request).has_perm("assessments.edit_dossier", dossier):
        return Opening(frozenset(), sections=False)
    return Opening(dossiers.editable_items(dossier), sections=dossiers.is_draft_open(dossier))


def _book(found: DossierContents, opening: Opening, at: datetime) -> Workbook:
    return workbook_pages.gather(found, editable=opening.items, sections_open=opening.sections, at=at)


@require_safe
def workbook_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the workbook with what is stored now; who only reads gets it locked."""
    dossier = dossier_or_404(request, pk)
    book = _book(contents_for(request, dossier), _opening(request, dossier), timezone.now())
    response = HttpResponse(workbook_files.to_xlsx(book), content_type=filetypes.XLSX.media_type)
    name = f"Biểu nhập – {book.commune} – {dossier.campaign.year}.xlsx"
    response["Content-Disposition"] = files.disposition(files.clean_name(name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@csrf_exempt  # the token is checked by `_upload`: the limits have to stand before anything reads the body
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the workbook (GET); show what an uploaded one would change, without storing anything (POST)."""
    dossier = dossier_or_404(request, pk)
    opening = _opening(request, dossier)
    if request.method != "POST":
        return _page(request, dossier, opening)
    _require_open(request, dossier, opening)
    uploads.prepare(request)
    return _upload(request, dossier, opening)


def _require_open(request: HttpRequest, dossier: Dossier, opening: Opening) -> None:
    if not user_of(request).has_perm("assessments.edit_dossier", dossier):
        raise NotAllowedError("Chỉ cán bộ của xã, phường này được nhập biểu vào hồ sơ.")
    if not opening.is_open:
        dossiers.require_draft(dossier)


def _page(request: HttpRequest, dossier: Dossier, opening: Opening, refused: tuple[str, ...] = ()) -> HttpResponse:
    context = {
        "dossier": dossier,
        "can_upload": opening.is_open,
        "refused": refused,
        "most_mb": forms.MOST_MB,
        "sections_open": opening.sections,
    }
    return render(request, "assessments/workbook.html", context, status=UNPROCESSABLE if refused else 200)


@csrf_protect
def _upload(request: HttpRequest, dossier: Dossier, opening: Opening) -> HttpResponse:
    now, found = timezone.now(), contents_for(request, dossier)
    file = request.FILES.get(uploads.FIELD)
    try:
        standard = dossier.campaign.standard.sha256
        draft = forms.read(file, _book(found, opening, now), dossier=dossier.pk, standard=standard)
        signed = forms.sign(draft, person=user_of(request).pk, dossier=dossier.pk, at=now)
    except forms.WorkbookError as error:
        return _page(request, dossier, opening, error.reasons)
    return _preview(request, found, opening, draft, signed)


def _preview(
    request: HttpRequest,
    found: DossierContents,
    opening: Opening,
    draft: Draft,
    signed: str,
    *,
    refused: tuple[str, ...] = (),
) -> HttpResponse:
    """Show old and new item by item; `refused` says why the choice was not stored."""
    comparison = selectors.compare(found, draft, editable=opening.items, sections_open=opening.sections)
    context = {
        "dossier": found.dossier,
        "found": found,
        "comparison": comparison,
        "criteria": overviews.criteria_of(found),
        "draft": signed,
        "refused": refused,
        "posted": request.POST if refused else None,
        "until": timezone.localtime(forms.until_of(signed)),
    }
    return render(request, "assessments/workbook_preview.html", context, status=CONFLICT if refused else 200)


@require_POST
def workbook_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Store what was chosen, all of it or nothing."""
    dossier = dossier_or_404(request, pk)
    opening, signed = _opening(request, dossier), request.POST.get("draft", "")
    _require_open(request, dossier, opening)
    try:
        draft = forms.unsign(signed, person=user_of(request).pk, dossier=dossier.pk, at=timezone.now())
    except forms.WorkbookError as error:
        return _page(request, dossier, opening, error.reasons)
    try:
        return _applied(request, dossier, _apply(request, dossier, forms.chosen(request.POST, draft)))
    except NotAllowedError:
        raise
    except DomainError as error:
        return _preview(request, contents_for(request, dossier), opening, draft, signed, refused=error.reasons)


def _apply(request: HttpRequest, dossier: Dossier, picked: forms.Apply) -> int:
    return workbooks.apply(
        dossier_id=dossier.pk,
        entries=picked.entries,
        sections=picked.sections,
        actor=user_of(request),
        at=timezone.now(),
    )


def _applied(request: HttpRequest, dossier: Dossier, count: int) -> HttpResponse:
    if not count:
        messages.warning(request, "Bạn không chọn thay đổi nào nên chưa có gì được ghi.")
        return redirect("assessments:dossier_workbook", dossier.pk)
    messages.success(request, f"Đã ghi {count} thay đổi từ biểu nhập vào hồ sơ.")
    return redirect("assessments:dossier_detail", dossier.pk)
