"""What is said about an item: shared with the commune, or among the office alone."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Dossier, ItemComment
from assessments.selectors import recipients
from assessments.services import audit, dossiers, notices, reviews
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc

# From the submission up to the decision.
_OPEN = frozenset(
    {State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED, State.APPRAISED, State.IN_COUNCIL, State.ADVISED}
)
LONGEST = 4000


def is_open(dossier: Dossier) -> bool:
    """Tell whether something may be said now."""
    return dossier.status in _OPEN


@transaction.atomic
def write(*, dossier_id: int, item_code: str, text: str, is_internal: bool, actor: User, at: datetime) -> ItemComment:
    """Begin a thread on an item; only the office does. Saying the same again at once changes nothing."""
    dossier = _lock(dossier_id)
    reviews.require_reviewer(dossier, actor)
    if item_code not in {item.code for item in dossier.campaign.standard.parsed.answerable_items}:
        raise DomainError(f"Bộ tiêu chí không có nội dung {item_code} cần thẩm tra.")
    comment = ItemComment(dossier=dossier, item_code=item_code, is_internal=is_internal)
    return _add(comment, text, actor=actor, at=at)


@transaction.atomic
def answer(*, comment_id: int, text: str, actor: User, at: datetime) -> ItemComment:
    """Answer a comment: the office any, the commune one that it can read. Raises ItemComment.DoesNotExist."""
    asked = ItemComment.objects.visible_to(actor).get(pk=comment_id, in_reply_to=None)
    dossier = _lock(asked.dossier_id)
    _require_side(dossier, actor)
    comment = ItemComment(dossier=dossier, item_code=asked.item_code, is_internal=asked.is_internal, in_reply_to=asked)
    return _add(comment, text, actor=actor, at=at)


@transaction.atomic
def resolve(*, comment_id: int, actor: User, at: datetime) -> ItemComment:
    """Close a thread; only the office does. Raises ItemComment.DoesNotExist."""
    comment = _thread(comment_id, actor)
    if comment.resolved_at is None:
        comment.resolved_at, comment.resolved_by = at, actor
        _mark(comment, "resolve", actor=actor, at=at)
    return comment


@transaction.atomic
def reopen(*, comment_id: int, actor: User, at: datetime) -> ItemComment:
    """Open a closed thread again; who had closed it stays in the history. Raises ItemComment.DoesNotExist."""
    comment = _thread(comment_id, actor)
    if comment.resolved_at is not None:
        comment.resolved_at = comment.resolved_by = None
        _mark(comment, "reopen", actor=actor, at=at)
    return comment


def _lock(dossier_id: int) -> Dossier:
    dossier = dossiers.lock(dossier_id)
    if not is_open(dossier):
        raise DomainError("Chỉ trao đổi được từ khi hồ sơ đã nộp đến trước khi có quyết định.")
    return dossier


def _require_side(dossier: Dossier, actor: User) -> None:
    if actor.has_perm("assessments.edit_dossier", dossier):
        return
    if not actor.has_perm("assessments.review_dossier", dossier):
        raise NotAllowedError("Chỉ xã, phường và cán bộ thẩm tra của hồ sơ này được trả lời ý kiến trao đổi.")
    reviews.require_reviewer(dossier, actor)


def _thread(comment_id: int, actor: User) -> ItemComment:
    """Lock the dossier of a thread that the person may read, for somebody of the office."""
    seen = ItemComment.objects.visible_to(actor).filter(in_reply_to=None)
    dossier = _lock(seen.get(pk=comment_id).dossier_id)
    reviews.require_reviewer(dossier, actor)
    return seen.get(pk=comment_id)


def _add(comment: ItemComment, text: str, *, actor: User, at: datetime) -> ItemComment:
    comment.text = nfc(text).strip()
    if not comment.text:
        raise DomainError("Vui lòng ghi nội dung ý kiến.")
    if len(comment.text) > LONGEST:
        raise DomainError(f"Ý kiến dài nhất {LONGEST} ký tự.")
    comment.round, comment.written_at, comment.written_by = comment.dossier.round, at, actor
    last = _last_of(comment)
    if last and (last.text, last.written_by_id) == (comment.text, actor.pk) and last.resolved_at is None:
        return last
    comment.save()
    _record(comment, "answer" if comment.in_reply_to_id else "", actor=actor, at=at)
    if not comment.is_internal:
        _tell(comment, actor=actor, at=at)
    return comment


def _tell(comment: ItemComment, *, actor: User, at: datetime) -> None:
    """Tell the other side: the commune what the office says, whoever began the thread what the commune answers."""
    dossier, asked = comment.dossier, comment.in_reply_to
    if asked and actor.has_perm("assessments.edit_dossier", dossier):
        people = [asked.written_by]
    else:
        people = [user for group in recipients.communes_of([dossier], actor=actor) for user in group.users]
    notices.tell(
        people,
        key=f"comment:{comment.pk}",
        kind="comment",
        title=f"{actor}: ý kiến về nội dung {comment.item_code}, hồ sơ {dossier.commune} năm {dossier.campaign.year}",
        text=comment.text,
        path=reverse("assessments:comment_list", args=[dossier.pk]) + f"?noi-dung={comment.item_code}",
        at=at,
    )


def _last_of(comment: ItemComment) -> ItemComment | None:
    """Return what was said last in the same place: a second click says it again."""
    said = ItemComment.objects.filter(
        dossier=comment.dossier,
        item_code=comment.item_code,
        is_internal=comment.is_internal,
        in_reply_to=comment.in_reply_to,
    )
    return said.order_by("-pk").first()


def _mark(comment: ItemComment, deed: str, *, actor: User, at: datetime) -> None:
    comment.save(update_fields=["resolved_at", "resolved_by"])
    _record(comment, deed, actor=actor, at=at)


def _record(comment: ItemComment, deed: str, *, actor: User, at: datetime) -> None:
    """Append the event; the words of an internal note stand in no event, those of a shared comment do."""
    kind = "internal_note" if comment.is_internal else "comment"
    told = not comment.is_internal and deed in {"", "answer"}
    audit.record(
        stream=audit.stream_of(dossier_id=comment.dossier_id),
        action=f"{kind}_{deed}".rstrip("_"),
        subject=f"item:{comment.item_code}",
        actor=actor,
        at=at,
        changes={"comment": comment.pk, **({"text": [None, comment.text]} if told else {})},
    )
