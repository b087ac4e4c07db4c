"""What the public reads: frozen snapshots of a campaign's results."""

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from assessments.models.campaign import Campaign
from tiepcanpl.kit.errors import DomainError

_WITHDRAWAL = frozenset({"withdrawn_at", "withdrawn_by", "withdrawal_reason"})


class PublicationQuerySet(models.QuerySet["Publication"]):
    """Selections of publications."""

    def newest(self) -> Self:
        """Keep the last publication of each campaign, withdrawn or not."""
        newer = Publication.objects.filter(
            campaign=models.OuterRef("campaign"), sequence__gt=models.OuterRef("sequence")
        )
        return self.exclude(models.Exists(newer))

    def public(self) -> Self:
        """Keep what everybody may read now; withdrawing the last one does not bring the one before back."""
        return self.newest().filter(withdrawn_at__isnull=True)


class Publication(models.Model):
    """One publication of one campaign; the next one replaces it on the public page. `snapshot` is never changed.

    `snapshot` holds texts and numbers as texts only, and no name of a person; `sha256` covers its canonical JSON. A
    withdrawal keeps the row and says why.
    """

    campaign = models.ForeignKey(
        Campaign, verbose_name="đợt đánh giá", on_delete=models.RESTRICT, related_name="publications"
    )
    sequence = models.PositiveIntegerField("lần công bố")
    snapshot = models.JSONField("bản chốt kết quả")
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64)
    published_at = models.DateTimeField("công bố lúc")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    withdrawn_at = models.DateTimeField("gỡ lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    withdrawal_reason = models.TextField("lý do gỡ", blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "công bố kết quả"
        verbose_name_plural = "công bố kết quả"
        ordering: ClassVar = ["campaign_id", "-sequence"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "sequence"], name="publication_sequence_once"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawal_reason="")
                | (models.Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~models.Q(withdrawal_reason="")),
                name="publication_withdrawn_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}, lần {self.sequence}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change anything but the withdrawal."""
        if not self._state.adding and not set(kwargs.get("update_fields") or {"snapshot"}) <= _WITHDRAWAL:
            raise DomainError("Bản đã công bố không sửa được. Vui lòng công bố bản mới.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # noqa: ARG002  # Django's signature
        """Refuse to delete what was published."""
        raise DomainError("Bản đã công bố không xóa được.")
