"""Stores what somebody chose from a filled entry workbook: all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from assessments.services import answers, narratives
from assessments.services.answers import Entry
from communes.models import User


@dataclass(frozen=True, slots=True)
class Chosen:
    """One item to store; `version` is the stored one that the person has seen."""

    item_code: str
    entry: Entry
    version: int


@dataclass(frozen=True, slots=True)
class ChosenSection:
    """One section of the report in words to store."""

    section: str
    text: str
    version: int


@transaction.atomic
def apply(
    *,
    dossier_id: int,
    entries: Sequence[Chosen],
    sections: Sequence[ChosenSection],
    actor: User,
    at: datetime,
) -> int:
    """Store the chosen items and sections through the doors of the pages; return how many are stored.

    Doing it again changes nothing. Raises Dossier.DoesNotExist, NotAllowedError, DomainError when one is locked, and
    StaleError when somebody else stored something in the meantime: then nothing is stored.
    """
    saves = [answers.Save(row.item_code, row.entry, row.version) for row in entries]
    if saves:
        answers.save_all(dossier_id=dossier_id, saves=saves, actor=actor, at=at)
    for row in sections:
        narratives.save(
            dossier_id=dossier_id, section=row.section, text=row.text, version=row.version, actor=actor, at=at
        )
    return len(entries) + len(sections)
