"""The database refuses broken rows of the library: every check constraint, one row that breaks it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, models, transaction
from pytest_django import Settings

from assessments.models import Evidence, ReferenceFile
from tests.factories import NOW, evidence, library
from tests.factories.town import Town

Deed = Callable[[Town], object]


def file(**values: object) -> Deed:
    return lambda town: Evidence.objects.filter(unit=town.dossier.commune).update(**values)


def reference(**values: object) -> Deed:
    return lambda town: ReferenceFile.objects.filter(campaign=town.campaign).update(**values)


BROKEN: dict[str, list[Deed]] = {
    "evidence_replaces_another": [
        lambda town: Evidence.objects.update(replaces=models.F("pk"), revised_at=NOW, revised_by=town.official)
    ],
    "evidence_revised_at_and_by": [file(revised_at=NOW)],
    "evidence_revised_when_it_replaces": [
        lambda town: Evidence.objects.update(revised_at=NOW, revised_by=town.official)
    ],
    "reference_file_has_title": [reference(title="")],
    "reference_file_not_empty": [reference(size=0)],
    "reference_file_withdrawn_at_and_by": [reference(withdrawn_at=NOW)],
}


def test_the_database_refuses_every_broken_row(town: Town, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    evidence.attach(town.dossier, town.official)
    library.reference(town)
    for name, deeds in BROKEN.items():
        for deed in deeds:
            with pytest.raises(IntegrityError, match=name), transaction.atomic():
                deed(town)
