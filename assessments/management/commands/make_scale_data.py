"""Makes a campaign of any size for benchmarks, in bulk: rows as the deeds leave them, without the deeds."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from assessments.management.scale import council, files, office, results, rows
from assessments.management.scale.rows import Place
from assessments.models import Answer, Dossier, EvidenceLink, ItemReview, Submission
from assessments.services import standards
from communes.models import User


class Command(BaseCommand):
    """Fill an empty database with one authority, its communes and a dossier of each at every stage."""

    help = "Tạo dữ liệu lớn để đo tốc độ (chỉ dùng trên cơ sở dữ liệu trống)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the number of communes."""
        parser.add_argument("--communes", type=int, required=True, help="Số xã, phường (10598 = cả nước năm 2020).")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002  # Django's signature
        """Make everything, or nothing."""
        if User.objects.exists():
            raise CommandError("Cơ sở dữ liệu đã có tài khoản; lệnh này chỉ dùng trên cơ sở dữ liệu trống.")
        count = options["communes"]
        if not 1 <= count <= rows.MOST_COMMUNES:
            raise CommandError(f"Số xã, phường phải từ 1 đến {rows.MOST_COMMUNES}.")
        with transaction.atomic():
            self._make(count)
        self.stdout.write(f"Đã tạo {count} xã, phường.")

    def _make(self, count: int) -> None:
        place = rows.make_place(standards.load_file(rows.EDITION, actor=None, at=rows.OPENED_AT), count)
        files.make_files(place)
        dossiers = Dossier.objects.bulk_create(rows.dossiers(place), batch_size=2000)
        for model, make in _CHILDREN.items():
            _store(model, (row for dossier in dossiers for row in make(place, dossier)))
        office.make_office(place, dossiers)
        council.make_council(place, dossiers)
        results.make_results(place, dossiers)


_CHILDREN: dict[type[models.Model], Callable[[Place, Dossier], Iterator[models.Model]]] = {
    Answer: rows.answers,
    EvidenceLink: files.links,
    Submission: rows.submissions,
    ItemReview: rows.reviews,
}


def _store(model: type[models.Model], made: Iterator[models.Model], batch: int = 5000) -> None:
    """Insert in batches, so that memory does not grow with the number of communes."""
    pending: list[models.Model] = []
    for row in made:
        pending.append(row)
        if len(pending) == batch:
            model._default_manager.bulk_create(pending)  # noqa: SLF001  # Django's public name for it has an underscore
            pending = []
    model._default_manager.bulk_create(pending)  # noqa: SLF001  # see above
