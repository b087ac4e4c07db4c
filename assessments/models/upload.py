"""Uploads that are under way, and for a while what became of them."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from assessments.models.dossier import Dossier
from assessments.models.evidence import Evidence
from communes.models import User


class UploadSessionQuerySet(models.QuerySet["UploadSession"]):
    """Selections of uploads."""

    def visible_to(self, user: User) -> Self:
        """Keep what the person began, as long as the person may read the dossier."""
        return self.filter(created_by=user, dossier__in=Dossier.objects.visible_to(user))


class UploadSession(models.Model):
    """One file on its way: of `size` bytes the first `offset` lie safely on the disk.

    The last byte counts only together with the result: the file that was stored, or the sentence that refused it
    (`remark` without `evidence`). `lease` goes up with each request that writes: only the latest may go on.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="+")
    item_code = models.CharField("nội dung", max_length=12)
    name = models.CharField("tên tệp", max_length=255)
    size = models.PositiveBigIntegerField("dung lượng")
    offset = models.PositiveBigIntegerField("đã nhận", default=0)
    sha256 = models.CharField("mã kiểm tra do bên gửi khai (SHA-256)", max_length=64, blank=True)
    lease = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField("bắt đầu lúc")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người tải lên", on_delete=models.CASCADE, related_name="+"
    )
    expires_at = models.DateTimeField("hết hạn lúc", db_index=True)
    finished_at = models.DateTimeField("xong lúc", null=True, blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    is_new = models.BooleanField(default=False)
    is_changed = models.BooleanField(default=False)
    remark = models.TextField("nhận xét về tệp", blank=True)

    objects = UploadSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "lượt tải lên"
        verbose_name_plural = "lượt tải lên"
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="upload_not_empty"),
            models.CheckConstraint(
                condition=models.Q(offset__lt=models.F("size"), finished_at__isnull=True)
                | models.Q(offset=models.F("size"), finished_at__isnull=False),
                name="upload_whole_when_finished",
            ),
            models.CheckConstraint(
                condition=models.Q(evidence__isnull=True) | models.Q(finished_at__isnull=False),
                name="upload_stored_when_finished",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_refused(self) -> bool:
        """Tell whether the whole file arrived and was not accepted."""
        return self.finished_at is not None and self.evidence_id is None
