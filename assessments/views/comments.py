"""What is said about the items: threads shared with the commune, and the office's internal notes."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.models import Dossier, ItemComment
from assessments.selectors import comments as selectors
from assessments.services import comments
from assessments.views.loading import dossier_or_404, user_of
from tiepcanpl.kit.errors import DomainError, NotAllowedError

PER_PAGE = 20
CONFLICT = 409


@require_safe
def comment_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the threads of a dossier that the person may read, those of one item with `?noi-dung=`."""
    return _list(request, dossier_or_404(request, pk))


def _list(request: HttpRequest, dossier: Dossier, *, refused: tuple[int, DomainError] | None = None) -> HttpResponse:
    """Render the list; `refused` is the thread whose answer was refused, with the reason."""
    user = user_of(request)
    own = user.has_perm("assessments.edit_dossier", dossier)
    at_office = user.has_perm("assessments.read_comments", dossier)
    if not own and not at_office:
        raise NotAllowedError("Chỉ xã, phường và cơ quan tư pháp đọc được nội dung trao đổi của hồ sơ.")
    code, only_open = request.GET.get("noi-dung", ""), "chua-xong" in request.GET
    roots = selectors.roots_of(user, dossier, item_code=code, only_open=only_open)
    page = Paginator(roots, PER_PAGE).get_page(request.GET.get("page"))
    may_review = user.has_perm("assessments.review_dossier", dossier)
    context = {
        "dossier": dossier,
        "page": page,
        "threads": selectors.threads_from(user, dossier, page),
        "code": code,
        "only_open": only_open,
        "at_office": at_office,
        "may_answer": comments.is_open(dossier) and (own or may_review),
        "may_resolve": comments.is_open(dossier) and may_review,
        "refused": refused[0] if refused else None,
        "refusal": refused[1] if refused else None,
        "typed": request.POST.get("text", ""),
    }
    return render(request, "assessments/comment_list.html", context, status=CONFLICT if refused else 200)


@require_POST
def comment_answer(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Answer a thread; a refusal keeps what was typed."""
    dossier = dossier_or_404(request, pk)
    asked = _thread_or_404(request, dossier, comment)
    try:
        comments.answer(
            comment_id=asked.pk, text=request.POST.get("text", ""), actor=user_of(request), at=timezone.now()
        )
    except NotAllowedError:
        raise
    except DomainError as error:
        return _list(request, dossier, refused=(asked.pk, error))
    messages.success(request, f"Đã gửi câu trả lời về nội dung {asked.item_code}.")
    return redirect(_back(request, dossier, asked))


@require_POST
def comment_resolve(request: HttpRequest, pk: int, comment: int) -> HttpResponse:
    """Close a thread, or open it again."""
    dossier = dossier_or_404(request, pk)
    thread = _thread_or_404(request, dossier, comment)
    reopens = request.POST.get("to") == "open"
    deed = comments.reopen if reopens else comments.resolve
    deed(comment_id=thread.pk, actor=user_of(request), at=timezone.now())
    messages.success(request, "Đã mở lại ý kiến." if reopens else "Đã đánh dấu xử lý xong.")
    return redirect(_back(request, dossier, thread))


def _thread_or_404(request: HttpRequest, dossier: Dossier, pk: int) -> ItemComment:
    """Return a thread that the person may read; an internal one does not exist for the commune."""
    seen = dossier.comments.visible_to(user_of(request)).filter(pk=pk, in_reply_to=None).first()
    if seen is None:
        raise Http404
    return seen


def _back(request: HttpRequest, dossier: Dossier, thread: ItemComment) -> str:
    """Return the place from which the form came: the bench or the list."""
    if "from_bench" in request.POST:
        return reverse("assessments:review_item", args=[dossier.pk, thread.item_code]) + "#trao-doi"
    return reverse("assessments:comment_list", args=[dossier.pk]) + f"?noi-dung={thread.item_code}#y-kien-{thread.pk}"
