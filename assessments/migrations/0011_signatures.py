"""What is found out about digital signatures, and from when an item's deadline for signing counts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0010_library"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SignatureReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "Đã ký số"),
                            ("none", "Chưa ký số"),
                            ("unreadable", "Không đọc được chữ ký"),
                        ],
                        max_length=10,
                        verbose_name="kết quả",
                    ),
                ),
                ("sentence", models.TextField(blank=True, verbose_name="giải thích")),
                ("read_at", models.DateTimeField(verbose_name="đọc lúc")),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signature_reading",
                        to="assessments.evidence",
                        verbose_name="tài liệu",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần đọc chữ ký số",
                "verbose_name_plural": "các lần đọc chữ ký số",
                "ordering": ["evidence_id"],
            },
        ),
        migrations.CreateModel(
            name="EvidenceSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.PositiveSmallIntegerField(verbose_name="thứ tự ký")),
                ("field", models.CharField(blank=True, max_length=200, verbose_name="tên trường chữ ký")),
                ("is_timestamp", models.BooleanField(default=False, verbose_name="chỉ là dấu thời gian")),
                ("signer", models.CharField(blank=True, max_length=200, verbose_name="người ký")),
                ("organisation", models.CharField(blank=True, max_length=200, verbose_name="tổ chức")),
                ("unit", models.CharField(blank=True, max_length=200, verbose_name="bộ phận")),
                ("issuer", models.CharField(blank=True, max_length=200, verbose_name="nơi cấp chứng thư")),
                ("serial", models.CharField(blank=True, max_length=64, verbose_name="số chứng thư")),
                ("valid_from", models.DateTimeField(null=True, verbose_name="chứng thư có hiệu lực từ")),
                ("valid_to", models.DateTimeField(null=True, verbose_name="chứng thư có hiệu lực đến")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="ký lúc")),
                (
                    "time_source",
                    models.CharField(
                        choices=[
                            ("none", "none"),
                            ("claimed", "claimed"),
                            ("timestamp", "timestamp"),
                            ("timestamp_trusted", "timestamp_trusted"),
                        ],
                        max_length=20,
                        verbose_name="nguồn của thời điểm ký",
                    ),
                ),
                (
                    "integrity",
                    models.CharField(
                        choices=[
                            ("whole", "whole"),
                            ("changed", "changed"),
                            ("broken", "broken"),
                            ("unreadable", "unreadable"),
                        ],
                        max_length=12,
                        verbose_name="toàn vẹn",
                    ),
                ),
                (
                    "modification",
                    models.CharField(
                        choices=[
                            ("none", "none"),
                            ("maintenance", "maintenance"),
                            ("signed", "signed"),
                            ("filled", "filled"),
                            ("other", "other"),
                        ],
                        max_length=12,
                        verbose_name="thay đổi sau khi ký",
                    ),
                ),
                (
                    "coverage",
                    models.CharField(
                        choices=[("file", "file"), ("revision", "revision"), ("part", "part")],
                        max_length=10,
                        verbose_name="phạm vi ký",
                    ),
                ),
                (
                    "trust",
                    models.CharField(
                        choices=[
                            ("trusted", "trusted"),
                            ("expired", "expired"),
                            ("unknown", "unknown"),
                            ("weak", "weak"),
                            ("no_roots", "no_roots"),
                        ],
                        max_length=10,
                        verbose_name="độ tin cậy của chứng thư",
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signatures",
                        to="assessments.signaturereading",
                    ),
                ),
            ],
            options={
                "verbose_name": "chữ ký số",
                "verbose_name_plural": "chữ ký số",
                "ordering": ["reading_id", "place"],
                "constraints": [models.UniqueConstraint(fields=("reading", "place"), name="signature_once_per_place")],
            },
        ),
        migrations.CreateModel(
            name="SigningStart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("item_code", models.CharField(max_length=12, verbose_name="nội dung")),
                ("starts_on", models.DateField(verbose_name="tính từ ngày")),
                ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                ("set_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="signing_starts",
                        to="assessments.campaign",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.RESTRICT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người ghi",
                    ),
                ),
            ],
            options={
                "verbose_name": "mốc tính thời hạn ban hành",
                "verbose_name_plural": "các mốc tính thời hạn ban hành",
                "ordering": ["campaign_id", "item_code"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "item_code"), name="signing_start_once_per_item"),
                    models.CheckConstraint(
                        condition=models.Q(("basis", ""), _negated=True), name="signing_start_has_basis"
                    ),
                ],
            },
        ),
    ]
