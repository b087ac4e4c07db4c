"""What a person reads of the own notices."""

from django.db.models import Case, QuerySet, Value, When

from assessments.models import Notice, NoticePreference
from communes.models import User

PAGE_SIZE = 20
_SEEN = Case(When(read_at__isnull=True, then=Value(0)), default=Value(1))
_COUNTED = 99  # the head of a page counts no further


def unread_of(user: User) -> str:
    """Return how many notices the person has not seen, as the head of a page shows it: "", "7", "99+"."""
    unread = Notice.objects.filter(recipient=user.pk, read_at__isnull=True).order_by()
    count = unread[: _COUNTED + 1].count()
    if count > _COUNTED:
        return f"{_COUNTED}+"
    return str(count) if count else ""


def listed(user: User, *, unread_only: bool = False) -> QuerySet[Notice]:
    """Return the person's notices: not seen yet first, then the newest."""
    found = Notice.objects.filter(recipient=user)
    if unread_only:
        found = found.filter(read_at__isnull=True)
    return found.order_by(_SEEN, "-created_at", "-pk")


def preference_of(user: User) -> str:
    """Return how the person wants e-mail; who never chose gets each notice at once."""
    stored = NoticePreference.objects.filter(user=user).values_list("mail", flat=True).first()
    return stored or NoticePreference.Mail.EACH
