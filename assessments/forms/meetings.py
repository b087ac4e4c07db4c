"""Forms of meetings: the plan, calling it off, the agenda, who presides, the attendance."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone

from assessments.models import Attendance, Campaign, Council, CouncilMember, Meeting
from assessments.selectors import councils
from assessments.selectors import meetings as selectors
from assessments.selectors.meetings import Seat, Waiting
from assessments.services.attendances import Noted
from assessments.services.meetings import Plan
from communes.models import User
from tiepcanpl.kit.forms import DateField

STAY, BACK = "stay", "back"


class PlanForm(forms.Form):
    """How, when and where."""

    mode = forms.ChoiceField(
        label="Hình thức", choices=Meeting.Mode.choices, widget=forms.RadioSelect, initial=Meeting.Mode.IN_PERSON
    )
    day = DateField(label="Ngày", help_text="Ngày họp, hoặc ngày cuối cùng gửi ý kiến bằng văn bản.")
    hour = forms.TimeField(
        label="Giờ",
        input_formats=["%H:%M", "%Hh%M", "%H.%M", "%Hh"],
        widget=forms.TimeInput(format="%H:%M", attrs={"placeholder": "giờ:phút", "autocomplete": "off"}),
        error_messages={"invalid": "Giờ không hợp lệ. Hãy nhập theo dạng giờ:phút, ví dụ 08:30."},
    )
    place = forms.CharField(
        label="Địa điểm", required=False, max_length=200, help_text="Không cần khi lấy ý kiến bằng văn bản."
    )

    @property
    def plan(self) -> Plan:
        """What was typed; only after `is_valid`."""
        data = self.cleaned_data
        moment = timezone.make_aware(datetime.combine(data["day"], data["hour"]))
        return Plan(Meeting.Mode(data["mode"]), moment, data["place"])


class NewMeetingForm(PlanForm):
    """A plan, and the campaign about which the council meets."""

    campaign = forms.ModelChoiceField(label="Đợt đánh giá", queryset=Campaign.objects.none(), empty_label=None)
    field_order = ("campaign", "mode", "day", "hour", "place")

    def __init__(self, *args: Any, council: Council, **kwargs: Any) -> None:
        """Offer the open campaigns of the council's authority."""
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = selectors.campaigns_for(council)  # type: ignore[attr-defined]  # a choice field of models


def initial_of(meeting: Meeting) -> dict[str, object]:
    """Return what the plan's form shows of a meeting that is planned already."""
    moment = timezone.localtime(meeting.scheduled_for)
    return {"mode": meeting.mode, "day": moment.date(), "hour": moment.time(), "place": meeting.place}


class CancelForm(forms.Form):
    """Why the meeting is called off, and what becomes of its dossiers."""

    reason = forms.CharField(
        label="Lý do hủy cuộc họp", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, strip=True
    )
    dossiers = forms.ChoiceField(
        label="Các hồ sơ trong chương trình",
        choices=[
            (STAY, "Giữ ở Hội đồng để đưa vào cuộc họp khác"),
            (BACK, "Rút về cơ quan tư pháp (trạng thái đã thẩm tra)"),
        ],
        widget=forms.RadioSelect,
        initial=STAY,
    )


class DossiersField(forms.TypedMultipleChoiceField):
    """Dossiers by their keys. One that waits no longer is left to the deed, which names its commune in the refusal."""

    def valid_value(self, value: str) -> bool:
        return value.isdecimal()


class AgendaForm(forms.Form):
    """Which dossiers go on the agenda."""

    dossiers = DossiersField(
        label="Hồ sơ",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Vui lòng chọn ít nhất một hồ sơ.",
            "invalid_choice": "Hồ sơ được chọn không hợp lệ. Vui lòng tải lại trang.",
        },
    )

    def __init__(self, *args: Any, waiting: list[Waiting], **kwargs: Any) -> None:
        """Offer the dossiers that wait; those that an earlier meeting left open say so."""
        super().__init__(*args, **kwargs)
        self.fields["dossiers"].choices = [(row.dossier.pk, _named(row)) for row in waiting]  # type: ignore[attr-defined]  # a choice field


def _named(row: Waiting) -> str:
    name = row.dossier.commune.full_name
    return f"{name} (còn lại từ cuộc họp trước)" if row.postponed else name


class PresiderForm(forms.Form):
    """Who presides."""

    member = forms.ModelChoiceField(label="Người chủ trì", queryset=CouncilMember.objects.none(), empty_label=None)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        """Offer the chair and the vice-chairs."""
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = selectors.may_preside(meeting)  # type: ignore[attr-defined]  # a choice field of models


class SeatForm(forms.Form):
    """One member's attendance; `was` is what the page showed, so that an old page writes nothing over."""

    status = forms.ChoiceField(label="Tình trạng", required=False)
    reason = forms.CharField(label="Lý do vắng", required=False, max_length=300)
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, seat: Seat, running: bool) -> None:
        """Show what is stored; nobody leaves a meeting that has not begun."""
        stored = seat.attendance
        known = f"{stored.status}|{stored.reason}" if stored else "|"
        shown = {"status": stored.status if stored else "", "reason": stored.reason if stored else "", "was": known}
        super().__init__(data, prefix=f"tv{seat.member.pk}", initial=shown)
        self.seat = seat
        offered = [pair for pair in Attendance.Status.choices if running or pair[0] != Attendance.Status.LEFT]
        self.fields["status"].choices = [("", "Chưa điểm danh"), *offered]  # type: ignore[attr-defined]  # a choice field

    @property
    def noted(self) -> Noted | None:
        """What was changed on this page; None where it says what it showed. Only after `is_valid`."""
        data = self.cleaned_data
        same = f"{data['status']}|{data['reason']}" == data["was"]
        return None if same or not data["status"] else Noted(self.seat.member.pk, data["status"], data["reason"])


class InterestForm(forms.Form):
    """The interest that keeps a member from a dossier; head and secretary may declare it for another."""

    member = forms.ModelChoiceField(
        label="Thành viên có lợi ích liên quan", queryset=CouncilMember.objects.none(), empty_label=None
    )
    reason = forms.CharField(
        label="Quan hệ, lợi ích liên quan", widget=forms.Textarea(attrs={"rows": 3}), max_length=300, strip=True
    )

    def __init__(self, *args: Any, meeting: Meeting, user: User, for_others: bool, **kwargs: Any) -> None:
        """Ask who is meant only where the person speaks for others."""
        super().__init__(*args, **kwargs)
        self.user = user
        if for_others:
            members = councils.members_of(meeting.council)
            self.fields["member"].queryset = members  # type: ignore[attr-defined]  # a choice field of models
            self.initial["member"] = members.filter(user=user).first()
        else:
            del self.fields["member"]

    @property
    def person(self) -> User:
        """Whose interest it is; only after `is_valid`."""
        member: CouncilMember | None = self.cleaned_data.get("member")
        return member.user if member else self.user
