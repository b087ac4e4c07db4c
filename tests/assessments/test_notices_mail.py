"""Notices reach a real mail server: at once, gathered, not at all; again after it was down; never with foreign headers."""

import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import django.core.mail
import pytest
from aiosmtpd.controller import Controller
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Dossier, Meeting, Notice, NoticePreference
from assessments.services import mailing, meetings, notices
from assessments.services.decisions import Outcome
from tests.factories import NOW, steps
from tests.factories.town import Town

Mail = NoticePreference.Mail


class OnSocket(Controller):
    """Listens on a socket that is bound already: until then its port refuses, and nobody else can take it."""

    def __init__(self, handler: Any) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        host, port = self.socket.getsockname()
        super().__init__(handler, hostname=host, port=port, ready_timeout=60, server_hostname="mail.example.test")

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.socket)


class Inbox:
    """A mail server on a port of this machine, and what it took."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.controller = OnSocket(self)

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
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.controller.port, 60
    settings.SITE_URL = "https://tiepcanpl.example.test"
    yield found
    if found.controller.loop.is_running():
        found.controller.stop()
    found.controller.loop.close()
    found.controller.socket.close()


def _subject(mail: EmailMessage) -> str:
    """Return the subject; a folded header begins with a blank."""
    return str(mail["Subject"]).strip()


def _tell(town: Town, key: str = "mot", title: str = "Phường Bắc Sơn: cần bổ sung") -> None:
    due_on = NOW.date() + timedelta(days=7)
    notices.tell(
        [town.official], key=key, kind="thu", title=title, text="Bổ sung.", path="/ho-so/7/", due_on=due_on, at=NOW
    )


def test_a_hand_over_arrives_with_link_and_footer_and_once(town: Town, inbox: Inbox) -> None:
    steps.bring_to(town, State.SUBMITTED)
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


def _invite(town: Town) -> None:
    steps.bring_to(town, State.IN_COUNCIL)
    Notice.objects.all().delete()
    meetings.send_papers(meeting_id=Meeting.objects.get().pk, actor=town.head, at=NOW)


def _returned(town: Town, *deeds: Callable[[Town, Dossier], object]) -> None:
    dossier = steps.bring_to(town, State.RETURNED)
    for deed in deeds:
        Notice.objects.all().delete()
        deed(town, dossier)


def _decided(town: Town) -> None:
    dossier = steps.bring_to(town, State.APPRAISED)
    Notice.objects.all().delete()
    steps.decide(town, dossier, Outcome.NOT_RECOGNISED, reason="Chưa đạt điều kiện công nhận.")


BAC_SON = "Phường Bắc Sơn, năm 2020: "
# The deed; who reads it; how the subject begins; what to do; the page that the link opens.
KINDS: dict[str, tuple[Callable[[Town], object], str, str, str, str]] = {
    "received": (
        lambda town: steps.bring_to(town, State.UNDER_REVIEW),
        "canbo-14809",
        BAC_SON + "hồ sơ đã được tiếp nhận để thẩm tra",
        "Chưa phải làm gì thêm",
        "dossier_detail",
    ),
    "returned": (
        _returned,
        "lanhdao-14809",
        BAC_SON + "yêu cầu bổ sung 1 nội dung",
        "Bổ sung, giải trình từng nội dung sau đây rồi nộp lại hồ sơ.",
        "dossier_detail",
    ),
    "resubmitted": (
        lambda town: _returned(town, steps.resubmit),
        "chuyenvien",
        BAC_SON + "đã nộp lại hồ sơ, lần 2",
        "Tiếp nhận lại và xem từng yêu cầu bổ sung đã được đáp ứng chưa.",
        "dossier_detail",
    ),
    "invited": (
        _invite,
        "hoidong1",
        "Tài liệu cuộc họp Hội đồng lúc ",
        "báo Thư ký nếu không dự họp được",
        "meeting_detail",
    ),
    "decided": (
        _decided,
        "canbo-14809",
        BAC_SON + "không được công nhận (Quyết định số 1234/QĐ-UBND",
        "Lý do: Chưa đạt điều kiện công nhận.",
        "dossier_detail",
    ),
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_each_hand_over_says_what_to_do_by_when_and_where(town: Town, inbox: Inbox, kind: str) -> None:
    deed, username, subject, to_do, page = KINDS[kind]
    deed(town)
    inbox.controller.start()
    newest = Notice.objects.filter(recipient__username=username).latest("pk")
    Notice.objects.exclude(pk=newest.pk).delete()
    assert mailing.send_waiting(at=NOW) == 1
    (mail,) = inbox.mails
    assert mail["To"] == f"{username}@example.test"
    assert _subject(mail).startswith(subject)
    text = mail.get_content()
    assert to_do in text
    target = Meeting.objects.get() if page == "meeting_detail" else town.dossier
    assert f"https://tiepcanpl.example.test{reverse(f'assessments:{page}', args=[target.pk])}" in text
    if kind in {"returned", "invited"}:
        assert newest.due_on
        assert f"{newest.due_on:%d/%m/%Y}" in text
    if kind == "returned":
        assert newest.due_on == town.dossier.requests.get().due_on


def test_a_worker_killed_after_sending_sends_the_same_message_again_and_marks_it_once(
    town: Town, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    Notice.objects.all().delete()
    inbox.controller.start()
    _tell(town)
    send = django.core.mail.EmailMessage.send

    def send_and_die(message: django.core.mail.EmailMessage, fail_silently: bool = False) -> int:  # noqa: FBT001, FBT002  # Django's
        send(message, fail_silently)
        raise KeyboardInterrupt

    with monkeypatch.context() as worker:
        worker.setattr(django.core.mail.EmailMessage, "send", send_and_die)
        with pytest.raises(KeyboardInterrupt):
            mailing.send_waiting(at=NOW)
    assert Notice.objects.get().mailed_at is None
    assert mailing.send_waiting(at=NOW) == 0  # the dead worker still has it
    later = NOW + timedelta(minutes=2)
    assert (mailing.send_waiting(at=later), mailing.send_waiting(at=later + timedelta(days=1))) == (1, 0)
    first, second = inbox.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert Notice.objects.get().mailed_at == later


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
