"""Notices: who has to know is told once, in the product and by e-mail; reading and preferences are the person's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from assessments.domain.digests import next_digest
from assessments.models import Notice, NoticePreference
from communes.models import User
from tiepcanpl.kit.jobs import Job, enqueue
from tiepcanpl.kit.text import nfc

Mail = NoticePreference.Mail
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Message:
    """What some people are told. `key` names the event, `kind` the sort of event, `due_on` is the last day that is in time."""

    recipients: tuple[User, ...]
    key: str
    kind: str
    title: str
    path: str
    text: str = ""
    due_on: date | None = None


def tell(  # noqa: PLR0913  # a notice has that many parts
    recipients: Iterable[User],
    *,
    key: str,
    kind: str,
    title: str,
    text: str = "",
    path: str,
    due_on: date | None = None,
    at: datetime,
) -> None:
    """Tell each person once for each key; inactive accounts are left out. The e-mail leaves after the commit.

    Runs inside the deed's transaction. `path` is a place in the product ("/ho-so/7/") that the person may open.
    """
    tell_all([Message(tuple(recipients), key, kind, title, path, text, due_on)], at=at)


@transaction.atomic
def tell_all(messages: Iterable[Message], *, at: datetime) -> None:
    """Tell many people many things, in as many queries as one thing needs."""
    wanted = [(user, message) for message in messages for user in message.recipients if user.is_active]
    if not wanted:
        return
    ways = _ways_of({user.pk for user, _ in wanted})
    rows = [_row(user, message, ways.get(user.pk, Mail.EACH), at) for user, message in wanted]
    Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=_BATCH)
    if any(row.mail_after == at for row in rows):
        enqueue(Job.SEND_NOTICES)


def _ways_of(users: set[int]) -> dict[int, str]:
    """Return how each person wants e-mail; who never chose is not in it."""
    return dict(NoticePreference.objects.filter(user__in=users).values_list("user", "mail"))


def _row(user: User, message: Message, way: str, at: datetime) -> Notice:
    return Notice(
        recipient=user,
        key=message.key,
        kind=message.kind,
        title=one_line(message.title)[:300],
        text=nfc(message.text).strip(),
        path=message.path,
        due_on=message.due_on,
        created_at=at,
        mail_after=_mail_after(way, at) if user.email else None,
    )


def one_line(text: str) -> str:
    """Return the text in one line without control characters: titles become subjects of e-mails."""
    return " ".join("".join(char if char.isprintable() else " " for char in nfc(text)).split())


def _mail_after(way: str, at: datetime) -> datetime | None:
    """Return when the e-mail may leave; None where the person wants none."""
    if way == Mail.DAILY:
        return next_digest(timezone.localtime(at))
    return at if way == Mail.EACH else None


def read(*, notice_id: int, actor: User, at: datetime) -> Notice:
    """Mark the person's own notice as seen; the first time counts. Raises Notice.DoesNotExist for anybody else's."""
    notice = Notice.objects.get(pk=notice_id, recipient=actor)
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
    return notice


def read_all(*, up_to: int, actor: User, at: datetime) -> int:
    """Mark the person's notices as seen up to the newest one (by id) that was shown; return how many were new."""
    return Notice.objects.filter(recipient=actor, pk__lte=up_to, read_at__isnull=True).update(read_at=at)


@transaction.atomic
def prefer(*, mail: str, actor: User, at: datetime) -> None:
    """Store how the person wants e-mail; what still waits to be sent follows the new choice."""
    NoticePreference.objects.update_or_create(user=actor, defaults={"mail": Mail(mail)})
    waiting = Notice.objects.filter(recipient=actor, mail_after__isnull=False)
    waiting.update(mail_after=_mail_after(mail, at) if actor.email else None)
    enqueue(Job.SEND_NOTICES)
