"""Tells what became of files, and what else on the page changes with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from assessments.domain.standard import Item
from assessments.forms import evidence as forms
from assessments.models import Dossier, Evidence
from assessments.selectors import criteria, overviews, signatures
from assessments.selectors.contents import DossierContents
from assessments.views.loading import is_htmx

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one file: the level is that of a message (success, warning, error); `again`: trying again may help."""

    level: str
    sentence: str
    again: bool = False


class _Done(Protocol):
    """What became of a file that was accepted."""

    @property
    def evidence(self) -> Evidence | None: ...
    @property
    def is_new(self) -> bool: ...
    @property
    def is_changed(self) -> bool: ...


def told(done: _Done, item: Item, *, name: str, remark: str) -> Result:
    """Return the sentence about one file."""
    shown, stored = forms.shown_name(name), done.evidence
    if stored is None:
        return Result("error", remark)
    if done.is_new:
        sentence = f"Đã tải lên “{shown}”."
    elif not done.is_changed:
        sentence = f"Tệp “{shown}” đã được đính kèm vào nội dung {item.code} từ trước nên không lưu thêm."
    else:
        sentence = (
            f"Tệp “{shown}” trùng với tài liệu “{forms.shown_name(stored.original_name)}” đã tải lên ngày "
            f"{timezone.localtime(stored.uploaded_at):%d/%m/%Y}; tài liệu đó được gắn vào nội dung {item.code}, "
            "không lưu thêm bản thứ hai."
        )
    plain = done.is_new and not remark
    return Result("success" if plain else "warning", f"{sentence} {remark}".strip())


def fragment(
    request: HttpRequest, item: Item, results: Iterable[Result], found: DossierContents | None
) -> HttpResponse:
    """Show the results, with all that changed on the page."""
    context = {"results": results, "changed": _changes(found, item) if found else None}
    return render(request, "assessments/_evidence_changed.html", context, status=200 if found else UNPROCESSABLE)


def changed(
    request: HttpRequest, dossier: Dossier, item: Item, results: Iterable[Result], found: DossierContents | None
) -> HttpResponse:
    """Answer with the results: a fragment with all that changed on the page, or the page from which the form came."""
    if is_htmx(request):
        return fragment(request, item, results, found)
    for result in results:
        getattr(messages, result.level)(request, result.sentence)
    if "from_list" in request.POST:
        return back_to_list(request, dossier)
    return redirect(place(dossier, item))


def place(dossier: Dossier, item: Item) -> str:
    """Return the address of the item on its page."""
    return overviews.criterion_url(dossier, item.code) + f"#noi-dung-{item.code.replace('.', '-')}"


def _changes(found: DossierContents, item: Item) -> dict[str, object]:
    """Return what else on the page of the criterion changes with the files of one item."""
    signatures.tell(found, (link.evidence for link in found.links.get(item.code, ())))
    return {
        "dossier": found.dossier,
        "found": found,
        "item": item,
        "links": found.links.get(item.code, []),
        "indicator": criteria.indicator_card(found, found.edition.indicator_of(item.code)),
        "criterion": found.edition.criterion_of(item.code).code,
    }


def item_or_404(dossier: Dossier, code: str) -> Item:
    """Return an item that is entered, or answer 404."""
    for item in dossier.campaign.standard.parsed.answerable_items:
        if item.code == code:
            return item
    raise Http404


def back_to_list(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Return to the same page of the list: search, page and chosen item stand in the form's address."""
    words = request.GET.urlencode()
    return redirect(reverse("assessments:evidence_list", args=[dossier.pk]) + (f"?{words}" if words else ""))
