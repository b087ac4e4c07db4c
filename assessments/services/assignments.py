"""Giving parts of dossiers to reviewers and specialised offices, giving them to others, ending them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from assessments.domain.nodes import label_of
from assessments.domain.workflow import AFTER_APPRAISAL, DECIDED
from assessments.models import Assignment, Dossier
from assessments.selectors import interests
from assessments.selectors.assignment_plans import LONGEST_REASON, Plan, Terms, people_of, plan_of
from assessments.services import audit, notices
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc

_NOT_HEAD = "Chỉ lãnh đạo cơ quan tư pháp được phân công thẩm tra."


@transaction.atomic
def assign(
    *, dossier_ids: Iterable[int], node_codes: Sequence[str], terms: Terms, actor: User, at: datetime
) -> list[Assignment]:
    """Give each part of each dossier to one reviewer or office: all of it or nothing.

    What is given already on the same terms stays as it is. Raises NotAllowedError, and DomainError with a sentence for
    each commune that stands against it.
    """
    dossiers = _lock(dossier_ids)
    if not all(actor.has_perm("assessments.assign_campaign", dossier.campaign) for dossier in dossiers):
        raise NotAllowedError(_NOT_HEAD)
    return _carry_out(dossiers, node_codes, terms, actor=actor, at=at)


@transaction.atomic
def take(*, dossier_id: int, node_code: str, actor: User, at: datetime) -> list[Assignment]:
    """Let a reviewer take a part that nobody has; raises NotAllowedError, DomainError where somebody has it."""
    dossiers = _lock([dossier_id])
    if not dossiers or not actor.has_perm("assessments.review_dossier", dossiers[0]):
        reason = interests.notice_for(actor, dossiers[0]) if dossiers else ""
        raise NotAllowedError(reason or "Chỉ người thẩm tra của cơ quan tư pháp được nhận phần việc.")
    mine = Assignment.objects.current().filter(dossier=dossier_id, node_code=node_code, reviewer=actor).first()
    if mine:
        return [mine]
    return _carry_out(dossiers, [node_code], Terms(reviewer=actor), actor=actor, at=at)


@transaction.atomic
def reassign(*, assignment_id: int, terms: Terms, actor: User, at: datetime) -> Assignment:
    """End one assignment with the reason and give its part on the new terms; what stays the same is returned.

    Raises Assignment.DoesNotExist, NotAllowedError, DomainError without a reason or where it was ended meanwhile.
    """
    row, dossier = _lock_one(assignment_id)
    if not actor.has_perm("assessments.assign_campaign", dossier.campaign):
        raise NotAllowedError(_NOT_HEAD)
    terms = _cleaned(terms)
    again = _already(dossier, row.node_code, terms)
    if again:
        return again
    if row.ended_at is not None:
        raise DomainError("Phần việc này vừa được giao lại hoặc kết thúc. Vui lòng tải lại trang.")
    if not terms.replace_reason:
        raise DomainError("Vui lòng nêu lý do giao lại.")
    _end([row], terms.replace_reason, actor=actor, at=at)
    (made,) = _carry_out([dossier], [row.node_code], replace(terms, replace_reason=""), actor=actor, at=at)
    return made


@transaction.atomic
def end(*, assignment_id: int, reason: str, actor: User, at: datetime) -> None:
    """End an assignment without giving the part to anybody; ending twice changes nothing.

    The head may end all, a reviewer what he took himself. Raises NotAllowedError, DomainError without a reason.
    """
    row, _ = _lock_one(assignment_id)
    if not may_end(actor, row):
        raise NotAllowedError(
            "Chỉ lãnh đạo cơ quan tư pháp, hoặc người đã tự nhận phần việc, được kết thúc phân công."
        )
    if row.ended_at is not None:
        return
    text = nfc(reason).strip()
    if not text or len(text) > LONGEST_REASON:
        raise DomainError(f"Vui lòng nêu lý do, không quá {LONGEST_REASON} ký tự.")
    _end([row], text, actor=actor, at=at)


def may_end(actor: User, row: Assignment) -> bool:
    """Tell whether the person may end the assignment; expects the dossier's campaign to be loaded."""
    if actor.has_perm("assessments.assign_campaign", row.dossier.campaign):
        return True
    return actor.is_active and row.reviewer_id == actor.pk == row.assigned_by_id


def is_open(dossier: Dossier) -> bool:
    """Tell whether parts of the dossier may still be given to somebody."""
    return dossier.status not in AFTER_APPRAISAL | DECIDED


