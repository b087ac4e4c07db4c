"""A council's meeting: agenda, attendance, and the minutes of what happened."""

from functools import cached_property
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from assessments.models.campaign import Campaign
from assessments.models.council import Council, CouncilMember
from assessments.models.dossier import Dossier
from assessments.models.stamps import stamped
from communes.models import User


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Selections of meetings; seeing is decided here."""

    def visible_to(self, user: User) -> Self:
        """Keep the meetings of the councils that the person may see."""
        return self.filter(council__in=Council.objects.visible_to(user).values("pk"))

    def to_come(self) -> Self:
        """Keep those that are planned or being held."""
        return self.filter(state__in=[Meeting.State.PLANNED, Meeting.State.OPEN])


class AgendaQuerySet(models.QuerySet["AgendaItem"]):
    """Selections of agenda items."""

    def open(self) -> Self:
        """Keep what a planned or running meeting has still to deal with; a dossier has at most one such item."""
        done = [AgendaItem.State.CLOSED, AgendaItem.State.POSTPONED]
        held = [Meeting.State.PLANNED, Meeting.State.OPEN]
        return self.filter(meeting__state__in=held).exclude(state__in=done)


class Meeting(models.Model):
    """One meeting, or one round of written opinions of the whole council (`mode`).

    `minutes` is frozen with its sha256 when the meeting is concluded; until then it is empty.
    """

    class Mode(models.TextChoices):
        """How the council gives its opinion."""

        IN_PERSON = "in_person", "Họp Hội đồng"
        WRITTEN = "written", "Lấy ý kiến bằng văn bản"

    class State(models.TextChoices):
        """Where the meeting stands."""

        PLANNED = "planned", "Đã lên lịch"
        OPEN = "open", "Đang họp"
        CONCLUDED = "concluded", "Đã kết thúc"
        CANCELLED = "cancelled", "Đã hủy"

    council = models.ForeignKey(Council, verbose_name="Hội đồng", on_delete=models.RESTRICT, related_name="meetings")
    campaign = models.ForeignKey(
        Campaign, verbose_name="đợt đánh giá", on_delete=models.RESTRICT, related_name="meetings"
    )
    mode = models.CharField("hình thức", max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.PLANNED, editable=False)
    scheduled_for = models.DateTimeField("thời gian bắt đầu, hoặc hạn gửi ý kiến")
    place = models.CharField("địa điểm", max_length=200, blank=True)
    papers_sent_at = models.DateTimeField("gửi tài liệu lúc", null=True, blank=True, editable=False)
    papers_sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.RESTRICT, related_name="+"
    )
    opened_at = models.DateTimeField("khai mạc lúc", null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.RESTRICT, related_name="+"
    )
    presided_by = models.ForeignKey(
        CouncilMember, verbose_name="người chủ trì", null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    concluded_at = models.DateTimeField("kết thúc lúc", null=True, blank=True, editable=False)
    concluded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.RESTRICT, related_name="+"
    )
    minutes_number = models.CharField("số biên bản", max_length=50, blank=True)
    minutes = models.JSONField("biên bản", default=dict, editable=False)
    minutes_sha256 = models.CharField("mã kiểm tra của biên bản", max_length=64, blank=True, editable=False)
    cancel_reason = models.TextField("lý do hủy", blank=True)
    created_at = models.DateTimeField("lập lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc họp Hội đồng"
        verbose_name_plural = "các cuộc họp Hội đồng"
        ordering: ClassVar = ["-scheduled_for", "-pk"]
        constraints: ClassVar = [
            stamped("papers_sent", "meeting_papers_sent_at_and_by"),
            stamped("opened", "meeting_opened_at_and_by"),
            stamped("concluded", "meeting_concluded_at_and_by"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["open", "concluded"])
                | models.Q(opened_at__isnull=False, presided_by__isnull=False),
                name="meeting_opened_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(state="concluded", concluded_at__isnull=False)
                & ~models.Q(minutes_number="")
                & ~models.Q(minutes_sha256="")
                | ~models.Q(state="concluded") & models.Q(concluded_at__isnull=True, minutes_sha256=""),
                name="meeting_concluded_with_minutes",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled") | ~models.Q(cancel_reason=""), name="meeting_cancelled_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_mode_display()} ngày {self.scheduled_for:%d/%m/%Y}"

    def seat_of(self, user: User) -> CouncilMember | None:
        """Return the person's seat in the council, asked for once by each loaded meeting; for permissions."""
        if user.pk not in self._seats:
            self._seats[user.pk] = CouncilMember.objects.of(user).filter(council=self.council_id).first()
        return self._seats[user.pk]

    @cached_property
    def _seats(self) -> dict[int, CouncilMember | None]:
        return {}


