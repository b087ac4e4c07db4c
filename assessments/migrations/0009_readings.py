"""Pages and text of the files."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_scans")]
    operations: list = []
