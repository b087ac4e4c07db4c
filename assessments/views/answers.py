"""The page of one criterion, and the saving of one item."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.domain.standard import Item
from assessments.forms import answers as forms
from assessments.models import Answer, Dossier
from assessments.selectors import contents, criteria, overviews
from assessments.selectors.contents import DossierContents
from assessments.services import answers
from assessments.services.dossiers import editable_items
from assessments.views.loading import contents_for, dossier_or_404, user_of
from tiepcanpl.kit.errors import StaleError

UNPROCESSABLE, CONFLICT = 422, 409


@require_safe
def dossier_criterion(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show one criterion: its indicators and items with facts, points, evidence, notes."""
    dossier = dossier_or_404(request, pk)
    if code not in {criterion.code for criterion in dossier.campaign.standard.parsed.criteria}:
        raise Http404
    return _page(request, contents_for(request, dossier), code)


def _page(
    request: HttpRequest, found: DossierContents, code: str, *, special: criteria.ItemCard | None = None, status: int = 200
) -> HttpResponse:
    """Render the criterion; `special` is the card of an item whose entry was refused."""
    dossier = found.dossier
    user = user_of(request)
    may_edit = user.has_perm("assessments.edit_dossier", dossier)
    cards = criteria.cards(
        found,
        code,
        editable=editable_items(dossier) if may_edit else frozenset(),
        requests=criteria.requests_by_item(dossier),
        last_year=criteria.submission_of_last_year(dossier),
    )
    context = {
        "dossier": dossier,
        "found": found,
        "criterion": found.edition.criterion(code),
        "cards": cards,
        "special": special,
        "criteria": overviews.criteria_of(found),
        "can_edit": may_edit,
    }
    return render(request, "assessments/dossier_criterion.html", context, status=status)


@require_POST
def answer_save(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Save one item; htmx gets the item's result, a plain form goes back to the page."""
    dossier = dossier_or_404(request, pk)
    item = _item_or_404(dossier, item_code)
    reading = forms.read(item, request.POST)
    if reading.entry is None:
        return _refused(request, dossier, item, reading, status=UNPROCESSABLE)
    try:
        found = answers.save(
            dossier_id=dossier.pk,
            item_code=item.code,
            entry=reading.entry,
            version=reading.version,
            actor=user_of(request),
            at=timezone.now(),
        )
    except StaleError as error:
        return _refused(request, dossier, item, reading, status=CONFLICT, stored=error.current)
    return _saved(request, found, item)


def _item_or_404(dossier: Dossier, code: str) -> Item:
    items = {item.code: item for item in dossier.campaign.standard.parsed.answerable_items}
    if code not in items:
        raise Http404
    return items[code]


def _saved(request: HttpRequest, found: DossierContents, item: Item) -> HttpResponse:
    if not getattr(request, "htmx", False):
        messages.success(request, f"Đã lưu nội dung {item.code}.")
        anchor = f"#noi-dung-{item.code.replace('.', '-')}"
        return redirect(overviews.criterion_url(found.dossier, item.code) + anchor)
    return render(request, "assessments/_answer_saved.html", _saved_context(found, item))


def _saved_context(found: DossierContents, item: Item) -> dict[str, object]:
    """Return the item's result, and the figures elsewhere on the page that change with it."""
    indicator = found.edition.indicator_of(item.code)
    code = found.edition.criterion_of(item.code).code
    return {
        "dossier": found.dossier,
        "card": criteria.item_card(found, item, editable=frozenset({item.code})),
        "computed": [criteria.item_card(found, other, editable=frozenset()) for other in indicator.items if other != item],
        "indicator": criteria.indicator_card(found, indicator),
        "criterion": next(row for row in found.sheet.criteria if row.code == code),
        "found": found,
        "saved_at": timezone.localtime(),
    }


def _refused(  # noqa: PLR0913  # what the page shows
    request: HttpRequest, dossier: Dossier, item: Item, reading: forms.Reading, *, status: int, stored: object = None
) -> HttpResponse:
    """Show what was typed beside the reason, and beside what is stored where somebody else was quicker."""
    found = contents.of(dossier)
    editable = editable_items(dossier)
    card = replace(criteria.item_card(found, item, editable=editable), typed=reading.typed, errors=reading.errors)
    context = {"dossier": dossier, "card": card, "stored": stored if isinstance(stored, Answer) else None, "found": found}
    if getattr(request, "htmx", False):
        return render(request, "assessments/_answer_refused.html", context, status=status)
    code = found.edition.criterion_of(item.code).code
    return _page(request, found, code, special=card, status=status)
