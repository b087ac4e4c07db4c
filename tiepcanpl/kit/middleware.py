"""Turns refusals into pages, so that no view needs a try."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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


domain_errors = DomainErrors  # the name in settings
