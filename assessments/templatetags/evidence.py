"""Shows evidence files."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import template
from django.conf import settings

from assessments.domain import documents, item_hashes
from assessments.models import Evidence, EvidenceReading
from assessments.selectors import scans
from tiepcanpl.kit import dates, filetypes
from tiepcanpl.kit.numbers import group

register = template.Library()


@register.simple_tag
def upload_limits() -> dict[str, str]:
    """Return the limits of an upload in plain digits."""
    return {"megabytes": str(settings.EVIDENCE_MAX_MB), "files": str(settings.EVIDENCE_MAX_FILES)}


_DAYS = ("proves_from", "proves_to", "issued_on")


@register.filter
def is_outside(evidence: Evidence, year: int) -> bool:
    """Tell whether the file belongs to another time than the assessment year."""
    return documents.is_outside(*(getattr(evidence, name) for name in _DAYS), period=documents.period_of(year))


@register.filter
def is_handed_in_outside(file: Mapping[str, Any], year: int) -> bool:
    """Tell the same of a file as it stands in a snapshot."""
    days = (date.fromisoformat(file[name]) if file.get(name) else None for name in _DAYS)
    return documents.is_outside(*days, period=documents.period_of(year))


@register.filter
def document_facts(file: Evidence | Mapping[str, Any]) -> str:
    """Say what document a file is in one line: "Số 12/BC-UBND, UBND phường, ngày 05/01/2021; cho thời gian từ …"."""
    said = file if isinstance(file, Mapping) else {name: getattr(file, name) for name in item_hashes.DETAILS[:-1]}
    number, issuer = said.get("document_number", ""), said.get("issuer", "")
    issued, first, last = (_day(said.get(name)) for name in ("issued_on", "proves_from", "proves_to"))
    document = ", ".join(filter(None, (f"số {number}" if number else "", issuer, f"ngày {issued}" if issued else "")))
    period = " ".join(filter(None, (f"từ {first}" if first else "", f"đến {last}" if last else "")))
    text = "; ".join(filter(None, (document, f"chứng minh cho thời gian {period}" if period else "")))
    return text[:1].upper() + text[1:]


def _day(value: date | str | None) -> str:
    if not value:
        return ""
    return dates.short(date.fromisoformat(value) if isinstance(value, str) else value)


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
