"""Stored facts: stamps come in pairs, forms speak Vietnamese, migrations are complete."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.management import call_command
from django.db import models
from django.test import RequestFactory

from communes.models import User

OURS = [model for label in ("assessments", "communes") for model in apps.get_app_config(label).get_models()]
# Rows that the system itself may write: at the first start nobody has signed in yet.
MAY_LACK_A_PERSON = {"Standard.loaded"}
# Times that belong to a job or a machine, not to a person.
WITHOUT_A_PERSON = {
    "Report.started",
    "ReportPart.planned",  # a job
    "ReportPart.started",
    "Report.finished",
    "EvidenceReading.alive",
    "EvidenceReading.read",
    "EvidenceScan.requested",
    "EvidenceScan.tried",
    "EvidenceScan.finished",
    "Notice.created",  # the recipient is its person
    "Notice.read",
    "Notice.mailed",
    "UploadSession.expires",
    "UploadSession.finished",  # by whoever began it
    "SignatureReading.read",  # a job
    "EvidenceSignature.signed",  # whoever the certificate names
    "OpenBallot.cast",  # the mark names the member
}


def _stamps(
    model: type[models.Model],
) -> "Iterator[tuple[str, models.Field[Any, Any], models.Field[Any, Any] | None]]":
    fields = {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001  # Django's documented API
    for name, field in fields.items():
        if name.endswith("_at") and isinstance(field, models.DateTimeField):
            yield name.removesuffix("_at"), field, fields.get(f"{name.removesuffix('_at')}_by")


def _mentioned(condition: models.Q) -> set[str]:
    names: set[str] = set()
    for child in condition.children:
        names |= _mentioned(child) if isinstance(child, models.Q) else set()
        names |= {str(child[0])} if isinstance(child, tuple) else set()
    return names


def _has_pair(model: type[models.Model], stamp: str) -> bool:
    wanted = {f"{stamp}_at__isnull", f"{stamp}_by__isnull"}
    conditions = (getattr(c, "condition", None) for c in model._meta.constraints)  # noqa: SLF001  # Django's documented API
    return any(isinstance(c, models.Q) and wanted <= _mentioned(c) for c in conditions)


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


def _shown_in_admin(model_admin: "ModelAdmin[Any]") -> set[str]:
    request = RequestFactory().get("/")
    request.user = User.objects.create(username="quan-tri", is_superuser=True, is_staff=True)
    names = (*model_admin.get_list_display(request), *flatten_fieldsets(model_admin.get_fieldsets(request)))
    return {name for name in names if isinstance(name, str)}


@pytest.mark.django_db
@pytest.mark.parametrize("model", [m for m in admin.site._registry if m in OURS], ids=lambda model: model.__name__)  # noqa: SLF001  # no other way to list them
def test_what_the_admin_shows_has_a_vietnamese_name(model: type[models.Model]) -> None:
    """Django makes an English name from the field's name where none is given; that must not reach a page."""
    shown = _shown_in_admin(admin.site._registry[model])  # noqa: SLF001  # see above
    fields = [field for field in model._meta.fields if field.name in shown]  # noqa: SLF001  # Django's documented API
    invented = [field.name for field in fields if str(field.verbose_name) == field.name.replace("_", " ")]
    codes = [str(label) for field in fields for value, label in (field.flatchoices or ()) if str(label) == value]
    assert (invented, codes) == ([], [])


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
