"""Meetings before they begin: planned, changed, called off, papers sent, opened."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from assessments.domain.workflow import Action
from assessments.forms.meetings import BACK, CancelForm, NewMeetingForm, PlanForm, PresiderForm, initial_of
from assessments.models import Dossier, Meeting
from assessments.selectors import calendars, councils, previews
from assessments.selectors import meetings as selectors
from assessments.services import meetings
from assessments.views.attempts import attempt, status_of
from assessments.views.councils import managed_or_refuse
from assessments.views.loading import user_of
from communes.models import User

DEEDS = (
    "manage_council",
    "prepare_meeting",
    "delegate_meeting",
    "preside_meeting",
    "note_attendance",
    "attend_meeting",
)


def meeting_or_404(request: HttpRequest, pk: int) -> Meeting:
    """Return the meeting with council, campaign and standard, or answer 404."""
    return get_object_or_404(selectors.loaded(user_of(request)), pk=pk)


def rights_of(user: User, meeting: Meeting) -> dict[str, bool]:
    """Tell for each deed whether the person may do it."""
    things = {"manage_council": meeting.council.authority}
    return {deed: user.has_perm(f"assessments.{deed}", things.get(deed, meeting)) for deed in DEEDS}


@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show when and where, the papers, who is there, the agenda, and what the person can do now."""
    meeting, user = meeting_or_404(request, pk), user_of(request)
    calendar, rights, seats = calendars.current(), rights_of(user, meeting), selectors.seats_of(meeting)
    context = {
        "meeting": meeting,
        "is_planned": meeting.state == Meeting.State.PLANNED,
        "is_to_come": meeting.state in {Meeting.State.PLANNED, Meeting.State.OPEN},
        "is_in_person": meeting.mode == Meeting.Mode.IN_PERSON,
        "may": rights,
        "day_off": selectors.day_off_of(meeting, calendar),
        "papers": selectors.papers_of(meeting, calendar),
        "presence": selectors.presence_of(meeting, seats),
        "presiding": selectors.presiding_in(meeting, seats),
        "seats": seats,
        "agenda": selectors.agenda_of(meeting, user),
        "obstacles": meetings.obstacles(meeting, at=timezone.now()) if rights["preside_meeting"] else [],
    }
    return render(request, "assessments/meeting_detail.html", context)


