"""Councils: set up by a decision, their own rules, members added and removed."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from assessments.domain.council import share_of
from assessments.models import Council, CouncilMember, Meeting
from assessments.selectors import councils as selectors
from assessments.services import audit
from communes.models import Role, User
from communes.services import people
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc

Function = CouncilMember.Function
# What the decision says, and what the council sets for itself where the standard says nothing.
_CHARTER = ("name", "decision_number", "decided_on", "is_active")
_OWN_RULES = ("quorum", "majority", "paper_days", "tie", "written_count")
_MANY_PAPER_DAYS = 30


@transaction.atomic
def create(council: Council, *, actor: User, at: datetime) -> Council:
    """Store a new council of the actor's authority; raises NotAllowedError, and DomainError for slips."""
    _require_manager(council, actor)
    check(council, at=at)
    council.created_at, council.created_by = at, actor
    _save(council)
    _record(council, "council_create", {"decision": [None, str(council)]}, actor=actor, at=at)
    return council


@transaction.atomic
def edit(council: Council, *, actor: User, at: datetime) -> Council:
    """Store changed name, decision and own rules; a rule that the standard has is not touched."""
    stored = lock(council.pk, actor)
    check(council, at=at)
    fixed = selectors.fixed_fields(selectors.standard_of(stored.authority))
    changes: dict[str, object] = {}
    for name in (*_CHARTER, *(rule for rule in _OWN_RULES if rule not in fixed)):
        old, new = getattr(stored, name), getattr(council, name)
        if old != new:
            setattr(stored, name, new)
            changes[name] = [str(old), str(new)]
    _save(stored)
    if changes:
        _record(stored, "council_edit", changes, actor=actor, at=at)
    return stored


def check(council: Council, *, at: datetime) -> None:
    """Refuse shares that are none, and a decision of tomorrow; raises DomainError."""
    reasons = []
    if council.decided_on and council.decided_on > timezone.localdate(at):
        reasons.append("Ngày quyết định thành lập Hội đồng không được sau ngày hôm nay.")
    for name, label in (("quorum", "Tỷ lệ thành viên dự họp"), ("majority", "Tỷ lệ đồng ý")):
        reasons += _slip(label, getattr(council, name), whole_allowed=name == "quorum")
    if council.paper_days > _MANY_PAPER_DAYS:
        reasons.append(f"Số ngày gửi tài liệu trước ngày họp không quá {_MANY_PAPER_DAYS}.")
    if reasons:
        raise DomainError(reasons)


def _slip(label: str, text: str, *, whole_allowed: bool) -> list[str]:
    try:
        share = share_of(text)
    except ValueError:
        return [f"{label} phải là phân số lớn hơn 0 và không quá 1, ví dụ 2/3."]
    if share == 1 and not whole_allowed:
        return [f"{label} phải vượt quá một phân số nhỏ hơn 1, ví dụ 1/2."]
    return []


@transaction.atomic
def add_member(
    *, council_id: int, user_id: int, function: str, field: str = "", actor: User, at: datetime
) -> CouncilMember:
    """Give the person a seat, and the role to sign in and vote where the person sits by office.

    Adding a member who sits there already with that function changes nothing. Raises NotAllowedError and DomainError.
    """
    council = lock(council_id, actor)
    user = User.objects.get(pk=user_id)
    seat = council.members.current().filter(user=user).first()
    if seat and seat.function == function:
        return seat
    reasons = _reasons_against(council, user, function, seat)
    if reasons:
        raise DomainError(reasons)
    member = CouncilMember.objects.create(
        council=council, user=user, function=function, field=nfc(field).strip(), added_at=at, added_by=actor
    )
    people.grant(user=user, unit=council.authority, role=Role.COUNCIL_MEMBER, actor=actor, at=at)
    _record(council, "council_member_add", {"member": [None, str(member)]}, actor=actor, at=at)
    return member


def _reasons_against(council: Council, user: User, function: str, seat: CouncilMember | None) -> list[str]:
    if seat:
        return [
            f"{user} đã là {seat.get_function_display()} của Hội đồng. Muốn đổi nhiệm vụ, vui lòng cho thôi trước."
        ]
    reasons = []
    most = selectors.most_members(selectors.standard_of(council.authority))
    if most is not None and council.members.current().count() >= most:
        reasons.append(f"Bộ tiêu chí quy định Hội đồng không quá {most} thành viên; Hội đồng đã có đủ {most} người.")
    label = Function(function).label
    if function in {Function.CHAIR, Function.SECRETARY}:
        holder = council.members.current().filter(function=function).select_related("user").first()
        reasons += [f"Hội đồng đã có {label}: {holder.user}. Vui lòng cho thôi trước khi thay."] if holder else []
    if not selectors.may_hold(user, function, council.authority_id):
        reasons.append(
            f"{user} chưa có vai trò phù hợp ở {council.authority.full_name} để làm {label}. "
            "Vui lòng đề nghị quản trị hệ thống giao vai trò “Thành viên Hội đồng”."
        )
    return reasons


@transaction.atomic
def remove_member(*, member_id: int, reason: str, actor: User, at: datetime) -> CouncilMember:
    """End a seat with the reason; the row stays, and so do the votes already cast. Ending it again changes nothing.

    Raises NotAllowedError, and DomainError without a reason or while the person presides over a running meeting.
    """
    council = lock(CouncilMember.objects.values_list("council_id", flat=True).get(pk=member_id), actor)
    member = council.members.select_related("user").get(pk=member_id)
    if member.removed_at:
        return member
    presiding = council.meetings.filter(state=Meeting.State.OPEN, presided_by=member)
    reasons = [] if reason.strip() else ["Vui lòng nêu lý do thôi tham gia Hội đồng."]
    if presiding.exists():
        reasons.append(f"{member.user} đang chủ trì cuộc họp. Vui lòng giao người khác chủ trì trước.")
    if reasons:
        raise DomainError(reasons)
    member.removed_at, member.removed_by, member.removal_reason = at, actor, nfc(reason).strip()
    member.save()
    change = {"member": [str(member), None]}
    _record(council, "council_member_remove", change, actor=actor, at=at, note=member.removal_reason)
    return member


def lock(council_id: int, actor: User) -> Council:
    """Return the council, locked, for somebody who manages it; refuse everybody else."""
    found = Council.objects.select_for_update(of=("self",)).select_related("authority")
    council = found.get(pk=council_id)
    _require_manager(council, actor)
    return council


def _require_manager(council: Council, actor: User) -> None:
    if not actor.has_perm("assessments.manage_council", council.authority):
        raise NotAllowedError("Chỉ lãnh đạo cơ quan tư pháp được quản lý Hội đồng.")


def _save(council: Council) -> None:
    """Store the council; what the model refuses becomes sentences."""
    for name in ("name", "decision_number", "quorum", "majority"):
        setattr(council, name, nfc(getattr(council, name)).strip())
    try:
        council.full_clean()
    except ValidationError as error:
        raise DomainError(error.messages) from error
    council.save()


def _record(  # an event has that many parts
    council: Council, action: str, changes: Mapping[str, object], *, actor: User, at: datetime, note: str = ""
) -> None:
    audit.record(
        stream=audit.stream_of(council_id=council.pk),
        action=action,
        subject=f"council:{council.pk}",
        actor=actor,
        at=at,
        note=note,
        changes=dict(changes),
    )
