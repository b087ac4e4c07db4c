"""Fills the calendar of days off; what the office entered stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from assessments.services import holiday_seed


class Command(BaseCommand):
    """Add the days off and make-up days of some years; running it again adds nothing."""

    help = "Nạp ngày nghỉ, ngày làm bù của các năm; ngày đã có trong lịch được giữ nguyên."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the years."""
        parser.add_argument("first", type=int, help="Năm đầu.")
        parser.add_argument("last", type=int, help="Năm cuối.")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Add what is missing."""
        added = holiday_seed.seed(range(options["first"], options["last"] + 1))
        self.stdout.write(f"Đã thêm {added} ngày. Vui lòng đối chiếu với thông báo chính thức trong mục Quản trị.")
