"""The package of a dossier: what it holds (GET), and the ZIP file itself (POST, since taking it is recorded)."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.reports import packages as writer
from assessments.selectors import packages as selectors
from assessments.services import packages
from assessments.views.loading import dossier_or_404, user_of
from tiepcanpl.kit import files
from tiepcanpl.kit.errors import NotAllowedError


@require_safe
def package_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the package holds and how large it is."""
    dossier, user = dossier_or_404(request, pk), user_of(request)
    if not user.has_perm("assessments.export_dossier", dossier):
        raise NotAllowedError(packages.NOT_YOURS)
    contents = selectors.of(dossier, user) if dossier.round else None
    context = {"dossier": dossier, "contents": contents, "never": packages.NEVER_SUBMITTED}
    return render(request, "assessments/package_detail.html", context)


@require_POST
def package_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Stream the package piece by piece; its length is not known before."""
    now = timezone.localtime()
    contents = packages.export(dossier_id=dossier_or_404(request, pk).pk, actor=user_of(request), at=now)
    response = StreamingHttpResponse(writer.stream(contents, at=now), content_type="application/zip")
    response["Content-Disposition"] = files.disposition(f"{contents.name}.zip")
    response["Content-Encoding"] = "identity"  # compressed already; a second time would only hold it up
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
