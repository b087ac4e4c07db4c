"""The administration: read-only where the product says so, deeds through the door, all in Vietnamese."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.admin.labels import event_name
from assessments.domain.workflow import State
from assessments.models import (
    AuditEvent,
    Campaign,
    Decision,
    Dossier,
    Evidence,
    Extension,
    Holiday,
    Milestone,
    Report,
    Standard,
    Submission,
)
from assessments.services import audit, campaigns
from communes.models import Role, User
from tests.factories import NOW
from tests.factories.steps import accept_all, bring_to
from tests.factories.town import Town, make_user, make_ward

AsUser = Callable[[User], Client]
RECORDS = (AuditEvent, Decision, Dossier, Evidence, Extension, Report, Standard, Submission)
CHANGELIST = "admin:assessments_dossier_changelist"
PAPER = {
    "number": "1234/QĐ-UBND",
    "decided_on": "05/01/2021",
    "signer_position": "Chủ tịch",
    "council_met_on": "04/01/2021",
    "council_minutes": "02/BB-HĐ",
}


@pytest.fixture
def staff(town: Town) -> Town:
    """Let everybody of the office into the administration."""
    User.objects.filter(pk__in=[town.reviewer.pk, town.head.pk, town.decider.pk]).update(is_staff=True)
    for person in (town.reviewer, town.head, town.decider):
        person.refresh_from_db()
    return town


def page(client: Client, model: type, kind: str = "changelist", *args: object) -> Any:
    return client.get(reverse(f"admin:assessments_{model.__name__.lower()}_{kind}", args=args))


def act(client: Client, action: str, *dossiers: Dossier, **data: str) -> Any:
    chosen = {ACTION_CHECKBOX_NAME: [row.pk for row in dossiers], "action": action}
    return client.post(reverse(CHANGELIST), {**chosen, **data})


def told(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def visible(response: Any) -> str:
    """Return what is read on the page, without tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def state(dossier: Dossier) -> str:
    return Dossier.objects.values_list("state", flat=True).get(pk=dossier.pk)


# -- reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [*RECORDS, Campaign, Holiday, Milestone])
def test_lists_open_for_the_administrator_in_vietnamese(town: Town, as_user: AsUser, model: type) -> None:
    shown = page(as_user(town.administrator), model)
    assert shown.status_code == 200
    english = {
        "Campaign",
        "Dossier",
        "By",
        "Add",
        "Select",
        "Search",
        "Filter",
        "Action",
        "results",
        "Show",
        "Toggle",
        "Skip",
        "Home",
        "Welcome",
    }
    assert set(visible(shown).split()) & english == set()


@pytest.mark.parametrize("model", RECORDS)
def test_records_are_never_added_changed_or_deleted(town: Town, as_user: AsUser, model: type) -> None:
    client = as_user(town.administrator)
    request = page(client, model).wsgi_request
    registered: ModelAdmin = admin.site.get_model_admin(model)
    assert (
        registered.has_add_permission(request),
        registered.has_change_permission(request),
        registered.has_delete_permission(request),
    ) == (False, False, False)
    assert page(client, model, "add").status_code == 403


def test_dossier_page_cannot_be_posted_to(town: Town, as_user: AsUser) -> None:
    client = as_user(town.administrator)
    assert page(client, Dossier, "change", town.dossier.pk).status_code == 200
    assert client.post(reverse("admin:assessments_dossier_change", args=[town.dossier.pk])).status_code == 403
    assert client.post(reverse("admin:assessments_dossier_delete", args=[town.dossier.pk])).status_code == 403


def test_only_staff_come_in(town: Town, as_user: AsUser) -> None:
    for person in (town.reviewer, town.leader, town.observer):
        assert page(as_user(person), Dossier).status_code == 302


