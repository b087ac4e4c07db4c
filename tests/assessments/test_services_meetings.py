"""Meetings and their agenda before they begin: every refusal, and what is stored."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from assessments.domain.workflow import Action, State
from assessments.models import AgendaItem, AuditEvent, Campaign, Holiday, Meeting
from assessments.selectors import calendars
from assessments.selectors import meetings as selectors
from assessments.services import agendas, attendances, councils, meetings, workflow
from assessments.services.meetings import Plan
from tests.factories import NOW
from tests.factories.refusals import forbidden, refused
from tests.factories.seats import join, make_members, seat_of, secretary_of
from tests.factories.steps import bring_to, plan_meeting, set_up_council
from tests.factories.town import Town, load_standard, make_town

IN_PERSON = Plan(Meeting.Mode.IN_PERSON, NOW + timedelta(days=3), "Phòng họp số 1")
OVER = "Cuộc họp ở tình trạng “{}” nên không thay đổi được nữa."


def plan(town: Town, terms: Plan = IN_PERSON) -> Meeting:
    return meetings.plan(
        council_id=set_up_council(town).pk, campaign_id=town.campaign.pk, plan=terms, actor=town.head, at=NOW
    )


def put(town: Town, meeting: Meeting, *ids: int) -> int:
    return agendas.put(meeting_id=meeting.pk, dossier_ids=ids, actor=town.head, at=NOW)


def test_a_time_that_is_over_and_a_missing_place_are_refused(town: Town) -> None:
    with refused("Thời gian họp phải sau lúc này.", "Vui lòng nhập địa điểm họp."):
        plan(town, Plan(Meeting.Mode.IN_PERSON, NOW, " "))
    with refused("Hạn gửi ý kiến phải sau lúc này."):
        plan(town, Plan(Meeting.Mode.WRITTEN, NOW))


def test_a_council_that_is_not_complete_plans_nothing(town: Town) -> None:
    council = set_up_council(town)
    for seat in council.members.all():
        councils.remove_member(member_id=seat.pk, reason="Đi.", actor=town.head, at=NOW)
    council.is_active = False
    councils.edit(council, actor=town.head, at=NOW)
    with refused(
        "Hội đồng đã ngừng hoạt động.",
        "Hội đồng chưa có Chủ tịch. Vui lòng thêm Chủ tịch Hội đồng.",
        "Hội đồng chưa có Thư ký. Vui lòng thêm Thư ký.",
    ):
        plan(town)


def test_a_campaign_that_is_over_has_no_meetings(town: Town) -> None:
    set_up_council(town)
    Campaign.objects.update(state="closed")
    with refused("Đợt đánh giá không thuộc cơ quan của Hội đồng hoặc không còn thực hiện."):
        plan(town)


def test_only_the_head_plans_changes_and_calls_off(town: Town) -> None:
    meeting = plan(town)
    for actor in (town.reviewer, town.council, town.decider):
        with forbidden("Chỉ lãnh đạo cơ quan tư pháp được quản lý Hội đồng."):
            meetings.plan(
                council_id=meeting.council_id, campaign_id=town.campaign.pk, plan=IN_PERSON, actor=actor, at=NOW
            )
        with forbidden("Chỉ lãnh đạo cơ quan tư pháp được thay đổi cuộc họp và chương trình họp."):
            meetings.edit(meeting_id=meeting.pk, plan=IN_PERSON, actor=actor, at=NOW)
        with forbidden("Chỉ lãnh đạo cơ quan tư pháp được thay đổi cuộc họp và chương trình họp."):
            meetings.cancel(meeting_id=meeting.pk, reason="X", dossiers_go_back=False, actor=actor, at=NOW)


def test_changing_the_plan_keeps_the_old_values_in_the_record(town: Town) -> None:
    meeting = plan(town)
    for _ in range(2):
        meetings.edit(meeting_id=meeting.pk, plan=replace(IN_PERSON, place="Hội trường"), actor=town.head, at=NOW)
    event = AuditEvent.objects.get(action="meeting_edit")
    assert event.changes == {"place": ["Phòng họp số 1", "Hội trường"]}


def test_secret_ballots_and_writing_exclude_each_other(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    meeting = plan(town)
    put(town, meeting, town.dossier.pk)
    item = meeting.agenda.get()
    agendas.set_ballot_kind(item_id=item.pk, kind="secret", actor=town.head, at=NOW)
    with refused("Có nội dung bỏ phiếu kín nên không lấy ý kiến bằng văn bản được. Vui lòng đổi cách biểu quyết."):
        meetings.edit(
            meeting_id=meeting.pk, plan=replace(IN_PERSON, mode=Meeting.Mode.WRITTEN), actor=town.head, at=NOW
        )
    agendas.set_ballot_kind(item_id=item.pk, kind="open", actor=town.head, at=NOW)
    meetings.edit(meeting_id=meeting.pk, plan=replace(IN_PERSON, mode=Meeting.Mode.WRITTEN), actor=town.head, at=NOW)
    with refused("Lấy ý kiến bằng văn bản thì không bỏ phiếu kín được."):
        agendas.set_ballot_kind(item_id=item.pk, kind="secret", actor=town.head, at=NOW)


def test_all_dossiers_go_on_the_agenda_or_none(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    meeting = plan(town)
    with refused(
        "Phường Ba Đình: Hồ sơ đang ở trạng thái “Chưa nộp” nên không thực hiện được “Đưa ra Hội đồng”. "
        "Vui lòng tải lại trang để xem tình trạng mới nhất."
    ):
        put(town, meeting, town.dossier.pk, town.other_dossier.pk)
    assert meeting.agenda.count() == 0
    with refused("Có hồ sơ không thuộc đợt đánh giá của cuộc họp này. Vui lòng tải lại trang."):
        put(town, meeting, town.dossier.pk, 999)
    assert (put(town, meeting, town.dossier.pk), put(town, meeting, town.dossier.pk)) == (1, 0)


def test_what_an_earlier_meeting_postponed_goes_on_another_agenda(town: Town) -> None:
    bring_to(town, State.IN_COUNCIL)
    earlier = Meeting.objects.get()
    later = plan_meeting(town)
    with refused(f"Phường Bắc Sơn: Hồ sơ đã có trong chương trình cuộc họp khác ({earlier})."):
        put(town, later, town.dossier.pk)
    AgendaItem.objects.update(state="postponed")
    assert [row.postponed for row in selectors.waiting_for(town.campaign)] == [True]
    assert put(town, later, town.dossier.pk) == 1
    assert selectors.waiting_for(town.campaign) == []
    town.dossier.refresh_from_db()
    assert town.dossier.state == State.IN_COUNCIL


def test_a_dossier_that_was_taken_back_leaves_the_agenda(town: Town) -> None:
    bring_to(town, State.IN_COUNCIL)
    workflow.perform(Action.TAKE_BACK, dossier_id=town.dossier.pk, actor=town.head, at=NOW, note="Xem lại.")
    assert AgendaItem.objects.count() == 0


def test_moving_at_the_end_changes_nothing(town: Town) -> None:
    bring_to(town, State.IN_COUNCIL)
    item = AgendaItem.objects.get()
    agendas.move(item_id=item.pk, direction=agendas.UP, actor=town.head, at=NOW)
    assert not AuditEvent.objects.filter(action="agenda_order").exists()


def test_a_meeting_that_is_over_changes_no_more(town: Town) -> None:
    bring_to(town, State.IN_COUNCIL)
    meeting, item = Meeting.objects.get(), AgendaItem.objects.get()
    seat = seat_of(meeting.council, town.council)
    with refused("Vui lòng nêu lý do hủy cuộc họp."):
        meetings.cancel(meeting_id=meeting.pk, reason=" ", dossiers_go_back=False, actor=town.head, at=NOW)
    for _ in range(2):
        meetings.cancel(meeting_id=meeting.pk, reason="Bão.", dossiers_go_back=False, actor=town.head, at=NOW)
    sentence = OVER.format("Đã hủy")
    with refused(sentence):
        meetings.edit(meeting_id=meeting.pk, plan=IN_PERSON, actor=town.head, at=NOW)
    with refused(sentence):
        meetings.send_papers(meeting_id=meeting.pk, actor=town.head, at=NOW)
    with refused(sentence):
        meetings.open_meeting(meeting_id=meeting.pk, actor=town.council, at=NOW)
    with refused(sentence):
        agendas.move(item_id=item.pk, direction="up", actor=town.head, at=NOW)
    with refused(sentence):
        meetings.delegate(meeting_id=meeting.pk, member_id=seat.pk, actor=town.council, at=NOW)
    with refused(sentence):
        attendances.note(meeting_id=meeting.pk, member_id=seat.pk, status="present", actor=town.council, at=NOW)


def test_papers_need_an_agenda(town: Town) -> None:
    meeting = plan(town)
    with refused("Chương trình họp chưa có hồ sơ nào. Vui lòng đưa hồ sơ vào chương trình trước khi gửi tài liệu."):
        meetings.send_papers(meeting_id=meeting.pk, actor=secretary_of(meeting.council), at=NOW)
    with forbidden("Chỉ lãnh đạo cơ quan tư pháp hoặc Thư ký Hội đồng được chuẩn bị cuộc họp."):
        meetings.send_papers(meeting_id=meeting.pk, actor=town.council, at=NOW)


def test_working_days_of_the_papers_skip_weekends_and_holidays(db: None) -> None:  # noqa: ARG001  # the database
    town = make_town(load_standard("qd-25-2021"), year=2022, due_before=date(2023, 1, 10))
    bring_to(town, State.APPRAISED)
    meeting = plan(town, replace(IN_PERSON, scheduled_for=NOW + timedelta(days=3)))  # Monday to Thursday
    put(town, meeting, town.dossier.pk)
    meetings.send_papers(meeting_id=meeting.pk, actor=town.head, at=NOW)
    meeting = selectors.loaded(town.head).get()
    papers = selectors.papers_of(meeting, calendars.current())
    assert (papers.given, papers.latest, papers.warning) == (3, NOW.date(), "")
    Holiday.objects.create(day=NOW.date() + timedelta(days=1), note="Nghỉ bù")
    late = selectors.papers_of(meeting, calendars.current())
    assert (late.given, late.latest) == (2, date(2021, 1, 1))
    assert late.warning.startswith(
        "Tài liệu gửi trước ngày họp 2 ngày làm việc, ít hơn 3 ngày làm việc theo bộ tiêu chí"
    )
    assert late.asked.origin.is_verified


def test_only_chair_or_vice_chair_preside(town: Town) -> None:
    meeting = plan(town)
    (plain,) = make_members(town, meeting.council, 1)
    with refused("Chỉ Chủ tịch hoặc Phó Chủ tịch Hội đồng được chủ trì cuộc họp."):
        meetings.delegate(meeting_id=meeting.pk, member_id=plain.pk, actor=town.council, at=NOW)
    with forbidden("Chỉ Chủ tịch hoặc Thư ký Hội đồng được ghi người chủ trì cuộc họp."):
        meetings.delegate(meeting_id=meeting.pk, member_id=plain.pk, actor=plain.user, at=NOW)
    vice = join(town, meeting.council, town.decider, "vice_chair")
    meetings.delegate(meeting_id=meeting.pk, member_id=vice.pk, actor=town.council, at=NOW)
    councils.remove_member(member_id=vice.pk, reason="Đi.", actor=town.head, at=NOW)
    assert selectors.presiding_in(meetings.lock(meeting.pk)) == seat_of(meeting.council, town.council)


def test_opening_waits_for_the_day_and_the_members(town: Town) -> None:
    meeting = plan(town)
    with refused(
        "Chương trình họp chưa có hồ sơ nào.",
        "Cuộc họp được lên lịch ngày 07/01/2021, chưa đến ngày họp.",
        "Chưa đủ số thành viên dự họp. Có mặt 0/2 thành viên, cần ít nhất 2. Vui lòng điểm danh trước khi khai mạc.",
        "Người chủ trì Người dùng hoidong1 chưa được điểm danh có mặt.",
    ):
        meetings.open_meeting(meeting_id=meeting.pk, actor=town.council, at=NOW)
    with forbidden("Chỉ người chủ trì được khai mạc cuộc họp."):
        meetings.open_meeting(meeting_id=meeting.pk, actor=secretary_of(meeting.council), at=NOW)


def test_a_round_in_writing_opens_without_attendance(town: Town) -> None:
    bring_to(town, State.APPRAISED)
    meeting = plan(town, Plan(Meeting.Mode.WRITTEN, NOW + timedelta(days=9)))
    put(town, meeting, town.dossier.pk)
    seat = seat_of(meeting.council, town.council)
    with refused("Người dùng hoidong1: lấy ý kiến bằng văn bản thì không điểm danh."):
        attendances.note(meeting_id=meeting.pk, member_id=seat.pk, status="present", actor=town.council, at=NOW)
    opened = meetings.open_meeting(meeting_id=meeting.pk, actor=town.council, at=NOW)
    assert (opened.state, opened.presided_by, opened.opened_by) == ("open", seat, town.council)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("left", "cuộc họp chưa khai mạc nên chưa thể rời cuộc họp."),
        ("excused", "vui lòng ghi lý do vắng mặt."),
        ("somewhere", "vui lòng chọn tình trạng có mặt."),
    ],
)
def test_slips_in_the_attendance(town: Town, status: str, sentence: str) -> None:
    meeting = plan(town)
    seat = seat_of(meeting.council, town.council)
    with refused(f"Người dùng hoidong1: {sentence}"):
        attendances.note(meeting_id=meeting.pk, member_id=seat.pk, status=status, actor=town.council, at=NOW)
    with forbidden("Chỉ người chủ trì hoặc Thư ký Hội đồng được điểm danh."):
        attendances.note(meeting_id=meeting.pk, member_id=seat.pk, status="present", actor=town.head, at=NOW)
