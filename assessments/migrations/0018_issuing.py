from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("assessments", "0017_documents")]

    operations = [
        migrations.AddField(
            model_name="issueddocument",
            name="subject",
            field=models.TextField(blank=True, verbose_name="trích yếu"),
        ),
        migrations.AddField(
            model_name="issueddocument",
            name="issuer",
            field=models.CharField(blank=True, max_length=300, verbose_name="cơ quan ban hành"),
        ),
        migrations.AddField(
            model_name="issueddocument",
            name="is_demo",
            field=models.BooleanField(default=False, verbose_name="số liệu minh họa"),
        ),
        migrations.AddField(
            model_name="issueddocument",
            name="is_provisional",
            field=models.BooleanField(default=False, verbose_name="có nội dung chưa xác minh"),
        ),
    ]
