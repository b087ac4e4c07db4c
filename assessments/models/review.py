"""The office's review, item by item and round by round."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from assessments.models.dossier import Dossier


class ItemReview(models.Model):
    """What the office concludes on one item in one round.

    `counted_points` (điểm) or `counted_met` is set only where the verdict is `changed`; `due_on` only where a supplement
    is asked for. `carried` marks a conclusion taken over from the round before because the item did not change.
    """

    class Verdict(models.TextChoices):
        """The conclusion."""

        ACCEPTED = "accepted", "Đồng ý"
        CHANGED = "changed", "Điều chỉnh"
        SUPPLEMENT = "supplement", "Yêu cầu bổ sung"

    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="reviews")
    round = models.PositiveIntegerField("lần nộp")
    item_code = models.CharField("nội dung", max_length=12)
    verdict = models.CharField("kết luận", max_length=10, choices=Verdict.choices)
    counted_points = models.DecimalField("điểm thẩm tra", max_digits=7, decimal_places=4, null=True, blank=True)
    counted_met = models.BooleanField("đạt", null=True, blank=True)
    reason = models.TextField("lý do", blank=True)
    due_on = models.DateField("hạn bổ sung", null=True, blank=True)
    carried = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "kết quả thẩm tra nội dung"
        verbose_name_plural = "kết quả thẩm tra nội dung"
        ordering: ClassVar = ["dossier_id", "round", "item_code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "round", "item_code"], name="review_once_per_item_and_round"),
            models.CheckConstraint(
                condition=models.Q(verdict="accepted") | ~models.Q(reason=""), name="review_change_has_reason"
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict="supplement") | models.Q(due_on__isnull=False),
                name="review_supplement_has_due_date",
            ),
            models.CheckConstraint(
                condition=models.Q(~models.Q(verdict="changed"), counted_points__isnull=True, counted_met__isnull=True)
                | (
                    models.Q(verdict="changed")
                    & (
                        models.Q(counted_points__isnull=False, counted_met__isnull=True)
                        | models.Q(counted_points__isnull=True, counted_met__isnull=False)
                    )
                ),
                name="review_counts_only_when_changed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_code}: {self.get_verdict_display()}"


class SupplementRequest(models.Model):
    """What the office asked for when it returned the dossier after round `round`, and the commune's answer.

    `is_answered` is the reviewer's judgement on the resubmitted round; None = not judged yet.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="requests")
    round = models.PositiveIntegerField("lần nộp")
    item_code = models.CharField("nội dung", max_length=12)
    reason = models.TextField("nội dung yêu cầu")
    due_on = models.DateField("hạn bổ sung")
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    reply = models.TextField("giải trình, bổ sung", blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    is_answered = models.BooleanField("yêu cầu đã được đáp ứng", null=True, blank=True)
    judged_at = models.DateTimeField("xem xét lúc", null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        verbose_name = "yêu cầu bổ sung"
        verbose_name_plural = "yêu cầu bổ sung"
        ordering: ClassVar = ["dossier_id", "round", "item_code"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "round", "item_code"], name="request_once_per_item_and_round"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="request_has_reason"),
            models.CheckConstraint(
                condition=models.Q(replied_at__isnull=True, replied_by__isnull=True, reply="")
                | (models.Q(replied_at__isnull=False, replied_by__isnull=False) & ~models.Q(reply="")),
                name="request_replied_at_and_by",
            ),
            models.CheckConstraint(
                condition=models.Q(is_answered__isnull=True, judged_at__isnull=True, judged_by__isnull=True)
                | models.Q(is_answered__isnull=False, judged_at__isnull=False, judged_by__isnull=False),
                name="request_judged_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_code}: {self.reason[:40]}"
