"""Sends pictures that the product made itself; the caller has checked that the person may see them."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

_KEPT_SECONDS = 86_400  # the address changes with the picture


def send(name: str) -> FileResponse:
    """Stream a WebP picture from the storage; only the person's own browser may keep it. Raises Http404."""
    try:
        content = default_storage.open(name, "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type="image/webp")
    response["Content-Length"] = str(content.size)
    response["Content-Encoding"] = "identity"  # packed already
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={_KEPT_SECONDS}"
    return response
