"""Shows evidence files."""

from django import template
from django.conf import settings

from assessments.models import Evidence, EvidenceReading
from assessments.selectors import scans
from tiepcanpl.kit import filetypes
from tiepcanpl.kit.numbers import group

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


@register.simple_tag
def scan_mark(evidence: Evidence) -> scans.Mark | None:
    """Return what the virus scanner said of the file, in words."""
    return scans.mark_of(evidence)


@register.filter
def file_type(evidence: Evidence) -> str:
    """Name the type of a file as people do: PDF, JPG, DOCX."""
    return evidence.suffix.lstrip(".").upper()


@register.filter
def type_name(media_type: str) -> str:
    """Name a media type as people do, "" for an unknown one."""
    return next((kind.suffix.lstrip(".").upper() for kind in filetypes.ACCEPTED if kind.media_type == media_type), "")


@register.filter
def pages_in_words(reading: EvidenceReading | None) -> str:
    """Say how many pages a file has (", 3 trang"), or that it could not be read; "" while nobody knows."""
    if reading is None or reading.is_unfinished:
        return ""
    if reading.state == EvidenceReading.State.FAILED:
        return ", không đọc được"
    return f", {group(reading.page_count)} trang" if reading.page_count else ""
