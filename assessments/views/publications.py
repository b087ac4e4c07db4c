"""Publishing results: what is public, what a new publication would change, taking it back."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.domain.hashing import sha256_of
from assessments.domain.publishing import differences, read
from assessments.forms.publications import WithdrawalForm
from assessments.models import Campaign, Publication
from assessments.selectors import concerned, previews
from assessments.selectors import publications as selectors
from assessments.services import publications
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import DomainError, NotAllowedError

PER_PAGE = 20
SHOWN = 100


@require_safe
def publication_list(request: HttpRequest) -> HttpResponse:
    """Show the campaigns of the office with what is public and what is due."""
    page = Paginator(selectors.campaigns_of(user_of(request)), PER_PAGE).get_page(request.GET.get("page"))
    rows = selectors.standings(list(page.object_list), on=timezone.localdate())
    return render(request, "assessments/publication_list.html", {"page": page, "rows": rows})


@require_safe
def publication_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is public now and what publishing would change."""
    campaign = _campaign_or_404(request, pk)
    (standing,) = selectors.standings([campaign], on=timezone.localdate())
    snapshot, public = selectors.snapshot_of(campaign), selectors.public_of(campaign)
    seen, found = sha256_of(snapshot), differences(read(public.snapshot) if public else None, read(snapshot))
    context = {
        "campaign": campaign,
        "standing": standing,
        "public": public,
        "history": selectors.history_of(campaign),
        "found": found,
        "count": len(snapshot["communes"]),
        "is_same": public is not None and public.sha256 == seen,
        "seen": seen,
        "shown": SHOWN,
        "told": previews.sentence_of(concerned.by_results(campaign.pk, found.codes, actor=user_of(request))),
        "can_publish": user_of(request).has_perm("assessments.publish_campaign", campaign),
    }
    return render(request, "assessments/publication_detail.html", context)


def _campaign_or_404(request: HttpRequest, pk: int) -> Campaign:
    return get_object_or_404(selectors.campaigns_of(user_of(request)), pk=pk)


@require_POST
def publication_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish what was previewed."""
    campaign = _campaign_or_404(request, pk)
    seen = request.POST.get("seen", "")
    made = publications.publish(campaign_id=campaign.pk, seen=seen, actor=user_of(request), at=timezone.now())
    messages.success(request, f"Đã công bố kết quả (lần {made.sequence}). Mọi người xem được mà không cần đăng nhập.")
    return redirect("assessments:publication_detail", campaign.pk)


@require_http_methods(["GET", "POST"])
def publication_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why (GET); take the results from the public (POST)."""
    user = user_of(request)
    own = Publication.objects.filter(campaign__in=selectors.campaigns_of(user).values("pk"))
    publication = get_object_or_404(own.defer("snapshot").select_related("campaign__authority"), pk=pk)
    if not user.has_perm("assessments.publish_campaign", publication.campaign):
        raise NotAllowedError("Chỉ lãnh đạo cơ quan tư pháp và người có thẩm quyền công nhận được gỡ kết quả.")
    if publication.withdrawn_at:
        raise DomainError("Bản công bố này đã được gỡ.")
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = partial(publications.withdraw, publication_id=publication.pk, **form.cleaned_data)
        if attempt(form, partial(deed, actor=user, at=timezone.now())):
            messages.success(request, "Đã gỡ kết quả. Trang công khai ghi ngày gỡ và lý do.")
            return redirect("assessments:publication_detail", publication.campaign_id)
    told = previews.sentence_of(concerned.by_publication(publication, actor=user))
    context = {"publication": publication, "campaign": publication.campaign, "form": form, "told": told}
    return render(request, "assessments/publication_withdraw.html", context, status=status_of(form))
