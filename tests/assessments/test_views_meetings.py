"""The pages of meetings before they begin: planned, changed, papers, attendance, opened, called off."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.domain.workflow import State
from assessments.models import AgendaItem, Holiday, Interest, Meeting, Notice
from assessments.services import agendas, attendances, meetings
from communes.models import Role, UnitKind, User
from tests.factories import NOW
from tests.factories.pages import text_of
from tests.factories.seats import join, make_members, seat_of, secretary_of
from tests.factories.steps import bring_to, plan_meeting, put_to_council, set_up_council
from tests.factories.town import Town, make_unit, make_user

AsUser = Callable[[User], Client]


def url(name: str, *args: int) -> str:
    return reverse(f"assessments:{name}", args=args)


def shown(response: Any) -> str:
    return text_of(response.content.decode())


def in_days(count: int) -> datetime:
    """Return nine o'clock of a coming day."""
    return timezone.localtime(timezone.now()).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(
        days=count
    )


def typed(moment: datetime, **changes: str) -> dict[str, str]:
    sent = {"mode": "in_person", "day": f"{moment:%d/%m/%Y}", "hour": f"{moment:%H:%M}", "place": "Phòng họp số 1"}
    return sent | changes


@pytest.fixture
def meeting(town: Town) -> Meeting:
    """Give a planned meeting with one dossier on its agenda."""
    bring_to(town, State.IN_COUNCIL)
    return Meeting.objects.get()


def all_present(meeting: Meeting, actor: User) -> None:
    for seat in meeting.council.members.current():
        attendances.note(meeting_id=meeting.pk, member_id=seat.pk, status="present", actor=actor, at=NOW)


def test_who_opens_which_page(town: Town, meeting: Meeting, as_user: AsUser) -> None:
    item = meeting.agenda.get()
    names = ("detail", "edit", "cancel", "papers", "preside", "open", "attendance")
    pages = [url(f"meeting_{name}", meeting.pk) for name in names]
    pages += [url("agenda_add", meeting.pk), url("agenda_interest", meeting.pk, item.pk)]
    elsewhere = make_unit("380", "Thanh Hóa", UnitKind.THANH_PHO, town.province)
    expected = {
        town.head: [200, 200, 200, 200, 403, 403, 403, 200, 200],
        town.council: [200, 403, 403, 403, 200, 200, 200, 403, 200],
        secretary_of(meeting.council): [200, 403, 403, 200, 200, 403, 200, 403, 200],
        town.reviewer: [200, 403, 403, 403, 403, 403, 403, 403, 200],
        town.official: [404] * 9,
        town.observer: [404] * 9,
        make_user("truongphong-khac", Role.OFFICE_HEAD, elsewhere): [404] * 9,
        make_user("chua-co-ghe", Role.COUNCIL_MEMBER, town.authority): [404] * 9,
    }
    found = {user: [as_user(user).get(page).status_code for page in pages] for user in expected}
    assert found == expected


def test_planning_a_meeting(town: Town, as_user: AsUser) -> None:
    council = set_up_council(town)
    client, address = as_user(town.head), url("meeting_create", council.pk)
    assert "Lên lịch cuộc họp Hội đồng" in shown(client.get(address))
    moment = in_days(10)
    sent = typed(moment, campaign=str(town.campaign.pk))
    first, second = (client.post(address, sent) for _ in range(2))
    planned = Meeting.objects.get()
    assert first["Location"] == second["Location"] == url("meeting_detail", planned.pk)
    assert (planned.scheduled_for, planned.place, planned.state) == (moment, "Phòng họp số 1", "planned")
    page = shown(client.get(first["Location"]))
    assert "Chương trình chưa có hồ sơ nào." in page
    assert "Chưa điểm danh" in page


def test_slips_in_the_plan_keep_what_was_typed(town: Town, as_user: AsUser) -> None:
    council = set_up_council(town)
    client, address = as_user(town.head), url("meeting_create", council.pk)
    past = client.post(address, typed(in_days(-1), campaign=str(town.campaign.pk), place=""))
    assert past.status_code == 409
    assert "Thời gian họp phải sau lúc này." in shown(past)
    assert "Vui lòng nhập địa điểm họp." in shown(past)
    assert f"{in_days(-1):%d/%m/%Y}" in past.content.decode()
    wrong = shown(client.post(address, typed(in_days(3), campaign=str(town.campaign.pk), hour="25:99")))
    assert "Giờ không hợp lệ." in wrong
    assert Meeting.objects.count() == 0


