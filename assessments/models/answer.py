"""Answers of the commune, one for each item."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from assessments.domain.scoring import Answer as Claim
from assessments.models.dossier import Dossier


class Answer(models.Model):
    """The facts that a commune claims for one item; the points are always computed from them, never stored.

    `facts` has the keys of the item's rule (numerator/denominator, option, choices, count) with digits as text.
    `version` rises with each save; a save that does not know the latest version is refused.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="answers")
    item_code = models.CharField("nội dung", max_length=12)
    facts = models.JSONField("số liệu", default=dict)
    not_applicable = models.BooleanField("không phát sinh", default=False)
    note = models.TextField("ghi chú, giải trình", blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "số liệu tự đánh giá"
        verbose_name_plural = "số liệu tự đánh giá"
        ordering: ClassVar = ["dossier_id", "item_code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "item_code"], name="answer_once_per_item")]

    def __str__(self) -> str:
        return f"{self.item_code}"

    @property
    def claim(self) -> Claim:
        """The answer as the scoring engine reads it."""
        facts = {key: tuple(value) if isinstance(value, list) else value for key, value in self.facts.items()}
        return Claim(facts=facts, not_applicable=self.not_applicable)
