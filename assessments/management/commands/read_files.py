"""Reads the pages and the text of all files that were not read yet; with --again, of all files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from assessments.services import readings


class Command(BaseCommand):
    """Read files now instead of waiting for the worker."""

    help = (
        "Đọc trang và chữ của các tệp chưa đọc; --again: đọc lại tất cả (sau khi cài thêm phần mềm hoặc mất ảnh xem)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --again."""
        parser.add_argument("--again", action="store_true", help="đọc lại cả những tệp đã đọc")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Read one file after the other."""
        if options["again"]:
            readings.start_again()
        keys = readings.unread()
        for key in keys:
            readings.read(evidence_id=key, clock=timezone.now)
        self.stdout.write(f"Đã đọc {len(keys)} tệp.")
