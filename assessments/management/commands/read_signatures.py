"""Reads the digital signatures of all files that were not read yet; with --again, of all files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from assessments.services import signatures


class Command(BaseCommand):
    """Read signatures now instead of waiting for the worker."""

    help = "Đọc chữ ký số của các tệp PDF chưa đọc; --again: đọc lại tất cả (sau khi đổi chứng thư gốc tin cậy)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --again."""
        parser.add_argument("--again", action="store_true", help="đọc lại cả những tệp đã đọc")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Read one file after the other."""
        if options["again"]:
            signatures.forget()
        keys = list(signatures.unread().values_list("pk", flat=True))
        for key in keys:
            signatures.read(evidence_id=key, at=timezone.now())
        self.stdout.write(f"Đã đọc chữ ký số của {len(keys)} tệp.")
