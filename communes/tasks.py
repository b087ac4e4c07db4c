"""Background jobs: each calls one service."""

from celery import shared_task

from communes.services import people
from tiepcanpl.kit.jobs import Job


@shared_task(name=Job.SEND_INVITATION, autoretry_for=(OSError,), retry_backoff=30, max_retries=5)
def send_invitation(user_id: int, site_url: str) -> None:
    """Send one invitation; a mail server that does not answer is asked again later."""
    people.send_invitation(user_id=user_id, site_url=site_url)
