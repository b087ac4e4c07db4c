"""The audit trail: append-only, each row's hash covers the one before."""

from typing import Any, ClassVar

from django.db import models

from tiepcanpl.kit.errors import DomainError


class AuditEvent(models.Model):
    """Who did what to which when and why, with old and new values.

    No foreign keys: the row must outlive what it speaks of. A stream ("dossier:12") is one chain; `sequence` counts from
    1 without gaps. Guarded here and by database triggers.
    """

    stream = models.CharField("chuỗi", max_length=40)
    sequence = models.PositiveIntegerField("số thứ tự")
    at = models.DateTimeField("lúc")
    actor_id = models.BigIntegerField("mã người dùng", null=True)
    actor_name = models.CharField("người thực hiện", max_length=150)
    action = models.CharField("hành động", max_length=40)
    subject = models.CharField("đối tượng", max_length=60)
    note = models.TextField("lý do, ghi chú", blank=True)
    changes = models.JSONField("thay đổi", default=dict)
    previous_hash = models.CharField("mã của bản ghi trước", max_length=64, blank=True)
    hash = models.CharField("mã của bản ghi", max_length=64)

    class Meta:
        verbose_name = "nhật ký"
        verbose_name_plural = "nhật ký"
        ordering: ClassVar = ["stream", "sequence"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "sequence"], name="audit_chain_has_no_forks"),
        ]

    def __str__(self) -> str:
        return f"Nhật ký số {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change history."""
        if not self._state.adding:
            raise DomainError("Nhật ký không sửa được.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002  # Django's signature
        """Refuse to delete history."""
        raise DomainError("Nhật ký không xóa được.")
