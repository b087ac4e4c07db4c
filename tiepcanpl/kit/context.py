"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:  # noqa: ARG001  # a context processor's signature
    """Return the product's name."""
    return {"site_name": settings.SITE_NAME}
