"""A campaign (đợt đánh giá): one yearly plan of one authority under one standard."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from assessments.domain.documents import period_of
from assessments.models.stamps import stamped
from assessments.models.standard import Standard
from communes.models import Role, Unit, User


def _offices_of(user: User) -> list[int]:
    """Return the authorities for whose office the person works."""
    roles = (Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER)
    return sorted(set().union(*(user.role_units.get(role, ()) for role in roles)))


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Selections of campaigns."""

    def visible_to(self, user: User) -> Self:
        """Keep the campaigns of the person's own authority, commune or area."""
        if user.has_role(Role.ADMINISTRATOR):
            return self
        roles = user.role_units.keys() - {Role.SPECIALIST}  # they see what was assigned to them and nothing else
        units = sorted(set().union(*(user.role_units[role] for role in roles)))
        own = models.Q(authority__in=units) | models.Q(authority__parent__in=units)
        # A subquery: a join would make one row for each commune that takes part.
        taking_part = Participation.objects.filter(commune__in=units).values("campaign_id")
        return self.filter(own | models.Q(pk__in=taking_part))

    def run_by(self, user: User) -> Self:
        """Keep the campaigns of the authorities for whose office the person works."""
        return self.filter(authority__in=_offices_of(user))

    def readable_by(self, user: User) -> Self:
        """Keep what the person may read of those: a plan in preparation is the office's own."""
        found = self.visible_to(user)
        if user.has_role(Role.ADMINISTRATOR):
            return found
        return found.filter(~models.Q(state=Campaign.State.PREPARING) | models.Q(authority__in=_offices_of(user)))


class Campaign(models.Model):
    """A plan (kế hoạch) carried out: `due_before` is the first day that is too late ("trước ngày …").

    `is_demo` marks invented figures; it is printed wherever the results show.
    """

    class State(models.TextChoices):
        """Where the campaign stands."""

        PREPARING = "preparing", "Đang chuẩn bị"
        OPEN = "open", "Đang thực hiện"
        CLOSED = "closed", "Đã kết thúc"

    title = models.CharField("tên đợt đánh giá", max_length=300)
    year = models.PositiveIntegerField("năm đánh giá")
    authority = models.ForeignKey(
        Unit, verbose_name="cơ quan ban hành kế hoạch", on_delete=models.RESTRICT, related_name="campaigns"
    )
    standard = models.ForeignKey(
        Standard, verbose_name="bộ tiêu chí", on_delete=models.RESTRICT, related_name="campaigns"
    )
    plan_number = models.CharField("số, ký hiệu kế hoạch", max_length=50, blank=True)
    plan_date = models.DateField("ngày ban hành kế hoạch", null=True, blank=True)
    due_before = models.DateField("nộp hồ sơ trước ngày")
    communes = models.ManyToManyField(
        Unit, verbose_name="xã, phường tham gia", related_name="assessed_in", through="Participation"
    )
    state = models.CharField("trạng thái", max_length=10, choices=State.choices, default=State.PREPARING)
    second_look_share = models.PositiveIntegerField("tỷ lệ nội dung được kiểm tra lại (%)", default=0)
    is_demo = models.BooleanField("số liệu minh họa", default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True, editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.RESTRICT, related_name="+"
    )
    closed_at = models.DateTimeField("kết thúc lúc", null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.RESTRICT, related_name="+"
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt đánh giá"
        verbose_name_plural = "đợt đánh giá"
        ordering: ClassVar = ["-year", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "year"],
                name="campaign_once_a_year",
                violation_error_message="Cơ quan này đã có đợt đánh giá của năm đó.",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["preparing", "open", "closed"]), name="campaign_state_known"
            ),
            models.CheckConstraint(condition=models.Q(second_look_share__lte=100), name="campaign_share_in_percent"),
            models.CheckConstraint(
                condition=models.Q(state="preparing", opened_at__isnull=True)
                | (~models.Q(state="preparing") & models.Q(opened_at__isnull=False)),
                name="campaign_opened_when_open",
            ),
            stamped("opened", "campaign_opened_at_and_by"),
            stamped("closed", "campaign_closed_at_and_by"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> tuple[date, date]:
        """The first and the last day of the assessment year."""
        return period_of(self.year)

    @property
    def period_end(self) -> date:
        """The last day of the assessment year; units and classes are those of this day."""
        return self.period[1]

    @property
    def is_open(self) -> bool:
        """Tell whether communes may still write."""
        return self.state == self.State.OPEN

    @property
    def is_closed(self) -> bool:
        """Tell whether the campaign is over."""
        return self.state == self.State.CLOSED


class Participation(models.Model):
    """A commune that takes part in a campaign."""

    campaign = models.ForeignKey(
        Campaign, verbose_name="đợt đánh giá", on_delete=models.CASCADE, related_name="participations"
    )
    commune = models.ForeignKey(Unit, verbose_name="xã, phường", on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "xã, phường tham gia"
        verbose_name_plural = "xã, phường tham gia"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "commune"], name="participation_unique"),
        ]

    def __str__(self) -> str:
        return str(self.commune)


class Milestone(models.Model):
    """A date of the plan that everybody sees; the standard's own deadlines are added by the standard's data."""

    campaign = models.ForeignKey(
        Campaign, verbose_name="đợt đánh giá", on_delete=models.CASCADE, related_name="milestones"
    )
    title = models.CharField("nội dung", max_length=300)
    due_on = models.DateField("ngày")
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "mốc thời gian"
        verbose_name_plural = "mốc thời gian"
        ordering: ClassVar = ["due_on", "pk"]

    def __str__(self) -> str:
        return f"{self.title} – {self.due_on:%d/%m/%Y}"


class Holiday(models.Model):
    """A day that differs from its weekday: off, or worked instead of another (hoán đổi). The office may correct it."""

    day = models.DateField("ngày", unique=True)
    is_off = models.BooleanField("được nghỉ", default=True, help_text="Bỏ chọn: ngày làm bù.")
    note = models.CharField("tên ngày, ghi chú", max_length=200)
    basis = models.CharField("căn cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "ngày nghỉ, ngày làm bù"
        verbose_name_plural = "ngày nghỉ, ngày làm bù"
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} – {self.note}"
