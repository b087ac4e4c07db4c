"""What is said about an item during the review: reasons kept for reuse, comments, internal notes."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from assessments.models.dossier import Dossier
from assessments.models.review import ItemReview
from communes.models import Unit


class ReasonTemplate(models.Model):
    """A reason that the office words once and uses often; `verdict` "" fits every verdict, `item_code` "" every item."""

    authority = models.ForeignKey(Unit, verbose_name="cơ quan", on_delete=models.RESTRICT, related_name="reasons")
    verdict = models.CharField("dùng cho kết luận", max_length=10, choices=ItemReview.Verdict.choices, blank=True)
    item_code = models.CharField("dùng cho nội dung", max_length=12, blank=True)
    title = models.CharField("tên ngắn", max_length=100)
    text = models.TextField("nội dung lý do")
    position = models.PositiveIntegerField("thứ tự", default=0)
    is_active = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "mẫu lý do"
        verbose_name_plural = "mẫu lý do"
        ordering: ClassVar = ["authority_id", "position", "title", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "title"],
                name="reason_title_once",
                violation_error_message="Đã có mẫu lý do mang tên này.",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="reason_has_text"),
        ]

    def __str__(self) -> str:
        return self.title


class ItemComment(models.Model):
    """A comment on one item. `is_internal`: the commune never sees it; others are seen by both sides.

    A comment that asks for something stays open until it is resolved.
    """

    dossier = models.ForeignKey(Dossier, verbose_name="hồ sơ", on_delete=models.RESTRICT, related_name="comments")
    item_code = models.CharField("nội dung", max_length=12)
    round = models.PositiveIntegerField("lần nộp")
    is_internal = models.BooleanField("ghi chú nội bộ", default=True)
    text = models.TextField("ý kiến")
    written_at = models.DateTimeField("viết lúc")
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    resolved_at = models.DateTimeField("xử lý xong lúc", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        verbose_name = "trao đổi về nội dung"
        verbose_name_plural = "trao đổi về nội dung"
        ordering: ClassVar = ["dossier_id", "item_code", "written_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_has_text"),
            models.CheckConstraint(
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="comment_resolved_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
