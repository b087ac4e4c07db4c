"""A meeting's agenda and attendance: dossiers put on it, their order, how each is voted on, who is there."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from assessments.domain.workflow import Action
from assessments.forms.meetings import AgendaForm, InterestForm, SeatForm
from assessments.models import AgendaItem, Meeting
from assessments.selectors import meetings as selectors
from assessments.selectors import previews
from assessments.services import agendas, attendances, interests, meetings
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import dossier_or_404, user_of
from assessments.views.meetings import meeting_or_404
from tiepcanpl.kit.errors import DomainError, NotAllowedError


@require_http_methods(["GET", "POST"])
def agenda_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which dossiers wait (GET); put the chosen ones on the agenda, all or none (POST)."""
    meeting, user = meeting_or_404(request, pk), user_of(request)
    meetings.require(meeting, "assessments.manage_council", user)
    waiting = selectors.waiting_for(meeting.campaign)
    form = AgendaForm(request.POST if request.method == "POST" else None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        deed = partial(agendas.put, meeting_id=pk, dossier_ids=form.cleaned_data["dossiers"])
        count = attempt(form, partial(deed, actor=user, at=timezone.now()))
        if count is not None:
            messages.success(request, f"Đã đưa {count} hồ sơ vào chương trình họp.")
            return redirect("assessments:meeting_detail", pk)
    told = previews.told_of_choice(meeting, selectors.recipients_of(meeting))
    context = {"meeting": meeting, "form": form, "waiting": waiting, "told": told}
    return render(request, "assessments/agenda_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def dossier_to_council(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer the planned meetings for one dossier (GET); put it on the agenda of the chosen one (POST)."""
    dossier, user = dossier_or_404(request, pk), user_of(request)
    if not user.has_perm("assessments.put_to_council_dossier", dossier):
        raise NotAllowedError("Chỉ lãnh đạo cơ quan tư pháp được đưa hồ sơ ra Hội đồng.")
    planned = selectors.planned_for(dossier.campaign)
    if request.method == "POST":
        meeting = {str(row.pk): row for row in planned}.get(request.POST.get("meeting", ""))
        if meeting is None:
            raise DomainError("Cuộc họp không còn nhận hồ sơ. Vui lòng tải lại trang và chọn cuộc họp khác.")
        agendas.put(meeting_id=meeting.pk, dossier_ids=[dossier.pk], actor=user, at=timezone.now())
        messages.success(request, f"Đã đưa hồ sơ {dossier.commune.full_name} vào chương trình họp.")
        return redirect("assessments:meeting_detail", meeting.pk)
    councils = selectors.councils_for(dossier.campaign)
    told = previews.told_after(Action.PUT_TO_COUNCIL, [dossier], actor=user)
    context = {"dossier": dossier, "meetings": planned, "councils": councils, "told": told}
    return render(request, "assessments/dossier_to_council.html", context)


@require_POST
def agenda_move(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Move an item one place up or down."""
    direction = request.POST.get("direction")
    if direction not in {agendas.UP, agendas.DOWN}:
        raise DomainError("Vui lòng chọn chuyển lên hoặc chuyển xuống.")
    row = _item(request, pk, item)
    agendas.move(item_id=row.pk, direction=direction, actor=user_of(request), at=timezone.now())
    return redirect("assessments:meeting_detail", pk)


@require_POST
def agenda_ballot(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Choose how an item is voted on."""
    row = _item(request, pk, item)
    kind = request.POST.get("kind", "")
    agendas.set_ballot_kind(item_id=row.pk, kind=kind, actor=user_of(request), at=timezone.now())
    return redirect("assessments:meeting_detail", pk)


def _item(request: HttpRequest, pk: int, item: int) -> AgendaItem:
    return get_object_or_404(meeting_or_404(request, pk).agenda, pk=item)


@require_http_methods(["GET", "POST"])
def agenda_interest(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Ask what ties a member to the dossier's commune (GET); declare the interest (POST)."""
    meeting, user = meeting_or_404(request, pk), user_of(request)
    row = get_object_or_404(meeting.agenda.select_related("dossier__commune", "dossier__campaign"), pk=item)
    for_others = interests.speaks_for_others(user, row.dossier)
    form = InterestForm(request.POST or None, meeting=meeting, user=user, for_others=for_others)
    if request.method == "POST" and form.is_valid():
        deed = partial(interests.declare, dossier_id=row.dossier_id, user_id=form.person.pk)
        stored = attempt(form, partial(deed, reason=form.cleaned_data["reason"], actor=user, at=timezone.now()))
        if stored:
            messages.success(request, f"Đã ghi khai báo của {stored.user} về hồ sơ {row.dossier.commune.full_name}.")
            return redirect("assessments:meeting_detail", pk)
    context = {"meeting": meeting, "item": row, "form": form, "speaks_for_others": for_others}
    return render(request, "assessments/agenda_interest.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Show every member with what was noted (GET); note what was changed (POST)."""
    meeting, user = meeting_or_404(request, pk), user_of(request)
    meetings.require(meeting, "assessments.note_attendance", user)
    running = meeting.state == Meeting.State.OPEN
    forms = [SeatForm(request.POST or None, seat=seat, running=running) for seat in selectors.seats_of(meeting)]
    refused: tuple[str, ...] = ()
    if request.method == "POST" and _all_valid(forms):
        notes = [form.noted for form in forms if form.noted]
        try:
            attendances.note_all(meeting_id=pk, notes=notes, actor=user, at=timezone.now())
        except NotAllowedError:
            raise
        except DomainError as error:
            refused = error.reasons
        else:
            messages.success(request, "Đã lưu điểm danh.")
            return redirect("assessments:meeting_detail", pk)
    context = {"meeting": meeting, "forms": forms, "refused": refused, "presence": selectors.presence_of(meeting)}
    return render(request, "assessments/meeting_attendance.html", context, status=409 if refused else 200)


def _all_valid(forms: list[SeatForm]) -> bool:
    """Check every form, so that each slip is shown at once."""
    checked = [form.is_valid() for form in forms]
    return all(checked)
