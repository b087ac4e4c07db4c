"""Issuing a document: its number, how it was signed, the signed file, taking it back."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.issuing import IssueForm, NumberForm, RevokeForm, SecondLookForm, UploadForm
from assessments.models import IssuedDocument, Report
from assessments.selectors import issued as facts
from assessments.selectors import reports as selectors
from assessments.selectors.papers import issuing as rights
from assessments.services import issuing, numbering, server_signing
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from communes.models import User
from tiepcanpl.kit import files, filetypes
from tiepcanpl.kit.errors import DomainError, NotAllowedError

Way = IssuedDocument.Way
Done = TypeVar("Done")


def _report_or_404(request: HttpRequest, pk: int) -> Report:
    return get_object_or_404(selectors.listed(user_of(request)), pk=pk)


def _own_report(request: HttpRequest, pk: int) -> Report:
    """Return the report that the person issues; refuse with the sentence who does."""
    report = _report_or_404(request, pk)
    issuer = rights.issuer_of(report)
    if issuer is None:
        raise DomainError("Loại văn bản này không ban hành trên hệ thống.")
    if not issuer.may(user_of(request), report):
        raise NotAllowedError(issuer.refusal)
    return report


def _asking(form: SecondLookForm, deed: Callable[[], Done]) -> Done:
    """Do the deed; where it is doubtful, let the form ask once more."""
    try:
        return deed()
    except (numbering.TwinError, issuing.UntrustedError):
        form.ask_again()
        raise


@require_http_methods(["GET", "POST"])
def report_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for number and day (GET); have the document printed with them (POST)."""
    report = _own_report(request, pk)
    if not facts.of(report, user_of(request)).may_number:
        raise DomainError("Văn bản này không cấp số được: tệp đang được tạo, hoặc văn bản đã ban hành.")
    form = NumberForm(request.POST or None, initial=facts.known_number(report), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        deed = partial(numbering.assign, report.pk, form.paper, actor=user_of(request), at=timezone.now())
        done = attempt(form, partial(_asking, form, deed))
        if done:
            messages.success(request, f"Đã cấp số {done.number}. Văn bản đang được in lại với số và ngày này.")
            return redirect("assessments:report_detail", report.pk)
    return render(request, "assessments/report_number.html", {"report": report, "form": form}, status=status_of(form))


@require_safe
def report_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the ways in which the document can be signed, and what each means."""
    return _ways(request, _issuable(request, pk), None)


@require_POST
def report_issue_by(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """Record that the document was signed in this way, or sign it."""
    report = _issuable(request, pk)
    if way not in _DEEDS:
        raise Http404
    form = _form_of(Way(way), request)
    if form.is_valid():
        deed = partial(_DEEDS[Way(way)], report, form, user_of(request))
        if attempt(form, partial(_asking, form, deed)):
            messages.success(request, "Đã ghi nhận ban hành văn bản.")
            return redirect("assessments:report_detail", report.pk)
    return _ways(request, report, (Way(way), form))


def _issuable(request: HttpRequest, pk: int) -> Report:
    report = _own_report(request, pk)
    if not facts.of(report, user_of(request)).may_issue:
        raise DomainError("Văn bản này chưa ban hành được: chưa tạo xong, chưa có số, hoặc đã ban hành.")
    return report


def _ways(request: HttpRequest, report: Report, sent: tuple[Way, IssueForm] | None) -> HttpResponse:
    user = user_of(request)
    initial = {"signer_position": user.position}
    found = {way: (UploadForm if way == Way.UPLOADED else IssueForm)(initial=initial, prefix=way) for way in Way}
    if sent:
        found[sent[0]] = sent[1]
    context = {
        "report": report,
        "name": selectors.file_name(report),
        "forms": {way.value: form for way, form in found.items()},
        "has_key": server_signing.key_of(report) is not None,
    }
    return render(request, "assessments/report_issue.html", context, status=status_of(sent[1] if sent else None))


def _form_of(way: Way, request: HttpRequest) -> IssueForm:
    if way == Way.UPLOADED:
        return UploadForm(request.POST, request.FILES, prefix=way)
    return IssueForm(request.POST, prefix=way)


def _on_paper(report: Report, form: IssueForm, actor: User) -> IssuedDocument:
    position = form.cleaned_data["signer_position"]
    return issuing.on_paper(report.pk, signer_position=position, actor=actor, at=timezone.now())


def _uploaded(report: Report, form: IssueForm, actor: User) -> IssuedDocument:
    return issuing.uploaded(
        report.pk,
        form.cleaned_data["file"].file,
        signer_position=form.cleaned_data["signer_position"],
        despite_trust=form.is_sure,
        actor=actor,
        at=timezone.now(),
    )


def _on_server(report: Report, form: IssueForm, actor: User) -> IssuedDocument:
    position = form.cleaned_data["signer_position"]
    return issuing.on_server(report.pk, signer_position=position, actor=actor, at=timezone.now())


_DEEDS = {Way.PAPER: _on_paper, Way.UPLOADED: _uploaded, Way.SERVER: _on_server}


@require_safe
def report_signed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the signed file; `?xem` shows it in the browser."""
    report = _report_or_404(request, pk)
    issued = get_object_or_404(IssuedDocument.objects.exclude(file=""), report=report)
    return files.download(
        issued.file,
        name=facts.signed_name(report),
        media_type=filetypes.PDF.media_type,
        inline="xem" in request.GET,
    )


@require_http_methods(["GET", "POST"])
def report_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why (GET); take the issued document back (POST)."""
    report = _own_report(request, pk)
    if not facts.of(report, user_of(request)).may_revoke:
        raise DomainError("Văn bản này chưa ban hành, hoặc đã thu hồi.")
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = partial(issuing.revoke, report.pk, reason=form.cleaned_data["reason"], actor=user_of(request))
        if attempt(form, partial(deed, at=timezone.now())):
            messages.success(request, "Đã thu hồi văn bản.")
            return redirect("assessments:report_detail", report.pk)
    return render(request, "assessments/report_revoke.html", {"report": report, "form": form}, status=status_of(form))
