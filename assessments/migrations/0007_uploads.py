"""Uploads that are under way."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0006_frozen_publications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="UploadSession",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("item_code", models.CharField(max_length=12, verbose_name="nội dung")),
                ("name", models.CharField(max_length=255, verbose_name="tên tệp")),
                ("size", models.PositiveBigIntegerField(verbose_name="dung lượng")),
                ("offset", models.PositiveBigIntegerField(default=0, verbose_name="đã nhận")),
                (
                    "sha256",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="mã kiểm tra do bên gửi khai (SHA-256)"
                    ),
                ),
                ("lease", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(verbose_name="bắt đầu lúc")),
                ("expires_at", models.DateTimeField(db_index=True, verbose_name="hết hạn lúc")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="xong lúc")),
                ("is_new", models.BooleanField(default=False)),
                ("is_changed", models.BooleanField(default=False)),
                ("remark", models.TextField(blank=True, verbose_name="nhận xét về tệp")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người tải lên",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="assessments.dossier"
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="assessments.evidence",
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt tải lên",
                "verbose_name_plural": "lượt tải lên",
                "ordering": ["created_at", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="upload_not_empty"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("offset__lt", models.F("size"))),
                            models.Q(("finished_at__isnull", False), ("offset", models.F("size"))),
                            _connector="OR",
                        ),
                        name="upload_whole_when_finished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("evidence__isnull", True), ("finished_at__isnull", False), _connector="OR"
                        ),
                        name="upload_stored_when_finished",
                    ),
                ],
            },
        ),
    ]
