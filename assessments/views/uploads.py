"""Resumable uploads by the tus protocol: begin, go on, ask how far, give up, and read the result."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from assessments.forms import uploads as forms
from assessments.models import UploadSession
from assessments.selectors import contents
from assessments.services import uploads
from assessments.views import evidence_results as results
from assessments.views.loading import dossier_or_404, user_of
from tiepcanpl.kit import tus
from tiepcanpl.kit.errors import DomainError

_CREATED, _NO_CONTENT = 201, 204


@require_http_methods(["POST", "OPTIONS"])
@tus.speaks
def upload_create(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Begin to send a file for one item; the first bytes may come along."""
    dossier = dossier_or_404(request, pk)
    item = results.item_or_404(dossier, item_code)
    name, size, sha256 = forms.description(request)
    row = uploads.create(
        dossier_id=dossier.pk,
        item_code=item.code,
        name=name,
        size=size,
        sha256=sha256,
        actor=user_of(request),
        at=timezone.now(),
    )
    if request.content_type == tus.STREAM and tus.announced(request):
        row = _receive(request, row.pk, 0)
    response = _where(row, _CREATED)
    response["Location"] = reverse("assessments:upload_session", args=[row.pk])
    return response


@require_http_methods(["GET", "HEAD", "PATCH", "POST", "DELETE", "OPTIONS"])
@tus.speaks
def upload_session(request: HttpRequest, key: UUID) -> HttpResponse:
    """Go on with one upload (PATCH), tell how far it is (HEAD) or what became of it (GET), give it up (DELETE)."""
    row = get_object_or_404(UploadSession.objects.visible_to(user_of(request)), pk=key)
    match request.method:
        case "PATCH":
            return _where(_receive(request, key, tus.offset(request)), _NO_CONTENT)
        case "DELETE":
            uploads.terminate(key=key, actor=user_of(request))
            return HttpResponse(status=_NO_CONTENT)
        case "HEAD":
            return _state(row)
        case "GET":
            return _result(request, row)
    return HttpResponse(status=405)


def _receive(request: HttpRequest, key: UUID, offset: int) -> UploadSession:
    """Keep the body of the request; with the last byte, check and store the file."""
    user = user_of(request)
    with tus.stream():
        held = uploads.claim(key=key, offset=offset, actor=user, at=timezone.now())
        if offset + tus.announced(request) > held.session.size:
            raise tus.ProtocolError(413, f"Dữ liệu gửi lên dài hơn dung lượng đã khai của tệp “{held.session}”.")
        held = uploads.append(held, tus.pieces(request), checksum=tus.checksum(request), at=timezone.now())
    if held.session.finished_at is None and held.is_whole:
        return _finish(request, held)
    held.session.offset = held.position
    return held.session


def _finish(request: HttpRequest, held: uploads.Claim) -> UploadSession:
    file, reading = forms.read(held)
    with file:
        row = uploads.finish(
            held, upload=reading.upload, remark=reading.sentence, actor=user_of(request), at=timezone.now()
        )
    if row.is_refused:
        raise DomainError(row.remark)
    return row


def _where(row: UploadSession, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(row.offset)
    tus.expires(response, row.expires_at)
    return response


def _state(row: UploadSession) -> HttpResponse:
    uploads.require_alive(row, at=timezone.now())
    if row.is_refused:
        raise tus.ProtocolError(410, row.remark)
    response = _where(row, 200)
    response["Upload-Length"] = str(row.size)
    response["Cache-Control"] = "no-store"
    return response


def _result(request: HttpRequest, row: UploadSession) -> HttpResponse:
    """Show what became of the file, with all that changed on the page of the criterion."""
    if row.finished_at is None:
        raise Http404
    dossier = dossier_or_404(request, row.dossier_id)
    item = results.item_or_404(dossier, row.item_code)
    told = results.told(row, item, name=row.name, remark=row.remark)
    return results.fragment(request, item, [told], None if row.is_refused else contents.of(dossier))
