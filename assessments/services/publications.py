"""Publishes a campaign's results as a frozen snapshot, and takes them from the public with a trace."""

from datetime import datetime

from django.db import transaction

from assessments.domain.hashing import sha256_of
from assessments.models import Publication
from assessments.selectors import publications as selectors
from assessments.services import audit, decision_notices
from assessments.services.decisions import lock_campaign
from communes.models import User
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError
from tiepcanpl.kit.text import nfc

_REFUSED = "Chỉ lãnh đạo cơ quan tư pháp và người có thẩm quyền công nhận được công bố kết quả."


@transaction.atomic
def publish(*, campaign_id: int, seen: str, actor: User, at: datetime) -> Publication:
    """Freeze the results as they stand and make them public; the same content again changes nothing.

    `seen` is the sha256 of the preview. Raises NotAllowedError, DomainError while nothing is decided, and StaleError when the
    results changed after the preview.
    """
    campaign = lock_campaign(campaign_id)
    if not actor.has_perm("assessments.publish_campaign", campaign):
        raise NotAllowedError(_REFUSED)
    snapshot = selectors.snapshot_of(campaign)
    if not snapshot["communes"]:
        raise DomainError("Chưa có quyết định nào để công bố.")
    sha256 = sha256_of(snapshot)
    if sha256 != seen:
        raise StaleError(
            "Kết quả đã thay đổi sau khi bạn xem trước. Vui lòng xem lại thay đổi rồi công bố.", current=sha256
        )
    public = selectors.public_of(campaign)
    if public and public.sha256 == sha256:
        return public
    last = campaign.publications.order_by("-sequence").values_list("sequence", flat=True).first() or 0
    publication = Publication.objects.create(
        campaign=campaign,
        sequence=last + 1,
        snapshot=snapshot,
        sha256=sha256,
        published_at=at,
        published_by=actor,
    )
    _tell("publish", publication, actor=actor, at=at, sha256=sha256, sequence=publication.sequence)
    decision_notices.published(publication, public, actor=actor, at=at)
    return publication


@transaction.atomic
def withdraw(*, publication_id: int, reason: str, actor: User, at: datetime) -> Publication:
    """Take the results from the public, with the reason that the public reads; repeating it changes nothing."""
    campaign = lock_campaign(Publication.objects.values_list("campaign_id", flat=True).get(pk=publication_id))
    publication = Publication.objects.select_for_update(of=("self",)).defer("snapshot").get(pk=publication_id)
    if not actor.has_perm("assessments.publish_campaign", campaign):
        raise NotAllowedError(_REFUSED)
    if publication.withdrawn_at:
        return publication
    if not Publication.objects.newest().filter(pk=publication_id).exists():
        raise DomainError("Bản này đã được thay bằng bản công bố mới hơn nên không còn công khai.")
    if not reason.strip():
        raise DomainError("Vui lòng nêu lý do gỡ; lý do này hiện trên trang công khai.")
    publication.withdrawn_at, publication.withdrawn_by = at, actor
    publication.withdrawal_reason = nfc(reason).strip()
    publication.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason"])
    note = publication.withdrawal_reason
    _tell("publication_withdraw", publication, actor=actor, at=at, note=note, sequence=publication.sequence)
    decision_notices.withdrawn(publication, actor=actor, at=at)
    return publication


def _tell(
    action: str, publication: Publication, *, actor: User, at: datetime, note: str = "", **changes: object
) -> None:
    audit.record(
        stream=audit.stream_of(campaign_id=publication.campaign_id),
        action=action,
        subject=f"publication:{publication.pk}",
        actor=actor,
        at=at,
        note=note,
        changes=changes,
    )
