"""The running meeting: what happens now, and the deeds of who presides."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.forms.proceedings import BallotForm, KindForm, NoteForm, PostponeForm
from assessments.models import AgendaItem, Meeting
from assessments.selectors import live as selectors
from assessments.selectors import meetings
from assessments.services import ballots, proceedings
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from tiepcanpl.kit.errors import DomainError, StaleError

SECRET = AgendaItem.BallotKind.SECRET


def meeting_or_404(request: HttpRequest, pk: int) -> Meeting:
    """Return the meeting that the person may see, or answer 404."""
    return get_object_or_404(meetings.loaded(user_of(request)), pk=pk)


def item_or_404(request: HttpRequest, pk: int, item: int) -> AgendaItem:
    """Return an item of the meeting, or answer 404."""
    meeting = meeting_or_404(request, pk)
    found = get_object_or_404(meeting.agenda.select_related("dossier__commune"), pk=item)
    found.meeting = meeting
    return found


@require_safe
def meeting_live(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is discussed, who is there, the person's own ballot, and the buttons of who presides."""
    return _page(request, pk)


def _page(request: HttpRequest, pk: int, ballot: BallotForm | None = None) -> HttpResponse:
    live = selectors.of(meeting_or_404(request, pk), user_of(request))
    return render(request, "assessments/meeting_live.html", {"live": live, **_forms(live, ballot)})


def _forms(live: selectors.Live, ballot: BallotForm | None = None) -> dict[str, object]:
    kind = live.item.ballot_kind if live.item else AgendaItem.BallotKind.OPEN
    return {
        "ballot_form": ballot or BallotForm(is_secret=kind == SECRET),
        "kind_form": KindForm(initial={"kind": kind}),
    }


@require_safe
def meeting_live_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what has changed since the page was shown, forms only where they have to be shown anew; else nothing."""
    live = selectors.of(meeting_or_404(request, pk), user_of(request))
    known = {name: request.GET.get(name) for name in ("tinh-hinh", "phieu", "dieu-hanh")}
    current = {"tinh-hinh": live.status_key, "phieu": live.ballot_key, "dieu-hanh": live.chair_key}
    if known == current:
        return HttpResponse(status=204)
    context = {
        "live": live,
        "new_ballot": known["phieu"] != live.ballot_key,
        "new_chair": known["dieu-hanh"] != live.chair_key,
        **_forms(live),
    }
    return render(request, "assessments/_live_answer.html", context)


@require_POST
def agenda_call(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take up an item."""
    found = item_or_404(request, pk, item)
    proceedings.call(item_id=found.pk, actor=user_of(request), at=timezone.now())
    return redirect("assessments:meeting_live", pk)


@require_POST
def agenda_open(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Open the vote on the item under discussion."""
    found = item_or_404(request, pk, item)
    form = KindForm(request.POST)
    kind = form.cleaned_data["kind"] if form.is_valid() else found.ballot_kind
    proceedings.open_vote(item_id=found.pk, kind=kind, actor=user_of(request), at=timezone.now())
    return redirect("assessments:meeting_live", pk)


@require_POST
def agenda_close(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Close the vote and show the result."""
    found = item_or_404(request, pk, item)
    closed = proceedings.close_vote(item_id=found.pk, actor=user_of(request), at=timezone.now())
    messages.success(request, f"{found.dossier.commune}: {closed.get_outcome_display().lower()}.")
    return redirect("assessments:meeting_live", pk)


@require_http_methods(["GET", "POST"])
def agenda_postpone(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Ask why the item is postponed (GET); postpone it (POST)."""
    found, user = item_or_404(request, pk, item), user_of(request)
    proceedings.require(found.meeting, user)
    form = PostponeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = partial(proceedings.postpone, item_id=found.pk, note=form.cleaned_data["note"])
        if attempt(form, partial(deed, actor=user, at=timezone.now())):
            messages.success(request, f"Đã hoãn nội dung về {found.dossier.commune}.")
            return redirect("assessments:meeting_live", pk)
    context = {"item": found, "meeting": found.meeting, "form": form}
    return render(request, "assessments/agenda_postpone.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def agenda_note(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Show what was written down of the discussion (GET); keep it (POST)."""
    found, user = item_or_404(request, pk, item), user_of(request)
    proceedings.require(found.meeting, user, proceedings.ASSIST)
    form = NoteForm(request.POST or None, initial={"text": found.note, "known": found.note})
    stored = None
    if request.method == "POST" and form.is_valid():
        try:
            proceedings.write_down(item_id=found.pk, **form.cleaned_data, actor=user, at=timezone.now())
        except StaleError as error:
            stored = error
        except DomainError as error:
            form.add_error(None, list(error.reasons))
        else:
            messages.success(request, "Đã lưu ý kiến thảo luận.")
            return redirect("assessments:meeting_live", pk)
    return _note_page(request, found, form, stored)


def _note_page(request: HttpRequest, item: AgendaItem, form: NoteForm, stale: StaleError | None) -> HttpResponse:
    """Show the form; after a stale save with what is stored now, which the next save starts from."""
    if stale:
        form.data = {**request.POST.dict(), "known": str(stale.current)}
    context = {"item": item, "meeting": item.meeting, "form": form, "stale": stale}
    return render(request, "assessments/agenda_note.html", context, status=stale.status if stale else status_of(form))


@sensitive_post_parameters("choice", "reason")
@require_POST
def ballot_cast(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Count the person's vote; a second one changes nothing."""
    found = item_or_404(request, pk, item)
    form = BallotForm(request.POST, is_secret=found.ballot_kind == SECRET)
    if not form.is_valid():
        return _page(request, pk, form)
    counted = ballots.cast(item_id=found.pk, **form.cleaned_data, actor=user_of(request), at=timezone.now())
    messages.success(request, "Đã ghi nhận phiếu của bạn." if counted else "Bạn đã biểu quyết nội dung này.")
    return redirect("assessments:meeting_live", pk)
