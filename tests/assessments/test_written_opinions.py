"""Written opinions: of who is absent, or of the whole council; they count where the council has set so."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from assessments.models import AuditEvent, Choice, Meeting, WrittenOpinion
from assessments.services import ballots, interests, meetings, proceedings, written_opinions
from communes.models import User
from tests.factories import NOW
from tests.factories.council import LATER, Room, Status, make_room
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError

WRITTEN = Meeting.Mode.WRITTEN
DUE = NOW + timedelta(hours=2)
TOO_FEW = (
    "Không đủ số thành viên: 3/5 người đã gửi ý kiến, cần ít nhất 4 (2/3 tổng số thành viên). "
    "Vui lòng chờ cho đủ, hoặc hoãn nội dung này."
)
TOO_EARLY = (
    "Chưa hết hạn gửi ý kiến (10:00, 04/01/2021) và còn 1 thành viên chưa gửi. "
    "Kết thúc được khi hết hạn hoặc khi mọi thành viên đã gửi ý kiến."
)


def refusal(deed: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        deed()
    return caught.value.reasons


def write(
    room: Room, user: User, choice: Choice = Choice.AGREE, text: str = "", actor: User | None = None
) -> WrittenOpinion:
    return written_opinions.record(
        item_id=room.item.pk,
        member_id=room.member(user).pk,
        choice=choice,
        text=text,
        actor=actor or user,
        at=LATER,
    )


@pytest.fixture
def room(town: Town) -> Room:
    """Give a round of written opinions of five members."""
    room = make_room(town, mode=WRITTEN)
    room.open()
    return room


def absent(town: Town, **rules: Any) -> Room:
    """Hold a meeting of five at which the last one is missing."""
    room = make_room(town, **rules)
    room.note(*room.everybody[:4])
    room.note(room.others[2], status=Status.EXCUSED, reason="Công tác.")
    room.open()
    return room


def test_who_is_absent_writes_and_may_correct(town: Town) -> None:
    room = absent(town)
    write(room, room.others[2], Choice.AGREE, " Đồng ý. ")
    write(room, room.others[2], Choice.AGREE, "Đồng ý.")
    stored = write(room, room.others[2], Choice.DISAGREE, "Xem lại chỉ tiêu 2.1.")
    opinion = WrittenOpinion.objects.get()
    assert (opinion, opinion.choice, opinion.recorded_by) == (stored, "disagree", room.others[2])
    changes = [event.changes for event in AuditEvent.objects.filter(action="written_opinion").order_by("sequence")]
    name = "Người dùng hoidong4"
    assert changes == [
        {"member": name, "choice": [None, "agree"], "text": [None, "Đồng ý."]},
        {"member": name, "choice": ["agree", "disagree"], "text": ["Đồng ý.", "Xem lại chỉ tiêu 2.1."]},
    ]


def test_the_secretary_enters_papers(town: Town) -> None:
    room = absent(town)
    assert write(room, room.others[2], actor=room.secretary).recorded_by == room.secretary
    for who in (room.others[0], room.town.head):
        with pytest.raises(NotAllowedError):
            write(room, room.others[2], actor=who)


def test_who_is_there_votes_there(town: Town) -> None:
    room = absent(town)
    assert refusal(lambda: write(room, room.others[0])) == (
        "Người dùng hoidong2 đang có mặt tại cuộc họp nên biểu quyết tại cuộc họp.",
    )
    room.open_vote()
    room.cast(room.others[0])
    room.note(room.others[0], status=Status.LEFT)
    assert refusal(lambda: write(room, room.others[0])) == ("Người dùng hoidong2 đã biểu quyết nội dung này.",)


@pytest.mark.parametrize(("counts", "outcome", "written"), [(True, "decline", 1), (False, "recognise", 0)])
def test_the_council_decides_whether_it_counts(town: Town, *, counts: bool, outcome: str, written: int) -> None:
    room = absent(town, written_count=counts)
    write(room, room.others[2], Choice.DISAGREE)
    room.open_vote()
    room.cast_all(agree=2, disagree=1)
    room.close()
    told = AuditEvent.objects.get(action="agenda_close").changes
    assert (room.item.outcome, told["votes"]["written"]) == (outcome, written)


def test_a_ballot_in_the_room_takes_the_place_of_an_opinion(town: Town) -> None:
    room = absent(town, written_count=True)
    write(room, room.others[2], Choice.DISAGREE)
    room.note(room.others[2])
    room.open_vote()
    room.cast(room.others[2], Choice.AGREE)
    room.close()
    votes = AuditEvent.objects.get(action="agenda_close").changes["votes"]
    assert votes == {"agree": 1, "disagree": 0, "abstain": 0, "written": 0}


def test_nothing_is_taken_after_the_close(town: Town) -> None:
    room = absent(town)
    room.open_vote()
    room.cast_all(agree=3)
    room.close()
    assert refusal(lambda: write(room, room.others[2])) == (
        "Nội dung này đã kết thúc biểu quyết hoặc đã hoãn nên không nhận thêm ý kiến.",
    )


def test_an_interest_keeps_from_writing(room: Room) -> None:
    who = room.others[0]
    interests.declare(dossier_id=room.item.dossier_id, user_id=who.pk, reason="Người thân.", actor=who, at=NOW)
    assert refusal(lambda: write(room, who)) == (
        "Người dùng hoidong2 đã khai báo lợi ích liên quan nên không tham gia nội dung này.",
    )


def test_a_round_in_writing_ends_when_all_have_answered(room: Room) -> None:
    for user in room.everybody[:4]:
        write(room, user)
    assert refusal(room.close) == (TOO_EARLY,)
    write(room, room.others[2], Choice.DISAGREE)
    assert room.close().outcome == "recognise"
    told = AuditEvent.objects.get(action="agenda_close").changes
    assert (told["votes"], told["present"]) == ({"agree": 4, "disagree": 1, "abstain": 0, "written": 5}, [5, 4, 5])


def test_a_round_in_writing_needs_its_quorum_after_the_deadline(room: Room) -> None:
    for user in room.everybody[:3]:
        write(room, user)
    close = partial(proceedings.close_vote, item_id=room.item.pk, actor=room.chair, at=DUE)
    assert refusal(close) == (TOO_FEW,)
    write(room, room.others[1])
    assert close().outcome == "recognise"


def test_a_round_in_writing_knows_no_calls_and_no_ballots(room: Room) -> None:
    assert "Hội đồng cho ý kiến bằng văn bản nên không gọi từng nội dung." in refusal(room.call)
    deed = partial(ballots.cast, item_id=room.item.pk, choice=Choice.AGREE, actor=room.chair, at=LATER)
    assert refusal(deed) == ("Hội đồng cho ý kiến bằng văn bản. Vui lòng gửi ý kiến bằng văn bản.",)


def test_no_opinion_before_the_round_begins_and_after_it_was_called_off(town: Town) -> None:
    room = make_room(town, mode=WRITTEN)
    assert refusal(lambda: write(room, room.chair)) == ("Đợt lấy ý kiến bằng văn bản chưa bắt đầu.",)
    meetings.cancel(meeting_id=room.meeting.pk, reason="Hoãn.", dossiers_go_back=False, actor=town.head, at=LATER)
    assert refusal(lambda: write(room, room.chair)) == (
        "Cuộc họp đã kết thúc hoặc đã hủy nên không nhận thêm ý kiến.",
    )
