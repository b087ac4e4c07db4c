"""What the virus scanner said of a file."""

import django.db.models.deletion
from django.db import migrations, models

_FINISHED = models.Q(state__in=["clean", "blocked"], finished_at__isnull=False)
_UNFINISHED = models.Q(state__in=["waiting", "failed"], finished_at__isnull=True)
_BLOCKED = models.Q(state="blocked")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_uploads")]
    operations = [
        migrations.CreateModel(
            name="EvidenceScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "đang kiểm tra"),
                            ("clean", "sạch"),
                            ("blocked", "bị chặn"),
                            ("failed", "chưa kiểm tra được"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("signature", models.CharField(blank=True, max_length=200, verbose_name="mã độc")),
                ("engine", models.CharField(blank=True, max_length=200, verbose_name="bản kiểm tra")),
                ("error", models.CharField(blank=True, max_length=300, verbose_name="lý do chưa kiểm tra được")),
                ("requested_at", models.DateTimeField(verbose_name="yêu cầu kiểm tra lúc")),
                ("tried_at", models.DateTimeField(blank=True, null=True, verbose_name="thử lần cuối lúc")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="có kết quả lúc")),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scan",
                        to="assessments.evidence",
                        verbose_name="tài liệu",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần kiểm tra vi-rút",
                "verbose_name_plural": "kiểm tra vi-rút",
                "ordering": ["-requested_at", "-pk"],
                "indexes": [models.Index(fields=["state", "requested_at"], name="scan_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=_FINISHED | _UNFINISHED, name="scan_finished_with_its_time"
                    ),
                    models.CheckConstraint(
                        condition=_BLOCKED & ~models.Q(signature="") | ~_BLOCKED & models.Q(signature=""),
                        name="scan_blocked_with_its_signature",
                    ),
                ],
            },
        )
    ]
