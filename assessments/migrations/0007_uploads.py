"""Uploads that are under way."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_frozen_publications")]
    operations: list = []
