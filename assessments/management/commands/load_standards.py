"""Loads editions of the standard."""

from pathlib import Path

import yaml
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.services import standards
from tiepcanpl.kit.errors import DomainError


class Command(BaseCommand):
    """Load editions; loading the same content again changes nothing, other content makes a new version."""

    help = "Nạp các bộ tiêu chí kèm theo phần mềm, hoặc một tệp YAML."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take files."""
        parser.add_argument(
            "paths", nargs="*", type=Path, help="tệp YAML; bỏ trống: các bộ tiêu chí kèm theo phần mềm"
        )

    def handle(self, *, paths: list[Path], **options: object) -> None:  # noqa: ARG002  # Django's signature
        """Load all of them, or stop at the first that is refused."""
        now = timezone.now()
        try:
            loaded = [standards.load_file(path, actor=None, at=now) for path in paths]
            loaded = loaded or standards.load_all(actor=None, at=now)
        except (DomainError, OSError, ValueError, yaml.YAMLError) as error:
            raise CommandError(str(error)) from error
        for standard in loaded:
            self.stdout.write(f"Đã nạp: {standard} ({standard.edition}, bản {standard.version})")
