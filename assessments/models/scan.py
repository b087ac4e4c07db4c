"""What the virus scanner said of a stored file."""

from typing import ClassVar

from django.db import models

from assessments.models.evidence import Evidence


class EvidenceScan(models.Model):
    """The scan of one file; a file without this row waits too. `signature` is the scanner's name of what it found."""

    class State(models.TextChoices):
        """Only a clean file may be handed in; nobody opens a blocked one."""

        WAITING = "waiting", "đang kiểm tra"
        CLEAN = "clean", "sạch"
        BLOCKED = "blocked", "bị chặn"
        FAILED = "failed", "chưa kiểm tra được"

    evidence = models.OneToOneField(Evidence, verbose_name="tài liệu", on_delete=models.CASCADE, related_name="scan")
    state = models.CharField("tình trạng", max_length=10, choices=State.choices, default=State.WAITING)
    signature = models.CharField("mã độc", max_length=200, blank=True)
    engine = models.CharField("bản kiểm tra", max_length=200, blank=True)
    error = models.CharField("lý do chưa kiểm tra được", max_length=300, blank=True)
    requested_at = models.DateTimeField("yêu cầu kiểm tra lúc")
    tried_at = models.DateTimeField("thử lần cuối lúc", null=True, blank=True)
    finished_at = models.DateTimeField("có kết quả lúc", null=True, blank=True)

    class Meta:
        verbose_name = "lần kiểm tra vi-rút"
        verbose_name_plural = "kiểm tra vi-rút"
        ordering: ClassVar = ["-requested_at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["state", "requested_at"], name="scan_by_state")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=["clean", "blocked"], finished_at__isnull=False)
                | models.Q(state__in=["waiting", "failed"], finished_at__isnull=True),
                name="scan_finished_with_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="blocked") & ~models.Q(signature="")
                | ~models.Q(state="blocked") & models.Q(signature=""),
                name="scan_blocked_with_its_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}: {self.get_state_display()}"
