"""The files that prove the items: upload, the commune's list, download."""

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from assessments.domain.standard import Item
from assessments.forms import evidence as forms
from assessments.forms.library import search_of
from assessments.models import Dossier, Evidence
from assessments.selectors import evidence as selectors
from assessments.selectors import evidence_search, library, overviews, scans, signatures
from assessments.selectors.contents import DossierContents
from assessments.services import evidence
from assessments.services.dossiers import editable_items, require_editable_item
from assessments.views import evidence_results as results
from assessments.views.loading import contents_for, dossier_or_404, user_of
from communes.models import User
from tiepcanpl.kit import antivirus, files
from tiepcanpl.kit.errors import NotAllowedError
from tiepcanpl.kit.words import words_of

PER_PAGE = 20


@csrf_exempt  # the token is checked by `_upload`: the limits have to stand before anything reads the body
@require_POST
def evidence_upload(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Store the files sent for one item; each file gets its own answer."""
    dossier = dossier_or_404(request, pk)
    item = results.item_or_404(dossier, item_code)
    if not user_of(request).has_perm("assessments.edit_dossier", dossier):
        raise NotAllowedError("Chỉ cán bộ của xã, phường này được đính kèm tài liệu.")
    require_editable_item(dossier, item.code)
    forms.prepare(request)
    return _upload(request, dossier, item)


@csrf_protect
def _upload(request: HttpRequest, dossier: Dossier, item: Item) -> HttpResponse:
    found, told = None, []
    for reading in forms.read(request.FILES.getlist(forms.FIELD)):
        result, contents = _attach(request, dossier, item, reading)
        found = contents or found
        told.append(result)
    if not told:
        told.append(results.Result("error", "Bạn chưa chọn tệp nào để tải lên."))
    return results.changed(request, dossier, item, told, found)


def _attach(
    request: HttpRequest, dossier: Dossier, item: Item, reading: forms.Reading
) -> tuple[results.Result, DossierContents | None]:
    """Store one file; a disk that refuses it does not keep the others from being stored."""
    if reading.upload is None:
        return results.Result("error", reading.sentence), None
    try:
        done = evidence.attach(
            dossier_id=dossier.pk,
            item_code=item.code,
            upload=reading.upload,
            actor=user_of(request),
            at=timezone.now(),
        )
    except evidence.StorageError as error:
        return results.Result("error", str(error), again=True), None
    return results.told(done, item, name=reading.name, remark=reading.sentence), done.contents


@require_POST
def evidence_unlink(request: HttpRequest, pk: int, item_code: str, file: int) -> HttpResponse:
    """Take a file off one item; the commune keeps the file."""
    dossier = dossier_or_404(request, pk)
    item, stored = results.item_or_404(dossier, item_code), file_or_404(request, dossier, file)
    done = evidence.unlink(
        dossier_id=dossier.pk, item_code=item.code, evidence_id=stored.pk, actor=user_of(request), at=timezone.now()
    )
    name = forms.shown_name(stored.original_name)
    sentence = f"Đã gỡ tệp “{name}” khỏi nội dung {item.code}. Tệp vẫn còn trong danh sách tài liệu của xã, phường."
    return results.changed(request, dossier, item, [results.Result("success", sentence)], done.contents)


@require_POST
def evidence_link(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Let a file that the commune has prove one more item."""
    dossier = dossier_or_404(request, pk)
    stored = file_or_404(request, dossier, file)
    item = results.item_or_404(dossier, request.POST.get("item_code", ""))
    done = evidence.link(
        dossier_id=dossier.pk, item_code=item.code, evidence_id=stored.pk, actor=user_of(request), at=timezone.now()
    )
    name = forms.shown_name(stored.original_name)
    sentence = f"Đã gắn tệp “{name}” vào nội dung {item.code}."
    return results.changed(request, dossier, item, [results.Result("success", sentence)], done.contents)


@require_safe
def evidence_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the files of the commune and the items that they prove; pick some for one item."""
    dossier, user = dossier_or_404(request, pk), user_of(request)
    found = contents_for(request, dossier)
    own = user.has_perm("assessments.edit_dossier", dossier)
    editable = editable_items(dossier) if own else frozenset()
    items = {item.code: item for item in found.edition.answerable_items}
    search = search_of(request.GET, codes=items)
    page = Paginator(selectors.keys(found, user, search, own=own), PER_PAGE).get_page(request.GET.get("page"))
    target = items.get(request.GET.get("noi-dung", "")) if request.GET.get("noi-dung", "") in editable else None
    context = {
        "dossier": dossier,
        "criteria": overviews.criteria_of(found),
        "page": page,
        "rows": _rows(user, found, page, editable, words=search.words),
        "search": search,
        **_choices(items, editable),
        "target": target,
        "target_url": results.place(dossier, target) if target else "",
        "own": own,
    }
    return render(request, "assessments/evidence_list.html", context)


def _choices(items: dict[str, Item], editable: frozenset[str]) -> dict[str, object]:
    """Return what stands above the list: what its fields offer, and whether files are scanned."""
    return {
        "is_scanning": antivirus.is_on(),
        "items": items.values(),
        "choices": [item for code, item in items.items() if code in editable],
        "orders": selectors.ORDERS.items(),
        "filters": selectors.FILTERS.items(),
    }


def _rows(
    user: User, found: DossierContents, page: Iterable[int], editable: frozenset[str], *, words: str
) -> list[dict[str, object]]:
    """Return the rows of one page in a fixed number of queries."""
    own = user.has_perm("assessments.edit_dossier", found.dossier)
    stored = selectors.files(found, page, own=own)
    signatures.tell(found, stored)
    linked, revisions = selectors.linked_items(found, editable), library.revisions_of(found.dossier.commune)
    elsewhere = library.elsewhere(user, found.dossier, [row.sha256 for row in stored])
    places = evidence_search.passages([row.pk for row in stored], words_of(words))
    return [
        {
            "evidence": row,
            "items": linked.get(row.pk, []),
            "codes": [one.item.code for one in linked.get(row.pk, [])],
            "revision": revisions.get(row.pk),
            "passage": places.get(row.pk),
            "elsewhere": elsewhere.get(row.sha256, []),
            "discardable": own
            and not row.is_linked
            and not row.is_handed_in
            and not _is_replaced(revisions.get(row.pk)),
        }
        for row in stored
    ]


def _is_replaced(revision: library.Revision | None) -> bool:
    return revision is not None and revision.replaced_by is not None


@require_POST
def evidence_discard(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Delete a file that proves nothing and was never handed in."""
    dossier = dossier_or_404(request, pk)
    stored = file_or_404(request, dossier, file)
    evidence.discard(dossier_id=dossier.pk, evidence_id=stored.pk, actor=user_of(request), at=timezone.now())
    messages.success(request, f"Đã xóa tệp “{forms.shown_name(stored.original_name)}”.")
    return results.back_to_list(request, dossier)


@require_safe
def evidence_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a file to somebody who may read it, for saving; `?xem` leads to its pages.

    Nobody gets a blocked file, and nobody outside the commune the place where a photo was taken.
    """
    user = user_of(request)
    stored = get_object_or_404(Evidence.objects.visible_to(user).select_related("scan"), pk=pk)
    if "xem" in request.GET:
        return redirect("assessments:evidence_view", stored.pk)
    scans.refuse_blocked(stored)
    return files.download(
        stored.file,
        name=stored.download_name,
        media_type=stored.media_type,
        with_position=selectors.reads_original(user, stored),
    )


def file_or_404(request: HttpRequest, dossier: Dossier, pk: int) -> Evidence:
    """Return a file of the dossier's commune that the person may read, or answer 404."""
    files_of_commune = Evidence.objects.visible_to(user_of(request)).filter(unit=dossier.commune)
    return get_object_or_404(files_of_commune, pk=pk)
