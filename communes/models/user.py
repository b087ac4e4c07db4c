"""People who sign in."""

from collections import defaultdict
from functools import cached_property
from typing import ClassVar

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower

from communes.models.membership import Membership


class User(AbstractUser):
    """A person; what the person may do comes from memberships, never from the account itself."""

    first_name = None  # type: ignore[assignment]  # a Vietnamese name is one field
    last_name = None  # type: ignore[assignment]  # see above
    full_name = models.CharField("họ và tên", max_length=100)
    position = models.CharField("chức vụ", max_length=150, blank=True)
    email = models.EmailField("thư điện tử", blank=True)

    REQUIRED_FIELDS: ClassVar = ["full_name", "email"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        ordering: ClassVar = ["username"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="user_email_unique",
                violation_error_message="Thư điện tử này đã được dùng cho một tài khoản khác.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name

    @cached_property
    def held(self) -> tuple[Membership, ...]:
        """Every role that the person holds, with its unit; read once for each loaded user."""
        return tuple(self.memberships.select_related("unit").order_by("pk"))

    @cached_property
    def role_units(self) -> dict[str, frozenset[int]]:
        """Map each role held to the ids of its units."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for row in self.held:
            found[row.role].add(row.unit_id)
        return {role: frozenset(units) for role, units in found.items()}

    def has_role(self, role: str, unit_id: int | None = None) -> bool:
        """Tell whether the person holds the role, in the given unit or anywhere."""
        units = self.role_units.get(role, frozenset())
        return bool(units) if unit_id is None else unit_id in units

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Ask the rules alone about a thing; being a superuser opens the admin and gives no right over any dossier."""
        if obj is None:
            return super().has_perm(perm)
        return self.is_active and any(backend.has_perm(self, perm, obj) for backend in get_backends())
