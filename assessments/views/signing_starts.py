"""From when the deadlines count by which an item's document has to be signed; the office enters it for its campaign."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from assessments.domain.standard import Item
from assessments.forms.signing_starts import SigningStartForm
from assessments.models import Campaign, SigningStart
from assessments.services import signing_starts
from assessments.views.campaigns import managed_or_refuse
from assessments.views.loading import user_of

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Row:
    """One item with its form."""

    item: Item
    stored: SigningStart | None
    form: SigningStartForm


@require_safe
def signing_start_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each item that has a deadline, with the day from which it counts."""
    return _page(request, managed_or_refuse(request, pk))


@require_POST
def signing_start_save(request: HttpRequest, pk: int, item_code: str) -> HttpResponse:
    """Store the day of one item."""
    campaign = managed_or_refuse(request, pk)
    if item_code not in {item.code for item in campaign.standard.parsed.timed_items}:
        raise Http404
    form = _form(item_code, None, request.POST)
    if not form.is_valid():
        return _page(request, campaign, refused=(item_code, form))
    signing_starts.save(
        campaign.pk, item_code=item_code, actor=user_of(request), at=timezone.now(), **form.cleaned_data
    )
    messages.success(request, f"Đã lưu mốc tính thời hạn của nội dung {item_code}.")
    return redirect("assessments:signing_start_list", campaign.pk)


def _form(code: str, stored: SigningStart | None, data: QueryDict | None = None) -> SigningStartForm:
    initial = {"starts_on": stored.starts_on, "basis": stored.basis} if stored else {}
    return SigningStartForm(data, initial=initial, auto_id=f"moc-{code.replace('.', '-')}-%s")


def _page(
    request: HttpRequest, campaign: Campaign, *, refused: tuple[str, SigningStartForm] | None = None
) -> HttpResponse:
    """Render the list; `refused` is the item whose entry was refused, with the form as it was filled in."""
    stored = {row.item_code: row for row in campaign.signing_starts.all()}
    rows = [
        Row(
            item,
            stored.get(item.code),
            refused[1] if refused and refused[0] == item.code else _form(item.code, stored.get(item.code)),
        )
        for item in campaign.standard.parsed.timed_items
    ]
    context = {"campaign": campaign, "rows": rows, "is_open": campaign.state != Campaign.State.CLOSED}
    return render(request, "assessments/signing_start_list.html", context, status=UNPROCESSABLE if refused else 200)
