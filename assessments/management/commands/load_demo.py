"""Loads the demonstration into an empty database and prints its accounts."""

import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from assessments.management.demo.deeds import Deeds
from assessments.management.demo.people import Cast, enter
from assessments.management.demo.stories import Stories
from assessments.services import holiday_seed, standards
from communes.models import User
from communes.services import units

SEED_YEARS = range(2017, 2029)
PASSWORD_FILE = "demo-password"  # noqa: S105  # a file's name


class Command(BaseCommand):
    """Load the plan of thị xã Bỉm Sơn for 2020 with invented figures; the password is generated and kept in VAR_DIR."""

    help = "Nạp dữ liệu minh họa: kế hoạch năm 2020 của thị xã Bỉm Sơn và các tài khoản dùng thử."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Load everything, or nothing."""
        if User.objects.exists():
            raise CommandError("Cơ sở dữ liệu đã có tài khoản; dữ liệu minh họa chỉ nạp vào cơ sở dữ liệu trống.")
        password = secrets.token_urlsafe(9)
        cast = self._load(password)
        path = settings.VAR_DIR / PASSWORD_FILE
        path.touch(mode=0o600)
        path.write_text(f"{password}\n", encoding="utf-8")
        self._print(cast, password)

    @transaction.atomic
    def _load(self, password: str) -> Cast:
        now = timezone.now()
        editions = {standard.edition: standard for standard in standards.load_all(actor=None, at=now)}
        units.load()
        holiday_seed.seed(SEED_YEARS)
        cast = enter(password)
        Stories(deeds=Deeds(cast), standards=editions, now=now).tell()
        return cast

    def _print(self, cast: Cast, password: str) -> None:
        write = self.stdout.write
        write("\nTài khoản dùng thử (mật khẩu chung: " + password + ")")
        for username, user in sorted(cast.users.items()):
            write(f"  {username:<16}{user.full_name}")
        write("\nBắt đầu với canbo-14809 (phường Bắc Sơn): hồ sơ còn trống và còn hạn nộp.\n")
