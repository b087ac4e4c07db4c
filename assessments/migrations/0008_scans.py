"""What the virus scanner said of a file."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_uploads")]
    operations: list = []
