"""Pages and text of the files, with an index for the search on PostgreSQL."""

import django.db.models.deletion
from django.db import migrations, models

import tiepcanpl.kit.words
from tiepcanpl.kit.words import INDEXED, kept

INDEX = "reading_words_gin"
BATCH = 1000


def expect_files_that_are_there(apps, schema_editor):
    """Let the sweep read what was stored before; the names can be searched at once."""
    Evidence, Reading = (apps.get_model("assessments", name) for name in ("Evidence", "EvidenceReading"))
    rows = Evidence.objects.order_by("pk").values_list("pk", "original_name", "uploaded_at").iterator(BATCH)
    Reading.objects.bulk_create(
        (Reading(evidence_id=pk, words=kept([name]), alive_at=at) for pk, name, at in rows), batch_size=BATCH
    )


def make_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        expression = INDEXED.format(column="words")
        schema_editor.execute(f"CREATE INDEX {INDEX} ON assessments_evidencereading USING gin (({expression}))")


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_scans")]
    operations = [
        migrations.CreateModel(
            name='EvidenceReading',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Đang chờ đọc'), ('reading', 'Đang đọc'), ('read', 'Đã đọc'), ('failed', 'Không đọc được'), ('lacking', 'Máy chủ thiếu phần mềm')], default='waiting', editable=False, max_length=8, verbose_name='tình trạng')),
                ('error', models.TextField(blank=True, verbose_name='lý do không đọc được')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='số lần thử')),
                ('folder', models.CharField(blank=True, max_length=60)),
                ('page_count', models.PositiveIntegerField(default=0, verbose_name='số trang')),
                ('sizes', models.JSONField(default=list)),
                ('chunks', models.JSONField(default=list)),
                ('thumb_width', models.PositiveSmallIntegerField(default=0)),
                ('thumb_height', models.PositiveSmallIntegerField(default=0)),
                ('text', models.TextField(blank=True, verbose_name='nội dung chữ')),
                ('words', tiepcanpl.kit.words.WordsField(blank=True)),
                ('is_recognised', models.BooleanField(default=False, verbose_name='chữ nhận dạng từ ảnh')),
                ('is_cut', models.BooleanField(default=False, verbose_name='chỉ đọc được một phần')),
                ('awaits_recognition', models.BooleanField(default=False, verbose_name='chờ nhận dạng chữ')),
                ('tool', models.CharField(blank=True, max_length=100, verbose_name='phần mềm đã dùng')),
                ('alive_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True, verbose_name='đọc xong lúc')),
                ('evidence', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reading', to='assessments.evidence')),
            ],
            options={
                'verbose_name': 'nội dung đọc được của tài liệu',
                'verbose_name_plural': 'nội dung đọc được của tài liệu',
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'reading', 'lacking']), ('awaits_recognition', True), _connector='OR'), fields=['alive_at'], name='reading_unfinished')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'read'), _negated=True), ('read_at__isnull', False), _connector='OR'), name='reading_read_has_moment'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['failed', 'lacking']), _negated=True), models.Q(('error', ''), _negated=True), _connector='OR'), name='reading_failed_has_reason')],
            },
        ),
        migrations.RunPython(expect_files_that_are_there, migrations.RunPython.noop),
        migrations.RunPython(make_index, drop_index),
    ]