def test_staff_see_their_own_authority_and_open_only_what_was_handed_in(staff: Town, as_user: AsUser) -> None:
    stranger = make_user("nguoila", Role.REVIEWER, staff.province, is_staff=True)
    assert list(page(as_user(stranger), Dossier).context["cl"].result_list) == []
    client = as_user(staff.reviewer)
    listed = page(client, Dossier)
    assert set(listed.context["cl"].result_list) == {staff.dossier, staff.other_dossier}
    assert page(client, Dossier, "change", staff.dossier.pk).status_code == 403


def test_search_ignores_accents(town: Town, as_user: AsUser) -> None:
    client = as_user(town.administrator)
    for words in ("bac son", "Bắc Sơn", "14809"):
        found = client.get(reverse(CHANGELIST), {"q": words})
        assert list(found.context["cl"].result_list) == [town.dossier]


def test_audit_trail_is_the_administrator_s(staff: Town, as_user: AsUser) -> None:
    assert list(page(as_user(staff.head), AuditEvent).context["cl"].result_list) == []
    assert page(as_user(staff.administrator), AuditEvent).context["cl"].result_count > 0


def test_nothing_on_the_pages_is_inline(staff: Town, as_user: AsUser) -> None:
    bring_to(staff, State.SUBMITTED)
    client = as_user(staff.reviewer)
    for shown in (page(client, Dossier), act(client, "receive", staff.dossier)):
        assert [
            part for part in ("<style", " style=", " onclick=", "<script>") if part in shown.content.decode()
        ] == []


@pytest.mark.parametrize("model", [Dossier, Submission, Standard, AuditEvent, Campaign])
def test_one_row_is_shown_in_vietnamese(town: Town, as_user: AsUser, model: type) -> None:
    bring_to(town, State.SUBMITTED)
    row = model.objects.order_by("pk").last()  # type: ignore[attr-defined]  # a model
    shown = page(as_user(town.administrator), model, "change", row.pk)
    english = {"Campaign", "Dossier", "Submitted", "Posted", "Sha256:", "Hash:", "by:", "at:", "submit", "draft"}
    assert (shown.status_code, set(visible(shown).split()) & english) == (200, set())


def test_audit_actions_all_have_a_name() -> None:
    services = Path(audit.__file__).parent
    recorded = {
        name
        for path in services.glob("*.py")
        for name in re.findall(r'(?:action=|record\(\s*(?:\w+, )?)"(\w+)"', path.read_text(encoding="utf-8"))
    }
    assert {name for name in recorded if event_name(name) == "Thay đổi khác"} == set()
    assert {"campaign_open", "report_request", "holiday_save"} <= recorded


def test_list_of_dossiers_needs_as_many_queries_for_three_as_for_twenty(town: Town, as_user: AsUser) -> None:
    client = as_user(town.administrator)

    def count(codes: range) -> int:
        for code in codes:
            ward = make_ward(town.authority, f"15{code:03d}", f"Số {code}")
            Dossier.objects.create(campaign=town.campaign, commune=ward, due_before=date(2021, 1, 5))
        with CaptureQueriesContext(connection) as queries:
            assert page(client, Dossier).status_code == 200
        return len(queries)

    assert count(range(1)) == count(range(1, 18))


# -- actions through the door -----------------------------------------------------------------------------------------


def test_receive_asks_first_and_then_goes_through_the_door(staff: Town, as_user: AsUser) -> None:
    bring_to(staff, State.SUBMITTED)
    client = as_user(staff.reviewer)
    asked = act(client, "receive", staff.dossier, staff.other_dossier)
    assert (asked.status_code, state(staff.dossier)) == (200, State.SUBMITTED)
    assert "Xã, phường không rút hồ sơ được nữa" in text(asked)
    done = act(client, "receive", staff.dossier, staff.other_dossier, confirmed="1")
    assert (done.status_code, state(staff.dossier), state(staff.other_dossier)) == (302, "under_review", "draft")
    first, second = told(done)
    assert first == "Đã thực hiện “Tiếp nhận hồ sơ”: Phường Bắc Sơn."
    assert second.startswith("Phường Ba Đình: Hồ sơ đang ở trạng thái “Chưa nộp”")
    event = AuditEvent.objects.filter(stream=f"dossier:{staff.dossier.pk}").latest("sequence")
    assert (event.action, event.actor_name) == ("receive", str(staff.reviewer))


