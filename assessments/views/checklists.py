"""The list of documents of an indicator, and the files of an earlier year."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.domain.documents import Line
from assessments.domain.standard import Indicator
from assessments.forms.library import chosen_of, entries_of
from assessments.models import Dossier, EvidenceLink
from assessments.selectors import checklists as selectors
from assessments.selectors import library, overviews
from assessments.selectors.contents import DossierContents
from assessments.services import checklists
from assessments.services.checklists import Entry
from assessments.services.dossiers import editable_items
from assessments.views.loading import contents_for, dossier_or_404, user_of
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError


@dataclass(frozen=True, slots=True)
class Tick:
    """One file that may stand for a document; `is_open` when its item may be changed now."""

    link: EvidenceLink
    checked: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the list with the files to tick, and the reason as stored or as just typed."""

    line: Line
    ticks: tuple[Tick, ...]
    reason: str


@require_http_methods(["GET", "POST"])
def indicator_documents(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Show the list of an indicator and what could be used again (GET); store the list (POST)."""
    dossier = dossier_or_404(request, pk)
    indicator = _indicator_or_404(dossier, code)
    if request.method != "POST":
        return _page(request, dossier, indicator)
    entries = entries_of(request.POST, indicator)
    try:
        _save(request, dossier, indicator, entries)
    except NotAllowedError:
        raise
    except DomainError as error:
        return _page(request, dossier_or_404(request, pk), indicator, typed=entries, refusal=error)
    messages.success(request, f"Đã lưu danh mục tài liệu của chỉ tiêu {code}.")
    return redirect("assessments:indicator_documents", dossier.pk, code)


def _save(request: HttpRequest, dossier: Dossier, indicator: Indicator, entries: dict[int, Entry]) -> None:
    checklists.save(
        dossier_id=dossier.pk,
        indicator=indicator,
        entries=entries,
        seen=request.POST.get("seen", ""),
        actor=user_of(request),
        at=timezone.now(),
    )


def _indicator_or_404(dossier: Dossier, code: str) -> Indicator:
    for indicator in dossier.campaign.standard.parsed.indicators:
        if indicator.code == code:
            return indicator
    raise Http404


def _page(
    request: HttpRequest,
    dossier: Dossier,
    indicator: Indicator,
    *,
    typed: dict[int, Entry] | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    user, found = user_of(request), contents_for(request, dossier)
    own = user.has_perm("assessments.edit_dossier", dossier)
    open_codes = editable_items(dossier) & {item.code for item in indicator.items} if own else frozenset()
    lines = found.lines_of(indicator)
    links = _links(found, indicator)
    seen = selectors.digest(links, found.absent.get(indicator.code, {}))
    is_stale = isinstance(refusal, StaleError)
    context = {
        "dossier": dossier,
        "indicator": indicator,
        "criteria": overviews.criteria_of(found),
        "completeness": found.completeness_of(indicator),
        "rows": [_row(line, links, open_codes, typed) for line in lines],
        "has_links": bool(links),
        "is_open": bool(open_codes),
        "seen": seen if typed is None or is_stale else request.POST.get("seen", ""),
        "refusal": refusal,
        "reusable": selectors.reusable(dossier, indicator) if open_codes else (),
        "open_codes": open_codes,
        "references": library.references_of(dossier.campaign, [indicator]).get(indicator.code, []),
    }
    return render(request, "assessments/indicator_documents.html", context, status=refusal.status if refusal else 200)


def _links(found: DossierContents, indicator: Indicator) -> list[EvidenceLink]:
    links = [link for item in indicator.items for link in found.links.get(item.code, ())]
    places = {item.code: place for place, item in enumerate(indicator.items)}
    return sorted(links, key=lambda link: (places[link.item_code], link.pk or 0))


def _row(line: Line, links: list[EvidenceLink], open_codes: frozenset[str], typed: dict[int, Entry] | None) -> Row:
    entry = typed[line.number] if typed else None
    ticks = tuple(
        Tick(
            link,
            checked=link.pk in entry.links
            if entry and link.item_code in open_codes
            else line.number in link.documents,
            is_open=link.item_code in open_codes,
        )
        for link in links
    )
    return Row(line, ticks, entry.reason if entry else line.reason)


@require_POST
def indicator_reuse(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Let files of an earlier year prove the same items again."""
    dossier = dossier_or_404(request, pk)
    indicator = _indicator_or_404(dossier, code)
    chosen = chosen_of(request.POST)
    if not chosen:
        raise DomainError("Bạn chưa chọn tài liệu nào của năm trước để dùng lại.")
    count = checklists.reuse(
        dossier_id=dossier.pk, indicator=indicator, chosen=chosen, actor=user_of(request), at=timezone.now()
    )
    messages.success(request, f"Đã gắn lại {count} tài liệu của năm trước vào chỉ tiêu {code}.")
    return redirect("assessments:indicator_documents", dossier.pk, code)
