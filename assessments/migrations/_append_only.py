"""The SQL that keeps written history as it is, for both databases. Not a migration: the loader skips the underscore."""

TABLES = ("assessments_auditevent", "assessments_submission", "assessments_standard", "assessments_standardcontent")
FINAL_TABLES = ("assessments_votermark", "assessments_openballot", "assessments_decisioncorrection")
TEMPLATE_TABLES = ("assessments_documenttemplate",)

_FUNCTION = """
CREATE OR REPLACE FUNCTION assessments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def create(vendor: str, tables: tuple[str, ...] = TABLES) -> list[str]:
    """Return the statements that forbid UPDATE and DELETE on the append-only tables."""
    if vendor == "postgresql":
        return [
            _FUNCTION,
            *(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION assessments_refuse_change()"
                for table in tables
            ),
        ]
    return [
        f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed or deleted'); END"
        for table in tables
        for deed in ("UPDATE", "DELETE")
    ]


def drop(vendor: str, tables: tuple[str, ...] = TABLES) -> list[str]:
    """Return the statements that take the guards away."""
    if vendor == "postgresql":
        return [f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}" for table in tables]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{deed}" for table in tables for deed in ("update", "delete")]
