"""The council (Hội đồng đánh giá): set up by a decision, its members and the rules that the law leaves open."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from assessments.domain.council import Settings
from assessments.models.stamps import stamped
from communes.models import OFFICE_ROLES, Role, Unit, User

_UNSET = Settings()  # what a council has until it sets its own


class CouncilQuerySet(models.QuerySet["Council"]):
    """Selections of councils; seeing is decided here."""

    def visible_to(self, user: User) -> Self:
        """Keep the councils of the office for which the person works, and those in which the person sits now."""
        if user.has_role(Role.ADMINISTRATOR):
            return self
        offices = sorted({unit for role in OFFICE_ROLES for unit in user.role_units.get(role, ())})
        seats = CouncilMember.objects.of(user).values("council_id")
        return self.filter(models.Q(authority__in=offices) | models.Q(pk__in=seats))


class CouncilMemberQuerySet(models.QuerySet["CouncilMember"]):
    """Selections of members."""

    def current(self) -> Self:
        """Keep those that were not removed."""
        return self.filter(removed_at__isnull=True)

    def of(self, user: User) -> Self:
        """Keep the seats that the person holds now; a seat without the role of a council member opens nothing."""
        return self.current().filter(
            user=user, council__authority__in=sorted(user.role_units.get(Role.COUNCIL_MEMBER, ()))
        )


class Council(models.Model):
    """A council of one authority, set up by a decision.

    The standard's procedure comes first; where it says nothing, the values here hold and every page marks them "chưa xác
    minh". Fractions are texts such as "2/3": `quorum` of all members, `majority` of those who vote (more than, strictly).
    """

    class Tie(models.TextChoices):
        """What equal votes mean."""

        NOT_PASSED = "not_passed", "Không thông qua"
        CHAIR = "chair", "Theo ý kiến của người chủ trì"

    authority = models.ForeignKey(Unit, verbose_name="cơ quan", on_delete=models.RESTRICT, related_name="councils")
    name = models.CharField("tên Hội đồng", max_length=200)
    decision_number = models.CharField("số quyết định thành lập", max_length=50)
    decided_on = models.DateField("ngày quyết định thành lập")
    quorum = models.CharField("tỷ lệ thành viên dự họp tối thiểu", max_length=7, default=_UNSET.quorum)
    majority = models.CharField("tỷ lệ đồng ý phải vượt quá", max_length=7, default=_UNSET.majority)
    paper_days = models.PositiveIntegerField("gửi tài liệu trước ngày họp (ngày làm việc)", default=_UNSET.paper_days)
    tie = models.CharField("khi số phiếu bằng nhau", max_length=10, choices=Tie.choices, default=Tie.NOT_PASSED)
    written_count = models.BooleanField("tính ý kiến bằng văn bản của người vắng mặt vào kết quả", default=False)
    is_active = models.BooleanField("đang hoạt động", default=True)
    created_at = models.DateTimeField("lập lúc")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    objects = CouncilQuerySet.as_manager()

    class Meta:
        verbose_name = "Hội đồng đánh giá"
        verbose_name_plural = "Hội đồng đánh giá"
        ordering: ClassVar = ["-decided_on", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "decision_number", "decided_on"],
                name="council_decision_once",
                violation_error_message="Hội đồng theo quyết định này đã được lập.",
            ),
            models.CheckConstraint(condition=~models.Q(decision_number=""), name="council_has_decision"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (Quyết định số {self.decision_number})"


class CouncilMember(models.Model):
    """A member with function and field; removing one keeps the row, so that past meetings stay whole."""

    class Function(models.TextChoices):
        """What the member is in the council."""

        CHAIR = "chair", "Chủ tịch Hội đồng"
        VICE_CHAIR = "vice_chair", "Phó Chủ tịch Hội đồng"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Ủy viên"

    council = models.ForeignKey(Council, verbose_name="Hội đồng", on_delete=models.RESTRICT, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="thành viên", on_delete=models.RESTRICT, related_name="council_seats"
    )
    function = models.CharField("nhiệm vụ", max_length=10, choices=Function.choices, default=Function.MEMBER)
    field = models.CharField("lĩnh vực, cơ quan", max_length=200, blank=True)
    added_at = models.DateTimeField("tham gia từ")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    removed_at = models.DateTimeField("thôi tham gia từ", null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.RESTRICT, related_name="+"
    )
    removal_reason = models.CharField("lý do thôi tham gia", max_length=300, blank=True)

    objects = CouncilMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "thành viên Hội đồng"
        verbose_name_plural = "thành viên Hội đồng"
        ordering: ClassVar = ["council_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "user"], condition=models.Q(removed_at__isnull=True), name="council_seat_once"
            ),
            models.UniqueConstraint(
                fields=["council", "function"],
                condition=models.Q(removed_at__isnull=True, function__in=["chair", "secretary"]),
                name="council_one_chair_one_secretary",
            ),
            stamped("removed", "seat_removed_at_and_by"),
            models.CheckConstraint(
                condition=models.Q(removed_at__isnull=True) | ~models.Q(removal_reason=""),
                name="council_removal_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_function_display()}"
