"""The specialised offices' opinions: they advise, the office concludes."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.domain.nodes import WHOLE, label_of
from assessments.domain.workflow import State
from assessments.models import Assignment, SpecialistOpinion
from assessments.selectors import interests
from assessments.services import audit, dossiers, notices
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError
from tiepcanpl.kit.text import nfc

_OPEN = frozenset({State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED})


@transaction.atomic
def give(
    *,
    assignment_id: int,
    verdict: SpecialistOpinion.Verdict,
    text: str,
    version: int,
    actor: User,
    at: datetime,
) -> SpecialistOpinion:
    """Store the opinion if nobody else of the office saved since `version` (0 = there was none).

    Saving what stands already changes nothing. Raises Assignment.DoesNotExist where the person is not asked,
    NotAllowedError for a conflict of interest, DomainError when it is closed or lacks its reason, StaleError.
    """
    dossier_id = Assignment.objects.asked_of(actor).values_list("dossier_id", flat=True).get(pk=assignment_id)
    dossier = dossiers.lock(dossier_id)
    asked = Assignment.objects.asked_of(actor).select_related("dossier__commune", "office", "assigned_by")
    row = asked.get(pk=assignment_id)
    conflict = interests.conflict_of(actor, dossier)
    if conflict:
        raise NotAllowedError(conflict)
    text = nfc(text).strip()
    stored = SpecialistOpinion.objects.filter(assignment=row).select_related("given_by").first()
    if stored and (stored.verdict, stored.text) == (verdict, text):
        return stored
    _require_open(row, stored, on=timezone.localdate(at))
    if verdict == SpecialistOpinion.Verdict.DISAGREE and not text:
        raise DomainError("Vui lòng nêu lý do không thống nhất.")
    if (stored.version if stored else 0) != version:
        raise StaleError(
            "Ý kiến này vừa được người khác trong cơ quan thay đổi. Ý kiến của bạn chưa được ghi; "
            "vui lòng so sánh rồi lưu lại.",
            current=stored,
        )
    opinion = stored or SpecialistOpinion(assignment=row, version=0)
    _store(opinion, row, verdict, text, actor=actor, at=at)
    return opinion


def why_closed(row: Assignment, opinion: SpecialistOpinion | None, *, on: date) -> str:
    """Say why no opinion may be written now; "" while it may. Expects the dossier to be loaded.

    A first opinion may come late, until the review ends; one that was given is changed until its last day.
    """
    if row.dossier.status not in _OPEN:
        return "Hồ sơ đã kết thúc thẩm tra nên không ghi được ý kiến."
    if opinion is not None and row.due_on is not None and on > row.due_on:
        return f"Đã hết hạn cho ý kiến ({row.due_on:%d/%m/%Y}) nên không sửa được ý kiến đã gửi."
    return ""


def _require_open(row: Assignment, stored: SpecialistOpinion | None, *, on: date) -> None:
    closed = why_closed(row, stored, on=on)
    if closed:
        raise DomainError(closed)


def _store(opinion: SpecialistOpinion, row: Assignment, verdict: str, text: str, *, actor: User, at: datetime) -> None:
    old = opinion.get_verdict_display() if opinion.version else None
    opinion.verdict, opinion.text, opinion.version = verdict, text, opinion.version + 1
    opinion.given_at, opinion.given_by = at, actor
    opinion.save()
    audit.record(
        stream=audit.stream_of(dossier_id=row.dossier_id),
        action="specialist_opinion",
        subject=f"assignment:{row.pk}",
        actor=actor,
        at=at,
        note=text,
        changes={
            "nodes": [None, label_of(row.node_code)],
            "assignee": [None, str(row.office)],
            "opinion": [old, opinion.get_verdict_display()],
            "round": [None, row.dossier.round],
        },
    )
    _notify(opinion, row, at=at)


def _notify(opinion: SpecialistOpinion, row: Assignment, *, at: datetime) -> None:
    """Tell who asked, and who reviews the part."""
    has_it = Assignment.objects.current().filter(dossier=row.dossier_id, node_code__in=[row.node_code, WHOLE])
    reviewers = User.objects.filter(assignments__in=has_it).distinct()
    notices.tell(
        {row.assigned_by, *reviewers},
        key=f"opinion:{row.pk}:{opinion.version}",
        kind="specialist_opinion",
        title=f"{row.office} đã cho ý kiến về {label_of(row.node_code)} của {row.dossier.commune.full_name}: "
        f"{opinion.get_verdict_display().lower()}",
        path=reverse("assessments:review_detail", args=[row.dossier_id]),
        at=at,
    )
