"""Turns refusals into pages, so that no view needs a try; asks for the sign-in where a page needs one."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from tiepcanpl.kit.errors import DomainError, refusal


class DomainErrors:
    """Answer a DomainError with its sentences."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into its page; leave every other exception alone."""
        return refusal(request, exception) if isinstance(exception, DomainError) else None


class SignInRequired(LoginRequiredMiddleware):
    """Django's guard, which looks at the page before it looks at the person.

    A page for everybody does not touch the session, so that caches may share it.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
        """Let everybody through to a page that needs no sign-in."""
        if not getattr(view_func, "login_required", True):
            return None
        if "Tus-Resumable" in request.headers and not request.user.is_authenticated:
            return HttpResponse(status=401)  # a program asks: it cannot follow a redirect to a form
        return super().process_view(request, view_func, view_args, view_kwargs)


class SamePerson:
    """Refuse what a page sends for somebody else than who is signed in now.

    Two people may use one browser after each other; a page of the first one that is still open names its person in
    the header X-Person, and nothing is stored in the name of the second.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next in line."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 401 where the header names another person."""
        named = request.headers.get("X-Person")
        if named and request.user.is_authenticated and named != str(request.user.pk):
            sentence = "Trình duyệt này đang đăng nhập bằng tài khoản khác nên chưa lưu."
            return HttpResponse(sentence, status=401, content_type="text/plain; charset=utf-8")
        return self.get_response(request)


domain_errors = DomainErrors  # the name in settings
