"""The day on which a number of working days ends, while it is being typed."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from assessments.selectors.due_dates import MOST_DAYS, sentence_of

_LONGEST = 3


@require_safe
def due_day(request: HttpRequest) -> HttpResponse:
    """Answer with one sentence."""
    typed = request.GET.get("due_days", "").strip()
    days = int(typed) if typed.isdecimal() and len(typed) <= _LONGEST else 0
    if not 1 <= days <= MOST_DAYS:
        return HttpResponse(f"Nhập số ngày làm việc từ 1 đến {MOST_DAYS}.")
    return HttpResponse(sentence_of(days, on=timezone.localdate()))