def _lock(dossier_ids: Iterable[int]) -> list[Dossier]:
    """Lock the dossiers in one order, so that two heads never wait for each other."""
    found = Dossier.objects.filter(pk__in=list(dossier_ids)).order_by("pk").select_for_update(of=("self",))
    return list(found.select_related("campaign__standard", "commune"))


def _lock_one(assignment_id: int) -> tuple[Assignment, Dossier]:
    dossier_id = Assignment.objects.values_list("dossier_id", flat=True).get(pk=assignment_id)
    (dossier,) = _lock([dossier_id])
    row = Assignment.objects.select_related("reviewer", "office", "dossier__campaign").get(pk=assignment_id)
    return row, dossier


def _cleaned(terms: Terms) -> Terms:
    return replace(terms, note=nfc(terms.note).strip(), replace_reason=nfc(terms.replace_reason).strip())


def _already(dossier: Dossier, node_code: str, terms: Terms) -> Assignment | None:
    """Return the row that says the same already: the deed was done before."""
    same = {"reviewer": terms.reviewer, "office": terms.office, "due_on": terms.due_on, "note": terms.note}
    return Assignment.objects.current().filter(dossier=dossier, node_code=node_code, **same).first()


def _carry_out(
    dossiers: Sequence[Dossier], codes: Sequence[str], terms: Terms, *, actor: User, at: datetime
) -> list[Assignment]:
    terms = _cleaned(terms)
    plan = plan_of(dossiers, list(dict.fromkeys(codes)), terms, on=timezone.localdate(at))
    if plan.faults:
        raise DomainError(plan.faults)
    _end(plan.replaced, terms.replace_reason, actor=actor, at=at)
    made = Assignment.objects.bulk_create(
        Assignment(
            dossier=dossier,
            node_code=code,
            reviewer=terms.reviewer,
            office=terms.office,
            due_on=terms.due_on,
            note=terms.note,
            assigned_at=at,
            assigned_by=actor,
        )
        for dossier, code in plan.new
    )
    _tell_of(plan, terms, actor=actor, at=at)
    _notify(made, terms, actor=actor, at=at)
    return [*plan.unchanged, *made]


def _notify(made: Sequence[Assignment], terms: Terms, *, actor: User, at: datetime) -> None:
    """Tell the reviewer or the office's people once for all parts together; who took a part himself knows."""
    if not made:
        return
    people = people_of(terms.office) if terms.office else [terms.reviewer]
    page = "assessments:specialist_list" if terms.office else "assessments:assignment_list"
    what = "được đề nghị cho ý kiến về" if terms.office else "được giao thẩm tra"
    count = len({row.dossier_id for row in made})
    notices.tell(
        [person for person in people if person and person != actor],
        key=f"assign:{made[0].pk}",
        kind="assign",
        title=f"{terms.name} {what} {len(made)} phần việc của {count} hồ sơ",
        text=terms.note,
        path=reverse(page),
        due_on=terms.due_on,
        at=at,
    )


def _end(rows: Sequence[Assignment], reason: str, *, actor: User, at: datetime) -> None:
    """End the rows with the reason: one event for each."""
    for row in rows:
        row.ended_at, row.ended_by, row.end_reason = at, actor, reason
        row.save(update_fields=["ended_at", "ended_by", "end_reason"])
        changes = {"nodes": [None, label_of(row.node_code)], "assignee": [str(row.reviewer or row.office), None]}
        _record(row.dossier_id, "assign_end", changes, actor=actor, at=at, note=reason)


def _tell_of(plan: Plan, terms: Terms, *, actor: User, at: datetime) -> None:
    """Record one event for each dossier with all its new parts."""
    parts: dict[int, list[str]] = {}
    for dossier, code in plan.new:
        parts.setdefault(dossier.pk, []).append(label_of(code))
    until = terms.due_on.isoformat() if terms.due_on else None
    for dossier_id, labels in parts.items():
        changes = {"nodes": [None, ", ".join(labels)], "assignee": [None, terms.name], "finish_on": [None, until]}
        _record(dossier_id, "assign", changes, actor=actor, at=at, note=terms.note)


def _record(
    dossier_id: int, action: str, changes: Mapping[str, object], *, actor: User, at: datetime, note: str
) -> None:
    audit.record(
        stream=audit.stream_of(dossier_id=dossier_id),
        action=action,
        subject="assignment",
        actor=actor,
        at=at,
        note=note,
        changes=dict(changes),
    )
