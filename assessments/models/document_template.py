"""How an office words its own documents: letterhead, recipients and passages, version by version."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from assessments.models.report_kind import OF_COMMUNE, ReportKind
from communes.models import COMMUNE_ROLES, Membership, Role, Unit, User
from tiepcanpl.kit.errors import DomainError

WORDING_ROLES: dict[str, frozenset[str]] = {
    **dict.fromkeys(ReportKind.values, frozenset({Role.REVIEWER, Role.OFFICE_HEAD})),
    **dict.fromkeys(OF_COMMUNE, COMMUNE_ROLES),
    ReportKind.AREA_RESULT: frozenset({Role.OBSERVER, Role.OFFICE_HEAD}),
}


class DocumentTemplateQuerySet(models.QuerySet["DocumentTemplate"]):
    """Selections of versions."""

    def visible_to(self, user: User) -> Self:
        """Keep the versions of the papers that the person words, unit by unit."""
        seen = models.Q(pk__in=[])
        for kind, roles in WORDING_ROLES.items():
            units = Membership.objects.filter(user=user, role__in=roles).values("unit_id")
            seen |= models.Q(kind=kind, authority__in=units)
        return self.filter(seen)

    def of(self, authority: Unit, kind: str) -> Self:
        """Keep the versions of one kind of paper of one unit, newest first."""
        return self.filter(authority=authority, kind=kind).order_by("-version")


class DocumentTemplate(models.Model):
    """One version of a unit's wording of a kind of document; the latest one counts, an earlier one stays readable.

    `authority` is the unit that issues the paper: a commune for its own papers, else the office's unit. `texts` holds
    what replaces the product's own passages, by the code of the block; a version without texts goes back to the
    product's own wording. Never changed, never deleted (guarded here and by database triggers).
    """

    authority = models.ForeignKey(Unit, on_delete=models.RESTRICT, related_name="document_templates")
    kind = models.CharField("loại văn bản", max_length=24, choices=ReportKind.choices)
    version = models.PositiveIntegerField("bản số")
    texts = models.JSONField("nội dung", default=dict)
    note = models.CharField("ghi chú", max_length=200, blank=True)
    made_at = models.DateTimeField("lưu lúc")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người lưu", on_delete=models.RESTRICT, related_name="+"
    )

    objects = DocumentTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "mẫu văn bản"
        verbose_name_plural = "mẫu văn bản"
        ordering: ClassVar = ["authority_id", "kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "kind", "version"], name="document_template_version_once"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="document_template_version_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, bản số {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change a version: documents were made with it."""
        if not self._state.adding:
            raise DomainError("Bản đã lưu của mẫu văn bản không sửa được; vui lòng lưu thành bản mới.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002  # Django's signature
        """Refuse to delete a version."""
        raise DomainError("Bản đã lưu của mẫu văn bản không xóa được.")

    @property
    def is_own_wording(self) -> bool:
        """Whether this version goes back to the product's own wording."""
        return not self.texts
