"""The files that prove the items: upload, the commune's list, download."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from assessments.domain.standard import Item
from assessments.forms import evidence as forms
from assessments.models import Dossier, Evidence
from assessments.selectors import criteria, overviews
from assessments.selectors import evidence as selectors
from assessments.selectors.contents import DossierContents
from assessments.services import evidence
from assessments.services.dossiers import editable_items, require_editable_item
from assessments.views.loading import contents_for, dossier_or_404, is_htmx, user_of
from tiepcanpl.kit import files
from tiepcanpl.kit.errors import NotAllowedError

UNPROCESSABLE, PER_PAGE = 422, 20


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: the level is that of a message (success, warning, error); `again`: trying again may help."""

    level: str
    sentence: str
    again: bool = False


@csrf_exempt  # the token is checked by `_upload`: the limits have to stand before anything reads the body
@require_POST
def evidence_upload(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Store the files sent for one item; each file gets its own answer."""
    dossier = dossier_or_404(request, pk)
    item = _item_or_404(dossier, item_code)
    if not user_of(request).has_perm("assessments.edit_dossier", dossier):
        raise NotAllowedError("Chỉ cán bộ của xã, phường này được đính kèm tài liệu.")
    require_editable_item(dossier, item.code)
    forms.prepare(request)
    return _upload(request, dossier, item)


@csrf_protect
def _upload(request: HttpRequest, dossier: Dossier, item: Item) -> HttpResponse:
    found, results = None, []
    for reading in forms.read(request.FILES.getlist(forms.FIELD)):
        result, contents = _attach(request, dossier, item, reading)
        found = contents or found
        results.append(result)
    if not results:
        results.append(Result("error", "Bạn chưa chọn tệp nào để tải lên."))
    return _changed(request, dossier, item, results, found)


def _attach(
    request: HttpRequest, dossier: Dossier, item: Item, reading: forms.Reading
) -> tuple[Result, DossierContents | None]:
    """Store one file; a disk that refuses it does not keep the others from being stored."""
    if reading.upload is None:
        return Result("error", reading.sentence), None
    try:
        done = evidence.attach(
            dossier_id=dossier.pk,
            item_code=item.code,
            upload=reading.upload,
            actor=user_of(request),
            at=timezone.now(),
        )
    except evidence.StorageError as error:
        return Result("error", str(error), again=True), None
    return _told(done, item, reading), done.contents


def _told(done: evidence.Outcome, item: Item, reading: forms.Reading) -> Result:
    name, stored = forms.shown_name(reading.name), done.evidence
    plain = done.is_new and not reading.sentence
    if done.is_new:
        sentence = f"Đã tải lên “{name}”."
    elif not done.is_changed:
        sentence = f"Tệp “{name}” đã được đính kèm vào nội dung {item.code} từ trước nên không lưu thêm."
    else:
        sentence = (
            f"Tệp “{name}” trùng với tài liệu “{forms.shown_name(stored.original_name)}” đã tải lên ngày "
            f"{timezone.localtime(stored.uploaded_at):%d/%m/%Y}; tài liệu đó được gắn vào nội dung {item.code}, "
            "không lưu thêm bản thứ hai."
        )
    return Result("success" if plain else "warning", f"{sentence} {reading.sentence}".strip())


@require_POST
def evidence_unlink(request: HttpRequest, pk: int, item_code: str, file: int) -> HttpResponse:
    """Take a file off one item; the commune keeps the file."""
    dossier = dossier_or_404(request, pk)
    item, stored = _item_or_404(dossier, item_code), _file_or_404(request, dossier, file)
    done = evidence.unlink(
        dossier_id=dossier.pk, item_code=item.code, evidence_id=stored.pk, actor=user_of(request), at=timezone.now()
    )
    name = forms.shown_name(stored.original_name)
    sentence = f"Đã gỡ tệp “{name}” khỏi nội dung {item.code}. Tệp vẫn còn trong danh sách tài liệu của xã, phường."
    return _changed(request, dossier, item, [Result("success", sentence)], done.contents)


@require_POST
def evidence_link(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Let a file that the commune has prove one more item."""
    dossier = dossier_or_404(request, pk)
    stored = _file_or_404(request, dossier, file)
    item = _item_or_404(dossier, request.POST.get("item_code", ""))
    done = evidence.link(
        dossier_id=dossier.pk, item_code=item.code, evidence_id=stored.pk, actor=user_of(request), at=timezone.now()
    )
    name = forms.shown_name(stored.original_name)
    sentence = f"Đã gắn tệp “{name}” vào nội dung {item.code}."
    return _changed(request, dossier, item, [Result("success", sentence)], done.contents)


def _changed(
    request: HttpRequest, dossier: Dossier, item: Item, results: Iterable[Result], found: DossierContents | None
) -> HttpResponse:
    """Answer with the results: a fragment with all that changed on the page, or the page from which the form came."""
    if is_htmx(request):
        context = {"results": results, "changed": _changes(found, item) if found else None}
        return render(request, "assessments/_evidence_changed.html", context, status=200 if found else UNPROCESSABLE)
    for result in results:
        getattr(messages, result.level)(request, result.sentence)
    if "from_list" in request.POST:
        return _back_to_list(request, dossier)
    return redirect(_place(dossier, item))


def _place(dossier: Dossier, item: Item) -> str:
    return overviews.criterion_url(dossier, item.code) + f"#noi-dung-{item.code.replace('.', '-')}"


def _changes(found: DossierContents, item: Item) -> dict[str, object]:
    """Return what else on the page of the criterion changes with the files of one item."""
    return {
        "dossier": found.dossier,
        "found": found,
        "item": item,
        "links": found.links.get(item.code, []),
        "indicator": criteria.indicator_card(found, found.edition.indicator_of(item.code)),
        "criterion": found.edition.criterion_of(item.code).code,
    }


@require_safe
def evidence_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the files of the commune and the items that they prove; pick some for one item."""
    return _list(request, dossier_or_404(request, pk))


def _list(
    request: HttpRequest, dossier: Dossier, *, refused: tuple[int, forms.PeriodForm] | None = None
) -> HttpResponse:
    """Render the list; `refused` is the file whose period was refused, with the form as it was filled in."""
    user, found = user_of(request), contents_for(request, dossier)
    own = user.has_perm("assessments.edit_dossier", dossier)
    editable = editable_items(dossier) if own else frozenset()
    words = request.GET.get("q", "")
    rows = selectors.files(found, user, own=own, words=words)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    linked = selectors.linked_items(found, editable)
    choices = [item for item in found.edition.answerable_items if item.code in editable]
    target = next((item for item in choices if item.code == request.GET.get("noi-dung")), None)
    context = {
        "dossier": dossier,
        "criteria": overviews.criteria_of(found),
        "page": page,
        "rows": [_row(stored, linked.get(stored.pk, []), refused, own=own) for stored in page],
        "words": words,
        "choices": choices,
        "target": target,
        "target_url": _place(dossier, target) if target else "",
        "own": own,
    }
    return render(request, "assessments/evidence_list.html", context, status=UNPROCESSABLE if refused else 200)


def _row(
    stored: Evidence,
    items: list[selectors.LinkedItem],
    refused: tuple[int, forms.PeriodForm] | None,
    *,
    own: bool,
) -> dict[str, object]:
    form = refused[1] if refused and refused[0] == stored.pk else _period_form(stored)
    return {
        "evidence": stored,
        "items": items,
        "codes": [linked.item.code for linked in items],
        "form": form if own and all(linked.editable for linked in items) else None,
        "discardable": own and not stored.is_linked and not stored.is_handed_in,
    }


def _period_form(stored: Evidence, data: QueryDict | None = None) -> forms.PeriodForm:
    initial = {"proves_from": stored.proves_from, "proves_to": stored.proves_to}
    return forms.PeriodForm(data, initial=initial, auto_id=f"tep-{stored.pk}-%s")


@require_POST
def evidence_period(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Store the period that a file proves."""
    dossier = dossier_or_404(request, pk)
    stored = _file_or_404(request, dossier, file)
    form = _period_form(stored, request.POST)
    if not form.is_valid():
        return _list(request, dossier, refused=(stored.pk, form))
    evidence.set_period(
        dossier_id=dossier.pk,
        evidence_id=stored.pk,
        first=form.cleaned_data["proves_from"],
        last=form.cleaned_data["proves_to"],
        actor=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, f"Đã lưu thời gian của tệp “{forms.shown_name(stored.original_name)}”.")
    return _back_to_list(request, dossier)


@require_POST
def evidence_discard(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Delete a file that proves nothing and was never handed in."""
    dossier = dossier_or_404(request, pk)
    stored = _file_or_404(request, dossier, file)
    evidence.discard(dossier_id=dossier.pk, evidence_id=stored.pk, actor=user_of(request), at=timezone.now())
    messages.success(request, f"Đã xóa tệp “{forms.shown_name(stored.original_name)}”.")
    return _back_to_list(request, dossier)


@require_safe
def evidence_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a file to somebody who may read it; with `?xem`, PDF and pictures are shown in place."""
    stored = get_object_or_404(Evidence.objects.visible_to(user_of(request)), pk=pk)
    inline = "xem" in request.GET
    return files.download(stored.file, name=stored.download_name, media_type=stored.media_type, inline=inline)


def _file_or_404(request: HttpRequest, dossier: Dossier, pk: int) -> Evidence:
    files_of_commune = Evidence.objects.visible_to(user_of(request)).filter(unit=dossier.commune)
    return get_object_or_404(files_of_commune, pk=pk)


def _item_or_404(dossier: Dossier, code: str) -> Item:
    for item in dossier.campaign.standard.parsed.answerable_items:
        if item.code == code:
            return item
    raise Http404


def _back_to_list(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Return to the same page of the list: search, page and chosen item stand in the form's address."""
    words = request.GET.urlencode()
    return redirect(reverse("assessments:evidence_list", args=[dossier.pk]) + (f"?{words}" if words else ""))
