"""Keeps from when the deadlines count by which an item's document has to be signed."""

from datetime import date, datetime

from django.db import transaction

from assessments.models import SigningStart
from assessments.services import audit
from assessments.services.campaigns import lock_running
from communes.models import User
from tiepcanpl.kit.errors import DomainError
from tiepcanpl.kit.text import nfc


@transaction.atomic
def save(campaign_id: int, *, item_code: str, starts_on: date, basis: str, actor: User, at: datetime) -> SigningStart:
    """Store the day for one item of a campaign that is not closed; saving the same again changes nothing.

    Raises NotAllowedError, DomainError where the standard has no such deadline.
    """
    campaign = lock_running(campaign_id, actor)
    if item_code not in {item.code for item in campaign.standard.parsed.timed_items}:
        raise DomainError(f"Bộ tiêu chí không quy định thời hạn ban hành văn bản của nội dung {item_code}.")
    new = SigningStart(
        campaign=campaign, item_code=item_code, starts_on=starts_on, basis=nfc(basis).strip(), set_at=at, set_by=actor
    )
    old = campaign.signing_starts.filter(item_code=item_code).first()
    if old is not None:
        if (old.starts_on, old.basis) == (new.starts_on, new.basis):
            return old
        new.pk = old.pk
    new.save()
    audit.record(
        stream=audit.stream_of(campaign_id=campaign.pk),
        action="signing_start",
        subject=f"item:{item_code}",
        actor=actor,
        at=at,
        changes={
            "signing_start": [str(old) if old else None, str(new)],
            "basis": [old.basis if old else None, new.basis],
        },
    )
    return new
