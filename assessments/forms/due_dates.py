"""Until when a supplement is asked for: a number of working days, or a day."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from assessments.domain.deadlines import working_day_after
from assessments.selectors import calendars
from assessments.selectors.due_dates import Offer


def prepare(form: forms.Form, offer: Offer) -> None:
    """Propose the standard's number of days where no day is stored, and say which day comes out.

    With JavaScript the day follows the typing; without it the proposal's day stands there, and the stored day afterwards.
    """
    if not form.initial.get("due_on"):
        form.initial["due_days"] = offer.days
    field = form.fields["due_days"]
    field.help_text = format_html('<span id="due-shown" role="status">{}</span>', offer.sentence)
    if offer.is_unverified:
        field.help_text += format_html(' <span class="provisional">{}</span>', "Chưa xác minh")
    field.widget.attrs |= {
        "hx-get": reverse("assessments:due_day"),
        "hx-trigger": "input changed delay:300ms",
        "hx-target": "#due-shown",
    }


def settle(form: forms.Form, data: dict[str, Any]) -> None:
    """Put the day that was meant into `due_on`: the typed day, or the one after so many working days.

    The number of days counts where no day was typed anew; two that disagree are refused.
    """
    days, day = data.get("due_days"), data.get("due_on")
    if not days or "due_on" in form.errors:
        return
    counted = working_day_after(form.on, days, calendars.current())  # type: ignore[attr-defined]  # the form's day
    if day is None or "due_on" not in form.changed_data:
        data["due_on"] = counted
    elif "due_days" in form.changed_data and day != counted:
        form.add_error("due_on", "Số ngày làm việc và ngày không khớp nhau. Vui lòng chỉ nhập một trong hai ô.")
