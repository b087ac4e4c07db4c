"""The end of a meeting: minutes frozen from what happened, every dossier handed on, all or nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Choice, Dossier, Meeting
from assessments.reports import documents
from assessments.reports.council_document import CouncilMinutes
from assessments.selectors import facts
from assessments.services import agendas, audit, councils, interests, meetings, minutes, proceedings, tallies
from assessments.services import written_opinions as opinions
from communes.models import User
from tests.factories import NOW, steps
from tests.factories.council import LATER, Kind, Room, Status, make_room, open_room
from tests.factories.town import Town
from tiepcanpl.kit.errors import DomainError, NotAllowedError

END = NOW + timedelta(hours=2)


def refusal(deed: Callable[[], object]) -> tuple[str, ...]:
    with pytest.raises(DomainError) as caught:
        deed()
    return caught.value.reasons


def conclude(room: Room, number: str = "01/BB-HĐ", actor: User | None = None) -> Meeting:
    return minutes.conclude(meeting_id=room.meeting.pk, number=number, actor=actor or room.chair, at=END)


def voted(town: Town, kind: Kind = Kind.OPEN, **rules: Any) -> Room:
    """Hold a meeting on one dossier to its result."""
    room = open_room(town, **rules)
    room.open_vote(kind)
    room.cast_all(agree=3, disagree=1, abstain=1)
    room.close()
    return room


def state(dossier: Dossier) -> str:
    return Dossier.objects.get(pk=dossier.pk).state


def test_the_dossiers_are_handed_on_with_the_minutes(town: Town) -> None:
    room = open_room(town, town.dossier, town.other_dossier, with_story=True)
    room.open_vote()
    room.cast_all(agree=5)
    room.close()
    other = room.meeting.agenda.latest("position")
    proceedings.postpone(item_id=other.pk, note="Chờ ý kiến Công an.", actor=room.chair, at=LATER)
    meeting = conclude(room)
    assert (meeting.state, meeting.minutes_number, meeting.concluded_by) == ("concluded", "01/BB-HĐ", room.chair)
    assert (state(town.dossier), state(town.other_dossier)) == ("advised", "in_council")
    event = AuditEvent.objects.get(stream=f"dossier:{town.dossier.pk}", action="conclude")
    assert event.changes == {
        "state": ["in_council", "advised"],
        "meeting": meeting.pk,
        "outcome": "recognise",
        "minutes": "01/BB-HĐ",
    }
    assert [*audit.faults(), *tallies.faults()] == []


def test_a_postponed_dossier_is_voted_on_in_another_meeting(town: Town) -> None:
    room = open_room(town)
    proceedings.postpone(item_id=room.item.pk, note="Chờ.", actor=room.chair, at=LATER)
    conclude(room)
    again = make_room_again(room)
    again.note(*again.everybody)
    again.open()
    again.open_vote()
    again.cast_all(agree=1, disagree=4)
    again.close()
    conclude(again, "02/BB-HĐ")
    dossier = Dossier.objects.get(pk=town.dossier.pk)
    advice = facts.advice_of(dossier)
    assert dossier.status is State.ADVISED
    assert advice is not None
    assert (advice.meeting_id, advice.outcome) == (again.meeting.pk, "decline")


def make_room_again(room: Room) -> Room:
    meeting = steps.plan_meeting(room.town)
    agendas.put(meeting_id=meeting.pk, dossier_ids=[room.town.dossier.pk], actor=room.town.head, at=NOW)
    return Room(room.town, room.council, meeting, room.chair, room.secretary, room.others)


def test_the_council_has_to_be_done(town: Town) -> None:
    room = open_room(town)
    room.call()
    assert refusal(lambda: conclude(room, " ")) == (
        "Còn nội dung chưa biểu quyết xong hoặc chưa hoãn: Phường Bắc Sơn.",
        "Vui lòng nhập số biên bản.",
    )


def test_who_presides_concludes(town: Town) -> None:
    room = voted(town)
    for who in (room.secretary, room.others[0], town.head, town.decider):
        with pytest.raises(NotAllowedError):
            conclude(room, actor=who)


def test_no_conclusion_before_the_meeting(town: Town) -> None:
    room = make_room(town)
    assert refusal(lambda: conclude(room)) == ("Cuộc họp chưa khai mạc.",)


def test_concluding_again_changes_nothing(town: Town) -> None:
    room = voted(town)
    first = conclude(room)
    again = conclude(room, " 01/BB-HĐ ")
    assert again.minutes_sha256 == first.minutes_sha256
    assert AuditEvent.objects.filter(action="meeting_conclude").count() == 1
    assert refusal(lambda: conclude(room, "09/BB-HĐ")) == ("Cuộc họp đã kết thúc nên không thay đổi được.",)


def test_a_number_is_used_once_in_a_year(town: Town) -> None:
    room = open_room(town)
    proceedings.postpone(item_id=room.item.pk, note="Chờ.", actor=room.chair, at=LATER)
    conclude(room)
    again = make_room_again(room)
    again.note(*again.everybody)
    again.open()
    proceedings.postpone(item_id=again.item.pk, note="Chờ.", actor=room.chair, at=LATER)
    assert refusal(lambda: conclude(again)) == (
        "Biên bản số 01/BB-HĐ đã được dùng cho một cuộc họp khác của Hội đồng trong năm 2021.",
    )


def test_one_refusal_undoes_the_whole(town: Town) -> None:
    room = voted(town)
    Dossier.objects.filter(pk=town.dossier.pk).update(state=State.APPRAISED)
    reasons = refusal(lambda: conclude(room))
    assert len(reasons) == 1
    assert reasons[0].startswith("Phường Bắc Sơn: Hồ sơ đang ở trạng thái")
    meeting = Meeting.objects.get(pk=room.meeting.pk)
    assert (meeting.state, meeting.minutes, meeting.minutes_sha256) == ("open", {}, "")
    assert not AuditEvent.objects.filter(action="meeting_conclude").exists()


def read(room: Room) -> CouncilMinutes:
    return documents.minutes_of(Meeting.objects.get(pk=room.meeting.pk))


@pytest.fixture
def eventful(town: Town) -> Room:
    """Hold a meeting in which somebody is excused, writes, has an interest, abstains from voting, leaves, is removed."""
    room = make_room(town)
    absent, recused, leaver = room.others[2], room.others[1], room.others[0]
    meetings.send_papers(meeting_id=room.meeting.pk, actor=town.head, at=NOW)
    room.note(*room.everybody[:4])
    room.note(absent, status=Status.EXCUSED, reason="Đi công tác.")
    room.open()
    paper: dict[str, Any] = {"choice": Choice.AGREE, "text": "Nhất trí.", "actor": room.secretary, "at": LATER}
    opinions.record(item_id=room.item.pk, member_id=room.member(absent).pk, **paper)
    why = "Vợ là cán bộ phường."
    interests.declare(dossier_id=town.dossier.pk, user_id=recused.pk, reason=why, actor=recused, at=LATER)
    room.open_vote()
    text = "Đồng chí A: nhất trí.\nĐồng chí B: nhất trí."
    proceedings.write_down(item_id=room.item.pk, text=text, known="", actor=room.secretary, at=LATER)
    room.cast(room.chair, Choice.AGREE)
    room.cast(room.secretary, Choice.DISAGREE, "Thiếu minh chứng.")
    room.close()
    room.note(leaver, status=Status.LEFT)
    councils.remove_member(member_id=room.member(leaver).pk, reason="Nghỉ hưu.", actor=town.head, at=LATER)
    conclude(room)
    return room


def test_the_minutes_tell_who_was_there(eventful: Room) -> None:
    doc = read(eventful)
    assert (doc.number, doc.began, doc.ended) == (
        "01/BB-HĐ",
        "09 giờ 00 phút, ngày 04 tháng 01 năm 2021",
        "11 giờ 00 phút, ngày 04 tháng 01 năm 2021",
    )
    assert (doc.location, doc.presiding, doc.secretary, doc.attendance) == (
        "Phòng họp số 1",
        "Người dùng hoidong1, Chủ tịch Hội đồng",
        "Người dùng thuky",
        "04/05 thành viên dự họp",
    )
    assert [(person.name, person.note) for person in doc.present] == [
        ("Người dùng hoidong1", ""),
        ("Người dùng thuky", ""),
        ("Người dùng hoidong2", "đã rời cuộc họp lúc 09:30 04/01/2021"),
        ("Người dùng hoidong3", ""),
    ]
    assert [(person.name, person.note) for person in doc.absent] == [
        ("Người dùng hoidong4", "vắng có lý do; Đi công tác")
    ]
    assert doc.removed == ("Người dùng hoidong2 thôi tham gia Hội đồng từ 09:30 04/01/2021: Nghỉ hưu.",)


def test_the_minutes_tell_how_it_was_prepared(eventful: Room) -> None:
    doc = read(eventful)
    assert doc.papers[0] == "Tài liệu được gửi các thành viên lúc 09:00 04/01/2021, trước 0 ngày làm việc."
    assert doc.papers[1].startswith("Tài liệu gửi trước ngày họp 0 ngày làm việc, ít hơn 3 ngày làm việc")
    assert doc.agenda == ("Hồ sơ của phường Bắc Sơn",)
    assert doc.interests == (
        "Người dùng hoidong3 không tham gia nội dung về hồ sơ của phường Bắc Sơn: Vợ là cán bộ phường",
    )
    assert ("2/3 tổng số thành viên", False) in {(rule.value, rule.is_verified) for rule in doc.rules}
    assert doc.is_provisional


def test_the_minutes_tell_how_each_item_ended(eventful: Room) -> None:
    (item,) = read(eventful).items
    assert (item.kind, item.points, item.discussion) == (
        "Biểu quyết công khai",
        "Kết quả thẩm tra: 92,5 điểm",
        ("Đồng chí A: nhất trí.", "Đồng chí B: nhất trí."),
    )
    assert item.counts == (
        "Đồng ý công nhận: 01 phiếu",
        "Không đồng ý công nhận: 01 phiếu",
        "Không có ý kiến: 00 phiếu",
    )
    assert [(ballot.name, ballot.choice, ballot.reason) for ballot in item.ballots] == [
        ("Người dùng hoidong1", "Đồng ý công nhận", ""),
        ("Người dùng thuky", "Không đồng ý công nhận", "Thiếu minh chứng."),
    ]
    assert (item.not_voted, item.recused) == (("Người dùng hoidong2",), ("Người dùng hoidong3",))
    assert [(opinion.name, opinion.text, opinion.origin, opinion.is_counted) for opinion in item.opinions] == [
        ("Người dùng hoidong4", "Nhất trí.", "ghi lúc 09:30 04/01/2021, Người dùng thuky nhập theo văn bản", False)
    ]
    assert item.result == "1/2 phiếu đồng ý, đúng 1/2 số phiếu, không quá một nửa: đề nghị chưa công nhận."


def test_the_minutes_of_a_secret_ballot_name_nobody(town: Town) -> None:
    room = voted(town, Kind.SECRET)
    conclude(room)
    (item,) = read(room).items
    assert (item.kind, item.ballots) == ("Bỏ phiếu kín", ())
    assert item.counts[0] == "Đồng ý công nhận: 03 phiếu"


def test_the_minutes_of_a_round_in_writing(town: Town) -> None:
    room = make_room(town, mode=Meeting.Mode.WRITTEN)
    room.open()
    for user in room.everybody:
        opinions.record(
            item_id=room.item.pk, member_id=room.member(user).pk, choice=Choice.AGREE, actor=user, at=LATER
        )
    room.close()
    conclude(room)
    doc = read(room)
    assert doc.subject_lines[0] == "Lấy ý kiến bằng văn bản của Hội đồng đánh giá tiếp cận pháp luật"
    assert (doc.attendance, doc.items[0].kind) == ("05/05 thành viên gửi ý kiến", "Ý kiến bằng văn bản")
    assert all(opinion.is_counted for opinion in doc.items[0].opinions)


def test_minutes_are_frozen(town: Town) -> None:
    room = voted(town)
    meeting = conclude(room)
    assert audit.sha256_of(meeting.minutes) == meeting.minutes_sha256
    User.objects.filter(pk=room.chair.pk).update(full_name="Tên khác")
    assert read(room).presiding.startswith("Người dùng hoidong1")
    Meeting.objects.filter(pk=meeting.pk).update(minutes={**meeting.minutes, "number": "07/BB-HĐ"})
    name = f"Biên bản số 01/BB-HĐ (cuộc họp số {meeting.pk})"
    assert list(tallies.faults()) == [f"{name}: nội dung đã bị thay đổi."]
    changed = Meeting.objects.get(pk=meeting.pk)
    Meeting.objects.filter(pk=meeting.pk).update(minutes_sha256=audit.sha256_of(changed.minutes))
    assert list(tallies.faults()) == [f"{name}: không khớp với nhật ký."]
