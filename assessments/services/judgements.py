"""The reviewer's judgement on the commune's answers: whether each request of the round before was met."""

from datetime import datetime

from django.db import transaction

from assessments.domain.workflow import State
from assessments.models import Dossier, SupplementRequest
from assessments.services import audit, dossiers, reviews
from communes.models import User
from tiepcanpl.kit.errors import DomainError, StaleError


@transaction.atomic
def judge(
    *, request_id: int, answered: bool | None, known: bool | None, actor: User, at: datetime
) -> SupplementRequest:
    """Store whether the request was met; None takes the judgement back. `known` is what the page showed.

    Judging again what is stored changes nothing. Raises SupplementRequest.DoesNotExist, NotAllowedError, DomainError
    outside of the review of the resubmitted round, StaleError where somebody else judged meanwhile.
    """
    dossier = dossiers.lock(SupplementRequest.objects.get(pk=request_id).dossier_id)
    reviews.require_reviewer(dossier, actor)
    request = dossier.requests.select_related("judged_by").get(pk=request_id)
    _require_open(dossier, request)
    if request.is_answered is answered:
        return request
    if request.is_answered is not known:
        raise StaleError("Yêu cầu này vừa được người khác xem xét. Vui lòng xem lại rồi chọn.", current=request)
    old, request.is_answered = request.is_answered, answered
    request.judged_at, request.judged_by = (None, None) if answered is None else (at, actor)
    request.save(update_fields=["is_answered", "judged_at", "judged_by"])
    audit.record(
        stream=audit.stream_of(dossier_id=dossier.pk),
        action="request_judge",
        subject=f"item:{request.item_code}",
        actor=actor,
        at=at,
        changes={"is_answered": [old, answered], "round": request.round},
    )
    return request


def _require_open(dossier: Dossier, request: SupplementRequest) -> None:
    if dossier.status is not State.UNDER_REVIEW or request.round != dossier.round - 1:
        raise DomainError(
            "Chỉ xem xét được yêu cầu bổ sung của lần trả lại gần nhất, trong khi hồ sơ đang được thẩm tra."
        )
