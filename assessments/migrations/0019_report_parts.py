import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0018_issuing'),
        ('communes', '0002_specialists'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReportPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task', models.CharField(choices=[('section', 'Dàn trang'), ('sheets', 'Lập bản tổng hợp'), ('docx', 'Tạo tệp Word'), ('xlsx', 'Tạo tệp Excel'), ('whole', 'Ghép tệp')], max_length=8)),
                ('number', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('queued', 'Đang chờ'), ('running', 'Đang làm'), ('done', 'Đã xong')], default='queued', max_length=8)),
                ('source', models.FileField(blank=True, max_length=120, upload_to='')),
                ('expected', models.PositiveIntegerField(default=0)),
                ('planned_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('file', models.FileField(blank=True, max_length=120, upload_to='')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveBigIntegerField(default=0)),
                ('pages', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'phần của báo cáo',
                'verbose_name_plural': 'phần của báo cáo',
                'ordering': ['report_id', 'number'],
            },
        ),
        migrations.AddField(
            model_name='report',
            name='stopped_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='hủy lúc'),
        ),
        migrations.AddField(
            model_name='report',
            name='stopped_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người hủy'),
        ),
        migrations.AlterField(
            model_name='report',
            name='state',
            field=models.CharField(choices=[('queued', 'Đang chờ'), ('running', 'Đang tạo'), ('done', 'Đã xong'), ('failed', 'Không tạo được'), ('stopped', 'Đã hủy')], default='queued', max_length=8, verbose_name='trạng thái'),
        ),
        migrations.AddConstraint(
            model_name='report',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'stopped'), ('stopped_at__isnull', False), ('stopped_by__isnull', False)), models.Q(models.Q(('state', 'stopped'), _negated=True), ('stopped_at__isnull', True), ('stopped_by__isnull', True)), _connector='OR'), name='report_stopped_by_whom'),
        ),
        migrations.AddField(
            model_name='reportpart',
            name='report',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='assessments.report'),
        ),
        migrations.AddConstraint(
            model_name='reportpart',
            constraint=models.UniqueConstraint(fields=('report', 'number'), name='report_part_number_once'),
        ),
        migrations.AddConstraint(
            model_name='reportpart',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('file', ''), _negated=True), ('task', 'whole'), _connector='OR'), name='report_part_done_has_file'),
        ),
    ]
