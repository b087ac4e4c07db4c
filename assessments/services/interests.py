"""Declared interests: who declares one neither reviews nor votes on the dossier."""

from datetime import datetime

from django.db import transaction

from assessments.domain.workflow import DECIDED
from assessments.models import AgendaItem, CouncilMember, Dossier, Interest, Meeting, VoterMark, WrittenOpinion
from assessments.services import audit, dossiers, meetings
from communes.models import Role, User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc

# The people who review, vote or give an opinion for an authority.
_CONCERNED = (Role.REVIEWER, Role.OFFICE_HEAD, Role.COUNCIL_MEMBER, Role.SPECIALIST)
_LONGEST = 300


@transaction.atomic
def declare(*, dossier_id: int, user_id: int, reason: str, actor: User, at: datetime) -> Interest:
    """Declare that the person has an interest in the dossier's commune; what is declared already stays as it is.

    Raises Dossier.DoesNotExist, User.DoesNotExist, NotAllowedError where the actor declares for somebody else without
    being head or secretary, DomainError without a reason, for a person who has no part in the review or has voted on the
    item that is open, or after the decision.
    """
    items = _lock_open_items(dossier_id)
    dossier, user = _lock(dossier_id), User.objects.get(pk=user_id)
    if not may_declare_for(actor, user, dossier):
        raise NotAllowedError("Chỉ lãnh đạo cơ quan tư pháp hoặc thư ký Hội đồng được khai báo thay cho người khác.")
    stored = dossier.interests.filter(user=user).first()
    if stored:
        return stored
    _require_undecided(dossier)
    _require_no_vote(items, user, actor)
    text = _reason(reason, "Vui lòng nêu quan hệ, lợi ích liên quan.")
    if not _is_concerned(user, dossier):
        raise DomainError(f"{user} không thẩm tra, không biểu quyết hồ sơ này nên không cần khai báo.")
    interest = Interest.objects.create(dossier=dossier, user=user, reason=text, declared_at=at, declared_by=actor)
    _record(interest, "interest_declare", {"reason": [None, text]}, actor=actor, at=at)
    return interest


@transaction.atomic
def withdraw(*, dossier_id: int, user_id: int, reason: str, actor: User, at: datetime) -> None:
    """Take a declaration back that was made in error; the record keeps what it said.

    Only the head may, never for himself, with a reason, and not after the decision or during the council's meeting.
    A declaration that is gone already changes nothing.
    """
    dossier = _lock(dossier_id)
    if not may_withdraw(actor, user_id, dossier):
        raise NotAllowedError(
            "Chỉ lãnh đạo cơ quan tư pháp được rút khai báo, và không được rút khai báo của chính mình."
        )
    stored = dossier.interests.filter(user=user_id).first()
    if stored is None:
        return
    _require_undecided(dossier)
    if dossier.agenda_items.filter(meeting__state=Meeting.State.OPEN).exists():
        raise DomainError("Cuộc họp Hội đồng về hồ sơ này đang diễn ra nên không rút được khai báo.")
    text = _reason(reason, "Vui lòng nêu lý do rút khai báo.")
    _record(stored, "interest_withdraw", {"reason": [stored.reason, None]}, actor=actor, at=at, note=text)
    stored.delete()


def may_declare_for(actor: User, user: User, dossier: Dossier) -> bool:
    """Tell whether the actor may declare for the person: everybody for himself, head and secretary for all."""
    return actor.is_active and (actor.pk == user.pk or speaks_for_others(actor, dossier))


def speaks_for_others(actor: User, dossier: Dossier) -> bool:
    """Tell whether the person is head of the office or secretary of a council of the authority."""
    authority = dossier.campaign.authority_id
    if actor.has_role(Role.OFFICE_HEAD, authority):
        return True
    if not actor.has_role(Role.COUNCIL_MEMBER, authority):
        return False
    seats = CouncilMember.objects.filter(user=actor, removed_at__isnull=True, council__authority=authority)
    return seats.filter(function=CouncilMember.Function.SECRETARY, council__is_active=True).exists()


def may_withdraw(actor: User, user_id: int, dossier: Dossier) -> bool:
    """Tell whether the actor may take back the person's declaration."""
    return actor.is_active and actor.pk != user_id and actor.has_role(Role.OFFICE_HEAD, dossier.campaign.authority_id)


def _lock(dossier_id: int) -> Dossier:
    return dossiers.lock(dossier_id)


def _lock_open_items(dossier_id: int) -> list[int]:
    """Return the dossier's items in running meetings that are not closed, with the meetings locked: votes come one by one.

    The meeting is locked before the dossier, as wherever both are.
    """
    found = AgendaItem.objects.open().filter(dossier=dossier_id, meeting__state=Meeting.State.OPEN)
    for meeting_id in sorted(found.values_list("meeting_id", flat=True)):
        meetings.lock(meeting_id)
    return list(found.values_list("pk", flat=True))


def _require_no_vote(items: list[int], user: User, actor: User) -> None:
    """Refuse a declaration that would come after the vote: what is in the ballot box cannot be taken out again."""
    given = {"item__in": items, "member__user": user}
    if VoterMark.objects.filter(**given).exists() or WrittenOpinion.objects.filter(**given).exists():
        who = "Bạn" if user == actor else str(user)
        raise DomainError(
            f"{who} đã biểu quyết nội dung này nên không khai báo được nữa. "
            "Vui lòng báo người chủ trì để ghi ý kiến vào biên bản."
        )


def _require_undecided(dossier: Dossier) -> None:
    if dossier.status in DECIDED:
        raise DomainError("Hồ sơ đã có quyết định nên không khai báo, không rút khai báo được nữa.")


def _is_concerned(user: User, dossier: Dossier) -> bool:
    return any(user.has_role(role, dossier.campaign.authority_id) for role in _CONCERNED)


def _reason(text: str, sentence: str) -> str:
    found = nfc(text).strip()
    if not found:
        raise DomainError(sentence)
    if len(found) > _LONGEST:
        raise DomainError(f"Nội dung dài quá {_LONGEST} ký tự. Vui lòng viết ngắn hơn.")
    return found


def _record(
    interest: Interest, action: str, changes: dict[str, object], *, actor: User, at: datetime, note: str = ""
) -> None:
    audit.record(
        stream=audit.stream_of(dossier_id=interest.dossier_id),
        action=action,
        subject=f"interest:{interest.user_id}",
        actor=actor,
        at=at,
        note=note,
        changes={"person": [None, str(interest.user)], **changes},
    )
