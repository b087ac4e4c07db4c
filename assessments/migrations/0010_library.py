"""What a file is, its revisions, and the office's reference files."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_readings")]
    operations: list = []
