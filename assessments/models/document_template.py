"""How an office words its own documents: letterhead, recipients and passages, version by version."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from assessments.models.report_kind import ReportKind
from communes.models import Unit


class DocumentTemplate(models.Model):
    """One version of an office's wording of a kind of document; the latest one counts, an earlier one stays readable.

    `texts` holds what replaces the product's own passages, by the code of the block; the blocks `letterhead` and
    `recipients` are lists, one entry a line. A version without texts goes back to the product's own wording.
    """

    authority = models.ForeignKey(Unit, on_delete=models.RESTRICT, related_name="document_templates")
    kind = models.CharField("loại văn bản", max_length=24, choices=ReportKind.choices)
    version = models.PositiveIntegerField("bản số")
    texts = models.JSONField("nội dung", default=dict)
    note = models.CharField("ghi chú", max_length=200, blank=True)
    made_at = models.DateTimeField("lưu lúc")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người lưu", on_delete=models.RESTRICT, related_name="+"
    )

    class Meta:
        verbose_name = "mẫu văn bản"
        verbose_name_plural = "mẫu văn bản"
        ordering: ClassVar = ["authority_id", "kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "kind", "version"], name="document_template_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, bản số {self.version}"
