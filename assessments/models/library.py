"""What the office hands to the communes: reference files and templates for single indicators or items."""

import uuid
from pathlib import PurePath
from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from assessments.models.assignment import Assignment
from assessments.models.campaign import Campaign
from assessments.models.dossier import Dossier
from assessments.models.stamps import stamped
from communes.models import Role, User


def stored_name(instance: "ReferenceFile", filename: str) -> str:  # noqa: ARG001  # Django's signature
    """Return a random path with the suffix that belongs to the content."""
    name = uuid.uuid4().hex
    return f"reference/{name[:2]}/{name}{PurePath(filename).suffix.lower()}"


class ReferenceFileQuerySet(models.QuerySet["ReferenceFile"]):
    """Selections of reference files."""

    def in_use(self) -> Self:
        """Keep those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Keep the office's own, withdrawn ones too; and those in use for whoever may read a dossier of the campaign.

        A specialised office reads those of the parts about which it is asked.
        """
        if user.has_role(Role.ADMINISTRATOR):
            return self.all()
        dossiers = Dossier.objects.visible_to(user)
        readable = models.Q(campaign__in=dossiers.values("campaign_id"))
        if user.has_role(Role.SPECIALIST):
            readable |= _asked_about(user)
        return self.filter(
            models.Q(campaign__in=Campaign.objects.run_by(user).values("pk"))
            | (readable & models.Q(withdrawn_at__isnull=True))
        )


def _asked_about(user: User) -> models.Q:
    """Keep the files for a part, for what lies in it, and for the indicator's or criterion's items."""
    found = models.Q(pk__in=[])
    asked = Assignment.objects.asked_of(user).values_list("dossier__campaign_id", "node_code").distinct()
    for campaign, node in asked:
        inside = models.Q(code=node) | models.Q(code__startswith=f"{node}.") if node else models.Q()
        found |= models.Q(campaign=campaign) & inside
    return found


class ReferenceFile(models.Model):
    """One file of the office for one indicator ("1.2") or item ("1.2.3") of a campaign; withdrawing keeps the row."""

    campaign = models.ForeignKey(
        Campaign, verbose_name="đợt đánh giá", on_delete=models.RESTRICT, related_name="reference_files"
    )
    code = models.CharField("chỉ tiêu, nội dung", max_length=12)
    title = models.CharField("tên tài liệu", max_length=200)
    note = models.TextField("hướng dẫn sử dụng", blank=True)
    file = models.FileField("tệp", upload_to=stored_name, max_length=120)
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64)
    size = models.PositiveBigIntegerField("dung lượng")
    media_type = models.CharField("loại tệp", max_length=100)
    original_name = models.CharField("tên tệp", max_length=255)
    uploaded_at = models.DateTimeField("tải lên lúc")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người tải lên", on_delete=models.RESTRICT, related_name="+"
    )
    withdrawn_at = models.DateTimeField("ngừng dùng lúc", null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="người ngừng dùng",
        null=True,
        editable=False,
        on_delete=models.RESTRICT,
        related_name="+",
    )

    objects = ReferenceFileQuerySet.as_manager()

    class Meta:
        verbose_name = "tài liệu tham khảo, biểu mẫu"
        verbose_name_plural = "tài liệu tham khảo, biểu mẫu"
        ordering: ClassVar = ["campaign_id", "code", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(title=""), name="reference_file_has_title"),
            models.CheckConstraint(condition=models.Q(size__gt=0), name="reference_file_not_empty"),
            models.UniqueConstraint(
                fields=["campaign", "code", "sha256"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="reference_file_once_in_use",
            ),
            stamped("withdrawn", "reference_file_withdrawn_at_and_by"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def suffix(self) -> str:
        """The suffix that belongs to the content: ".docx"."""
        return PurePath(str(self.file)).suffix

    @property
    def download_name(self) -> str:
        """The original name, followed by the suffix of the content where the sender gave another."""
        given = PurePath(self.original_name).suffix.lower()
        return self.original_name if given.replace("jpeg", "jpg") == self.suffix else self.original_name + self.suffix
