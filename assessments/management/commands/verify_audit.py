"""Checks the audit trail from end to end."""

from itertools import chain

from django.core.management.base import BaseCommand, CommandError

from assessments.models import AuditEvent
from assessments.services import audit, tallies


class Command(BaseCommand):
    """Names the first broken link of the audit trail, or the first vote that does not agree with it, or says that all is whole."""

    help = "Kiểm tra chuỗi nhật ký; nêu bản ghi đầu tiên bị sửa, bị mất hoặc không nối với bản ghi trước."

    def handle(self, *args: object, **options: object) -> None:  # noqa: ARG002  # Django's signature
        """Stop with an error at the first fault."""
        for fault in chain(audit.faults(), tallies.faults()):
            raise CommandError(fault)
        self.stdout.write(f"Nhật ký nguyên vẹn: {AuditEvent.objects.count()} bản ghi.")
