"""The edges of the actions on chosen dossiers, and what a decision shows in the administration."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from assessments.admin import actions
from assessments.domain.workflow import State
from assessments.models import Campaign, Decision, Dossier, Holiday
from assessments.services import campaigns, holidays
from assessments.services.decisions import Outcome
from communes.models import User
from tests.assessments.test_admin import PAPER, act, page, text, told
from tests.factories import NOW
from tests.factories.steps import bring_to, decide
from tests.factories.town import Town, make_ward
from tiepcanpl.kit.errors import NotAllowedError

AsUser = Callable[[User], Client]


@pytest.fixture
def staff(town: Town) -> Town:
    for person in (town.reviewer, town.decider):
        person.is_staff = True
        person.save()
    return town


def test_too_many_dossiers_at_once(staff: Town, as_user: AsUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 1)
    refused = act(as_user(staff.reviewer), "receive", staff.dossier, staff.other_dossier)
    assert (refused.status_code, told(refused)) == (302, ["Mỗi lần chỉ chọn tối đa 1 hồ sơ."])


def test_dossiers_that_are_gone(staff: Town, as_user: AsUser) -> None:
    data = {"_selected_action": ["999999"], "action": "receive", "confirmed": "1"}
    refused = as_user(staff.reviewer).post(reverse("admin:assessments_dossier_changelist"), data)
    assert told(refused) == ["Các hồ sơ đã chọn không còn trong danh sách. Vui lòng tải lại trang."]


def test_many_refusals_are_counted_not_listed(staff: Town, as_user: AsUser) -> None:
    rows = [
        Dossier.objects.create(
            campaign=staff.campaign,
            commune=make_ward(staff.authority, f"15{code:03d}", f"Số {code}"),
            due_before=date(2021, 1, 5),
        )
        for code in range(10)
    ]
    sentences = told(act(as_user(staff.reviewer), "receive", *rows, confirmed="1"))
    assert (len(sentences), sentences[-1]) == (9, "… và 2 hồ sơ khác chưa thực hiện được.")


def test_one_decision_is_for_one_campaign(staff: Town, as_user: AsUser) -> None:
    plan = Campaign(
        title="Năm 2021", year=2021, authority=staff.authority, standard=staff.standard, due_before=date(2022, 1, 5)
    )
    made = campaigns.create(plan, communes=staff.wards, actor=staff.head, at=NOW)
    campaigns.open_for_communes(campaign_id=made.pk, actor=staff.head, at=NOW)
    other = made.dossiers.first()
    assert other is not None
    kept = act(as_user(staff.decider), "recognise", staff.dossier, other, confirmed="1", **PAPER)
    assert "Một quyết định chỉ ghi được cho các hồ sơ của cùng một đợt đánh giá." in text(kept)
    assert ("1234/QĐ-UBND" in text(kept), Decision.objects.count()) == (True, 0)


def test_a_decision_is_shown_with_its_lines(staff: Town, as_user: AsUser) -> None:
    bring_to(staff, State.APPRAISED)
    decision = decide(staff, staff.dossier, Outcome.RECOGNISED)
    shown = page(as_user(staff.administrator), Decision, "change", decision.pk)
    assert shown.status_code == 200
    for part in ("1234/QĐ-UBND", "Công nhận đạt chuẩn", "Phường Bắc Sơn – năm 2020"):
        assert part in text(shown)
    assert list(page(as_user(staff.decider), Decision).context["cl"].result_list) == [decision]


def test_days_off_are_the_office_s(town: Town) -> None:
    day = Holiday(day=date(2026, 1, 2), note="Nghỉ bù")
    for person in (town.official, town.decider, town.administrator):
        with pytest.raises(NotAllowedError):
            holidays.save(day, actor=person, at=NOW)
    assert not Holiday.objects.filter(day=day.day).exists()
