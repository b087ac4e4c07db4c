"""Lets the virus scanner look at stored files once more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.models import EvidenceScan
from assessments.services import scans
from tiepcanpl.kit import antivirus


class Command(BaseCommand):
    """Scan anew every file that has a verdict, or those that are blocked; each verdict stands until there is another."""

    help = "Quét lại vi-rút các tệp đã có kết quả (tất cả, hoặc chỉ các tệp đang bị chặn)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the choice of files."""
        parser.add_argument("--blocked", action="store_true", help="Chỉ các tệp đang bị chặn.")

    def handle(self, *_: Any, **options: Any) -> None:
        """Scan file by file; the counts tell what became of them."""
        if not antivirus.is_on() or not antivirus.answers():
            raise CommandError("Chưa cấu hình CLAMD_URL hoặc clamd không trả lời.")
        rows = EvidenceScan.objects.filter(finished_at__isnull=False)
        rows = rows.filter(state=EvidenceScan.State.BLOCKED) if options["blocked"] else rows
        keys = list(rows.order_by("evidence_id").values_list("evidence_id", flat=True))
        for key in keys:
            scans.examine(evidence_id=key, at=timezone.now(), again=True)
        blocked = EvidenceScan.objects.filter(evidence__in=keys, state=EvidenceScan.State.BLOCKED).count()
        self.stdout.write(f"Đã quét lại {len(keys)} tệp, {blocked} tệp bị chặn.")
