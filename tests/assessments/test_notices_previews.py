"""The pages of a meeting say whom a deed will tell, and it tells exactly so many."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from assessments.domain.workflow import State
from assessments.models import Meeting, Notice
from assessments.services import meetings
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.council import Kind, make_room, open_room
from tests.factories.pages import text_of
from tests.factories.town import Town

AsUser = Callable[[User], Client]
MEMBERS = "thành viên Hội đồng đánh giá thị xã Bỉm Sơn đã được mời họp"


def _address(name: str, meeting: Meeting) -> str:
    return reverse(f"assessments:{name}", args=[meeting.pk])


def _page(client: Client, name: str, meeting: Meeting) -> str:
    return text_of(client.get(_address(name, meeting)).content.decode())


def _said(page: str) -> int:
    """Return how many people the page says it will tell."""
    return sum(map(int, re.findall(r"\((\d+) người\)", page)))


def _told() -> int:
    return Notice.objects.values("recipient").distinct().count()


@pytest.fixture
def planned(town: Town) -> Meeting:
    """Plan a meeting on the first dossier."""
    steps.bring_to(town, State.IN_COUNCIL)
    Notice.objects.all().delete()
    return Meeting.objects.get()


def test_sending_papers(town: Town, planned: Meeting, as_user: AsUser) -> None:
    client = as_user(town.head)
    page = _page(client, "meeting_papers", planned)
    assert f"Sẽ báo cho: {MEMBERS} (2 người)." in page
    client.post(_address("meeting_papers", planned))
    assert _told() == _said(page) == 2


def test_moving_a_meeting(town: Town, planned: Meeting, as_user: AsUser) -> None:
    client = as_user(town.head)
    assert "Sẽ báo cho" not in _page(client, "meeting_edit", planned)
    meetings.send_papers(meeting_id=planned.pk, actor=town.head, at=NOW)
    Notice.objects.all().delete()
    page = _page(client, "meeting_edit", planned)
    later = meetings.Plan(Meeting.Mode.IN_PERSON, planned.scheduled_for + timedelta(days=1), planned.place)
    for _ in range(2):
        meetings.edit(meeting_id=planned.pk, plan=later, actor=town.head, at=NOW)
    assert Notice.objects.count() == _said(page) == 2


def test_one_dossier_to_a_meeting(town: Town, planned: Meeting, as_user: AsUser) -> None:
    other = steps.bring_to(town, State.APPRAISED, town.other_dossier)
    address, client = reverse("assessments:dossier_to_council", args=[other.pk]), as_user(town.head)
    page = text_of(client.get(address).content.decode())
    assert "Sẽ báo cho: lãnh đạo và công chức UBND phường Ba Đình (2 người)." in page
    assert "cũng được báo" not in page
    meetings.send_papers(meeting_id=planned.pk, actor=town.head, at=NOW)
    assert "thành viên Hội đồng cũng được báo" in text_of(client.get(address).content.decode())


@pytest.mark.parametrize("is_invited", [True, False])
@pytest.mark.parametrize("choice", ["back", "stay"])
def test_cancelling(town: Town, planned: Meeting, as_user: AsUser, is_invited: bool, choice: str) -> None:  # noqa: FBT001  # a parameter
    if is_invited:
        meetings.send_papers(meeting_id=planned.pk, actor=town.head, at=NOW)
        Notice.objects.all().delete()
    client = as_user(town.head)
    page = _page(client, "meeting_cancel", planned)
    assert (f"Sẽ báo cho: {MEMBERS} (2 người)." in page) == is_invited
    assert ("không gửi thông báo cho họ" in page) != is_invited
    returned = "Khi rút về: Sẽ báo cho: lãnh đạo và công chức UBND phường Bắc Sơn (2 người); "
    assert returned + "người có thẩm quyền công nhận (thị xã Bỉm Sơn) (1 người)." in page
    client.post(_address("meeting_cancel", planned), {"reason": "Bão lụt.", "dossiers": choice})
    assert Meeting.objects.get().state == Meeting.State.CANCELLED
    assert _told() == 2 * is_invited + 3 * (choice == "back")


def test_filling_the_agenda(town: Town, planned: Meeting, as_user: AsUser) -> None:
    steps.bring_to(town, State.APPRAISED, town.other_dossier)
    client = as_user(town.head)
    communes = "Sẽ báo cho: lãnh đạo và công chức UBND của các xã, phường được chọn"
    assert f"{communes}. Thành viên Hội đồng được báo khi gửi tài liệu họp." in _page(client, "agenda_add", planned)
    meetings.send_papers(meeting_id=planned.pk, actor=town.head, at=NOW)
    Notice.objects.all().delete()
    assert f"{communes}; {MEMBERS} (2 người)." in _page(client, "agenda_add", planned)
    client.post(_address("agenda_add", planned), {"dossiers": [town.other_dossier.pk]})
    assert _told() == 2 + 2


def test_opening_in_person_tells_nobody(town: Town, as_user: AsUser) -> None:
    room = make_room(town)
    room.note(*room.everybody)
    Notice.objects.all().delete()
    Meeting.objects.update(scheduled_for=NOW)
    client = as_user(room.chair)
    page = _page(client, "meeting_open", room.meeting)
    assert "Không gửi thông báo" in page
    assert _said(page) == 0
    client.post(_address("meeting_open", room.meeting))
    assert Meeting.objects.get().state == Meeting.State.OPEN
    assert _told() == 0


def test_opening_a_round_in_writing(town: Town, as_user: AsUser) -> None:
    room = make_room(town, mode=Meeting.Mode.WRITTEN)
    Notice.objects.all().delete()
    client = as_user(room.chair)
    page = _page(client, "meeting_open", room.meeting)
    client.post(_address("meeting_open", room.meeting))
    assert _told() == _said(page) == len(room.everybody)


def test_concluding(town: Town, as_user: AsUser) -> None:
    room = open_room(town, town.dossier, town.other_dossier, with_story=True)
    for item in room.meeting.agenda.order_by("position"):
        room.open_vote(Kind.OPEN, item)
        room.cast_all(len(room.everybody))
        room.close(item)
    Notice.objects.all().delete()
    client = as_user(room.chair)
    page = _page(client, "meeting_conclude", room.meeting)
    assert "lãnh đạo và công chức UBND 2 xã, phường (4 người)" in page
    client.post(_address("meeting_conclude", room.meeting), {"number": "01/BB-HĐ"})
    assert _told() == _said(page) == 4 + 2 + 1
