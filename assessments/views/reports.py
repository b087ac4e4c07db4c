"""Reports: asked for, watched while they are made, listed, downloaded."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.forms.reports import ReportFilter
from assessments.models import Report, ReportFile
from assessments.selectors import issued, wordings
from assessments.selectors import reports as selectors
from assessments.services import reports
from assessments.views.loading import user_of
from tiepcanpl.kit import files, filetypes

PER_PAGE = 20
_ZIP = "application/zip"
_EDITABLE = {
    ReportFile.Format.WORD: filetypes.DOCX.media_type,
    ReportFile.Format.EXCEL: filetypes.XLSX.media_type,
}


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """Show every report that the person may see, newest first."""
    user = user_of(request)
    form = ReportFilter(request.GET, campaigns=selectors.campaigns_with_reports(user))
    found = selectors.listed(user, kind=form.kind_chosen, campaign_id=form.campaign_chosen)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "filtered": bool(form.kind_chosen or form.campaign_chosen),
        "can_word": bool(wordings.units_of(user)),
    }
    return render(request, "assessments/report_list.html", context)


@require_safe
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one report: how far it is, then the file and what it was made from."""
    return render(request, "assessments/report_detail.html", _context(request, pk))


@require_safe
def report_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the fragment that replaces itself until the report is made."""
    return render(request, "assessments/_report_state.html", _context(request, pk))


def _context(request: HttpRequest, pk: int) -> dict[str, object]:
    report = _report_or_404(request, pk)
    return {
        "report": report,
        "name": selectors.file_name(report),
        "files": report.files.all(),
        "issuing": issued.of(report, user_of(request)),
        "can_retry": selectors.may_request(user_of(request), report),
        "time_left": selectors.time_left(report, timezone.now()),
        "is_bundle": report.kind == Report.Kind.SHEET_BUNDLE,
    }


def _report_or_404(request: HttpRequest, pk: int) -> Report:
    return get_object_or_404(selectors.listed(user_of(request)), pk=pk)


@require_safe
def report_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the file; `?xem` shows it in the browser."""
    report = _report_or_404(request, pk)
    if report.state != Report.State.DONE:
        raise Http404
    is_bundle = report.kind == Report.Kind.SHEET_BUNDLE
    return files.download(
        report.file,
        name=selectors.file_name(report),
        media_type=_ZIP if is_bundle else filetypes.PDF.media_type,
        inline="xem" in request.GET and not is_bundle,
    )


@require_safe
def report_file(request: HttpRequest, pk: int, suffix: str) -> HttpResponseBase:
    """Send the report as a file that can be edited."""
    report = _report_or_404(request, pk)
    stored = get_object_or_404(report.files, format=suffix, report__state=Report.State.DONE)
    return files.download(
        stored.file, name=selectors.file_name(report, suffix), media_type=_EDITABLE[ReportFile.Format(suffix)]
    )


@require_POST
def report_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a failed report again."""
    report = reports.retry(report_id=_report_or_404(request, pk).pk, actor=user_of(request), at=timezone.now())
    return redirect("assessments:report_detail", report.pk)


@require_POST
def report_stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a report that is being made."""
    report = reports.stop(report_id=_report_or_404(request, pk).pk, actor=user_of(request), at=timezone.now())
    return redirect("assessments:report_detail", report.pk)
