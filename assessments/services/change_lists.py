"""The office head confirms to have read every changed conclusion, before the review is closed."""

from datetime import datetime

from django.db import transaction

from assessments.domain.workflow import Action, State
from assessments.models import Dossier
from assessments.permissions import permission_of
from assessments.selectors import changes, interests
from assessments.services import audit, dossiers
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError


@transaction.atomic
def confirm_read(*, dossier_id: int, digest: str, actor: User, at: datetime) -> Dossier:
    """Record that the list with this digest was read; confirming it again changes nothing.

    Raises NotAllowedError, DomainError outside of the review, StaleError where the list has changed since it was shown.
    """
    dossier = dossiers.lock(dossier_id)
    if not actor.has_perm(permission_of(Action.APPRAISE), dossier):
        general = "Chỉ lãnh đạo cơ quan tư pháp xác nhận đã xem bảng điều chỉnh."
        raise NotAllowedError(interests.notice_for(actor, dossier) or general)
    if dossier.status is not State.UNDER_REVIEW:
        raise DomainError("Hồ sơ không ở bước thẩm tra nên không cần xác nhận bảng điều chỉnh.")
    current = changes.digest_of(dossier.reviews.filter(round=dossier.round))
    if digest != current:
        raise StaleError(
            "Bảng điều chỉnh vừa thay đổi. Vui lòng tải lại trang và xem bảng mới trước khi xác nhận.", current=None
        )
    if not changes.reader_of(dossier, digest):
        audit.record(
            stream=audit.stream_of(dossier_id=dossier.pk),
            action=changes.READ,
            subject=f"dossier:{dossier.pk}",
            actor=actor,
            at=at,
            changes={"digest": digest, "round": dossier.round},
        )
    return dossier