@require_http_methods(["GET", "POST"])
def meeting_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask how, when and where the council meets (GET); put it on the calendar (POST)."""
    council = managed_or_refuse(request, pk)
    form = NewMeetingForm(request.POST or None, council=council)
    if request.method == "POST" and form.is_valid():
        campaign = form.cleaned_data["campaign"].pk
        deed = partial(meetings.plan, council_id=pk, campaign_id=campaign, plan=form.plan)
        made = attempt(form, partial(deed, actor=user_of(request), at=timezone.now()))
        if made:
            messages.success(request, "Đã lên lịch. Tiếp theo, vui lòng đưa hồ sơ vào chương trình họp.")
            return redirect("assessments:meeting_detail", made.pk)
    context = {"council": council, "meeting": None, "form": form, "gaps": councils.gaps_of(council)}
    return render(request, "assessments/meeting_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a meeting that has not begun."""
    meeting = meeting_or_404(request, pk)
    meetings.require(meeting, "assessments.manage_council", user_of(request))
    form = PlanForm(request.POST or None, initial=initial_of(meeting))
    if request.method == "POST" and form.is_valid():
        deed = partial(meetings.edit, meeting_id=pk, plan=form.plan, actor=user_of(request), at=timezone.now())
        if attempt(form, deed):
            messages.success(request, "Đã lưu lịch họp.")
            return redirect("assessments:meeting_detail", pk)
    told = previews.told_of_meeting(meeting, selectors.recipients_of(meeting))
    context = {"council": meeting.council, "meeting": meeting, "form": form, "gaps": (), "told": told}
    return render(request, "assessments/meeting_form.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, and what becomes of the dossiers (GET); call the meeting off (POST)."""
    meeting, user = meeting_or_404(request, pk), user_of(request)
    meetings.require(meeting, "assessments.manage_council", user)
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        parts = {"reason": form.cleaned_data["reason"], "dossiers_go_back": form.cleaned_data["dossiers"] == BACK}
        if attempt(form, partial(meetings.cancel, meeting_id=pk, **parts, actor=user, at=timezone.now())):
            messages.success(request, "Đã hủy cuộc họp.")
            return redirect("assessments:meeting_detail", pk)
    context = {"meeting": meeting, "form": form, "agenda": selectors.agenda_of(meeting, user)}
    context |= _told_of_cancelling(meeting, user)
    return render(request, "assessments/meeting_cancel.html", context, status=status_of(form))


def _told_of_cancelling(meeting: Meeting, user: User) -> dict[str, str]:
    """Say who is told of the cancelled meeting, and who beside them where its dossiers go back."""
    rows = Dossier.objects.filter(agenda_items__meeting=meeting).select_related("commune", "campaign__authority")
    members = selectors.recipients_of(meeting) if meeting.papers_sent_at else []
    return {
        "told": previews.told_of_meeting(meeting, members) if meeting.papers_sent_at else "",
        "told_of_return": previews.told_after(Action.TAKE_BACK, list(rows), actor=user, meetings=()),
    }


@require_http_methods(["GET", "POST"])
def meeting_papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Name who gets the papers (GET); note that they went out (POST)."""
    meeting, user = meeting_or_404(request, pk), user_of(request)
    meetings.require(meeting, "assessments.prepare_meeting", user)
    if request.method == "POST":
        meetings.send_papers(meeting_id=pk, actor=user, at=timezone.now())
        messages.success(request, "Đã gửi tài liệu cho các thành viên Hội đồng.")
        return redirect("assessments:meeting_detail", pk)
    papers = selectors.papers_of(meeting, calendars.current())
    context = {
        "meeting": meeting,
        "papers": papers,
        "is_late": timezone.localdate() > papers.latest,
        "recipients": (members := selectors.recipients_of(meeting)),
        "told": previews.told_of_meeting(meeting, members),
        "agenda": selectors.agenda_of(meeting, user),
    }
    return render(request, "assessments/meeting_papers.html", context)


@require_http_methods(["GET", "POST"])
def meeting_preside(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whom the chair has preside (GET); note it (POST)."""
    meeting, user = meeting_or_404(request, pk), user_of(request)
    meetings.require(meeting, "assessments.delegate_meeting", user)
    presiding = selectors.presiding_in(meeting)
    form = PresiderForm(request.POST or None, meeting=meeting, initial={"member": presiding})
    if request.method == "POST" and form.is_valid():
        member = form.cleaned_data["member"]
        deed = partial(meetings.delegate, meeting_id=pk, member_id=member.pk, actor=user, at=timezone.now())
        if attempt(form, deed):
            messages.success(request, f"Người chủ trì cuộc họp: {member.user}.")
            return redirect("assessments:meeting_detail", pk)
    context = {"meeting": meeting, "form": form, "presiding": presiding}
    return render(request, "assessments/meeting_preside.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def meeting_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Name what opening brings about, or what forbids it (GET); open (POST)."""
    meeting, user = meeting_or_404(request, pk), user_of(request)
    meetings.require(meeting, "assessments.preside_meeting", user)
    if request.method == "POST":
        meetings.open_meeting(meeting_id=pk, actor=user, at=timezone.now())
        messages.success(request, "Đã khai mạc cuộc họp.")
        return redirect("assessments:meeting_live", pk)
    context = {
        "meeting": meeting,
        "obstacles": meetings.obstacles(meeting, at=timezone.now()),
        "presence": selectors.presence_of(meeting),
        "papers": selectors.papers_of(meeting, calendars.current()),
        "agenda": selectors.agenda_of(meeting, user),
        "told": previews.told_of_meeting(meeting, selectors.recipients_of(meeting)),
    }
    return render(request, "assessments/meeting_open.html", context)
