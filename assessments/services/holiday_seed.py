"""Fills the calendar from the `holidays` package and the corrections we know of; what the office entered stays."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

import holidays

from assessments.models import Holiday

CORRECTIONS = Path(__file__).resolve().parent.parent / "data" / "holidays.csv"


def seed(years: Iterable[int]) -> int:
    """Add the days of the years that the table lacks; return how many were added."""
    wanted = {row.day: row for row in (*_of_package(list(years)), *_corrections())}
    known = set(Holiday.objects.filter(day__in=wanted).values_list("day", flat=True))
    return len(Holiday.objects.bulk_create(row for day, row in sorted(wanted.items()) if day not in known))


def _of_package(years: list[int]) -> Iterator[Holiday]:
    found = holidays.country_holidays("VN", years=years, language="vi")
    basis = f"Gói dữ liệu holidays {version('holidays')}; cần đối chiếu với thông báo chính thức"
    for day, note in found.items():
        yield Holiday(day=day, is_off=True, note=note, basis=basis)
    for day in found.weekend_workdays:
        if day.year in years:
            yield Holiday(day=day, is_off=False, note="Ngày làm bù", basis=basis)


def _corrections() -> Iterator[Holiday]:
    """Yield the swaps of which the package does not know, each with its source."""
    with CORRECTIONS.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Holiday(
                day=date.fromisoformat(row["day"]), is_off=row["is_off"] == "yes", note=row["note"], basis=row["basis"]
            )
