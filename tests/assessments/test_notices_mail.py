"""Notices reach a real mail server: at once, gathered, not at all; again after it was down; never with foreign headers."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from assessments.models import Notice, NoticePreference
from assessments.services import mailing, notices
from tests.factories import NOW, steps
from tests.factories.town import Town

Mail = NoticePreference.Mail


class Inbox:
    """A mail server on a port of this machine, and what it took."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: ARG002, N802  # aiosmtpd's name
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def inbox(settings: Any) -> Iterator[Inbox]:
    """Point the product at a server that has to be started by the test."""
    found = Inbox()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 5
    settings.SITE_URL = "https://tiepcanpl.example.test"
    yield found
    if found.controller.loop.is_running():
        found.controller.stop()


def _subject(mail: EmailMessage) -> str:
    """Return the subject; a folded header begins with a blank."""
    return str(mail["Subject"]).strip()


def _tell(town: Town, key: str = "mot", title: str = "Phường Bắc Sơn: cần bổ sung") -> None:
    due_on = NOW.date() + timedelta(days=7)
    notices.tell(
        [town.official], key=key, kind="thu", title=title, text="Bổ sung.", path="/ho-so/7/", due_on=due_on, at=NOW
    )


def test_a_hand_over_arrives_with_link_and_footer_and_once(town: Town, inbox: Inbox) -> None:
    steps.bring_to(town, "submitted")  # type: ignore[arg-type]  # a state is its text
    inbox.controller.start()
    Notice.objects.exclude(kind="submit").delete()
    assert mailing.send_waiting(at=NOW) == 3
    assert mailing.send_waiting(at=NOW + timedelta(hours=1)) == 0
    (mail,) = [mail for mail in inbox.mails if mail["To"] == town.reviewer.email]
    assert _subject(mail) == "Phường Bắc Sơn, năm 2020: đã nộp hồ sơ"
    text = mail.get_content()
    assert f"https://tiepcanpl.example.test/ho-so/{town.dossier.pk}/" in text
    assert "https://tiepcanpl.example.test/tai-khoan/thong-bao/" in text
    assert Notice.objects.filter(mailed_at=NOW, mail_after=None).count() == 3


def test_a_server_that_is_down_delays_and_does_not_lose(town: Town, inbox: Inbox) -> None:
    Notice.objects.all().delete()
    _tell(town)
    assert mailing.send_waiting(at=NOW) == 0
    assert Notice.objects.get().mailed_at is None
    inbox.controller.start()
    later = NOW + timedelta(minutes=1)
    assert (mailing.send_waiting(at=later), mailing.send_waiting(at=later)) == (1, 0)
    assert len(inbox.mails) == 1


def test_a_digest_gathers_and_none_sends_nothing(town: Town, inbox: Inbox) -> None:
    Notice.objects.all().delete()
    inbox.controller.start()
    notices.prefer(mail=Mail.DAILY, actor=town.official, at=NOW)
    _tell(town, "mot")
    _tell(town, "hai")
    assert (mailing.send_waiting(at=NOW), mailing.send_digests(at=NOW)) == (0, 0)
    morning = NOW + timedelta(days=1)
    assert (mailing.send_digests(at=morning), mailing.send_digests(at=morning)) == (1, 0)
    assert _subject(inbox.mails[0]) == "2 thông báo mới – Đánh giá chuẩn tiếp cận pháp luật"
    notices.prefer(mail=Mail.NONE, actor=town.official, at=NOW)
    _tell(town, "ba")
    assert (mailing.send_waiting(at=morning), mailing.send_digests(at=morning), len(inbox.mails)) == (0, 0, 1)
    assert Notice.objects.count() == 3


def test_a_title_cannot_bring_headers(town: Town, inbox: Inbox) -> None:
    Notice.objects.all().delete()
    inbox.controller.start()
    _tell(town, title="Phường\r\nBcc: ai-do@example.test\x00\u2028X")
    assert mailing.send_waiting(at=NOW) == 1
    assert inbox.mails[0]["Bcc"] is None
    assert _subject(inbox.mails[0]) == "Phường Bcc: ai-do@example.test X"


def test_who_is_inactive_or_has_no_address_is_skipped_and_old_mail_is_given_up(town: Town, inbox: Inbox) -> None:
    Notice.objects.all().delete()
    inbox.controller.start()
    _tell(town)
    type(town.official).objects.filter(pk=town.official.pk).update(is_active=False)
    assert (mailing.send_waiting(at=NOW), inbox.mails) == (0, [])
    _tell(town, "hai")
    assert mailing.send_waiting(at=NOW + mailing.GIVE_UP + timedelta(days=1)) == 0
    assert not Notice.objects.filter(mail_after__isnull=False).exists()