def test_a_day_off_is_warned_of(town: Town, as_user: AsUser) -> None:
    council = set_up_council(town)
    client = as_user(town.head)
    moment = in_days(7)
    while moment.weekday() > 3:
        moment += timedelta(days=1)
    client.post(url("meeting_create", council.pk), typed(moment, campaign=str(town.campaign.pk)))
    address = url("meeting_detail", Meeting.objects.get().pk)
    warning = "Ngày này là ngày nghỉ theo lịch làm việc."
    assert warning not in shown(client.get(address))
    Holiday.objects.create(day=moment.date(), note="Nghỉ bù")
    assert warning in shown(client.get(address))


def test_changing_the_plan(town: Town, meeting: Meeting, as_user: AsUser) -> None:
    client, address = as_user(town.head), url("meeting_edit", meeting.pk)
    assert 'value="04/01/2021"' in client.get(address).content.decode()
    assert client.post(address, typed(in_days(5), place="Hội trường")).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.place, meeting.scheduled_for) == ("Hội trường", in_days(5))


def test_papers_are_sent_once_and_lateness_is_said(meeting: Meeting, as_user: AsUser) -> None:
    client, address = as_user(secretary_of(meeting.council)), url("meeting_papers", meeting.pk)
    page = shown(client.get(address))
    assert "Hôm nay đã muộn" in page
    assert "Người dùng hoidong1" in page
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302
    told = Notice.objects.filter(kind="meeting").values_list("recipient__username", flat=True)
    assert sorted(told) == ["hoidong1", "thuky"]
    page = shown(client.get(url("meeting_detail", meeting.pk)))
    assert "Tài liệu gửi trước ngày họp 0 ngày làm việc, ít hơn 3 ngày làm việc" in page
    assert "Tài liệu đã gửi lúc" in shown(client.get(address))


def test_many_dossiers_go_on_the_agenda_at_once_or_none(town: Town, as_user: AsUser) -> None:
    for dossier in (town.dossier, town.other_dossier):
        bring_to(town, State.APPRAISED, dossier)
    planned = plan_meeting(town)
    client, address = as_user(town.head), url("agenda_add", planned.pk)
    page = shown(client.get(address))
    assert "Phường Bắc Sơn" in page
    assert "Phường Ba Đình" in page
    assert "Vui lòng chọn ít nhất một hồ sơ." in shown(client.post(address, {}))
    both = {"dossiers": [str(town.dossier.pk), str(town.other_dossier.pk)]}
    assert client.post(address, both).status_code == 302
    order = list(planned.agenda.values_list("dossier__commune__name", flat=True))
    assert order == ["Ba Đình", "Bắc Sơn"]
    assert "Không có hồ sơ nào chờ đưa ra Hội đồng." in shown(client.get(address))
    assert client.post(address, both).status_code == 302
    assert planned.agenda.count() == 2
    later = client.post(url("agenda_add", plan_meeting(town).pk), both)
    assert later.status_code == 409
    assert "Phường Ba Đình: Hồ sơ đã có trong chương trình cuộc họp khác (Họp Hội đồng ngày 04/01/2021)." in shown(
        later
    )
    assert "Phường Bắc Sơn: Hồ sơ đã có" in shown(later)