def test_appraise_records_the_head_s_confirmation(staff: Town, as_user: AsUser) -> None:
    bring_to(staff, State.UNDER_REVIEW)
    client = as_user(staff.head)
    refused = act(client, "appraise", staff.dossier, confirmed="1", confirm_provisional="on")
    assert told(refused)[0].startswith("Phường Bắc Sơn: Còn nội dung chưa thẩm tra:")
    accept_all(staff, staff.dossier)
    assert "Tôi xác nhận đã biết bộ tiêu chí" in text(act(client, "appraise", staff.dossier))
    act(client, "appraise", staff.dossier, confirmed="1", confirm_provisional="on")
    staff.dossier.refresh_from_db()
    assert (staff.dossier.state, staff.dossier.provisional_confirmed_by) == (State.APPRAISED, staff.head)


def test_recognise_asks_for_the_paper_and_records_one_decision(staff: Town, as_user: AsUser) -> None:
    bring_to(staff, State.APPRAISED)
    client = as_user(staff.decider)
    assert "Số, ký hiệu quyết định" in text(act(client, "recognise", staff.dossier))
    kept = act(client, "recognise", staff.dossier, confirmed="1", **{**PAPER, "council_minutes": ""})
    assert (kept.status_code, "1234/QĐ-UBND" in text(kept), Decision.objects.count()) == (200, True, 0)
    both = act(client, "recognise", staff.dossier, staff.other_dossier, confirmed="1", **PAPER)
    assert "Phường Ba Đình: Hồ sơ đang ở trạng thái “Chưa nộp”" in text(both)
    assert (state(staff.dossier), Decision.objects.count()) == (State.APPRAISED, 0)
    done = act(client, "recognise", staff.dossier, confirmed="1", **PAPER)
    assert told(done) == ["Đã ghi quyết định số 1234/QĐ-UBND ngày 05/01/2021: Phường Bắc Sơn."]
    assert (state(staff.dossier), Decision.objects.get().recorded_by) == (State.RECOGNISED, staff.decider)
    assert list(audit.faults()) == []


def test_report_is_asked_for_by_the_office(staff: Town, as_user: AsUser) -> None:
    bring_to(staff, State.SUBMITTED)
    client = as_user(staff.reviewer)
    assert "một tệp PDF cho mỗi hồ sơ" in text(act(client, "make_report", staff.dossier))
    done = act(client, "make_report", staff.dossier, staff.other_dossier, confirmed="1")
    assert told(done) == [
        "Đã yêu cầu tạo Bản tổng hợp điểm số: Phường Bắc Sơn.",
        "Phường Ba Đình: Xã, phường chưa nộp hồ sơ nên chưa tạo được Bản tổng hợp điểm số.",
    ]
    report = Report.objects.get()
    assert (report.dossier, report.by_office, report.requested_by) == (staff.dossier, True, staff.reviewer)


@pytest.mark.parametrize("action", ["receive", "appraise", "recognise", "make_report"])
def test_being_a_superuser_gives_no_right(staff: Town, as_user: AsUser, action: str) -> None:
    bring_to(staff, State.SUBMITTED)
    client = as_user(staff.administrator)
    offered = (
        dict(page(client, Dossier).context["action_form"].fields["action"].choices)
        if page(client, Dossier).context["action_form"]
        else {}
    )
    assert set(offered) & {"receive", "appraise", "recognise", "make_report"} == set()
    act(client, action, staff.dossier, confirmed="1", **PAPER)
    assert (state(staff.dossier), Decision.objects.count(), Report.objects.count()) == (State.SUBMITTED, 0, 0)