class AgendaItem(models.Model):
    """One dossier on a meeting's agenda, with the vote on it.

    A postponed item keeps its dossier with the council: it is put on the agenda of another meeting.
    """

    class State(models.TextChoices):
        """Where the item stands."""

        WAITING = "waiting", "Chưa thảo luận"
        DISCUSSING = "discussing", "Đang thảo luận"
        VOTING = "voting", "Đang biểu quyết"
        CLOSED = "closed", "Đã biểu quyết"
        POSTPONED = "postponed", "Hoãn"

    class BallotKind(models.TextChoices):
        """How votes are cast."""

        OPEN = "open", "Biểu quyết công khai"
        SECRET = "secret", "Bỏ phiếu kín"

    class Outcome(models.TextChoices):
        """What the council advises."""

        RECOGNISE = "recognise", "Đề nghị công nhận"
        DECLINE = "decline", "Đề nghị chưa công nhận"

    meeting = models.ForeignKey(Meeting, verbose_name="cuộc họp", on_delete=models.RESTRICT, related_name="agenda")
    dossier = models.ForeignKey(Dossier, verbose_name="hồ sơ", on_delete=models.RESTRICT, related_name="agenda_items")
    position = models.PositiveIntegerField("thứ tự")
    round = models.PositiveIntegerField("lần nộp")
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.WAITING)
    ballot_kind = models.CharField(
        "cách biểu quyết", max_length=6, choices=BallotKind.choices, default=BallotKind.OPEN
    )
    opened_at = models.DateTimeField("bắt đầu biểu quyết lúc", null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.RESTRICT, related_name="+"
    )
    closed_at = models.DateTimeField("kết thúc biểu quyết lúc", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.RESTRICT, related_name="+"
    )
    outcome = models.CharField("ý kiến của Hội đồng", max_length=10, choices=Outcome.choices, blank=True)
    note = models.TextField("ý kiến thảo luận, ghi chú", blank=True)

    objects = AgendaQuerySet.as_manager()

    class Meta:
        verbose_name = "nội dung họp"
        verbose_name_plural = "chương trình họp"
        ordering: ClassVar = ["meeting_id", "position", "pk"]
        constraints: ClassVar = [
            stamped("opened", "agenda_opened_at_and_by"),
            stamped("closed", "agenda_closed_at_and_by"),
            models.UniqueConstraint(fields=["meeting", "dossier"], name="agenda_dossier_once"),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=models.Q(state__in=["discussing", "voting"]),
                name="agenda_one_item_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False) & ~models.Q(outcome="")
                | ~models.Q(state="closed") & models.Q(closed_at__isnull=True, outcome=""),
                name="agenda_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="voting") | models.Q(opened_at__isnull=False), name="agenda_voting_opened"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.dossier}"


class Attendance(models.Model):
    """Whether a member is at the meeting now; arrivals and departures are in the audit trail."""

    class Status(models.TextChoices):
        """Where the member is."""

        PRESENT = "present", "Có mặt"
        EXCUSED = "excused", "Vắng có lý do"
        ABSENT = "absent", "Vắng"
        LEFT = "left", "Đã rời cuộc họp"

    meeting = models.ForeignKey(Meeting, on_delete=models.RESTRICT, related_name="attendances")
    member = models.ForeignKey(CouncilMember, on_delete=models.RESTRICT, related_name="attendances")
    status = models.CharField("tình trạng", max_length=8, choices=Status.choices)
    reason = models.CharField("lý do vắng", max_length=300, blank=True)
    noted_at = models.DateTimeField("ghi lúc")
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "điểm danh"
        verbose_name_plural = "điểm danh"
        ordering: ClassVar = ["meeting_id", "member_id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "member"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_status_display()}"
