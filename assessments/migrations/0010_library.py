"""What a file is, its revisions, and the office's reference files."""

import assessments.models.library
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0009_readings"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReferenceFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, verbose_name="chỉ tiêu, nội dung")),
                ("title", models.CharField(max_length=200, verbose_name="tên tài liệu")),
                ("note", models.TextField(blank=True, verbose_name="hướng dẫn sử dụng")),
                (
                    "file",
                    models.FileField(
                        max_length=120, upload_to=assessments.models.library.stored_name, verbose_name="tệp"
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="mã kiểm tra (SHA-256)")),
                ("size", models.PositiveBigIntegerField(verbose_name="dung lượng")),
                ("media_type", models.CharField(max_length=100, verbose_name="loại tệp")),
                ("original_name", models.CharField(max_length=255, verbose_name="tên tệp")),
                ("uploaded_at", models.DateTimeField(verbose_name="tải lên lúc")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="ngừng dùng lúc")),
            ],
            options={
                "verbose_name": "tài liệu tham khảo, biểu mẫu",
                "verbose_name_plural": "tài liệu tham khảo, biểu mẫu",
                "ordering": ["campaign_id", "code", "pk"],
            },
        ),
        migrations.AddField(
            model_name="dossier",
            name="absent_documents",
            field=models.JSONField(default=dict, editable=False, verbose_name="tài liệu không phát sinh"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="document_number",
            field=models.CharField(blank=True, max_length=100, verbose_name="số, ký hiệu"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="issued_on",
            field=models.DateField(blank=True, null=True, verbose_name="ngày ban hành"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="issuer",
            field=models.CharField(blank=True, max_length=200, verbose_name="cơ quan ban hành"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="replacement",
                to="assessments.evidence",
                verbose_name="thay cho tệp",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="revised_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="thay lúc"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="revised_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người thay",
            ),
        ),
        migrations.AddField(
            model_name="evidence",
            name="title",
            field=models.CharField(blank=True, max_length=300, verbose_name="trích yếu"),
        ),
        migrations.AddField(
            model_name="evidence",
            name="version",
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name="số lần lưu thông tin"),
        ),
        migrations.AddField(
            model_name="evidencelink",
            name="documents",
            field=models.JSONField(blank=True, default=list, verbose_name="loại tài liệu"),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(fields=["sha256"], name="evidence_by_content"),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revised_at__isnull", True), ("revised_by__isnull", True)),
                    models.Q(("revised_at__isnull", False), ("revised_by__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_revised_at_and_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replaces__isnull", True), ("revised_at__isnull", True)),
                    models.Q(("replaces__isnull", False), ("revised_at__isnull", False)),
                    _connector="OR",
                ),
                name="evidence_revised_when_it_replaces",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True), models.Q(("replaces", models.F("id")), _negated=True), _connector="OR"
                ),
                name="evidence_replaces_another",
            ),
        ),
        migrations.AddField(
            model_name="referencefile",
            name="campaign",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="reference_files",
                to="assessments.campaign",
                verbose_name="đợt đánh giá",
            ),
        ),
        migrations.AddField(
            model_name="referencefile",
            name="uploaded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người tải lên",
            ),
        ),
        migrations.AddField(
            model_name="referencefile",
            name="withdrawn_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="người ngừng dùng",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencefile",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="reference_file_has_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="referencefile",
            constraint=models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="reference_file_not_empty"),
        ),
        migrations.AddConstraint(
            model_name="referencefile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("campaign", "code", "sha256"),
                name="reference_file_once_in_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="reference_file_withdrawn_at_and_by",
            ),
        ),
    ]
