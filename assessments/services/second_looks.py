"""The second look: draw from the accepted items, look at each again, settle a dissent."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from assessments.domain import draws
from assessments.domain.workflow import Action, State
from assessments.models import Dossier, SecondLook, SecondLookDraw
from assessments.permissions import permission_of
from assessments.selectors import interests, second_looks
from assessments.services import audit, dossiers, reviews
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError
from tiepcanpl.kit.text import nfc

_LONGEST_SEED = 64


@transaction.atomic
def draw(*, dossier_id: int, seed: str, actor: User, at: datetime) -> SecondLookDraw:
    """Draw the share of the campaign from the accepted items of the round; what was drawn once stays.

    Raises NotAllowedError for everybody but the office head, DomainError while conclusions are missing.
    """
    dossier = dossiers.lock(dossier_id)
    _require_head(dossier, actor)
    stored = second_looks.draw_of(dossier)
    if stored:
        return stored
    reasons = second_looks.why_not_drawn(dossier)
    seed = nfc(seed).strip()
    if not seed or len(seed) > _LONGEST_SEED:
        reasons = (*reasons, f"Số khởi đầu có từ 1 đến {_LONGEST_SEED} ký tự.")
    if reasons:
        raise DomainError(reasons)
    return _store_draw(dossier, seed, actor, at)


def _store_draw(dossier: Dossier, seed: str, actor: User, at: datetime) -> SecondLookDraw:
    population, share = second_looks.population_of(dossier), dossier.campaign.second_look_share
    drawn = set(draws.draw(seed, share, population))
    made = SecondLookDraw.objects.create(
        dossier=dossier,
        round=dossier.round,
        share=share,
        seed=seed,
        population=list(population),
        drawn_at=at,
        drawn_by=actor,
    )
    codes = [code for code in population if code in drawn]
    accepted_by = dict(dossier.reviews.filter(round=dossier.round).values_list("item_code", "reviewed_by"))
    SecondLook.objects.bulk_create(
        SecondLook(draw=made, item_code=code, accepted_by_id=accepted_by[code]) for code in codes
    )
    changes = {"share": share, "seed": seed, "population": len(population), "drawn": len(codes), "codes": codes}
    _record(dossier, "second_look_draw", f"dossier:{dossier.pk}", changes, actor=actor, at=at)
    return made


@transaction.atomic
def look(*, look_id: int, agrees: bool, reason: str, actor: User, at: datetime) -> SecondLook:
    """Store what the second reviewer found; the same person may correct it while the review goes on.

    Raises SecondLook.DoesNotExist, NotAllowedError, DomainError for who concluded the item, and for a dissent without reason.
    """
    dossier, found = _lock(look_id)
    reviews.require_reviewer(dossier, actor)
    _require_open(dossier, found)
    concluded = {row.item_code: row for row in dossier.reviews.filter(round=dossier.round, item_code=found.item_code)}
    refusal, text = second_looks.why_not(found, concluded, actor), nfc(reason).strip()
    if not refusal and not agrees and not text:
        refusal = "Vui lòng ghi lý do không thống nhất."
    if refusal:
        raise DomainError(refusal)
    if (found.agrees, found.reason) == (agrees, text):
        return found
    old, found.agrees, found.reason = found.agrees, agrees, text
    found.looked_at, found.looked_by = at, actor
    found.confirmed_reason, found.confirmed_at, found.confirmed_by = "", None, None
    found.save()
    changes = {"agrees": [old, agrees]}
    _record(dossier, "second_look", f"item:{found.item_code}", changes, actor=actor, at=at, note=text)
    return found


@transaction.atomic
def confirm(*, look_id: int, reason: str, actor: User, at: datetime) -> SecondLook:
    """Keep the conclusion in spite of the dissent: the office head says why. Confirming twice changes nothing."""
    dossier, found = _lock(look_id)
    _require_head(dossier, actor)
    _require_open(dossier, found)
    text = nfc(reason).strip()
    if found.agrees is not False:
        raise DomainError("Nội dung này không có ý kiến không thống nhất cần xử lý.")
    if not text:
        raise DomainError("Vui lòng ghi lý do giữ kết luận.")
    if found.confirmed_reason == text:
        return found
    found.confirmed_reason, found.confirmed_at, found.confirmed_by = text, at, actor
    found.save(update_fields=["confirmed_reason", "confirmed_at", "confirmed_by"])
    _record(dossier, "second_look_confirm", f"item:{found.item_code}", {}, actor=actor, at=at, note=text)
    return found


def _lock(look_id: int) -> tuple[Dossier, SecondLook]:
    dossier_id = SecondLook.objects.values_list("draw__dossier_id", flat=True).get(pk=look_id)
    dossier = dossiers.lock(dossier_id)
    return dossier, SecondLook.objects.select_related("draw").get(pk=look_id)


def _require_open(dossier: Dossier, found: SecondLook) -> None:
    if dossier.status is not State.UNDER_REVIEW or found.draw.round != dossier.round:
        raise DomainError("Chỉ kiểm tra lại được trong khi hồ sơ của lần nộp này đang được thẩm tra.")


def _require_head(dossier: Dossier, actor: User) -> None:
    if not actor.has_perm(permission_of(Action.APPRAISE), dossier):
        general = "Chỉ lãnh đạo cơ quan tư pháp được thực hiện việc này."
        raise NotAllowedError(interests.notice_for(actor, dossier) or general)


def _record(  # noqa: PLR0913  # an event has that many parts
    dossier: Dossier,
    action: str,
    subject: str,
    changes: Mapping[str, object],
    *,
    actor: User,
    at: datetime,
    note: str = "",
) -> None:
    stream = audit.stream_of(dossier_id=dossier.pk)
    audit.record(stream=stream, action=action, subject=subject, actor=actor, at=at, changes=dict(changes), note=note)