def test_one_dossier_is_put_to_the_council_from_its_own_page(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    client, address = as_user(town.head), url("dossier_to_council", town.dossier.pk)
    for page in (url("dossier_detail", town.dossier.pk), url("review_detail", town.dossier.pk)):
        assert f'href="{address}"' in client.get(page).content.decode()
    assert "Chưa có cuộc họp nào chưa khai mạc." in shown(client.get(address))
    assert "Lập Hội đồng" in shown(client.get(address))
    planned = plan_meeting(town)
    assert "0 hồ sơ trong chương trình" in shown(client.get(address))
    assert client.post(address, {"meeting": "999"}).status_code == 409
    assert client.post(address, {"meeting": "x"}).status_code == 409
    assert client.post(address, {"meeting": str(planned.pk)}).status_code == 302
    assert planned.agenda.get().dossier == town.dossier
    assert as_user(town.reviewer).get(address).status_code == 403
    assert as_user(town.official).get(address).status_code == 403


def test_order_and_ballot_are_chosen_item_by_item(town: Town, as_user: AsUser) -> None:
    for dossier in (town.dossier, town.other_dossier):
        bring_to(town, State.APPRAISED, dossier)
    planned = plan_meeting(town)
    ids = [town.dossier.pk, town.other_dossier.pk]
    agendas.put(meeting_id=planned.pk, dossier_ids=ids, actor=town.head, at=NOW)
    client = as_user(town.head)
    last = planned.agenda.last()
    assert last
    assert client.post(url("agenda_move", planned.pk, last.pk), {"direction": "up"}).status_code == 302
    assert planned.agenda.first() == last
    assert client.post(url("agenda_move", planned.pk, last.pk), {"direction": "aside"}).status_code == 409
    assert client.post(url("agenda_ballot", planned.pk, last.pk), {"kind": "secret"}).status_code == 302
    assert client.post(url("agenda_ballot", planned.pk, last.pk), {"kind": "loud"}).status_code == 409
    assert "Bỏ phiếu kín" in shown(client.get(url("meeting_detail", planned.pk)))
    for name in ("agenda_move", "agenda_ballot"):
        assert client.get(url(name, planned.pk, last.pk)).status_code == 405
    other = plan_meeting(town)
    assert client.post(url("agenda_move", other.pk, last.pk), {"direction": "up"}).status_code == 404


def test_a_member_reads_papers_but_not_those_of_the_own_commune(town: Town, meeting: Meeting, as_user: AsUser) -> None:
    client = as_user(town.council)
    address, papers = url("meeting_detail", meeting.pk), url("review_detail", town.dossier.pk)
    assert f'href="{papers}"' in client.get(address).content.decode()
    assert client.get(papers).status_code == 200
    declare = url("agenda_interest", meeting.pk, meeting.agenda.get().pk)
    assert client.post(declare, {"reason": ""}).status_code == 200
    assert client.post(declare, {"reason": "Em ruột là Chủ tịch phường."}).status_code == 302
    assert Interest.objects.get().user == town.council
    page = client.get(address)
    assert "Bạn có lợi ích liên quan đến hồ sơ này nên không xem tài liệu và không biểu quyết." in shown(page)
    assert papers not in page.content.decode()
    assert client.get(papers).status_code == 404


def test_the_secretary_declares_for_another(town: Town, meeting: Meeting, as_user: AsUser) -> None:
    secretary = secretary_of(meeting.council)
    address = url("agenda_interest", meeting.pk, meeting.agenda.get().pk)
    sent = {"member": str(seat_of(meeting.council, town.council).pk), "reason": "Vợ công tác tại phường."}
    assert as_user(secretary).post(address, sent).status_code == 302
    interest = Interest.objects.get()
    assert (interest.user, interest.declared_by) == (town.council, secretary)


def test_attendance_is_noted_for_all_on_one_page(meeting: Meeting, as_user: AsUser) -> None:
    client, address = as_user(secretary_of(meeting.council)), url("meeting_attendance", meeting.pk)
    chair, secretary = meeting.council.members.order_by("pk")
    names = (f"tv{chair.pk}", f"tv{secretary.pk}")
    sent = {f"{names[0]}-status": "present", f"{names[0]}-was": "|", f"{names[1]}-was": "|"}
    refused = client.post(address, {**sent, f"{names[1]}-status": "excused"})
    assert refused.status_code == 409
    assert "Người dùng thuky: vui lòng ghi lý do vắng mặt." in shown(refused)
    assert meeting.attendances.count() == 0
    assert client.post(address, sent).status_code == 302
    assert meeting.attendances.get().member == chair
    page = shown(client.get(url("meeting_detail", meeting.pk)))
    assert "Có mặt 1/2 thành viên, cần ít nhất 2." in page


def test_an_old_page_writes_nothing_over(town: Town, meeting: Meeting, as_user: AsUser) -> None:
    chair = seat_of(meeting.council, town.council)
    secretary = secretary_of(meeting.council)
    attendances.note(meeting_id=meeting.pk, member_id=chair.pk, status="present", actor=town.council, at=NOW)
    attendances.note(meeting_id=meeting.pk, member_id=chair.pk, status="absent", actor=town.council, at=NOW)
    name = f"tv{chair.pk}"
    sent = {f"{name}-status": "present", f"{name}-was": "present|"}
    as_user(secretary).post(url("meeting_attendance", meeting.pk), sent)
    assert meeting.attendances.get().status == "absent"


def test_opening_names_what_is_missing_then_opens(town: Town, meeting: Meeting, as_user: AsUser) -> None:
    client, address = as_user(town.council), url("meeting_open", meeting.pk)
    page = shown(client.get(address))
    assert "Chưa đủ số thành viên dự họp. Có mặt 0/2 thành viên, cần ít nhất 2." in page
    assert "Người chủ trì Người dùng hoidong1 chưa được điểm danh có mặt." in page
    assert client.post(address).status_code == 409
    all_present(meeting, town.council)
    assert "sau khi khai mạc không thêm, không rút hồ sơ được nữa" in shown(client.get(address))
    assert client.post(address).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.state, meeting.presided_by) == ("open", seat_of(meeting.council, town.council))
    assert client.post(address).status_code == 302
    assert "Đang họp" in shown(client.get(url("meeting_detail", meeting.pk)))
    assert (
        as_user(town.head).post(url("meeting_cancel", meeting.pk), {"reason": "Bão.", "dossiers": "stay"}).status_code
        == 409
    )


