"""The office searches the files that the communes of a campaign handed in."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.selectors import evidence_search as selectors
from assessments.views.campaigns import campaign_or_404
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import NotAllowedError
from tiepcanpl.kit.words import words_of

PER_PAGE = 20
LONGEST = 100


@require_safe
def campaign_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the files whose name or text holds all words of `?q`, with the place where they stand."""
    campaign, user = campaign_or_404(request, pk), user_of(request)
    if not user.has_perm("assessments.search_campaign", campaign):
        raise NotAllowedError(
            "Chỉ cơ quan thẩm tra của nơi ban hành kế hoạch được tìm trong tài liệu của đợt đánh giá."
        )
    typed = request.GET.get("q", "")[:LONGEST]
    wanted = words_of(typed)
    found = selectors.search(campaign, user, wanted)
    page = Paginator(found.pks, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "campaign": campaign,
        "typed": typed,
        "found": found,
        "most": selectors.MOST,
        "page": page,
        "hits": selectors.hits(campaign, user, list(page), wanted),
    }
    return render(request, "assessments/campaign_evidence.html", context)
