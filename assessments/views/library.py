"""One file of a commune: what document it is, its versions, where else its content lies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from assessments.forms import evidence as uploads
from assessments.forms.library import DetailsForm
from assessments.models import Dossier, Evidence
from assessments.selectors import evidence as selectors
from assessments.selectors import library, signatures
from assessments.services import details, revisions
from assessments.services.dossiers import editable_items
from assessments.views.evidence import file_or_404
from assessments.views.loading import contents_for, dossier_or_404, user_of
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def evidence_detail(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Show a file with its details, versions and items (GET); store the details (POST)."""
    dossier = dossier_or_404(request, pk)
    stored = file_or_404(request, dossier, file)
    if request.method != "POST":
        return _page(request, dossier, stored, DetailsForm(stored=stored))
    form = DetailsForm(request.POST, stored=stored)
    if not form.is_valid():
        return _page(request, dossier, stored, form, status=UNPROCESSABLE)
    try:
        _save(request, dossier, stored, form)
    except NotAllowedError:
        raise
    except DomainError as error:
        return _page(request, dossier, file_or_404(request, dossier, file), form, refusal=error)
    messages.success(request, f"Đã lưu thông tin của tệp “{uploads.shown_name(stored.original_name)}”.")
    return redirect("assessments:evidence_detail", dossier.pk, stored.pk)


def _save(request: HttpRequest, dossier: Dossier, stored: Evidence, form: DetailsForm) -> None:
    details.save(
        dossier_id=dossier.pk,
        evidence_id=stored.pk,
        details=form.details,
        version=form.known_version,
        actor=user_of(request),
        at=timezone.now(),
    )


def _page(
    request: HttpRequest,
    dossier: Dossier,
    stored: Evidence,
    form: DetailsForm,
    *,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render one file; after a stale save the page knows the new version and shows what the other wrote."""
    user, found = user_of(request), contents_for(request, dossier)
    own = user.has_perm("assessments.edit_dossier", dossier)
    editable = editable_items(dossier) if own else frozenset()
    (shown,) = selectors.files(found, [stored.pk], own=own)
    signatures.tell(found, [shown])
    items = selectors.linked_items(found, editable).get(stored.pk, [])
    revision = library.revisions_of(dossier.commune).get(stored.pk)
    context = {
        "dossier": dossier,
        "evidence": shown,
        "items": items,
        "own": own,
        "form": form if own and not details.is_locked(stored) else None,
        "version": stored.version if isinstance(refusal, StaleError) else form["version"].value(),
        "refusal": refusal,
        "stale": isinstance(refusal, StaleError),
        "revision": revision,
        "can_revise": any(linked.editable for linked in items) and not (revision and revision.replaced_by),
        "can_undo": bool(
            own and revision and revision.replaces and not revision.replaced_by and not shown.is_handed_in
        ),
        "elsewhere": library.elsewhere(user, dossier, [stored.sha256]).get(stored.sha256, []),
    }
    return render(request, "assessments/evidence_detail.html", context, status=refusal.status if refusal else status)


@csrf_exempt  # the token is checked by `_revise`: the limits have to stand before anything reads the body
@require_POST
def evidence_revise(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Take a new version in the place of a file."""
    dossier = dossier_or_404(request, pk)
    stored = file_or_404(request, dossier, file)
    if not user_of(request).has_perm("assessments.edit_dossier", dossier):
        raise NotAllowedError("Chỉ cán bộ của xã, phường này được thay tài liệu.")
    uploads.prepare(request)
    return _revise(request, dossier, stored)


@csrf_protect
def _revise(request: HttpRequest, dossier: Dossier, stored: Evidence) -> HttpResponse:
    reading = next(uploads.read(request.FILES.getlist(uploads.FIELD)[:1]), None)
    if reading is None or reading.upload is None:
        raise DomainError(reading.sentence if reading else "Bạn chưa chọn tệp nào để tải lên.")
    done = revisions.revise(
        dossier_id=dossier.pk,
        evidence_id=stored.pk,
        upload=reading.upload,
        actor=user_of(request),
        at=timezone.now(),
    )
    name = uploads.shown_name(stored.original_name)
    sentence = f"Đã thay “{name}” bằng bản mới ở các nội dung đang sửa được; bản cũ vẫn được giữ."
    messages.success(
        request, f"{sentence} Vui lòng kiểm tra lại số, ngày ban hành của bản mới. {reading.sentence}".strip()
    )
    return redirect("assessments:evidence_detail", dossier.pk, done.evidence.pk)


@require_POST
def evidence_undo(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Put the old file back in the place of its new version."""
    dossier = dossier_or_404(request, pk)
    stored = file_or_404(request, dossier, file)
    new = revisions.undo(dossier_id=dossier.pk, evidence_id=stored.pk, actor=user_of(request), at=timezone.now())
    name = uploads.shown_name(new.original_name)
    messages.success(
        request, f"Đã hoàn tác: các nội dung gắn lại bản cũ. Tệp “{name}” vẫn còn trong danh sách tài liệu."
    )
    return redirect("assessments:evidence_list", dossier.pk)
