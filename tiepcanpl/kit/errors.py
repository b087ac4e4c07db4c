"""Refusals that people can act on, and the pages that show them."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class DomainError(Exception):
    """A refusal by the rules: one or more Vietnamese sentences that say what to do. Shown with status 409."""

    status = 409
    title = "Chưa thực hiện được"

    def __init__(self, reasons: str | Iterable[str]) -> None:
        """Keep the sentences in order."""
        self.reasons = (reasons,) if isinstance(reasons, str) else tuple(reasons)
        super().__init__(" ".join(self.reasons))


class NotAllowedError(DomainError):
    """The person may see the thing and may not do this deed. Shown with status 403."""

    status = 403
    title = "Không có quyền thực hiện"


class StaleError(DomainError):
    """Somebody saved in the meantime; `current` holds what is stored now. Shown with status 409."""

    title = "Nội dung đã được người khác cập nhật"

    def __init__(self, reasons: str | Iterable[str], *, current: object) -> None:
        """Keep the stored value beside the sentence."""
        super().__init__(reasons)
        self.current = current


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Render a refusal: a whole page, or for htmx the alert alone."""
    htmx = getattr(request, "htmx", False)
    template = "errors/_refusal.html" if htmx else "errors/refusal.html"
    context = {"title": error.title, "reasons": error.reasons, "back": request.META.get("HTTP_REFERER", "")}
    response = render(request, template, context, status=error.status)
    if htmx:
        response["HX-Retarget"] = "#alerts"
        response["HX-Reswap"] = "innerHTML show:window:top"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer 400."""
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer 403."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # Django's signature
    """Answer 404."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database."""
    return render(request, "errors/500.html", status=500)
