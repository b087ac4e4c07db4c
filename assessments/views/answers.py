"""The page of one criterion, and the saving of one item."""

from dataclasses import replace
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.domain.standard import Item
from assessments.forms import answers as forms
from assessments.forms.conflicts import attempt_of, version_of
from assessments.models import Dossier
from assessments.selectors import comments, conflicts, contents, criteria, library, overviews, signatures
from assessments.selectors.cards import ItemCard
from assessments.selectors.contents import DossierContents
from assessments.services import answers
from assessments.services.answers import Entry
from assessments.services.dossiers import editable_items, require_editable_item
from assessments.views.loading import contents_for, dossier_or_404, is_htmx, user_of
from tiepcanpl.kit.errors import NotAllowedError, StaleError

UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
def dossier_criterion(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show one criterion: its indicators and items with facts, points, evidence, notes."""
    dossier = dossier_or_404(request, pk)
    if code not in {criterion.code for criterion in dossier.campaign.standard.parsed.criteria}:
        raise Http404
    return _page(request, contents_for(request, dossier), code)


def _page(
    request: HttpRequest,
    found: DossierContents,
    code: str,
    *,
    refused: ItemCard | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the criterion; `refused` is the card of an item whose entry was refused."""
    dossier = found.dossier
    may_edit = user_of(request).has_perm("assessments.edit_dossier", dossier)
    editable = editable_items(dossier) if may_edit else frozenset()
    previous_code, next_code = overviews.neighbours(found, code)
    signatures.tell_criterion(found, code)
    cards = criteria.cards(
        found,
        code,
        editable=editable,
        requests=criteria.requests_by_item(dossier),
        last_year=criteria.submission_of_last_year(dossier),
        refused=refused,
    )
    context = {
        "dossier": dossier,
        "found": found,
        "criterion": found.edition.criterion(code),
        "here": f"Tiêu chí {code}",
        "cards": criteria.with_talks(cards, comments.shared_by_item(user_of(request), dossier)),
        "refused": refused,
        "references": library.references_of(dossier.campaign, found.edition.criterion(code).indicators),
        "criteria": overviews.criteria_of(found),
        "previous_code": previous_code,
        "next_code": next_code,
        "can_edit": may_edit,
        "is_open": len(editable) == len(found.edition.answerable_items),
    }
    return render(request, "assessments/dossier_criterion.html", context, status=status)


@require_POST
def answer_save(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Save one item; htmx gets the item's result, a plain form goes back to the page."""
    reading = forms.read(request.POST)
    if reading.entry is None:
        return _refused(request, pk, item_code, reading, status=UNPROCESSABLE)
    try:
        found = _store(request, pk, item_code, reading.entry)
    except Dossier.DoesNotExist as error:
        raise Http404 from error
    except StaleError:
        return _refused(request, pk, item_code, reading, status=CONFLICT)
    return _saved(request, found, found.edition.item(item_code))


def _store(request: HttpRequest, pk: int, item_code: str, entry: Entry) -> DossierContents:
    """Save the entry, or what the person made of it and of somebody else's."""
    user, now = user_of(request), timezone.now()
    if "merge" not in request.POST:
        version, attempt = version_of(request.POST), attempt_of(request.POST)
        save = partial(answers.save, dossier_id=pk, item_code=item_code, entry=entry, version=version, attempt=attempt)
        return save(actor=user, at=now)
    item = _item_or_404(dossier_or_404(request, pk), item_code)
    typing = forms.compared(request.POST, item, entry)
    return answers.merge(dossier_id=pk, item_code=item_code, typing=typing, actor=user, at=now)


def _item_or_404(dossier: Dossier, code: str) -> Item:
    items = {item.code: item for item in dossier.campaign.standard.parsed.answerable_items}
    if code not in items:
        raise Http404
    return items[code]


def _require_editor(request: HttpRequest, dossier: Dossier, item: Item) -> None:
    """Refuse before anything is shown: a page of refused entries shows what is stored now, which is the commune's own."""
    if not user_of(request).has_perm("assessments.edit_dossier", dossier):
        raise NotAllowedError("Chỉ cán bộ của xã, phường này được sửa hồ sơ.")
    require_editable_item(dossier, item.code)


def _saved(request: HttpRequest, found: DossierContents, item: Item) -> HttpResponse:
    if not is_htmx(request):
        messages.success(request, f"Đã lưu nội dung {item.code} lúc {timezone.localtime():%H:%M}.")
        return redirect(overviews.item_url(found.dossier.pk, item.code))
    touched = criteria.touched_by(found, item)
    indicators = dict.fromkeys(found.edition.indicator_of(one.code) for one in (item, *touched))
    context = {
        "card": criteria.item_card(found, item, editable=frozenset({item.code})),
        "touched": [criteria.item_card(found, other, editable=frozenset()) for other in touched],
        "indicators": [criteria.indicator_card(found, indicator) for indicator in indicators],
        "criterion": found.edition.criterion_of(item.code).code,
        "found": found,
        "saved_at": f"{timezone.localtime():%H:%M}",
        "merged": "merge" in request.POST,
    }
    return render(request, "assessments/_answer_saved.html", context)


def _refused(request: HttpRequest, pk: int, item_code: str, reading: forms.Reading, *, status: int) -> HttpResponse:
    """Show what was typed beside the reason, and beside what is stored where somebody else was quicker."""
    dossier = dossier_or_404(request, pk)
    item = _item_or_404(dossier, item_code)
    _require_editor(request, dossier, item)
    found = contents.of(dossier)
    card = replace(criteria.item_card(found, item, editable=frozenset({item.code})), typed=reading.typed)
    if reading.entry and card.answer:
        typing = forms.compared(request.POST, item, reading.entry)
        card = replace(card, conflict=conflicts.of_answer(dossier, item, card.answer, typing, user_of(request)))
    code = found.edition.criterion_of(item.code).code
    if not is_htmx(request):
        return _page(request, found, code, refused=card, status=status)
    context = {"dossier": dossier, "card": card, "criterion": code}
    return render(request, "assessments/_item_refused.html", context, status=status)
