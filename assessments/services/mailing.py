"""Sends notices by e-mail, at least once.

`Notice.mail_after` says from when a notice is sent. Whoever sends it first moves that moment ahead, in one conditional
update, so that no two workers send the same notice; the moment is cleared when the server has taken the message. A worker
that dies, or a server that does not answer, therefore costs nothing but time: the sweep finds the notice again. Only a worker
that dies between the server's answer and the update leads to a second copy; both carry the same Message-ID.
"""

import logging
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from assessments.models import Notice, NoticePreference
from communes.models import User
from tiepcanpl.kit.jobs import Job, enqueue

logger = logging.getLogger(__name__)

BATCH = 200  # messages of one run; the next run goes on
GIVE_UP = timedelta(days=3)  # afterwards a notice is only read in the product
_NOTICE = ("emails/notice_subject.txt", "emails/notice_message.txt")
_DIGEST = ("emails/digest_subject.txt", "emails/digest_message.txt")
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=6)


def waiting(*, at: datetime) -> QuerySet[Notice]:
    """Return the notices whose e-mail may leave now, oldest first."""
    return Notice.objects.filter(mail_after__lte=at).order_by("mail_after", "pk")


def send_waiting(*, at: datetime) -> int:
    """Send every notice that waits to people who want each at once; return how many the server took."""
    _give_up(at)
    found = waiting(at=at).exclude(recipient__notice_preference__mail=NoticePreference.Mail.DAILY)
    notices = list(found.select_related("recipient")[:BATCH])
    if len(notices) == BATCH:
        enqueue(Job.SEND_NOTICES)
    return _deliver_all([[notice] for notice in notices], at)


def send_digests(*, at: datetime) -> int:
    """Send each person who wants one e-mail a day what has gathered; return how many e-mails the server took."""
    _give_up(at)
    daily = waiting(at=at).filter(recipient__notice_preference__mail=NoticePreference.Mail.DAILY)
    people = sorted(set(daily.order_by().values_list("recipient", flat=True)))[:BATCH]
    gathered: dict[int, list[Notice]] = {}
    for notice in daily.filter(recipient__in=people).select_related("recipient").order_by("created_at", "pk"):
        gathered.setdefault(notice.recipient_id, []).append(notice)
    return _deliver_all(list(gathered.values()), at)


def _give_up(at: datetime) -> None:
    """Stop trying what is too old to be of use."""
    given_up = Notice.objects.filter(mail_after__lte=at, created_at__lt=at - GIVE_UP).update(mail_after=None)
    if given_up:
        logger.error("%s notices could not be sent by e-mail in time and are only shown in the product", given_up)


def _deliver_all(batches: list[list[Notice]], at: datetime) -> int:
    """Send one message for each batch over one connection; stop where the server does not answer (any more)."""
    taken = 0
    if not batches:
        return taken
    try:
        with get_connection() as connection:
            for batch in batches:
                taken += _deliver(connection, batch, at)
    except OSError as error:
        logger.warning("The mail server does not answer (%s); notices wait for the sweep", type(error).__name__)
    return taken


def _deliver(connection: BaseEmailBackend, notices: list[Notice], at: datetime) -> bool:
    """Send one message; False where another worker has it, nobody reads it, or the server refuses this message."""
    mine = [notice for notice in notices if _claim(notice, at)]
    if not mine:
        return False
    stored = Notice.objects.filter(pk__in=[notice.pk for notice in mine])
    user = mine[0].recipient
    if not user.is_active or not user.email:
        stored.update(mail_after=None)
        return False
    try:
        _message(user, mine, connection).send()
    except SMTPServerDisconnected:
        raise
    except (SMTPException, ValueError) as error:
        # Neither the address nor the text goes into the log.
        logger.warning("Notice %s could not be sent (%s); it is tried again", mine[0].pk, type(error).__name__)
        return False
    stored.update(mail_after=None, mailed_at=at)
    return True


def _claim(notice: Notice, at: datetime) -> bool:
    """Move the moment of the next try ahead; False where another worker did so before."""
    pause = min(max(at - notice.created_at, _FIRST_PAUSE), _LONGEST_PAUSE)
    return bool(Notice.objects.filter(pk=notice.pk, mail_after=notice.mail_after).update(mail_after=at + pause))


def _message(user: User, notices: list[Notice], connection: BaseEmailBackend) -> EmailMessage:
    """Write one notice, or several under one subject."""
    subject_name, text_name = _DIGEST if len(notices) > 1 else _NOTICE
    context = {
        "user": user,
        "notices": notices,
        "site_url": settings.SITE_URL,
        "site_name": settings.SITE_NAME,
        "preferences_path": reverse("assessments:notice_preferences"),
    }
    subject = " ".join(render_to_string(subject_name, context).split())
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return EmailMessage(
        subject,
        render_to_string(text_name, context),
        None,
        [user.email],
        headers={
            "Message-ID": f"<notice-{notices[-1].pk}-{len(notices)}@{domain}>",
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