def test_the_role_elsewhere_is_refused_by_the_door(staff: Town, as_user: AsUser) -> None:
    """A superuser who reviews for another authority is offered the action, and refused for this dossier."""
    bring_to(staff, State.SUBMITTED)
    staff.administrator.memberships.create(role=Role.OFFICE_HEAD, unit=staff.province)
    client = as_user(User.objects.get(pk=staff.administrator.pk))
    done = act(client, "receive", staff.dossier, confirmed="1")
    assert told(done) == ["Phường Bắc Sơn: Tài khoản của bạn không có quyền “Tiếp nhận hồ sơ” đối với hồ sơ này."]
    assert state(staff.dossier) == State.SUBMITTED


@pytest.mark.parametrize(
    ("person", "action"), [("reviewer", "appraise"), ("head", "recognise"), ("decider", "receive")]
)
def test_wrong_role_is_not_offered_the_action(staff: Town, as_user: AsUser, person: str, action: str) -> None:
    bring_to(staff, State.SUBMITTED)
    act(as_user(getattr(staff, person)), action, staff.dossier, confirmed="1", **PAPER)
    assert (state(staff.dossier), Decision.objects.count()) == (State.SUBMITTED, 0)


# -- what may be corrected --------------------------------------------------------------------------------------------


def test_office_corrects_days_off(staff: Town, as_user: AsUser) -> None:
    client = as_user(staff.reviewer)
    add = reverse("admin:assessments_holiday_add")
    assert client.post(add, {"day": "02/01/2026", "is_off": "on", "note": "Nghỉ bù", "basis": ""}).status_code == 302
    holiday = Holiday.objects.get(day=date(2026, 1, 2))
    assert AuditEvent.objects.get(action="holiday_save").subject == f"holiday:{holiday.pk}"
    assert (
        client.post(reverse("admin:assessments_holiday_delete", args=[holiday.pk]), {"post": "yes"}).status_code == 302
    )
    assert not Holiday.objects.filter(pk=holiday.pk).exists()
    refused = as_user(staff.decider).post(add, {"day": "03/01/2026", "note": "Nghỉ"})
    assert refused.status_code == 403


def test_office_corrects_milestones_of_its_running_campaigns(staff: Town, as_user: AsUser) -> None:
    client = as_user(staff.head)
    data = {"campaign": staff.campaign.pk, "title": "Họp Hội đồng", "due_on": "20/01/2021", "basis": ""}
    assert client.post(reverse("admin:assessments_milestone_add"), data).status_code == 302
    milestone = Milestone.objects.get()
    change = reverse("admin:assessments_milestone_change", args=[milestone.pk])
    assert client.post(change, {**data, "due_on": "21/01/2021"}).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.due_on, milestone.campaign) == (date(2021, 1, 21), staff.campaign)
    assert as_user(staff.administrator).post(change, data).status_code == 403
    campaigns.close(campaign_id=staff.campaign.pk, actor=staff.head, at=NOW)
    assert client.post(change, data).status_code == 403


def test_plan_in_preparation_is_corrected_and_an_open_one_is_not(staff: Town, as_user: AsUser) -> None:
    plan = Campaign(
        title="Kế hoạch", year=2021, authority=staff.authority, standard=staff.standard, due_before=date(2022, 1, 5)
    )
    made = campaigns.create(plan, communes=staff.wards, actor=staff.head, at=NOW)
    client = as_user(staff.head)
    inline = {"participations-TOTAL_FORMS": "0", "participations-INITIAL_FORMS": "0"}
    data = {"title": "Kế hoạch mới", "due_before": "10/01/2022", "standard": staff.standard.pk, **inline}
    change = reverse("admin:assessments_campaign_change", args=[made.pk])
    kept = client.post(change, {**data, "due_before": "01/01/2021"})
    assert (kept.status_code, "Hạn nộp hồ sơ phải sau ngày bắt đầu năm đánh giá." in text(kept)) == (200, True)
    assert client.post(change, data).status_code == 302
    made.refresh_from_db()
    assert (made.title, made.due_before, made.communes.count()) == ("Kế hoạch mới", date(2022, 1, 10), 2)
    opened = reverse("admin:assessments_campaign_change", args=[staff.campaign.pk])
    assert (client.get(opened).status_code, client.post(opened, data).status_code) == (200, 403)
