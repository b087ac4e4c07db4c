"""A drawn share of accepted items that a second reviewer looks at again."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from assessments.models.dossier import Dossier


class SecondLookDraw(models.Model):
    """One draw over the accepted items of a round: `seed` and `share` (%) make it repeatable.

    `population` lists the codes that could be drawn, in the standard's order, as they were at the time.
    """

    dossier = models.ForeignKey(Dossier, verbose_name="hồ sơ", on_delete=models.RESTRICT, related_name="draws")
    round = models.PositiveIntegerField("lần nộp")
    share = models.PositiveIntegerField("tỷ lệ rút (%)")
    seed = models.CharField("số khởi đầu", max_length=64)
    population = models.JSONField("các nội dung đã đồng ý")
    drawn_at = models.DateTimeField("rút lúc")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "lượt rút kiểm tra lại"
        verbose_name_plural = "các lượt rút kiểm tra lại"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "round"], name="draw_once_per_round"),
            models.CheckConstraint(condition=models.Q(share__gte=1, share__lte=100), name="draw_share_in_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.share} %, {self.seed}"


class SecondLook(models.Model):
    """What the second reviewer found on a drawn item; null until looked at. Never the person who accepted it.

    `accepted_by` is who had accepted the item when it was drawn, also where it is concluded anew afterwards.

    After a dissent the item is concluded again, or an office head confirms the conclusion and says why (`confirmed_*`).
    """

    draw = models.ForeignKey(SecondLookDraw, on_delete=models.RESTRICT, related_name="looks")
    item_code = models.CharField("nội dung", max_length=12)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.RESTRICT, related_name="+"
    )
    agrees = models.BooleanField("thống nhất với kết luận", null=True, blank=True)
    reason = models.TextField("lý do", blank=True)
    looked_at = models.DateTimeField("kiểm tra lúc", null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    confirmed_reason = models.TextField("lý do giữ kết luận", blank=True)
    confirmed_at = models.DateTimeField("giữ kết luận lúc", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        verbose_name = "nội dung được kiểm tra lại"
        verbose_name_plural = "các nội dung được kiểm tra lại"
        ordering: ClassVar = ["draw_id", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["draw", "item_code"], name="second_look_once_per_item"),
            models.CheckConstraint(
                condition=models.Q(agrees__isnull=True, looked_at__isnull=True, looked_by__isnull=True)
                | models.Q(agrees__isnull=False, looked_at__isnull=False, looked_by__isnull=False),
                name="second_look_looked_at_and_by",
            ),
            models.CheckConstraint(
                condition=~models.Q(agrees=False) | ~models.Q(reason=""), name="second_look_dissent_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_at__isnull=True, confirmed_by__isnull=True, confirmed_reason="")
                | (
                    models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                    & models.Q(agrees__isnull=False, agrees=False)
                    & ~models.Q(confirmed_reason="")
                ),
                name="second_look_confirmed_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.item_code
