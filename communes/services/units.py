"""Deeds on units: mergers, and loading a list."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from communes.models import Unit, User
from communes.services import journal, unit_rows
from tiepcanpl.kit import dates
from tiepcanpl.kit.errors import DomainError

# The list that the product brings: the units of the founding plan and what became of them.
LIST = Path(__file__).resolve().parent.parent / "data" / "units.csv"


@transaction.atomic
def load(path: Path = LIST) -> list[Unit]:
    """Load a CSV list of units; loading it again changes nothing. Raises DomainError naming each bad line; all or none."""
    sheet, units, faults = unit_rows.UnitSheet(), [], []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                units.append(unit_rows.save(sheet.read(row, line=line)))
            except ValidationError as error:
                faults += [f"Dòng {line}, {column}: {' '.join(texts)}" for column, texts in error.message_dict.items()]
    if faults:
        raise DomainError(faults)
    return units


@transaction.atomic
def merge(*, predecessors: Sequence[Unit], successor: Unit, on: date, actor: User | None, at: datetime) -> Unit:
    """End the predecessors on the day and start their successor, which may take over the code of one of them.

    Raises DomainError where a predecessor has ended already or still has units of its own, or the successor is faulty.
    """
    if not predecessors:
        raise DomainError("Vui lòng chọn ít nhất một đơn vị được sắp xếp.")
    for unit in predecessors:
        _end(unit, on)
    successor.valid_from = on
    try:
        successor.full_clean()
    except ValidationError as error:
        raise DomainError(error.messages) from error
    successor.save()
    for unit in predecessors:
        _succeed(unit, [successor], on, actor=actor, at=at)
    return successor


@transaction.atomic
def close(*, unit: Unit, on: date, successors: Iterable[Unit] = (), actor: User | None, at: datetime) -> Unit:
    """End a unit on the day; its successors have to exist on that day. Raises DomainError."""
    _end(unit, on)
    heirs = list(successors)
    absent = [h.full_name for h in heirs if h.valid_from > on or (h.valid_to is not None and h.valid_to <= on)]
    if absent:
        raise DomainError(f"Vào ngày {dates.short(on)} chưa có hoặc không còn: {', '.join(absent)}.")
    _succeed(unit, heirs, on, actor=actor, at=at)
    return unit


def _end(unit: Unit, on: date) -> None:
    if unit.valid_to is not None:
        raise DomainError(f"{unit.full_name} đã hết hiệu lực từ ngày {dates.short(unit.valid_to)}.")
    if on <= unit.valid_from:
        raise DomainError(
            f"{unit.full_name} có từ ngày {dates.short(unit.valid_from)}; ngày kết thúc phải sau ngày này."
        )
    children = [child.full_name for child in unit.children.valid_on(on)[:3]]
    if children:
        raise DomainError(
            f"{unit.full_name} còn đơn vị trực thuộc ({', '.join(children)}…). Hãy kết thúc các đơn vị đó trước."
        )
    unit.valid_to = on
    unit.save()


def _succeed(unit: Unit, heirs: Sequence[Unit], on: date, *, actor: User | None, at: datetime) -> None:
    unit.successors.add(*heirs)
    names = ", ".join(heir.full_name for heir in heirs) or "không có"
    journal.changed(unit, f"Kết thúc từ ngày {dates.short(on)}; đơn vị kế tiếp: {names}.", actor=actor, at=at)
