"""The office's reference files of a campaign: list, add, withdraw, download."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from assessments.forms import evidence as uploads
from assessments.forms.library import ReferenceForm
from assessments.models import Campaign, ReferenceFile
from assessments.selectors import library
from assessments.services import references
from assessments.views.attempts import attempt
from assessments.views.campaigns import managed_or_refuse
from assessments.views.loading import user_of
from tiepcanpl.kit import files

PER_PAGE, UNPROCESSABLE = 30, 422


@require_safe
def reference_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything that the office put there, and the form for one more."""
    campaign = managed_or_refuse(request, pk)
    return _page(request, campaign, ReferenceForm(edition=campaign.standard.parsed))


def _page(request: HttpRequest, campaign: Campaign, form: ReferenceForm, *, status: int = 200) -> HttpResponse:
    page = Paginator(library.references_listed(campaign), PER_PAGE).get_page(request.GET.get("page"))
    context = {"campaign": campaign, "page": page, "form": form}
    return render(request, "assessments/reference_list.html", context, status=status)


@csrf_exempt  # the token is checked by `_add`: the limits have to stand before anything reads the body
@require_POST
def reference_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Store one more file; a refusal keeps what was typed."""
    campaign = managed_or_refuse(request, pk)
    uploads.prepare(request)
    return _add(request, campaign)


@csrf_protect
def _add(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    form = ReferenceForm(request.POST, edition=campaign.standard.parsed, files=request.FILES)
    reading = next(uploads.read(request.FILES.getlist(uploads.FIELD)[:1]), None)
    if reading and reading.upload is None:
        form.add_error(uploads.FIELD, reading.sentence)
    if form.is_valid() and reading and reading.upload:
        told = {name: form.cleaned_data[name] for name in ("code", "title", "note")}
        deed = partial(references.add, campaign_id=campaign.pk, upload=reading.upload, **told)
        made = attempt(form, partial(deed, actor=user_of(request), at=timezone.now()))
        if made:
            messages.success(
                request, f"Đã đăng “{made}”. Xã, phường xem được ngay ở mục {made.code}. {reading.sentence}".strip()
            )
            return redirect("assessments:reference_list", campaign.pk)
    return _page(request, campaign, form, status=UNPROCESSABLE)


@require_POST
def reference_withdraw(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """Show a file to the communes no longer."""
    campaign = managed_or_refuse(request, pk)
    row = get_object_or_404(campaign.reference_files, pk=file)
    references.withdraw(reference_id=row.pk, actor=user_of(request), at=timezone.now())
    messages.success(request, f"Đã ngừng dùng “{row}”. Cơ quan tư pháp vẫn xem được để đối chiếu.")
    return redirect("assessments:reference_list", campaign.pk)


@require_safe
def reference_download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a reference file to somebody who may read it."""
    row = get_object_or_404(ReferenceFile.objects.visible_to(user_of(request)), pk=pk)
    return files.download(row.file, name=row.download_name, media_type=row.media_type, with_position=False)
