"""The commune's report in words."""

from dataclasses import dataclass, replace
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.forms.conflicts import typing_of
from assessments.models import Dossier, Narrative
from assessments.models.labels import SECTIONS
from assessments.selectors import conflicts, overviews
from assessments.selectors.conflicts import Conflict, Typing
from assessments.services import narratives
from assessments.services.dossiers import is_draft_open
from assessments.views.loading import contents_for, dossier_or_404, is_htmx, user_of
from tiepcanpl.kit.errors import StaleError
from tiepcanpl.kit.text import nfc

CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Section:
    """One section on the page; `typed` keeps what was refused because `stored` is newer, `conflict` compares both."""

    code: str
    title: str
    stored: Narrative | None
    typed: str | None = None
    known: int = 0
    conflict: Conflict | None = None

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
    dossier, row = dossier_or_404(request, pk), Section(section, SECTIONS[section], None)
    typing = typing_of(request.POST, {"text": nfc(request.POST.get("text", "")).strip()})
    try:
        stored = _store(request, dossier, section, typing)
    except StaleError as error:
        return _refused(request, dossier, row, typing, error.current)
    return _saved(request, dossier, replace(row, stored=stored))


def _store(request: HttpRequest, dossier: Dossier, section: str, typing: Typing) -> Narrative:
    """Save the text, or the one that the person chose of two."""
    user, now = user_of(request), timezone.now()
    if typing.decides:
        return narratives.merge(dossier_id=dossier.pk, section=section, typing=typing, actor=user, at=now)
    text, version, attempt = typing.values["text"], typing.version, typing.attempt
    save = partial(narratives.save, dossier_id=dossier.pk, section=section, text=text, version=version)
    return save(attempt=attempt, actor=user, at=now)


def _saved(request: HttpRequest, dossier: Dossier, row: Section) -> HttpResponse:
    if not is_htmx(request):
        messages.success(request, f"Đã lưu phần “{row.title}” lúc {timezone.localtime():%H:%M}.")
        return redirect(reverse("assessments:narrative_list", args=[dossier.pk]) + f"#{row.code}")
    context = {
        "dossier": dossier,
        "section": row,
        "saved_at": f"{timezone.localtime():%H:%M}",
        "merged": "merge" in request.POST,
    }
    return render(request, "assessments/_narrative_result.html", context)


def _refused(request: HttpRequest, dossier: Dossier, row: Section, typing: Typing, current: object) -> HttpResponse:
    """Keep what was typed beside what somebody else has stored."""
    row = replace(row, typed=request.POST.get("text", ""), known=typing.version)
    if isinstance(current, Narrative):
        conflict = conflicts.of_narrative(dossier, current, typing, user_of(request))
        row = replace(row, stored=current, conflict=conflict)
    if not is_htmx(request):
        return _page(request, dossier, row)
    context = {"dossier": dossier, "section": row, "saved_at": "", "merged": False}
    return render(request, "assessments/_narrative_result.html", context, status=CONFLICT)
