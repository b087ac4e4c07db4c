"""What was published is never changed, whatever the code does; only the withdrawal may be written."""

from django.db import migrations

_TABLE = "assessments_publication"
_NAME = "assessments_publication_frozen"
_FROZEN = "campaign_id, sequence, snapshot, sha256, published_at, published_by_id"


def _create(apps, schema_editor):
    head = f"CREATE TRIGGER {_NAME} BEFORE UPDATE OF {_FROZEN} ON {_TABLE} "
    if schema_editor.connection.vendor == "postgresql":
        statement = head + "FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change()"
    else:
        statement = head + f"BEGIN SELECT RAISE(ABORT, 'rows of {_TABLE} are never changed'); END"
    schema_editor.execute(statement, params=None)


def _drop(apps, schema_editor):
    table = f" ON {_TABLE}" if schema_editor.connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {_NAME}{table}", params=None)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_final_votes")]
    operations = [migrations.RunPython(_create, _drop)]
