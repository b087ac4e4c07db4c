"""Shows evidence files."""

from django import template
from django.conf import settings

from assessments.models import Evidence
from tiepcanpl.kit import files

register = template.Library()


@register.simple_tag
def upload_limits() -> dict[str, str]:
    """Return the limits of an upload in plain digits."""
    return {"megabytes": str(settings.EVIDENCE_MAX_MB), "files": str(settings.EVIDENCE_MAX_FILES)}


@register.filter
def is_outside(evidence: Evidence, year: int) -> bool:
    """Tell whether the period that the file proves lies wholly outside the year; an open end reaches as far as needed."""
    begins_after = evidence.proves_from is not None and evidence.proves_from.year > year
    ends_before = evidence.proves_to is not None and evidence.proves_to.year < year
    return begins_after or ends_before


@register.filter
def file_type(evidence: Evidence) -> str:
    """Name the type of a file as people do: PDF, JPG, DOCX."""
    return evidence.suffix.lstrip(".").upper()


@register.filter
def is_shown_in_place(evidence: Evidence) -> bool:
    """Tell whether a browser may show the file by itself."""
    return evidence.media_type in files.SHOWN_IN_PLACE


@register.filter
def is_shown_type(media_type: str) -> bool:
    """Tell whether a browser may show a file of the type by itself."""
    return media_type in files.SHOWN_IN_PLACE
