"""Notices: what a person has to know or do, in the product and by e-mail."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.http import url_has_allowed_host_and_scheme


class Notice(models.Model):
    """One notice to one person: what happened, what to do, by when. `path` is where the person does it.

    `key` names the event, so that repeating a deed notifies nobody twice. `mail_after` is when the e-mail is sent, or tried
    again; empty: none is to be sent (any more). `mailed_at` is when the mail server took it.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField("sự kiện", max_length=120)
    kind = models.CharField("loại", max_length=40)
    title = models.CharField("nội dung", max_length=300)
    text = models.TextField("việc cần làm", blank=True)
    path = models.CharField("đường dẫn", max_length=200)
    due_on = models.DateField("thời hạn", null=True, blank=True)
    created_at = models.DateTimeField("gửi lúc")
    read_at = models.DateTimeField("đã xem lúc", null=True, blank=True)
    mail_after = models.DateTimeField("gửi thư từ lúc", null=True, blank=True)
    mailed_at = models.DateTimeField("đã gửi thư lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering: ClassVar = ["-created_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["recipient", "read_at"], name="notice_unread"),
            models.Index(fields=["mail_after"], condition=models.Q(mail_after__isnull=False), name="notice_unmailed"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "key"], name="notice_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def target(self) -> str:
        """The path, if it stays within the product; "" for anything else, whatever came into the row."""
        is_ours = self.path.startswith("/") and url_has_allowed_host_and_scheme(self.path, allowed_hosts=None)
        return self.path if is_ours else ""


class NoticePreference(models.Model):
    """How a person wants e-mail; without a row: each notice at once. In-app notices are always kept."""

    class Mail(models.TextChoices):
        """When e-mail is sent."""

        EACH = "each", "Gửi ngay từng thông báo"
        DAILY = "daily", "Gộp một thư mỗi ngày"
        NONE = "none", "Không gửi thư điện tử"

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_preference")
    mail = models.CharField("thư điện tử", max_length=5, choices=Mail.choices, default=Mail.EACH)

    class Meta:
        verbose_name = "cách nhận thông báo"
        verbose_name_plural = "cách nhận thông báo"

    def __str__(self) -> str:
        return self.get_mail_display()
