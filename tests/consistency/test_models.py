"""Stored facts: stamps come in pairs, forms speak Vietnamese, migrations are complete."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

AnyField = "models.Field[Any, Any]"
OURS = [model for label in ("assessments", "communes") for model in apps.get_app_config(label).get_models()]
# Rows that the system itself may write: at the first start nobody has signed in yet.
MAY_LACK_A_PERSON = {"Standard.loaded"}
# Times that belong to a job or a machine, not to a person.
WITHOUT_A_PERSON = {"Report.started", "Report.finished"}
# Words that are the same in both languages.
SAME_WORD: set[str] = set()


def _stamps(model: type[models.Model]) -> "Iterator[tuple[str, AnyField, AnyField | None]]":
    fields = {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001  # Django's documented API
    for name, field in fields.items():
        if name.endswith("_at") and isinstance(field, models.DateTimeField):
            yield name.removesuffix("_at"), field, fields.get(f"{name.removesuffix('_at')}_by")


def _mentioned(condition: models.Q) -> set[str]:
    children = (c for c in condition.children)
    return set().union(*(_mentioned(c) if isinstance(c, models.Q) else {str(c[0])} for c in children))


def _has_pair(model: type[models.Model], stamp: str) -> bool:
    wanted = {f"{stamp}_at__isnull", f"{stamp}_by__isnull"}
    constraints = (c for c in model._meta.constraints if isinstance(c, models.CheckConstraint))  # noqa: SLF001  # see above
    return any(isinstance(c.condition, models.Q) and wanted <= _mentioned(c.condition) for c in constraints)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_when_and_who_are_stored_together(model: type[models.Model]) -> None:
    wrong = []
    for stamp, at, by in _stamps(model):
        name = f"{model.__name__}.{stamp}"
        if by is None:
            whole = name in WITHOUT_A_PERSON
        elif at.null:
            whole = by.null and _has_pair(model, stamp)
        else:
            whole = by.null == (name in MAY_LACK_A_PERSON)
        wrong += [] if whole else [name]
    assert wrong == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_what_people_edit_has_a_vietnamese_name(model: type[models.Model]) -> None:
    """Django makes an English name from the field's name where none is given; that must not reach a form."""
    meta = model._meta  # noqa: SLF001  # Django's documented API
    shown = [f for f in meta.fields if f.editable and not f.primary_key and not f.name.endswith(("_at", "_by"))]
    invented = [f.name for f in shown if str(f.verbose_name) == f.name.replace("_", " ") and f.name not in SAME_WORD]
    choices = [str(label) for f in shown for value, label in (f.flatchoices or ()) if str(label) == value]
    assert (invented, choices) == ([], [])


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
