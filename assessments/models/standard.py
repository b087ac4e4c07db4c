"""A stored edition of the standard (bộ tiêu chí): immutable once it is here."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from assessments.domain.parsing import parse
from assessments.domain.standard import Kind
from assessments.domain.standard import Standard as Edition
from tiepcanpl.kit.errors import DomainError


class Standard(models.Model):
    """One version of one edition; correcting an edition makes a new version.

    What was read from YAML is kept apart (StandardContent), so that no list or join ever carries it.
    """

    edition = models.CharField("phiên bản", max_length=40)
    version = models.PositiveIntegerField("lần hiệu đính", default=1)
    title = models.CharField("tên", max_length=400)
    kind = models.CharField(
        "cách đánh giá",
        max_length=10,
        choices=[(Kind.POINTS.value, "Chấm điểm"), (Kind.PASS_FAIL.value, "Đạt / không đạt")],
    )
    year_from = models.PositiveIntegerField("áp dụng từ năm")
    year_to = models.PositiveIntegerField("đến năm", null=True, blank=True)
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64, unique=True)
    is_provisional = models.BooleanField("có nội dung chưa xác minh", default=True)
    loaded_at = models.DateTimeField("nạp lúc")
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người nạp", null=True, on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"
        ordering: ClassVar = ["-year_from", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "version"], name="standard_edition_version_unique"),
            models.CheckConstraint(condition=models.Q(kind__in=[k.value for k in Kind]), name="standard_kind_known"),
        ]

    def __str__(self) -> str:
        version = f", hiệu đính lần {self.version}" if self.version > 1 else ""
        return f"{self.title}{version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change a stored edition."""
        if not self._state.adding:
            raise DomainError("Bộ tiêu chí đã nạp không sửa được. Vui lòng nạp bản hiệu đính mới.")
        super().save(*args, **kwargs)

    @property
    def parsed(self) -> Edition:
        """The edition as the rules read it; parsed once for each process (the content never changes)."""
        if self.sha256 not in _editions:
            _editions[self.sha256] = parse(StandardContent.objects.get(standard=self).data)
        return _editions[self.sha256]


class StandardContent(models.Model):
    """The data of one edition as read from YAML; immutable like the edition (a database trigger guards both)."""

    standard = models.OneToOneField(Standard, on_delete=models.RESTRICT, related_name="content", primary_key=True)
    data = models.JSONField("nội dung")

    class Meta:
        verbose_name = "nội dung bộ tiêu chí"
        verbose_name_plural = "nội dung bộ tiêu chí"

    def __str__(self) -> str:
        return str(self.standard)


_editions: dict[str, Edition] = {}
