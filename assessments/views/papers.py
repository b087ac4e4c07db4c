"""The documents of a dossier, a campaign, a meeting, a draft, a decision or an area: listed with what is missing, asked for."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Campaign, DecisionLine, Dossier, Report, ReportKind
from assessments.selectors import areas, decisions, drafts, meetings
from assessments.selectors.papers import table
from assessments.services import reports
from assessments.views.loading import dossier_or_404, user_of


def _of_dossier(request: HttpRequest, pk: int) -> Report:
    dossier = dossier_or_404(request, pk)
    return Report(campaign=dossier.campaign, dossier=dossier)


def _of_campaign(request: HttpRequest, pk: int) -> Report:
    found = Campaign.objects.visible_to(user_of(request)).select_related("authority", "standard")
    return Report(campaign=get_object_or_404(found, pk=pk))


def _of_meeting(request: HttpRequest, pk: int) -> Report:
    meeting = get_object_or_404(meetings.loaded(user_of(request)), pk=pk)
    return Report(campaign=meeting.campaign, meeting=meeting)


def _of_draft(request: HttpRequest, pk: int) -> Report:
    found = drafts.visible_to(user_of(request)).select_related("campaign__authority", "campaign__standard")
    draft = get_object_or_404(found, pk=pk)
    return Report(campaign=draft.campaign, draft=draft)


def _of_decision(request: HttpRequest, pk: int) -> Report:
    found = decisions.visible_to(user_of(request)).select_related("campaign__authority", "campaign__standard")
    decision = get_object_or_404(found, pk=pk)
    return Report(campaign=decision.campaign, decision=decision)


def _of_recognised(request: HttpRequest, pk: int) -> Report:
    """Return the subject of a certificate: one line of a decision, on a dossier that the person may read."""
    seen = Dossier.objects.visible_to(user_of(request)).values("pk")
    lines = DecisionLine.objects.filter(dossier__in=seen, outcome=DecisionLine.Outcome.RECOGNISED)
    line = get_object_or_404(
        lines.select_related("decision__campaign__authority", "decision__campaign__standard", "dossier__commune"),
        pk=pk,
    )
    return Report(campaign=line.decision.campaign, decision=line.decision, dossier=line.dossier)


def _of_area(request: HttpRequest, pk: int) -> Report:
    """Return the subject of the Department's report: the area and the year that is asked for, else its latest."""
    area = get_object_or_404(areas.units_of(user_of(request)), pk=pk)
    asked, years = request.POST.get("nam") or request.GET.get("nam", ""), areas.years_of(area)
    if asked and (not asked.isdecimal() or int(asked) not in years):
        raise Http404
    if not years:
        raise Http404
    return Report(area=area, year=int(asked) if asked else years[0])


SUBJECTS: dict[str, Callable[[HttpRequest, int], Report]] = {
    "ho-so": _of_dossier,
    "dot-danh-gia": _of_campaign,
    "cuoc-hop": _of_meeting,
    "du-thao": _of_draft,
    "quyet-dinh": _of_decision,
    "cong-nhan": _of_recognised,
    "dia-ban": _of_area,
}


def _subject_or_404(request: HttpRequest, about: str, pk: int) -> Report:
    if about not in SUBJECTS:
        raise Http404
    return SUBJECTS[about](request, pk)


@require_safe
def area_list(request: HttpRequest) -> HttpResponse:
    """Let the Department choose the area and the year that it reports on."""
    found = [(area, areas.years_of(area)) for area in areas.units_of(user_of(request))]
    return render(request, "assessments/area_list.html", {"areas": found})


@require_safe
def paper_list(request: HttpRequest, about: str, pk: int) -> HttpResponse:
    """Show the documents that can be made about this, what is missing for the others, and the latest of each."""
    subject = _subject_or_404(request, about, pk)
    lines = table.lines(user_of(request), subject)
    context = {"subject": subject, "about": about, "pk": pk, "lines": lines}
    return render(request, "assessments/paper_list.html", context)


@require_POST
def paper_request(request: HttpRequest, about: str, pk: int, kind: str) -> HttpResponse:
    """Ask for a document and go to its page."""
    subject = _subject_or_404(request, about, pk)
    if kind not in ReportKind.values or ReportKind(kind) not in table.OFFERS:
        raise Http404
    subject.kind = kind
    report = reports.request(subject, actor=user_of(request), at=timezone.now())
    return redirect("assessments:report_detail", report.pk)
