"""Loads a list of units from a CSV file."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from communes.services import units
from tiepcanpl.kit.errors import DomainError


class Command(BaseCommand):
    """Load units; loading the same list again changes nothing."""

    help = "Loads units from a CSV file (the columns are those of communes/data/units.csv)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "path", nargs="?", type=Path, default=units.LIST, help="the file; left out: the product's own"
        )

    def handle(self, *, path: Path, **options: object) -> None:  # noqa: ARG002  # Django's signature
        """Load all rows or, naming each bad one, none."""
        try:
            loaded = units.load(path)
        except DomainError as error:
            raise CommandError("\n".join(error.reasons)) from error
        self.stdout.write(f"Đã nạp {len(loaded)} đơn vị hành chính.")
