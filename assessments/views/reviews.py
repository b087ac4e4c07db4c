"""The office's review: the overview of a round, one item beside the form, conclusions."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms import reviews as forms
from assessments.models import Dossier, ItemReview
from assessments.models.labels import SECTIONS
from assessments.selectors import due_dates, interests
from assessments.selectors import reviews as selectors
from assessments.selectors.offers import offers_for
from assessments.selectors.reviews import Bench
from assessments.services import declarations, reviews
from assessments.views.loading import dossier_or_404, user_of
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError

UNPROCESSABLE = 422


def _dossier(request: HttpRequest, pk: int) -> Dossier:
    """Return a dossier that the person may see on the bench; the commune reads the outcome on its own pages."""
    dossier = dossier_or_404(request, pk)
    if not user_of(request).has_perm("assessments.read_review", dossier):
        raise NotAllowedError("Trang thẩm tra chỉ dành cho cơ quan tư pháp. Vui lòng xem kết quả ở trang hồ sơ.")
    return dossier


def _bench(dossier: Dossier, item_code: str | None = None) -> Bench:
    bench = selectors.bench_of(dossier)
    if bench is None or (item_code is not None and item_code not in bench.rows):
        raise Http404
    return bench


@require_safe
def review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the round: progress, items by criterion, claimed against counted, what changed, what can be done."""
    dossier, user = _dossier(request, pk), user_of(request)
    bench = _bench(dossier)
    context = {
        "dossier": dossier,
        "bench": bench,
        "offers": offers_for(user, dossier, on=timezone.localdate()),
        "can_conclude": reviews.is_open(dossier) and user.has_perm("assessments.review_dossier", dossier),
        "closed_because": interests.notice_for(user, dossier) or reviews.why_closed(dossier),
        "facts": selectors.facts_of(bench),
        "may_declare": declarations.may_declare(user, dossier),
        "narrative": [
            (title, bench.submission.snapshot["narrative"].get(code, "")) for code, title in SECTIONS.items()
        ],
    }
    return render(request, "assessments/review_detail.html", context)


@require_http_methods(["GET", "POST"])
def review_item(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Show one item beside the form (GET); store the conclusion (POST)."""
    dossier = _dossier(request, pk)
    bench = _bench(dossier, item_code)
    if request.method != "POST":
        return _page(request, bench, item_code, _form(request, bench, item_code))
    reviews.require_reviewer(dossier, user_of(request))
    form = _form(request, bench, item_code)
    if not form.is_valid():
        return _page(request, bench, item_code, form, status=UNPROCESSABLE)
    try:
        _conclude(request, bench, item_code, form)
    except StaleError as error:
        return _page(request, _bench(dossier, item_code), item_code, form, refusal=error)
    except DomainError as error:
        return _page(request, bench, item_code, form, refusal=error)
    return _go_on(request, bench, item_code)


def _form(request: HttpRequest, bench: Bench, item_code: str) -> forms.ReviewForm:
    row, today = bench.rows[item_code], timezone.localdate()
    return forms.ReviewForm(
        request.POST if request.method == "POST" else None,
        review=row.review,
        item=row.item,
        on=today,
        offer=due_dates.offer_of(bench.edition, on=today),
        asked=row.request,
    )


def _conclude(request: HttpRequest, bench: Bench, item_code: str, form: forms.ReviewForm) -> ItemReview:
    return reviews.conclude(
        dossier_id=bench.dossier.pk,
        item_code=item_code,
        conclusion=form.conclusion,
        version=forms.known_version(request.POST),
        actor=user_of(request),
        at=timezone.now(),
    )


def _go_on(request: HttpRequest, bench: Bench, item_code: str) -> HttpResponse:
    """Tell that it is stored, and go where the button said."""
    done = len({*bench.reviews, item_code})
    messages.success(request, f"Đã lưu kết luận nội dung {item_code}. Đã thẩm tra {done}/{len(bench.codes)} nội dung.")
    if request.POST.get("go") != "next":
        return redirect("assessments:review_item", bench.dossier.pk, item_code)
    following = bench.place_of(item_code).after_saving
    if not following:
        return redirect("assessments:review_detail", bench.dossier.pk)
    return redirect("assessments:review_item", bench.dossier.pk, following)


def _page(
    request: HttpRequest,
    bench: Bench,
    item_code: str,
    form: forms.ReviewForm,
    *,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render one item. After a stale save the page knows the new version; whatever else was refused, only the typed one."""
    user, dossier = user_of(request), bench.dossier
    page = selectors.page_of(bench, item_code)
    may_review = user.has_perm("assessments.review_dossier", dossier)
    stale = isinstance(refusal, StaleError)
    context = {
        "dossier": dossier,
        "bench": bench,
        "page": page,
        "row": page.row,
        "form": form,
        "version": forms.known_version(request.POST) if form.is_bound and not stale else page.row.version,
        "refusal": refusal,
        "stale": stale,
        "may_review": may_review,
        "may_judge": may_review and reviews.is_open(dossier),
        "closed_because": interests.notice_for(user, dossier) or reviews.why_closed(dossier),
    }
    return render(request, "assessments/review_item.html", context, status=refusal.status if refusal else status)


@require_POST
def review_clear(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Take a conclusion back."""
    dossier = _dossier(request, pk)
    _bench(dossier, item_code)
    reviews.clear(
        dossier_id=dossier.pk,
        item_code=item_code,
        version=forms.known_version(request.POST),
        actor=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, f"Đã xóa kết luận nội dung {item_code}; nội dung này trở lại chưa thẩm tra.")
    return redirect("assessments:review_item", dossier.pk, item_code)


@require_POST
def review_accept(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Accept the items of a criterion that are still open and did not change, once that is confirmed."""
    dossier = _dossier(request, pk)
    if code not in {criterion.code for criterion in dossier.campaign.standard.parsed.criteria}:
        raise Http404
    if "confirm" not in request.POST:
        raise DomainError("Vui lòng đánh dấu xác nhận đã xem các nội dung trước khi đồng ý tất cả.")
    count = reviews.accept_remaining(
        dossier_id=dossier.pk, criterion_code=code, actor=user_of(request), at=timezone.now()
    )
    messages.success(request, f"Đã ghi “Đồng ý” cho {count} nội dung của tiêu chí {code}.")
    return redirect("assessments:review_detail", dossier.pk)
