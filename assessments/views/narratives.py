"""The commune's report in words."""

from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Dossier, Narrative
from assessments.models.labels import SECTIONS
from assessments.selectors import overviews
from assessments.services import narratives
from assessments.services.dossiers import is_draft_open
from assessments.views.loading import contents_for, dossier_or_404, is_htmx, user_of
from tiepcanpl.kit.errors import StaleError

CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Section:
    """One section on the page; `typed` keeps what was refused because `stored` is newer."""

    code: str
    title: str
    stored: Narrative | None
    typed: str | None = None
    known: int = 0

    @property
    def text(self) -> str:
        """What stands in the field."""
        if self.typed is not None:
            return self.typed
        return self.stored.text if self.stored else ""

    @property
    def version(self) -> int:
        """The version that the page knows (0 = nothing stored)."""
        if self.typed is not None:
            return self.known
        return self.stored.version if self.stored else 0

    @property
    def is_stale(self) -> bool:
        """Tell whether somebody else was quicker."""
        return self.typed is not None


@require_safe
def narrative_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all sections, each with its own saving."""
    return _page(request, dossier_or_404(request, pk))


def _page(request: HttpRequest, dossier: Dossier, refused: Section | None = None) -> HttpResponse:
    found = contents_for(request, dossier)
    sections = [Section(code, title, found.narratives.get(code)) for code, title in SECTIONS.items()]
    context = {
        "dossier": dossier,
        "found": found,
        "sections": [refused if refused and refused.code == row.code else row for row in sections],
        "criteria": overviews.criteria_of(found),
        "may_write": is_draft_open(dossier) and user_of(request).has_perm("assessments.edit_dossier", dossier),
    }
    return render(request, "assessments/narrative_list.html", context, status=CONFLICT if refused else 200)


@require_POST
def narrative_save(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Save one section."""
    if section not in SECTIONS:
        raise Http404
    dossier = dossier_or_404(request, pk)
    text, known = request.POST.get("text", ""), _number(request.POST.get("version", ""))
    version = _number(request.POST["overwrite"]) if "overwrite" in request.POST else known
    row = Section(section, SECTIONS[section], None)
    try:
        stored = narratives.save(
            dossier_id=dossier.pk,
            section=section,
            text=text,
            version=version,
            actor=user_of(request),
            at=timezone.now(),
        )
    except StaleError as error:
        current = error.current if isinstance(error.current, Narrative) else None
        return _refused(request, dossier, replace(row, stored=current, typed=text, known=known))
    return _saved(request, dossier, replace(row, stored=stored))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0  # noqa: PLR2004  # nobody saves a billion times


def _saved(request: HttpRequest, dossier: Dossier, row: Section) -> HttpResponse:
    if not is_htmx(request):
        messages.success(request, f"Đã lưu phần “{row.title}” lúc {timezone.localtime():%H:%M}.")
        return redirect(reverse("assessments:narrative_list", args=[dossier.pk]) + f"#{row.code}")
    context = {"dossier": dossier, "section": row, "saved_at": f"{timezone.localtime():%H:%M}"}
    return render(request, "assessments/_narrative_result.html", context)


def _refused(request: HttpRequest, dossier: Dossier, row: Section) -> HttpResponse:
    """Keep what was typed beside what somebody else has stored."""
    if not is_htmx(request):
        return _page(request, dossier, row)
    context = {"dossier": dossier, "section": row, "saved_at": ""}
    return render(request, "assessments/_narrative_result.html", context, status=CONFLICT)
