"""Writes the packages of dossiers into a folder, for the archive; each is an event of the dossier's audit trail."""

import zipfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.models import Dossier
from assessments.reports import packages as writer
from assessments.services import packages


class Command(BaseCommand):
    """Write one BagIt package for each dossier that was handed in."""

    help = "Ghi gói hồ sơ (BagIt, ZIP) của một đợt đánh giá hoặc một hồ sơ vào thư mục lưu trữ."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder, and a campaign or a dossier."""
        parser.add_argument("folder", type=Path, help="thư mục ghi gói")
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--campaign", type=int, help="số của đợt đánh giá")
        which.add_argument("--dossier", type=int, help="số của hồ sơ")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Write one package after the other; a half-written one never bears the final name."""
        wanted = {"campaign": options["campaign"]} if options["campaign"] else {"pk": options["dossier"]}
        keys = list(Dossier.objects.filter(round__gte=1, **wanted).values_list("pk", flat=True))
        if not keys:
            raise CommandError("Không có hồ sơ nào đã nộp.")
        folder.mkdir(parents=True, exist_ok=True)
        for key in keys:
            self._write(key, folder)

    def _write(self, key: int, folder: Path) -> None:
        now = timezone.localtime()
        contents = packages.export(dossier_id=key, actor=None, at=now)
        target = folder / f"{contents.name}.zip"
        part = target.with_suffix(".part")
        with part.open("wb") as file:
            file.writelines(writer.stream(contents, at=now))
        part.replace(target)
        self.stdout.write(f"Đã ghi {target.name} ({len(contents.files)} tệp minh chứng).")
        with zipfile.ZipFile(target) as archive:
            if f"{contents.name}/data/{writer.FAULTS}" in archive.namelist():
                self.stderr.write(f"{target.name}: có tệp bị mất hoặc bị thay đổi, xem {writer.FAULTS} trong gói.")
