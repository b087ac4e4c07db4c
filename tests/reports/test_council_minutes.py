"""The minutes as a file: what was frozen, with both signatures, for the council and the office."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Meeting, Report
from assessments.reports import documents
from assessments.services import audit, minutes, reports
from communes.models import User
from tests.factories.council import LATER, Kind, Room, open_room
from tests.factories.pages import text_of
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError


@pytest.fixture
def room(town: Town) -> Room:
    """Give a meeting that is over."""
    room = open_room(town)
    room.open_vote(Kind.SECRET)
    room.cast_all(agree=4, disagree=1)
    room.close()
    minutes.conclude(meeting_id=room.meeting.pk, number="01/BB-HĐ", actor=room.chair, at=LATER)
    return room


def ask(room: Room, actor: User) -> Report:
    asked = Report(kind=Report.Kind.COUNCIL_MINUTES, campaign=room.meeting.campaign, meeting=room.meeting)
    return reports.request(asked, actor=actor, at=LATER)


def test_what_is_printed_is_what_was_frozen(room: Room) -> None:
    report = ask(room, room.others[0])
    meeting = Meeting.objects.get(pk=room.meeting.pk)
    data = documents.gather(report, at=LATER, progress=lambda *_: None)
    assert audit.sha256_of(data) == meeting.minutes_sha256
    text = text_of(documents.to_html(report.kind, data))
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "HỘI ĐỒNG ĐÁNH GIÁ TIẾP CẬN PHÁP LUẬT Số: 01/BB-HĐ",
        "BIÊN BẢN",
        "Kết quả: 4/5 phiếu đồng ý, quá 1/2 số phiếu: đề nghị công nhận.",
        "chưa xác minh với văn bản pháp luật",
        "Cuộc họp kết thúc vào 09 giờ 30 phút, ngày 04 tháng 01 năm 2021./.",
        "THƯ KÝ Người dùng thuky CHỦ TỌA Người dùng hoidong1",
    ):
        assert words in text


def test_the_same_file_is_made_once(room: Room) -> None:
    assert ask(room, room.chair) == ask(room, room.town.head)


def test_who_is_neither_in_the_council_nor_in_the_office_asks_in_vain(room: Room) -> None:
    for who in (room.town.official, room.town.observer):
        with pytest.raises(NotAllowedError):
            ask(room, who)


def test_no_file_before_the_end(town: Town) -> None:
    room = open_room(town)
    with pytest.raises(DomainError) as caught:
        ask(room, room.chair)
    assert caught.value.reasons == ("Cuộc họp chưa kết thúc nên chưa có biên bản.",)


def test_members_see_their_councils_minutes(room: Room, as_user: Callable[[User], Client]) -> None:
    address = reverse("assessments:paper_request", args=["cuoc-hop", room.meeting.pk, "council_minutes"])
    answer = as_user(room.others[0]).post(address)
    report = Report.objects.get()
    assert answer.headers["Location"] == reverse("assessments:report_detail", args=[report.pk])
    seen = {who.username: Report.objects.visible_to(who).exists() for who in (*room.everybody, room.town.official)}
    assert seen == {**{user.username: True for user in room.everybody}, room.town.official.username: False}
    assert as_user(room.town.official).post(address).status_code == 404
