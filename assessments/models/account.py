"""What a commune tells beside its figures: narrative sections, disqualifying facts, opinions on what was posted."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from assessments.models.dossier import Dossier
from assessments.models.labels import SECTIONS


class Narrative(models.Model):
    """One section of the commune's report in words (plan, part II.4)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="narratives")
    section = models.CharField("phần", max_length=20, choices=list(SECTIONS.items()))
    text = models.TextField("nội dung", blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "phần thuyết minh"
        verbose_name_plural = "phần thuyết minh"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dossier", "section"], name="narrative_once_per_section"),
            models.CheckConstraint(condition=models.Q(section__in=list(SECTIONS)), name="narrative_section_known"),
        ]

    def __str__(self) -> str:
        return self.get_section_display()


class FactDeclaration(models.Model):
    """The register of disqualifying facts: for each kind either "none" once, or one row for each fact.

    Persons are not named: `position` says what the person did in the office.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="declarations")
    fact_code = models.CharField("trường hợp", max_length=40)
    arose = models.BooleanField("có phát sinh")
    occurred_on = models.DateField("ngày quyết định", null=True, blank=True)
    position = models.CharField("chức vụ của người liên quan", max_length=200, blank=True)
    penalty = models.CharField("hình thức xử lý", max_length=200, blank=True)
    document = models.CharField("số, ngày văn bản", max_length=200, blank=True)
    note = models.TextField("ghi chú", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "khai báo trường hợp không được công nhận"
        verbose_name_plural = "khai báo trường hợp không được công nhận"
        ordering: ClassVar = ["fact_code", "occurred_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dossier", "fact_code"], condition=models.Q(arose=False), name="fact_none_once"
            ),
            models.CheckConstraint(
                condition=models.Q(arose=False) | (models.Q(occurred_on__isnull=False) & ~models.Q(penalty="")),
                name="fact_arose_with_date_and_penalty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fact_code}: {'có' if self.arose else 'không'}"


class Opinion(models.Model):
    """What somebody said during the posting, and what the commune answered (tiếp thu, giải trình)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.RESTRICT, related_name="opinions")
    received_on = models.DateField("ngày nhận")
    origin = models.CharField("nguồn ý kiến", max_length=200, help_text="Không ghi tên, số điện thoại của cá nhân.")
    content = models.TextField("nội dung ý kiến")
    reply = models.TextField("tiếp thu, giải trình", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = "ý kiến góp ý"
        verbose_name_plural = "ý kiến góp ý"
        ordering: ClassVar = ["received_on", "pk"]

    def __str__(self) -> str:
        return self.content[:60]
