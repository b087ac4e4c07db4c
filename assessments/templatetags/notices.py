"""The count of notices in the head of each page."""

from django import template

from assessments.selectors import notices
from communes.models import User

register = template.Library()


@register.simple_tag
def unread_notices(user: User) -> str:
    """Return how many notices the person has not seen: "", "7", "99+"."""
    return notices.unread_of(user)
