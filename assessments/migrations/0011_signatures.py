"""Digital signatures found in the files."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assessments", "0010_library")]
    operations: list = []