def test_presiding_is_handed_to_a_vice_chair(town: Town, meeting: Meeting, as_user: AsUser) -> None:
    vice = join(town, meeting.council, town.head, "vice_chair")
    client, address = as_user(town.council), url("meeting_preside", meeting.pk)
    assert client.post(address, {"member": str(vice.pk)}).status_code == 302
    page = shown(client.get(url("meeting_detail", meeting.pk)))
    assert "Người dùng truongphong (Phó Chủ tịch Hội đồng), theo ủy quyền của Chủ tịch Hội đồng" in page
    all_present(meeting, town.council)
    assert client.post(url("meeting_open", meeting.pk)).status_code == 403
    assert as_user(User.objects.get(pk=town.head.pk)).post(url("meeting_open", meeting.pk)).status_code == 302


@pytest.mark.parametrize(("fate", "state"), [("stay", State.IN_COUNCIL), ("back", State.APPRAISED)])
def test_calling_a_meeting_off(town: Town, meeting: Meeting, as_user: AsUser, fate: str, state: State) -> None:
    client, address = as_user(town.head), url("meeting_cancel", meeting.pk)
    assert "Chương trình có 1 hồ sơ" in shown(client.get(address))
    assert client.post(address, {"reason": "", "dossiers": fate}).status_code == 200
    assert client.post(address, {"reason": "Mưa bão.", "dossiers": fate}).status_code == 302
    town.dossier.refresh_from_db()
    assert town.dossier.state == state
    page = shown(client.get(url("meeting_detail", meeting.pk)))
    assert "Lý do hủy: Mưa bão." in page
    assert "Hủy cuộc họp" not in page


def test_queries_do_not_grow_with_communes_and_members(town: Town, meeting: Meeting, as_user: AsUser) -> None:
    clients = [as_user(user) for user in (town.council, town.head)]
    pages = (url("meeting_detail", meeting.pk), reverse("assessments:home"))

    def count() -> list[int]:
        found = []
        for client in clients:
            for page in pages:
                with CaptureQueriesContext(connection) as queries:
                    assert client.get(page).status_code == 200
                found.append(len(queries))
        return found

    few = count()
    put_to_council(town, bring_to(town, State.APPRAISED, town.other_dossier))
    AgendaItem.objects.filter(dossier=town.other_dossier).update(meeting=meeting, position=2)
    make_members(town, meeting.council, 5)
    assert count() == few


def test_the_home_of_a_member_says_what_to_do(town: Town, meeting: Meeting, as_user: AsUser) -> None:
    home = reverse("assessments:home")
    chair, secretary = as_user(town.council), as_user(secretary_of(meeting.council))
    assert "Tài liệu chưa được gửi; bạn sẽ được báo khi có tài liệu." in shown(chair.get(home))
    assert "Gửi tài liệu cho các thành viên chậm nhất ngày 30/12/2020." in shown(secretary.get(home))
    meetings.send_papers(meeting_id=meeting.pk, actor=town.head, at=NOW)
    assert "Đọc tài liệu của 1 hồ sơ và khai báo nếu có lợi ích liên quan, trước ngày 04/01/2021." in shown(
        secretary.get(home)
    )
    all_present(meeting, town.council)
    meetings.open_meeting(meeting_id=meeting.pk, actor=town.council, at=NOW)
    assert "Cuộc họp đang diễn ra." in shown(chair.get(home))
    nobody = make_user("chua-co-ghe", Role.COUNCIL_MEMBER, town.authority)
    assert "Hiện không có cuộc họp nào chờ bạn." in shown(as_user(nobody).get(home))


def test_the_head_sees_how_many_dossiers_wait_for_a_council(town: Town, as_user: AsUser) -> None:
    bring_to(town, State.APPRAISED)
    client = as_user(town.head)
    assert "Hồ sơ đã thẩm tra, chờ đưa ra Hội đồng 1" in shown(client.get(reverse("assessments:home")))
    assert "có 1 hồ sơ đã thẩm tra chờ đưa ra Hội đồng" in shown(client.get(url("council_list")))
