"""The commune's report in words."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Dossier, Narrative
from assessments.models.labels import SECTIONS
from assessments.selectors import overviews
from assessments.services import narratives
from assessments.services.dossiers import is_draft_open
from assessments.views.loading import contents_for, dossier_or_404, user_of
from tiepcanpl.kit.errors import StaleError

CONFLICT = 409


@require_safe
def narrative_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all sections, each with its own saving."""
    return _page(request, dossier_or_404(request, pk))


def _page(request: HttpRequest, dossier: Dossier, *, refused: dict[str, object] | None = None) -> HttpResponse:
    found = contents_for(request, dossier)
    editable = is_draft_open(dossier) and user_of(request).has_perm("assessments.edit_dossier", dossier)
    sections = [
        {"code": code, "title": title, "stored": found.narratives.get(code), "editable": editable}
        for code, title in SECTIONS.items()
    ]
    for section in sections:
        if refused and refused["code"] == section["code"]:
            section.update(refused)
    context = {"dossier": dossier, "found": found, "sections": sections, "criteria": overviews.criteria_of(found)}
    return render(request, "assessments/narrative_list.html", context, status=CONFLICT if refused else 200)


@require_POST
def narrative_save(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Save one section."""
    if section not in SECTIONS:
        raise Http404
    dossier = dossier_or_404(request, pk)
    text, version = request.POST.get("text", ""), request.POST.get("version", "0")
    try:
        narrative = narratives.save(
            dossier_id=dossier.pk,
            section=section,
            text=text,
            version=int(version) if version.isdecimal() else 0,
            actor=user_of(request),
            at=timezone.now(),
        )
    except StaleError as error:
        return _refused(request, dossier, section, text, error.current)
    if not getattr(request, "htmx", False):
        messages.success(request, f"Đã lưu phần “{SECTIONS[section]}”.")
        return redirect("assessments:narrative_list", dossier.pk)
    context = {"dossier": dossier, "code": section, "stored": narrative, "saved_at": timezone.localtime()}
    return render(request, "assessments/_narrative_result.html", context)


def _refused(request: HttpRequest, dossier: Dossier, section: str, typed: str, stored: object) -> HttpResponse:
    """Keep what was typed beside what somebody else has stored."""
    assert stored is None or isinstance(stored, Narrative)  # noqa: S101  # narrows the type
    if getattr(request, "htmx", False):
        context = {"dossier": dossier, "code": section, "stored": stored, "stale": True}
        return render(request, "assessments/_narrative_result.html", context, status=CONFLICT)
    return _page(request, dossier, refused={"code": section, "typed": typed, "stored": stored, "stale": True})
