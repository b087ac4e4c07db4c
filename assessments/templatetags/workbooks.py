"""What the preview of an entry workbook asks of a refused choice."""

from django import template
from django.http import QueryDict

register = template.Library()


@register.filter
def picked(posted: QueryDict | None, code: str) -> bool:
    """Tell whether a change is ticked: all are at first, later those that the person chose."""
    return posted is None or posted.get(f"chon-{code}") == "tep"
