"""The page of the running meeting: own ballot, buttons of who presides, and a fragment that says only what is new."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import Choice, Meeting, OpenBallot, SecretBox, VoterMark
from assessments.services import interests, proceedings
from communes.models import Role, User
from tests.factories import NOW
from tests.factories.council import LATER, Kind, Room, Status, make_room, open_room
from tests.factories.pages import text_of
from tests.factories.town import Town, make_user

SignIn = Callable[[User], Client]
DEEDS = ("agenda_call", "agenda_open", "agenda_close", "ballot_cast")
ASKED = ("agenda_postpone", "agenda_note", "written_opinion")


@pytest.fixture
def room(town: Town) -> Room:
    """Give a meeting of five members on one dossier."""
    return open_room(town)


def live(room: Room) -> str:
    return reverse("assessments:meeting_live", args=[room.meeting.pk])


def at(room: Room, name: str) -> str:
    return reverse(f"assessments:{name}", args=[room.meeting.pk, room.item.pk])


def page(client: Client, room: Room) -> str:
    answer = client.get(live(room))
    assert answer.status_code == 200
    return answer.content.decode()


def poll(client: Client, html: str) -> tuple[int, str]:
    """Ask as htmx does, with what the page knows."""
    (address,) = re.findall(r'hx-get="([^"]+)"', html)
    answer = client.get(address.replace("&amp;", "&"))
    return answer.status_code, answer.content.decode()


def test_strangers_find_nothing(room: Room, as_user: SignIn) -> None:
    strangers = [room.town.official, room.town.leader, make_user("khach", Role.COUNCIL_MEMBER, room.town.province)]
    for client in map(as_user, strangers):
        pages = [live(room), reverse("assessments:meeting_live_status", args=[room.meeting.pk])]
        pages += [reverse("assessments:meeting_conclude", args=[room.meeting.pk]), *(at(room, name) for name in ASKED)]
        assert {client.get(address).status_code for address in pages} == {404}
        assert {client.post(at(room, name)).status_code for name in DEEDS} == {404}


def test_deeds_are_not_done_by_get(room: Room, as_user: SignIn) -> None:
    client = as_user(room.chair)
    assert {client.get(at(room, name)).status_code for name in DEEDS} == {405}


def test_a_meeting_from_call_to_minutes(room: Room, as_user: SignIn) -> None:
    chair = as_user(room.chair)
    assert "Gọi nội dung 1: Phường Bắc Sơn" in text_of(page(chair, room))
    chair.post(at(room, "agenda_call"))
    assert "Đang thảo luận" in text_of(page(as_user(room.others[0]), room))
    chair.post(at(room, "agenda_open"), {"kind": "open"})
    for user in room.everybody:
        answer = as_user(user).post(at(room, "ballot_cast"), {"choice": "agree", "reason": ""}, follow=True)
        assert "Đã ghi nhận phiếu của bạn." in text_of(answer.content.decode())
    answer = chair.post(at(room, "agenda_close"), follow=True)
    assert "Phường Bắc Sơn: đề nghị công nhận." in text_of(answer.content.decode())
    assert "5/5 phiếu đồng ý, quá 1/2 số phiếu: đề nghị công nhận." in text_of(answer.content.decode())
    conclude = reverse("assessments:meeting_conclude", args=[room.meeting.pk])
    assert "Hồ sơ đã biểu quyết được chuyển" in text_of(chair.get(conclude).content.decode())
    assert chair.post(conclude, {"number": ""}).status_code == 409
    done = text_of(chair.post(conclude, {"number": "01/BB-HĐ"}, follow=True).content.decode())
    for words in ("Số: 01/BB-HĐ", "BIÊN BẢN", "Người dùng hoidong2: đồng ý công nhận", "THƯ KÝ", "CHỦ TỌA"):
        assert words in done
    assert "hx-get" not in page(chair, room)
    assert "Xem biên bản số 01/BB-HĐ" in text_of(page(chair, room))


def test_there_are_no_minutes_before_the_end(room: Room, as_user: SignIn) -> None:
    assert as_user(room.chair).get(reverse("assessments:minutes_detail", args=[room.meeting.pk])).status_code == 404


def test_only_who_presides_has_the_buttons(room: Room, as_user: SignIn) -> None:
    room.call()
    assert "Mở biểu quyết" in page(as_user(room.chair), room)
    secretary = page(as_user(room.secretary), room)
    assert ("Mở biểu quyết" in secretary, "Ghi ý kiến thảo luận" in secretary) == (False, True)
    for user in (room.others[0], room.town.head):
        assert "Điều hành" not in page(as_user(user), room)
        assert {as_user(user).post(at(room, name)).status_code for name in DEEDS[:3]} == {403}
    assert as_user(room.others[0]).get(at(room, "agenda_postpone")).status_code == 403


def test_a_second_click_says_so_quietly(room: Room, as_user: SignIn) -> None:
    room.open_vote()
    client = as_user(room.others[0])
    client.post(at(room, "ballot_cast"), {"choice": "agree"})
    again = client.post(at(room, "ballot_cast"), {"choice": "disagree"}, follow=True)
    assert "Bạn đã biểu quyết nội dung này." in text_of(again.content.decode())
    assert OpenBallot.objects.get().choice == "agree"


def test_a_vote_without_a_choice_keeps_the_reason(room: Room, as_user: SignIn) -> None:
    room.open_vote()
    answer = as_user(room.others[0]).post(at(room, "ballot_cast"), {"reason": "Tài liệu rõ ràng."}).content.decode()
    assert "Vui lòng chọn một ý kiến." in answer
    assert "Tài liệu rõ ràng." in answer
    assert not VoterMark.objects.exists()


def test_a_vote_after_the_close_is_refused(room: Room, as_user: SignIn) -> None:
    room.open_vote()
    room.cast(room.chair)
    room.close()
    answer = as_user(room.others[0]).post(at(room, "ballot_cast"), {"choice": "agree"})
    assert answer.status_code == 409
    assert "đã kết thúc nên không nhận thêm phiếu" in answer.content.decode()


def test_who_has_an_interest_is_told(room: Room, as_user: SignIn) -> None:
    who = room.others[0]
    interests.declare(dossier_id=room.item.dossier_id, user_id=who.pk, reason="Người thân.", actor=who, at=NOW)
    room.open_vote()
    html = page(as_user(who), room)
    assert "Bạn đã khai báo lợi ích liên quan nên không tham gia nội dung này" in html
    assert "Gửi phiếu" not in html


def test_a_secret_ballot_shows_who_and_never_what(room: Room, as_user: SignIn) -> None:
    room.open_vote(Kind.SECRET)
    client = as_user(room.chair)
    before = page(client, room)
    assert 'name="reason"' not in before
    room.cast(room.others[0], Choice.DISAGREE)
    first = page(client, room)
    assert "Đã biểu quyết: 1" in text_of(first)
    SecretBox.objects.update(disagree=0, agree=1)
    assert re.sub(r"csrf[^>]*", "", page(client, room)) == re.sub(r"csrf[^>]*", "", first)


def test_the_fragment_says_nothing_while_nothing_happens(room: Room, as_user: SignIn) -> None:
    client = as_user(room.others[0])
    assert poll(client, page(client, room)) == (204, "")


def test_a_half_filled_ballot_is_not_wiped(room: Room, as_user: SignIn) -> None:
    room.open_vote()
    client = as_user(room.others[0])
    html = page(client, room)
    room.cast(room.chair)
    status, fragment = poll(client, html)
    assert (status, "Đã biểu quyết: 1" in text_of(fragment)) == (200, True)
    assert ('id="phieu"' in fragment, "<form" in fragment) == (False, False)
    room.close()
    status, fragment = poll(client, html)
    assert 'id="phieu"' in fragment


def test_the_ballot_comes_by_itself_when_the_vote_opens(room: Room, as_user: SignIn) -> None:
    client = as_user(room.others[0])
    html = page(client, room)
    room.open_vote()
    status, fragment = poll(client, html)
    assert (status, "Gửi phiếu" in fragment, "csrfmiddlewaretoken" in fragment) == (200, True, True)


def test_a_poll_costs_the_same_for_any_meeting(town: Town, as_user: SignIn) -> None:
    room = open_room(town, town.dossier, town.other_dossier, others=8)
    client = as_user(room.chair)
    address = reverse("assessments:meeting_live_status", args=[room.meeting.pk])

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        return len(caught)

    room.call()
    first = cost()
    proceedings.open_vote(item_id=room.item.pk, kind=Kind.OPEN, actor=room.chair, at=LATER)
    room.cast_all(agree=9)
    assert cost() == first
    assert first <= 22


def test_a_lost_quorum_is_shown_and_stops_the_vote(room: Room, as_user: SignIn) -> None:
    room.call()
    room.note(*room.others[:2], status=Status.LEFT)
    client = as_user(room.chair)
    assert "chưa đủ, chưa biểu quyết được" in text_of(page(client, room))
    assert client.post(at(room, "agenda_open"), {"kind": "open"}).status_code == 409


def test_postponing_asks_for_the_reason(room: Room, as_user: SignIn) -> None:
    client = as_user(room.chair)
    assert "Hồ sơ ở lại Hội đồng" in client.get(at(room, "agenda_postpone")).content.decode()
    refused = client.post(at(room, "agenda_postpone"), {"note": ""})
    assert (refused.status_code, "Vui lòng nêu lý do hoãn." in refused.content.decode()) == (409, True)
    client.post(at(room, "agenda_postpone"), {"note": "Chờ."})
    assert room.item.state == "postponed"


def test_two_who_write_down_see_each_other(room: Room, as_user: SignIn) -> None:
    client = as_user(room.secretary)
    proceedings.write_down(item_id=room.item.pk, text="Đã có.", known="", actor=room.chair, at=LATER)
    refused = client.post(at(room, "agenda_note"), {"text": "Của tôi.", "known": ""})
    html = refused.content.decode()
    assert (refused.status_code, "Đã có." in html, "Của tôi." in html) == (409, True, True)
    client.post(at(room, "agenda_note"), {"text": "Đã có. Của tôi.", "known": "Đã có."})
    assert room.item.note == "Đã có. Của tôi."


def test_written_opinions_by_page(town: Town, as_user: SignIn) -> None:
    room = make_room(town, mode=Meeting.Mode.WRITTEN)
    room.open()
    client, member = as_user(room.others[0]), room.member(room.others[0])
    assert "Gửi ý kiến" in page(client, room)
    typed = {"member": member.pk, "choice": "agree", "text": "Nhất trí."}
    client.post(at(room, "written_opinion"), typed)
    assert "Nhất trí." in client.get(at(room, "written_opinion")).content.decode()
    other = {**typed, "member": room.member(room.chair).pk}
    assert client.post(at(room, "written_opinion"), other).status_code == 200
    assert room.item.written_opinions.count() == 1
    as_user(room.secretary).post(at(room, "written_opinion"), other)
    assert room.item.written_opinions.get(member__user=room.chair).recorded_by == room.secretary
    assert as_user(town.head).get(at(room, "written_opinion")).status_code == 403
