"""Councils: set up by a decision, their own rules, members added and removed."""

from datetime import date, timedelta

import pytest

from assessments.models import AuditEvent, Council, CouncilMember, Meeting
from assessments.selectors import councils as selectors
from assessments.selectors.meetings import presence_of
from assessments.services import attendances, councils, meetings
from communes.models import Role, User
from tests.factories import NOW
from tests.factories.refusals import forbidden, refused
from tests.factories.seats import join, make_members, seat_of
from tests.factories.steps import plan_meeting, set_up_council
from tests.factories.town import Town, load_standard, make_town, make_user
from tiepcanpl.kit.errors import DomainError

Function = CouncilMember.Function


def new(town: Town, **fields: object) -> Council:
    values = {
        "name": "Hội đồng đánh giá",
        "decision_number": "7/QĐ-UBND",
        "decided_on": NOW.date(),
        **fields,
    }
    return Council(authority=town.authority, **values)


def test_a_council_is_set_up_by_its_decision(town: Town) -> None:
    council = councils.create(new(town, decision_number=" 7/QĐ-UBND "), actor=town.head, at=NOW)
    assert (council.decision_number, council.is_active, council.created_by) == ("7/QĐ-UBND", True, town.head)
    event = AuditEvent.objects.get(action="council_create")
    assert (event.stream, event.changes) == (
        f"council:{council.pk}",
        {"decision": [None, "Hội đồng đánh giá (Quyết định số 7/QĐ-UBND)"]},
    )


def test_only_the_head_of_the_own_office_sets_up(town: Town) -> None:
    for actor in (town.reviewer, town.decider, town.council, town.leader, town.administrator):
        with forbidden("Chỉ lãnh đạo cơ quan tư pháp được quản lý Hội đồng."):
            councils.create(new(town), actor=actor, at=NOW)


def test_the_same_decision_twice_is_refused(town: Town) -> None:
    councils.create(new(town), actor=town.head, at=NOW)
    with refused("Hội đồng theo quyết định này đã được lập."):
        councils.create(new(town), actor=town.head, at=NOW)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"decided_on": NOW.date() + timedelta(days=1)},
            "Ngày quyết định thành lập Hội đồng không được sau ngày hôm nay.",
        ),
        ({"quorum": "3/2"}, "Tỷ lệ thành viên dự họp phải là phân số lớn hơn 0 và không quá 1, ví dụ 2/3."),
        ({"quorum": "hai"}, "Tỷ lệ thành viên dự họp phải là phân số lớn hơn 0 và không quá 1, ví dụ 2/3."),
        ({"majority": "0/2"}, "Tỷ lệ đồng ý phải là phân số lớn hơn 0 và không quá 1, ví dụ 2/3."),
        ({"majority": "1/1"}, "Tỷ lệ đồng ý phải vượt quá một phân số nhỏ hơn 1, ví dụ 1/2."),
        ({"paper_days": 31}, "Số ngày gửi tài liệu trước ngày họp không quá 30."),
    ],
)
def test_slips_are_named(town: Town, fields: dict[str, object], sentence: str) -> None:
    with refused(sentence):
        councils.create(new(town, **fields), actor=town.head, at=NOW)
    assert Council.objects.count() == 0


def test_own_rules_change_with_their_old_values_in_the_record(town: Town) -> None:
    council = set_up_council(town)
    council.majority, council.written_count = "2/3", True
    councils.edit(council, actor=town.head, at=NOW)
    event = AuditEvent.objects.get(action="council_edit")
    assert event.changes == {"majority": ["1/2", "2/3"], "written_count": ["False", "True"]}
    councils.edit(council, actor=town.head, at=NOW)
    assert AuditEvent.objects.filter(action="council_edit").count() == 1


def test_what_the_standard_decides_cannot_be_set(db: None) -> None:  # noqa: ARG001  # the database has to be there
    town = make_town(load_standard("qd-25-2021"), year=2022, due_before=date(2023, 1, 10))
    council = set_up_council(town)
    council.quorum, council.paper_days, council.majority = "1/3", 1, "2/3"
    stored = councils.edit(council, actor=town.head, at=NOW)
    assert (stored.quorum, stored.paper_days, stored.majority) == ("2/3", 3, "2/3")
    lines = {row.title: row for row in selectors.rule_lines(stored, town.standard)}
    quorum, majority = lines["Số thành viên dự họp tối thiểu"], lines["Đề nghị công nhận khi số phiếu đồng ý"]
    assert (quorum.value, quorum.is_verified, quorum.field) == ("2/3 tổng số thành viên", True, "")
    assert (majority.value, majority.is_verified, majority.field) == ("quá 2/3 số phiếu đã bỏ", False, "majority")
    assert lines["Gửi tài liệu trước ngày họp"].value == "ít nhất 3 ngày làm việc"


