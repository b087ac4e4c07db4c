"""Many appraised dossiers beside the town's own, past the services: only their number matters."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from assessments.models import Dossier, FactDeclaration, ItemReview, Submission
from communes.models import Unit, UnitClass, UnitKind, UnitLevel
from tests.factories import NOW
from tests.factories.town import Town

_BATCH = 1000


def copy_appraised(town: Town, numbers: range) -> list[Dossier]:
    """Copy the town's appraised dossier for a ward of each number ("Phường Số 7"), with what decisions rest on.

    Accepted items are left out: a decision counts what was handed in, and what the office changed.
    """
    submission = Submission.objects.get(dossier=town.dossier)
    row = {**Dossier.objects.filter(pk=town.dossier.pk).values().get(), "id": None}
    copies = [Dossier(**{**row, "commune_id": ward.pk}) for ward in _wards(town, numbers)]
    dossiers = Dossier.objects.bulk_create(copies)
    Submission.objects.bulk_create(
        Submission(
            dossier=dossier,
            round=submission.round,
            snapshot=submission.snapshot,
            sha256=submission.sha256,
            receipt_number=f"BN-{dossier.pk}",
            submitted_at=NOW,
            submitted_by=town.leader,
        )
        for dossier in dossiers
    )
    changed = ItemReview.objects.filter(dossier=town.dossier).exclude(verdict=ItemReview.Verdict.ACCEPTED)
    _spread(changed, dossiers)
    _spread(FactDeclaration.objects.filter(dossier=town.dossier), dossiers)
    return dossiers


def _wards(town: Town, numbers: range) -> list[Unit]:
    wards = [
        Unit(
            code=f"15{number:03d}",
            name=f"Số {number}",
            kind=UnitKind.PHUONG,
            level=UnitLevel.COMMUNE,
            parent=town.authority,
            valid_from=date(2000, 1, 1),
        )
        for number in numbers
    ]
    for ward in wards:
        ward.set_keys()
    Unit.objects.bulk_create(wards)
    UnitClass.objects.bulk_create(
        UnitClass(unit=ward, value="II", valid_from=date(2000, 1, 1), basis="Số liệu kiểm thử") for ward in wards
    )
    return wards


def _spread(rows: QuerySet[Any], dossiers: list[Dossier]) -> None:
    """Copy the rows of one dossier for each of the others."""
    model, found = rows.model, list(rows.values())
    copies = (model(**{**row, "id": None, "dossier_id": dossier.pk}) for dossier in dossiers for row in found)
    model._default_manager.bulk_create(copies, batch_size=_BATCH)  # noqa: SLF001  # Django's documented API
