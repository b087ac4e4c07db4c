"""The version that a document was made with; versions are never changed or deleted, whatever the code does."""

import django.db.models.deletion
from django.db import migrations, models

from assessments.migrations import _append_only


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements(schema_editor.connection.vendor, _append_only.TEMPLATE_TABLES):
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("assessments", "0019_report_parts")]
    operations = [
        migrations.AddField(
            model_name="report",
            name="template",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="+",
                to="assessments.documenttemplate",
                verbose_name="mẫu văn bản",
            ),
        ),
        migrations.AddConstraint(
            model_name="documenttemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="document_template_version_positive"
            ),
        ),
        migrations.RunPython(_run(_append_only.create), _run(_append_only.drop)),
    ]
