"""Submissions: what was handed in, frozen."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from assessments.models.dossier import Dossier
from tiepcanpl.kit.errors import DomainError


class Submission(models.Model):
    """The snapshot of one round: never changed, never deleted (guarded here and by database triggers).

    `sha256` is the hash of the canonical JSON of `snapshot`; its keys are described in `services.snapshots`.
    """

    dossier = models.ForeignKey(Dossier, verbose_name="hồ sơ", on_delete=models.RESTRICT, related_name="submissions")
    round = models.PositiveIntegerField("lần nộp")
    snapshot = models.JSONField("bản chốt dữ liệu")
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64)
    receipt_number = models.CharField("số biên nhận", max_length=40, unique=True)
    is_late = models.BooleanField("nộp quá hạn", default=False)
    early_reason = models.TextField("lý do nộp trước khi hết niêm yết", blank=True)
    submitted_at = models.DateTimeField("nộp lúc")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người nộp", on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        verbose_name = "lần nộp hồ sơ"
        verbose_name_plural = "các lần nộp hồ sơ"
        ordering: ClassVar = ["dossier_id", "round"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "round"], name="submission_once_per_round"),
            models.CheckConstraint(condition=models.Q(round__gte=1), name="submission_round_positive"),
        ]

    def __str__(self) -> str:
        return self.receipt_number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what was handed in."""
        if not self._state.adding:
            raise DomainError("Bản đã nộp không sửa được.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002  # Django's signature
        """Refuse to delete what was handed in."""
        raise DomainError("Bản đã nộp không xóa được.")
