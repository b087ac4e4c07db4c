"""How many items are concluded in the present round, kept with the dossier for the workload of a country."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assessments", "0014_report_files")]
    operations = [
        migrations.AddField(
            model_name="dossier",
            name="reviewed_count",
            field=models.PositiveIntegerField(
                default=0, editable=False, verbose_name="số nội dung đã kết luận"
            ),
        ),
    ]
