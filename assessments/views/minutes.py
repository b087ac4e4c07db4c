"""The end of a meeting: written opinions, the conclusion, the minutes."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.domain.workflow import Action
from assessments.forms.proceedings import MinutesForm, WrittenForm
from assessments.models import AgendaItem, CouncilMember, Dossier, Meeting
from assessments.reports import documents
from assessments.selectors import floor, previews
from assessments.selectors import live as selectors
from assessments.services import minutes, proceedings, written_opinions
from assessments.views.attempts import attempt, status_of
from assessments.views.loading import user_of
from assessments.views.proceedings import item_or_404, meeting_or_404
from communes.models import User
from tiepcanpl.kit.errors import NotAllowedError


@require_http_methods(["GET", "POST"])
def written_opinion(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Ask for a written opinion on one dossier (GET); keep it (POST)."""
    found, user = item_or_404(request, pk, item), user_of(request)
    form = _written_form(request, found, user)
    if request.method == "POST" and form.is_valid():
        member: CouncilMember = form.cleaned_data["member"]
        parts = {"choice": form.cleaned_data["choice"], "text": form.cleaned_data["text"]}
        deed = partial(written_opinions.record, item_id=found.pk, member_id=member.pk, **parts)
        if attempt(form, partial(deed, actor=user, at=timezone.now())):
            messages.success(request, f"Đã ghi ý kiến của {member.user} về {found.dossier.commune}.")
            return redirect("assessments:meeting_live", pk)
    context = {"item": found, "meeting": found.meeting, "form": form}
    return render(request, "assessments/written_opinion.html", context, status=status_of(form))


def _written_form(request: HttpRequest, item: AgendaItem, user: User) -> WrittenForm:
    """Fill in what the person has written before; refuse who has no seat and enters no papers."""
    now = floor.of(item.meeting, item)
    seat, assists = now.seat_of(user), user.has_perm(proceedings.ASSIST, item.meeting)
    if seat is None and not assists:
        raise NotAllowedError("Chỉ thành viên Hội đồng được gửi ý kiến bằng văn bản.")
    own = seat.member if seat else None
    stored = item.written_opinions.filter(member=own).first() if own else None
    initial = {"member": own, "choice": stored.choice, "text": stored.text} if stored else {"member": own}
    return WrittenForm(request.POST or None, now=now, own=own, assists=assists, initial=initial)


@require_http_methods(["GET", "POST"])
def meeting_conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Name what the conclusion brings about (GET); freeze the minutes and hand the dossiers on (POST)."""
    meeting, user = meeting_or_404(request, pk), user_of(request)
    proceedings.require(meeting, user)
    form = MinutesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = partial(minutes.conclude, meeting_id=pk, number=form.cleaned_data["number"])
        if attempt(form, partial(deed, actor=user, at=timezone.now())):
            messages.success(request, "Cuộc họp đã kết thúc, biên bản đã được lập.")
            return redirect("assessments:minutes_detail", pk)
    context = {"meeting": meeting, "live": selectors.of(meeting, user), "form": form, "told": _told(meeting, user)}
    return render(request, "assessments/meeting_conclude.html", context, status=status_of(form))


def _told(meeting: Meeting, user: User) -> str:
    """Say who is told of the dossiers that leave the council with the minutes."""
    rows = Dossier.objects.filter(agenda_items__in=meeting.agenda.filter(state=AgendaItem.State.CLOSED))
    dossiers = list(rows.select_related("commune", "campaign__authority"))
    return previews.told_after(Action.CONCLUDE, dossiers, actor=user)


@require_safe
def minutes_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the minutes as the paper is laid out."""
    meeting = meeting_or_404(request, pk)
    if meeting.state != Meeting.State.CONCLUDED:
        raise Http404
    context = {"meeting": meeting, "doc": documents.minutes_of(meeting)}
    return render(request, "assessments/minutes_detail.html", context)