def test_a_seat_by_office_brings_the_role(town: Town) -> None:
    council = councils.create(new(town), actor=town.head, at=NOW)
    join(town, council, town.decider, Function.CHAIR)
    join(town, council, town.head, Function.VICE_CHAIR)
    join(town, council, town.reviewer, Function.SECRETARY)
    for user in (town.decider, town.head, town.reviewer):
        fresh = User.objects.get(pk=user.pk)
        assert fresh.has_role(Role.COUNCIL_MEMBER, town.authority.pk)
        assert Council.objects.visible_to(fresh).get() == council


def test_who_may_not_hold_a_function_is_told_why(town: Town) -> None:
    council = councils.create(new(town), actor=town.head, at=NOW)
    for user, function in (
        (town.reviewer, Function.CHAIR),
        (town.reviewer, Function.MEMBER),
        (town.head, Function.CHAIR),
        (town.leader, Function.MEMBER),
        (make_user("ngung", Role.COUNCIL_MEMBER, town.authority, is_active=False), Function.MEMBER),
    ):
        with pytest.raises(DomainError, match="chưa có vai trò phù hợp ở Thị xã Bỉm Sơn"):
            join(town, council, user, function)
    assert council.members.count() == 0


def test_one_chair_and_one_secretary(town: Town) -> None:
    council = set_up_council(town)
    other = make_user("hoidong2", Role.COUNCIL_MEMBER, town.authority)
    for function, holder in ((Function.CHAIR, "hoidong1"), (Function.SECRETARY, "thuky")):
        with pytest.raises(DomainError, match=f"Hội đồng đã có {function.label}: Người dùng {holder}"):
            join(town, council, other, function)


def test_adding_again_changes_nothing_and_another_function_is_refused(town: Town) -> None:
    council = set_up_council(town)
    first = seat_of(council, town.council)
    assert join(town, council, town.council, Function.CHAIR) == first
    with pytest.raises(DomainError, match="đã là Chủ tịch Hội đồng của Hội đồng"):
        join(town, council, town.council, Function.MEMBER)


def test_the_sixteenth_member_is_refused(town: Town) -> None:
    council = set_up_council(town)
    make_members(town, council, 13)
    late = make_user("nguoi-16", Role.COUNCIL_MEMBER, town.authority)
    sentence = "Bộ tiêu chí quy định Hội đồng không quá 15 thành viên; Hội đồng đã có đủ 15 người."
    with refused(sentence):
        join(town, council, late, Function.MEMBER)
    councils.remove_member(
        member_id=council.members.filter(function="member").latest("pk").pk, reason="Đi.", actor=town.head, at=NOW
    )
    join(town, council, late, Function.MEMBER)
    assert council.members.current().count() == 15


def test_removing_keeps_the_row_with_its_reason(town: Town) -> None:
    council = set_up_council(town)
    member = seat_of(council, town.council)
    with refused("Vui lòng nêu lý do thôi tham gia Hội đồng."):
        councils.remove_member(member_id=member.pk, reason=" ", actor=town.head, at=NOW)
    for _ in range(2):
        councils.remove_member(member_id=member.pk, reason="Chuyển công tác.", actor=town.head, at=NOW)
    member.refresh_from_db()
    assert (member.removed_by, member.removal_reason) == (town.head, "Chuyển công tác.")
    assert AuditEvent.objects.filter(action="council_member_remove").count() == 1
    assert selectors.gaps_of(council) == ("Hội đồng chưa có Chủ tịch. Vui lòng thêm Chủ tịch Hội đồng.",)
    assert not Council.objects.visible_to(User.objects.get(pk=town.council.pk)).exists()
    again = join(town, council, town.council, Function.CHAIR)
    assert again.pk != member.pk


def test_removal_in_the_middle_of_a_meeting_takes_the_member_out_of_the_count(town: Town) -> None:
    council = set_up_council(town)
    (third,) = make_members(town, council, 1)
    meeting = plan_meeting(town)
    for seat in council.members.all():
        attendances.note(meeting_id=meeting.pk, member_id=seat.pk, status="present", actor=town.council, at=NOW)
    Meeting.objects.filter(pk=meeting.pk).update(
        state="open", opened_at=NOW, opened_by=town.council, presided_by=seat_of(council, town.council)
    )
    meeting = meetings.lock(meeting.pk)
    assert presence_of(meeting).sentence == "Có mặt 3/3 thành viên, cần ít nhất 2."
    councils.remove_member(member_id=third.pk, reason="Nghỉ hưu.", actor=town.head, at=NOW)
    assert presence_of(meeting).sentence == "Có mặt 2/2 thành viên, cần ít nhất 2."
    with refused("Người dùng hoidong1 đang chủ trì cuộc họp. Vui lòng giao người khác chủ trì trước."):
        councils.remove_member(member_id=seat_of(council, town.council).pk, reason="Nghỉ.", actor=town.head, at=NOW)
    with refused("Người này không còn là thành viên Hội đồng. Vui lòng tải lại trang."):
        attendances.note(meeting_id=meeting.pk, member_id=third.pk, status="left", actor=town.council, at=NOW)
