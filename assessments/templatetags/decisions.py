"""The parts that every row of a decision's page repeats; put together here, because a page holds many rows."""

from collections.abc import Iterable

from django import template
from django.forms import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from assessments.domain.provenance import Provenance
from assessments.domain.scoring import Verdict

register = template.Library()
_UNVERIFIED = mark_safe(' <span class="provisional" title="Chưa xác minh với văn bản chính thức">Chưa xác minh</span>')
_RADIO = (
    '<div class="form-check"><input class="form-check-input{}" type="radio" name="{}" id="{}" value="{}"{}>'
    '<label class="form-check-label" for="{}">{}</label></div>'
)


@register.filter
def verdict_items(verdicts: Iterable[Verdict]) -> SafeString:
    """List what each condition for recognition says, with the mark of what is not verified."""
    return format_html_join(
        "",
        "<li><strong>{}:</strong> {}{}</li>",
        (
            (verdict.word, verdict.sentence, _UNVERIFIED if verdict.rule.provenance is Provenance.PROVISIONAL else "")
            for verdict in verdicts
        ),
    )


@register.filter
def radios(field: BoundField) -> SafeString:
    """Show the choices of a field as radio buttons with their labels, and what is wrong."""
    bad, chosen, name, base = (
        " is-invalid" if field.errors else "",
        field.value() or "",
        field.html_name,
        field.auto_id,
    )
    rows = []
    for place, (value, label) in enumerate(field.field.choices):  # type: ignore[attr-defined]  # a choice field
        key, checked = f"{base}_{place}", mark_safe(" checked") if value == chosen else ""
        rows.append((bad, name, key, value, checked, key, label))
    errors = format_html_join("", '<p class="text-danger mb-0">{}</p>', ((error,) for error in field.errors))
    return format_html("{}{}", format_html_join("", _RADIO, rows), errors)
