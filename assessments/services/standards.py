"""Loads editions of the standard from YAML into the database."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from assessments.domain.parsing import parse
from assessments.models import Standard, StandardContent
from assessments.services import audit
from communes.models import User
from tiepcanpl.kit.errors import DomainError

FOLDER = Path(__file__).resolve().parent.parent / "standards"


def load_file(path: Path, *, actor: User | None, at: datetime) -> Standard:
    """Load one edition from a YAML file; see `load`."""
    return load(yaml.safe_load(path.read_text(encoding="utf-8")), actor=actor, at=at)


@transaction.atomic
def load(content: dict[str, Any], *, actor: User | None, at: datetime) -> Standard:
    """Check and store an edition. The same content again returns what is stored; other content makes a new version.

    Raises StandardFaults (from the parser) that name every fault with its place.
    """
    edition = parse(content)
    sha256 = audit.sha256_of(content)
    stored = Standard.objects.filter(sha256=sha256).first()
    if stored:
        return stored
    standard = Standard.objects.create(
        edition=edition.edition,
        version=Standard.objects.filter(edition=edition.edition).count() + 1,
        title=edition.title,
        kind=edition.kind,
        year_from=edition.years.first,
        year_to=edition.years.last,
        sha256=sha256,
        is_provisional=edition.is_provisional,
        loaded_at=at,
        loaded_by=actor,
    )
    StandardContent.objects.create(standard=standard, data=content)
    audit.record(
        stream="system",
        action="standard_load",
        subject=f"standard:{standard.pk}",
        actor=actor,
        at=at,
        changes={"edition": [None, standard.edition], "version": [None, standard.version], "sha256": [None, sha256]},
    )
    return standard


def load_all(*, actor: User | None, at: datetime) -> list[Standard]:
    """Load every edition that the product brings with it."""
    paths = sorted(FOLDER.glob("*.yaml"))
    if not paths:
        raise DomainError(f"Không tìm thấy bộ tiêu chí nào trong {FOLDER}.")
    return [load_file(path, actor=actor, at=at) for path in paths]
