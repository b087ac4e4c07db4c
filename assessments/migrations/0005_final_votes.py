"""Votes and corrections of a decision's paper are never changed or deleted, whatever the code does."""

from django.db import migrations

from assessments.migrations import _append_only


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements(schema_editor.connection.vendor, _append_only.FINAL_TABLES):
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_office")]
    operations = [migrations.RunPython(_run(_append_only.create), _run(_append_only.drop))]
