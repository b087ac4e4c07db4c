"""Who does what where."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from communes.models.unit import Unit


class Role(models.TextChoices):
    """What a person does in a unit (DESIGN, places and people)."""

    COMMUNE_OFFICIAL = "commune_official", "Công chức Tư pháp – Hộ tịch"
    COMMUNE_LEADER = "commune_leader", "Lãnh đạo Ủy ban nhân dân cấp xã"
    REVIEWER = "reviewer", "Chuyên viên thẩm tra"
    OFFICE_HEAD = "office_head", "Lãnh đạo cơ quan tư pháp"
    COUNCIL_MEMBER = "council_member", "Thành viên Hội đồng"
    SPECIALIST = "specialist", "Cán bộ cơ quan chuyên môn"
    DECISION_MAKER = "decision_maker", "Người có thẩm quyền công nhận"
    OBSERVER = "observer", "Cơ quan tư pháp cấp trên"
    ADMINISTRATOR = "administrator", "Quản trị hệ thống"


COMMUNE_ROLES = frozenset({Role.COMMUNE_OFFICIAL, Role.COMMUNE_LEADER})
OFFICE_ROLES = frozenset({Role.REVIEWER, Role.OFFICE_HEAD, Role.DECISION_MAKER})


class Membership(models.Model):
    """One role of one person in one unit; a person may hold several."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người dùng", on_delete=models.CASCADE, related_name="memberships"
    )
    unit = models.ForeignKey(Unit, verbose_name="đơn vị", on_delete=models.RESTRICT, related_name="memberships")
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = "vai trò"
        verbose_name_plural = "vai trò"
        ordering: ClassVar = ["user_id", "unit_id", "role"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                name="membership_unique",
                violation_error_message="Người này đã có vai trò đó ở đơn vị này.",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} – {self.unit}"
