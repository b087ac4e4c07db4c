"""Hands out the package of a dossier; each time is an event of its audit trail."""

from datetime import datetime

from django.db import transaction

from assessments.models import Dossier
from assessments.selectors import packages
from assessments.selectors.packages import PackageContents
from assessments.services import audit
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError

NOT_YOURS = "Chỉ người của xã, phường này và cơ quan tư pháp phụ trách được tải gói hồ sơ."
NEVER_SUBMITTED = "Hồ sơ chưa nộp lần nào nên chưa có gói để tải về."


@transaction.atomic
def export(*, dossier_id: int, actor: User | None, at: datetime) -> PackageContents:
    """Record that the package is taken, and return what it holds; without an actor it is the archive's command.

    Raises NotAllowedError, and DomainError before the first submission.
    """
    related = ("campaign__standard", "campaign__authority", "commune")
    dossier = Dossier.objects.select_for_update(of=("self",)).select_related(*related).get(pk=dossier_id)
    if actor is not None and not actor.has_perm("assessments.export_dossier", dossier):
        raise NotAllowedError(NOT_YOURS)
    if not dossier.round:
        raise DomainError(NEVER_SUBMITTED)
    contents = packages.of(dossier, actor)
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="package_export",
        subject=f"dossier:{dossier.pk}",
        actor=actor,
        at=at,
        changes={"receipt_number": contents.submissions[-1].receipt_number},
    )
    return contents
