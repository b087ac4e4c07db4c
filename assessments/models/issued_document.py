"""Documents that were issued: who signed what, and whether it is still valid."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from assessments.models.report import Report


class IssuedDocument(models.Model):
    """A report that left the office as a document. `file` is the signed file; on paper there is none.

    Never deleted: a document that is no longer valid is revoked with a reason, and its code goes on to say so.
    Who holds the code reads `subject`, `issuer`, the two marks, the position of who signed and the reason of a
    revocation on the public page; the first four are taken from the paper when it is issued (`documents.facts_of`).
    """

    class Way(models.TextChoices):
        """How it was signed."""

        PAPER = "paper", "Ký, đóng dấu trên giấy"
        UPLOADED = "uploaded", "Ký số ngoài hệ thống rồi tải lên"
        SERVER = "server", "Ký số trên hệ thống"

    report = models.OneToOneField(Report, on_delete=models.RESTRICT, related_name="issued")
    way = models.CharField("cách ký", max_length=8, choices=Way.choices)
    subject = models.TextField("trích yếu", blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=300, blank=True)
    is_demo = models.BooleanField("số liệu minh họa", default=False)
    is_provisional = models.BooleanField("có nội dung chưa xác minh", default=False)
    signer_position = models.CharField("chức vụ người ký", max_length=150)
    file = models.FileField("tệp đã ký", max_length=120, blank=True)
    sha256 = models.CharField("mã kiểm tra (SHA-256)", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("dung lượng", default=0)
    signatures = models.JSONField("chữ ký số", default=list)
    issued_at = models.DateTimeField("ghi nhận ban hành lúc")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người ghi nhận", on_delete=models.RESTRICT, related_name="+"
    )
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.RESTRICT, related_name="+"
    )
    revoke_reason = models.TextField("lý do thu hồi", blank=True)

    class Meta:
        verbose_name = "văn bản đã ban hành"
        verbose_name_plural = "văn bản đã ban hành"
        ordering: ClassVar = ["-issued_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(way="paper", file="", sha256="")
                | (~models.Q(way="paper") & ~models.Q(file="") & ~models.Q(sha256="")),
                name="issued_digitally_has_file",
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True, revoke_reason="")
                | (models.Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~models.Q(revoke_reason="")),
                name="issued_revoked_by_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} số {self.report.number}"
