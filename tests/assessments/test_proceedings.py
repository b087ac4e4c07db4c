"""The running meeting: one item at a time, with a quorum, by who presides."""

from collections.abc import Callable

import pytest

from assessments.domain.workflow import Action, State
from assessments.models import AgendaItem, AuditEvent, Choice, CouncilMember, Dossier, Meeting
from assessments.selectors import floor
from assessments.services import councils, interests, meetings, proceedings, tallies, workflow
from communes.models import User
from tests.factories import NOW
from tests.factories.council import LATER, Kind, Room, Status, make_room, open_room
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError, StaleError

ONLY_CHAIR = ("Chỉ người chủ trì cuộc họp được thực hiện việc này.",)
NO_QUORUM = (
    "Không đủ số thành viên: 3/5 người đang có mặt, cần ít nhất 4 (2/3 tổng số thành viên). "
    "Vui lòng chờ cho đủ, hoặc hoãn nội dung này."
)


@pytest.fixture
def room(town: Town) -> Room:
    """Give a meeting of five members on two dossiers."""
    return open_room(town, town.dossier, town.other_dossier)


def refusal(deed: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        deed()
    return caught.value.reasons


def second(room: Room) -> AgendaItem:
    return room.meeting.agenda.latest("position")


def leave(room: Room, *users: User) -> None:
    room.note(*users, status=Status.LEFT)


def postpone(
    room: Room, item: AgendaItem | None = None, actor: User | None = None, note: str = "Chờ bổ sung."
) -> None:
    proceedings.postpone(item_id=(item or room.item).pk, note=note, actor=actor or room.chair, at=LATER)


def open_vote(room: Room, kind: Kind = Kind.OPEN) -> None:
    proceedings.open_vote(item_id=room.item.pk, kind=kind, actor=room.chair, at=LATER)


def write(room: Room, text: str, known: str) -> None:
    proceedings.write_down(item_id=room.item.pk, text=text, known=known, actor=room.secretary, at=LATER)


def told(room: Room, action: str) -> AuditEvent:
    return AuditEvent.objects.get(stream=f"meeting:{room.meeting.pk}", action=action)


def test_an_item_goes_from_call_to_result(room: Room) -> None:
    room.call()
    assert (room.item.state, room.item.opened_at) == ("discussing", None)
    room.open_vote(Kind.OPEN)
    assert (room.item.state, room.item.opened_at, room.item.opened_by) == ("voting", LATER, room.chair)
    room.cast_all(agree=3, disagree=1)
    room.close()
    item = room.item
    assert (item.state, item.outcome, item.closed_at, item.closed_by) == ("closed", "recognise", LATER, room.chair)
    assert told(room, "agenda_close").changes == {
        "outcome": [None, "recognise"],
        "sentence": "3/4 phiếu đồng ý, quá 1/2 số phiếu: đề nghị công nhận.",
        "votes": {"agree": 3, "disagree": 1, "abstain": 0, "written": 0},
        "counted": [],
        "not_voted": ["Người dùng hoidong4"],
        "recused": [],
        "present": [5, 4, 5],
    }
    assert list(tallies.faults()) == []


def test_each_deed_may_be_repeated(room: Room) -> None:
    for _ in range(2):
        room.call()
    for _ in range(2):
        open_vote(room)
    room.cast(room.chair)
    for _ in range(2):
        room.close()
    for _ in range(2):
        postpone(room, second(room))
    actions = AuditEvent.objects.filter(stream=f"meeting:{room.meeting.pk}", subject__startswith="agenda:")
    assert sorted(actions.values_list("action", flat=True)) == [
        "agenda_call",
        "agenda_close",
        "agenda_open",
        "agenda_postpone",
        "ballot",
    ]


def test_only_who_presides_decides(room: Room) -> None:
    member, item = room.others[0], room.item
    deeds: list[Callable[[User], object]] = [
        lambda who: proceedings.open_vote(item_id=item.pk, kind=Kind.OPEN, actor=who, at=LATER),
        lambda who: proceedings.close_vote(item_id=item.pk, actor=who, at=LATER),
        lambda who: postpone(room, item, who),
    ]
    for deed in deeds:
        for who in (member, room.secretary, room.town.head, room.town.official):
            with pytest.raises(NotAllowedError) as caught:
                deed(who)
            assert caught.value.reasons == ONLY_CHAIR


def test_the_secretary_helps(room: Room) -> None:
    proceedings.call(item_id=room.item.pk, actor=room.secretary, at=LATER)
    proceedings.write_down(item_id=room.item.pk, text="Ý kiến 1.", known="", actor=room.secretary, at=LATER)
    assert (room.item.state, room.item.note) == ("discussing", "Ý kiến 1.")
    for who in (room.others[0], room.town.head):
        with pytest.raises(NotAllowedError):
            proceedings.call(item_id=room.item.pk, actor=who, at=LATER)
        with pytest.raises(NotAllowedError):
            proceedings.write_down(item_id=room.item.pk, text="x", known="", actor=who, at=LATER)


def test_whom_the_chair_asked_presides_alone(room: Room) -> None:
    CouncilMember.objects.filter(user=room.others[0]).update(function=CouncilMember.Function.VICE_CHAIR)
    vice = room.member(room.others[0])
    meetings.delegate(meeting_id=room.meeting.pk, member_id=vice.pk, actor=room.chair, at=LATER)
    assert refusal(room.call) == ("Chỉ người chủ trì hoặc Thư ký cuộc họp được thực hiện việc này.",)
    proceedings.call(item_id=room.item.pk, actor=vice.user, at=LATER)
    assert room.item.state == "discussing"


def test_one_item_at_a_time(room: Room) -> None:
    room.call()
    assert refusal(lambda: room.call(second(room))) == (
        "Đang xem xét “Phường Bắc Sơn”. Vui lòng kết thúc hoặc hoãn nội dung đó trước.",
    )


def test_no_vote_without_a_call(room: Room) -> None:
    sentence = ("Nội dung “Phường Bắc Sơn” chưa được gọi hoặc đã được đưa ra biểu quyết.",)
    assert refusal(lambda: open_vote(room)) == sentence
    room.open_vote(Kind.OPEN)
    assert refusal(lambda: open_vote(room, Kind.SECRET)) == sentence


def test_no_result_without_a_vote(room: Room) -> None:
    room.call()
    assert refusal(room.close) == ("Nội dung “Phường Bắc Sơn” chưa được đưa ra biểu quyết.",)
    open_vote(room)
    assert refusal(room.close) == (
        "Chưa có phiếu nào. Vui lòng chờ các thành viên biểu quyết hoặc hoãn nội dung này.",
    )


@pytest.mark.parametrize("step", ["call", "open", "close"])
def test_a_lost_quorum_stops_the_meeting_until_somebody_comes_back(room: Room, step: str) -> None:
    if step != "call":
        room.call()
    if step == "close":
        open_vote(room)
        room.cast_all(agree=5)
    deeds: dict[str, Callable[[], object]] = {
        "call": room.call,
        "open": lambda: open_vote(room),
        "close": room.close,
    }
    leave(room, *room.others[:2])
    assert refusal(deeds[step]) == (NO_QUORUM,)
    room.note(room.others[0])
    deeds[step]()
    assert room.item.state == {"call": "discussing", "open": "voting", "close": "closed"}[step]


def test_a_removed_member_changes_the_quorum(room: Room) -> None:
    leave(room, *room.others[:2])
    member = room.member(room.others[0])
    councils.remove_member(member_id=member.pk, reason="Chuyển công tác.", actor=room.town.head, at=LATER)
    room.call()
    leave(room, room.others[2])
    assert refusal(lambda: open_vote(room)) == (NO_QUORUM.replace("3/5", "2/4").replace("nhất 4", "nhất 3"),)


def test_postponing_needs_no_quorum_but_a_reason(room: Room) -> None:
    leave(room, *room.others)
    assert refusal(lambda: postpone(room, note=" ")) == ("Vui lòng nêu lý do hoãn.",)
    postpone(room)
    assert (room.item.state, told(room, "agenda_postpone").note) == ("postponed", "Chờ bổ sung.")
    assert Dossier.objects.get(pk=room.item.dossier_id).state == "in_council"


def test_what_has_a_result_is_not_postponed(room: Room) -> None:
    room.open_vote()
    room.cast_all(agree=5)
    room.close()
    assert refusal(lambda: postpone(room)) == (
        "Nội dung “Phường Bắc Sơn” đã có kết quả biểu quyết nên không hoãn được.",
    )


def test_a_postponed_item_can_be_called_again_unless_it_was_voted_on(room: Room) -> None:
    postpone(room)
    room.open_vote()
    room.cast(room.chair)
    postpone(room)
    sentence = ("Nội dung “Phường Bắc Sơn” đã được đưa ra biểu quyết tại cuộc họp này.",)
    assert refusal(room.call) == sentence


def test_a_dossier_that_the_council_lost_is_not_discussed(room: Room) -> None:
    Dossier.objects.filter(pk=room.item.dossier_id).update(round=2)
    assert refusal(room.call) == ("Hồ sơ của Phường Bắc Sơn không còn ở Hội đồng. Vui lòng hoãn nội dung này.",)


def test_no_vote_where_everybody_has_an_interest(room: Room) -> None:
    for user in room.everybody:
        interests.declare(
            dossier_id=room.item.dossier_id,
            user_id=user.pk,
            reason="Người thân công tác tại phường.",
            actor=user,
            at=NOW,
        )
    assert refusal(room.open_vote) == (
        "Không có thành viên nào được biểu quyết nội dung này. Vui lòng hoãn nội dung.",
    )


def test_nothing_happens_before_and_after_the_meeting(town: Town) -> None:
    room = make_room(town)
    assert refusal(room.call) == ("Cuộc họp chưa khai mạc.",)
    meetings.cancel(meeting_id=room.meeting.pk, reason="Hoãn họp.", dossiers_go_back=False, actor=town.head, at=LATER)
    assert refusal(room.call) == ("Cuộc họp đã hủy.",)


def test_two_who_write_down_do_not_overwrite_each_other(room: Room) -> None:
    write(room, "Dòng 1.\nDòng 2.", "")
    write(room, "Dòng 1.\r\nDòng 2.\r\nDòng 3.", "Dòng 1.\r\nDòng 2.")
    with pytest.raises(StaleError) as caught:
        write(room, "Khác.", "Dòng 1.")
    assert caught.value.current == "Dòng 1.\nDòng 2.\nDòng 3."
    write(room, "Dòng 1.\nDòng 2.\nDòng 3.", "")


def test_the_floor_says_who_is_there_and_who_has_voted(room: Room) -> None:
    room.open_vote(Kind.SECRET)
    room.cast(room.chair, Choice.DISAGREE)
    leave(room, room.others[0])
    interests.declare(
        dossier_id=room.item.dossier_id, user_id=room.others[1].pk, reason="Người thân.", actor=room.others[1], at=NOW
    )
    now = floor.of(Meeting.objects.get(pk=room.meeting.pk))
    assert (now.present, now.needed, len(now.seats), now.has_quorum, now.voted) == (4, 4, 5, True, 1)
    assert [seat.member.user for seat in now.waiting_for] == [room.secretary, room.others[2]]
    seats = {seat.member.user: seat for seat in now.seats}
    assert seats[room.others[1]].is_recused
    assert seats[room.others[0]].status_text == "Đã rời cuộc họp"
    assert seats[room.chair].has_voted


def test_a_dossier_leaves_the_council_by_its_minutes_alone(room: Room) -> None:
    room.open_vote()
    room.cast_all(agree=5)
    room.close()
    with pytest.raises(DomainError) as caught:
        workflow.perform(Action.CONCLUDE, dossier_id=room.item.dossier_id, actor=room.chair, at=LATER)
    assert caught.value.reasons == ("Cuộc họp Hội đồng chưa có biên bản.",)
    assert Dossier.objects.get(pk=room.item.dossier_id).status is State.IN_COUNCIL
