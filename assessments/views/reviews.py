"""The office's review: the overview of a round, one item beside the form, conclusions."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms import reviews as forms
from assessments.models import ItemReview
from assessments.models.labels import SECTIONS
from assessments.selectors import (
    comments,
    comparison,
    due_dates,
    interests,
    library,
    readings,
    reasons,
    scans,
    signatures,
    specialists,
)
from assessments.selectors import reviews as selectors
from assessments.selectors.offers import offers_for
from assessments.selectors.reviews import Bench
from assessments.services import comments as talks
from assessments.services import declarations, reviews
from assessments.views.benches import bench_or_404, reviewed_dossier
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import DomainError, StaleError

OK, UNPROCESSABLE = 200, 422
_SAID = "Đã gửi ý kiến trao đổi; xã, phường đọc được ngay."
_SAID_INSIDE = "Đã lưu ghi chú nội bộ; xã, phường không đọc được."


@require_safe
def review_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the round: progress, items by criterion, claimed against counted, what changed, what can be done."""
    dossier, user = reviewed_dossier(request, pk), user_of(request)
    bench, unresolved = bench_or_404(dossier), comments.open_by_item(user, dossier)
    context = {
        "dossier": dossier,
        "bench": bench,
        "compared": comparison.of(bench),
        "reads_talk": user.has_perm("assessments.read_comments", dossier),
        "unresolved": unresolved,
        "unresolved_count": sum(unresolved.values()),
        "offers": offers_for(user, dossier, on=timezone.localdate()),
        "can_conclude": reviews.is_open(dossier) and user.has_perm("assessments.review_dossier", dossier),
        "closed_because": interests.notice_for(user, dossier) or reviews.why_closed(dossier),
        "facts": selectors.facts_of(bench),
        "answers": specialists.answers_of(dossier, on=timezone.localdate()),
        "may_declare": declarations.may_declare(user, dossier),
        "narrative": [
            (title, bench.submission.snapshot["narrative"].get(code, "")) for code, title in SECTIONS.items()
        ],
    }
    return render(request, "assessments/review_detail.html", context)


@require_http_methods(["GET", "POST"])
def review_item(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Show one item beside the form (GET); store the conclusion (POST)."""
    dossier = reviewed_dossier(request, pk)
    bench = bench_or_404(dossier, item_code)
    if request.method != "POST":
        return _page(request, bench, item_code, _form(bench, item_code, None))
    reviews.require_reviewer(dossier, user_of(request))
    form = _form(bench, item_code, request.POST)
    if not form.is_valid():
        return _page(request, bench, item_code, form)
    try:
        _conclude(request, bench, item_code, form)
    except StaleError as error:
        return _page(request, bench_or_404(dossier, item_code), item_code, form, refusal=error)
    except DomainError as error:
        return _page(request, bench, item_code, form, refusal=error)
    return _go_on(request, bench, item_code)


def _form(bench: Bench, item_code: str, data: QueryDict | None) -> forms.ReviewForm:
    row, today = bench.rows[item_code], timezone.localdate()
    return forms.ReviewForm(
        data,
        review=row.review,
        item=row.item,
        on=today,
        offer=due_dates.offer_of(bench.edition, on=today),
        asked=row.request,
        reasons=reasons.fitting(bench.dossier.campaign.authority_id, item_code),
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
    unsaid: DomainError | None = None,
) -> HttpResponse:
    """Render one item; `refusal` is about the conclusion, `unsaid` about a comment.

    After a stale save the page knows the new version; whatever else was refused, only the typed one.
    """
    user, dossier = user_of(request), bench.dossier
    page = selectors.page_of(bench, item_code)
    may_review = user.has_perm("assessments.review_dossier", dossier)
    stale = isinstance(refusal, StaleError)
    context = {
        "dossier": dossier,
        "bench": bench,
        "page": page,
        "row": page.row,
        "files": readings.beside(page.row.handed_in["evidence"]),
        "form": form,
        "version": forms.known_version(request.POST) if form.is_bound and not stale else page.row.version,
        "refusal": refusal,
        "stale": stale,
        "scans": scans.marks_of(page.row.handed_in["evidence"]),
        "signatures": signatures.notes_of_item(dossier, page.row.handed_in, item_code),
        "people": specialists.people_of_item(dossier, item_code, user, on=timezone.localdate()),
        "elsewhere": library.elsewhere(user, dossier, (file["sha256"] for file in page.row.handed_in["evidence"])),
        "may_review": may_review,
        "may_judge": may_review and reviews.is_open(dossier),
        "reads_talk": user.has_perm("assessments.read_comments", dossier),
        "threads": comments.of_item(user, dossier, item_code),
        "unsaid": unsaid,
        "typed": request.POST.get("text", ""),
        "may_talk": may_review and talks.is_open(dossier),
        "closed_because": interests.notice_for(user, dossier) or reviews.why_closed(dossier),
    }
    return render(request, "assessments/review_item.html", context, status=_status(form, refusal or unsaid))


def _status(form: forms.ReviewForm, refusal: DomainError | None) -> int:
    if refusal:
        return refusal.status
    return UNPROCESSABLE if form.is_bound and form.errors else OK


@require_POST
def review_comment(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Begin a thread on an item, shared with the commune or among the office; a refusal keeps what was typed."""
    dossier, user = reviewed_dossier(request, pk), user_of(request)
    bench = bench_or_404(dossier, item_code)
    reviews.require_reviewer(dossier, user)
    text, is_internal = request.POST.get("text", ""), request.POST.get("audience") != "shared"
    deed = partial(talks.write, dossier_id=dossier.pk, item_code=item_code, text=text, is_internal=is_internal)
    try:
        deed(actor=user, at=timezone.now())
    except DomainError as error:
        return _page(request, bench, item_code, _form(bench, item_code, None), unsaid=error)
    messages.success(request, _SAID_INSIDE if is_internal else _SAID)
    return redirect(reverse("assessments:review_item", args=[dossier.pk, item_code]) + "#trao-doi")


@require_POST
def review_clear(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Take a conclusion back."""
    dossier = reviewed_dossier(request, pk)
    bench_or_404(dossier, item_code)
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
    dossier = reviewed_dossier(request, pk)
    if code not in {criterion.code for criterion in dossier.campaign.standard.parsed.criteria}:
        raise Http404
    if "confirm" not in request.POST:
        raise DomainError("Vui lòng đánh dấu xác nhận đã xem các nội dung trước khi đồng ý tất cả.")
    count = reviews.accept_remaining(
        dossier_id=dossier.pk, criterion_code=code, actor=user_of(request), at=timezone.now()
    )
    messages.success(request, f"Đã ghi “Đồng ý” cho {count} nội dung của tiêu chí {code}.")
    return redirect("assessments:review_detail", dossier.pk)


@require_POST
def review_accept_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept whatever did not change since the round before, once the number of items is confirmed."""
    dossier = reviewed_dossier(request, pk)
    if "confirm" not in request.POST:
        raise DomainError("Vui lòng đánh dấu xác nhận trước khi đồng ý mọi nội dung không thay đổi.")
    shown = request.POST.get("count", "")
    count = reviews.accept_unchanged(
        dossier_id=dossier.pk,
        shown=int(shown) if shown.isdecimal() else 0,
        actor=user_of(request),
        at=timezone.now(),
    )
    messages.success(request, f"Đã ghi “Đồng ý” cho {count} nội dung không thay đổi.")
    return redirect("assessments:review_detail", dossier.pk)
