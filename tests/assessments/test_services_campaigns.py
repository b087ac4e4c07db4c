"""Deeds on campaigns: create, edit, open, close, extend, milestones."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from assessments.domain.workflow import State
from assessments.models import AuditEvent, Campaign, Dossier, Milestone
from assessments.services import audit, campaigns
from communes.models import Unit, UnitKind
from tests.factories import NOW
from tests.factories.steps import bring_to
from tests.factories.town import Town, load_standard, make_unit
from tiepcanpl.kit.errors import DomainError, NotAllowedError


def plan(town: Town, **fields: object) -> Campaign:
    """Return an unsaved plan for another year."""
    values = {
        "title": "Đánh giá năm 2021",
        "year": 2021,
        "authority": town.authority,
        "standard": town.standard,
        "plan_number": "20/KH-UBND",
        "plan_date": date(2021, 2, 1),
        "due_before": date(2022, 1, 5),
    }
    return Campaign(**{**values, **fields})


def prepared(town: Town) -> Campaign:
    """Return a stored campaign in preparation."""
    return campaigns.create(plan(town), communes=town.wards, actor=town.head, at=NOW)


def refusal(deed: Callable[..., object], *args: object, **kwargs: object) -> tuple[str, ...]:
    """Return the sentences with which the deed is refused."""
    with pytest.raises(DomainError) as caught:
        deed(*args, **kwargs)
    return caught.value.reasons


def test_create_stores_plan_communes_milestones_and_audit(town: Town) -> None:
    milestone = Milestone(title="  Tự chấm điểm xong ", due_on=date(2021, 12, 25), basis="Mục II")
    made = campaigns.create(plan(town), communes=town.wards, milestones=[milestone], actor=town.reviewer, at=NOW)
    assert (made.state, made.created_by, made.created_at) == (Campaign.State.PREPARING, town.reviewer, NOW)
    assert set(made.communes.all()) == set(town.wards)
    assert [row.title for row in made.milestones.all()] == ["Tự chấm điểm xong"]
    event = AuditEvent.objects.get(stream=f"campaign:{made.pk}")
    assert (event.action, event.changes) == ("campaign_create", {"communes": [None, 2]})
    assert Dossier.objects.filter(campaign=made).count() == 0


def test_create_needs_the_authority_s_office(town: Town) -> None:
    for person in (town.official, town.leader, town.decider, town.observer, town.administrator):
        with pytest.raises(NotAllowedError):
            campaigns.create(plan(town), communes=town.wards, actor=person, at=NOW)


def test_create_names_everything_that_does_not_fit(town: Town) -> None:
    late_plan = plan(town, year=2022, due_before=date(2022, 1, 1), plan_date=date(2022, 2, 1))
    assert refusal(campaigns.create, late_plan, communes=[], actor=town.head, at=NOW) == (
        f"Bộ tiêu chí “{town.standard.title}” không áp dụng cho năm 2022.",
        "Hạn nộp hồ sơ phải sau ngày bắt đầu năm đánh giá.",
        "Ngày ban hành kế hoạch phải trước hạn nộp hồ sơ.",
        "Vui lòng chọn ít nhất một xã, phường tham gia.",
    )


def test_create_checks_each_commune(town: Town) -> None:
    stranger = make_unit("14900", "Xa Lạ", UnitKind.XA, town.province)
    gone = make_unit("14901", "Đã Nhập", UnitKind.XA, town.authority)
    Unit.objects.filter(pk=gone.pk).update(valid_to=date(2021, 12, 31))
    zone = make_unit("14902", "Hòn Khoai", UnitKind.DAC_KHU, town.authority)
    gone.refresh_from_db()
    chosen = [*town.wards, stranger, gone, zone]
    assert refusal(campaigns.create, plan(town), communes=chosen, actor=town.head, at=NOW) == (
        "Xã Xa Lạ không trực thuộc Thị xã Bỉm Sơn.",
        "Xã Đã Nhập không tồn tại vào ngày 31/12/2021 nên không đánh giá cho năm 2021.",
        "Đặc khu Hòn Khoai không thuộc đối tượng của bộ tiêu chí.",
    )


def test_create_refuses_a_second_campaign_of_the_year(town: Town) -> None:
    second = plan(town, year=2020, due_before=date(2021, 1, 5), plan_date=None)
    reasons = refusal(campaigns.create, second, communes=town.wards, actor=town.head, at=NOW)
    assert reasons == ("Cơ quan này đã có đợt đánh giá của năm đó.",)
    assert Campaign.objects.count() == 1


def test_edit_changes_plan_and_communes_and_records_both(town: Town) -> None:
    campaign = prepared(town)
    campaign.plan_number, campaign.due_before = "21/KH-UBND", date(2022, 1, 10)
    campaigns.edit(campaign, communes=town.wards[:1], actor=town.head, at=NOW)
    stored = Campaign.objects.get(pk=campaign.pk)
    assert (stored.plan_number, stored.due_before) == ("21/KH-UBND", date(2022, 1, 10))
    assert list(stored.communes.all()) == town.wards[:1]
    changes = AuditEvent.objects.get(stream=f"campaign:{campaign.pk}", action="campaign_edit").changes
    assert changes == {
        "plan_number": ["20/KH-UBND", "21/KH-UBND"],
        "due_before": ["2022-01-05", "2022-01-10"],
        "communes": [sorted(ward.pk for ward in town.wards), [town.wards[0].pk]],
    }


def test_edit_of_an_open_campaign_is_refused(town: Town) -> None:
    town.campaign.title = "Tên khác"
    reasons = refusal(campaigns.edit, town.campaign, communes=town.wards, actor=town.head, at=NOW)
    assert reasons == (
        "Đợt đánh giá đã mở nên không sửa kế hoạch được. Vui lòng gia hạn cho từng xã, phường nếu cần.",
    )


def test_opening_makes_one_dossier_per_commune_and_twice_makes_no_more(town: Town) -> None:
    campaign = prepared(town)
    opened = campaigns.open_for_communes(campaign_id=campaign.pk, actor=town.head, at=NOW)
    again = campaigns.open_for_communes(campaign_id=campaign.pk, actor=town.reviewer, at=NOW)
    assert (opened.state, again.opened_by) == (Campaign.State.OPEN, town.head)
    rows = Dossier.objects.filter(campaign=campaign).order_by("commune__code")
    assert [(row.commune, row.status, row.due_before, row.claimed_total) for row in rows] == [
        (ward, State.DRAFT, campaign.due_before, Decimal(0)) for ward in town.wards
    ]
    assert len({row.missing_count for row in rows}) == 1
    assert rows[0].missing_count > 40
    assert AuditEvent.objects.filter(stream=f"campaign:{campaign.pk}", action="campaign_open").count() == 1


def test_opening_under_a_pass_fail_standard(town: Town) -> None:
    standard = load_standard("qd-27-2025")
    new = plan(town, year=2026, standard=standard, plan_date=None, due_before=date(2027, 1, 10))
    campaign = campaigns.create(new, communes=town.wards, actor=town.head, at=NOW)
    campaigns.open_for_communes(campaign_id=campaign.pk, actor=town.head, at=NOW)
    assert list(campaign.dossiers.values_list("claimed_total", flat=True)) == [0, 0]


def test_opening_needs_the_office(town: Town) -> None:
    campaign = prepared(town)
    for person in (town.official, town.decider, town.observer, town.administrator):
        with pytest.raises(NotAllowedError):
            campaigns.open_for_communes(campaign_id=campaign.pk, actor=person, at=NOW)
    assert Dossier.objects.filter(campaign=campaign).count() == 0


def test_a_closed_campaign_does_not_open_again(town: Town) -> None:
    campaigns.close(campaign_id=town.campaign.pk, actor=town.head, at=NOW)
    reasons = refusal(campaigns.open_for_communes, campaign_id=town.campaign.pk, actor=town.head, at=NOW)
    assert reasons == ("Đợt đánh giá đã kết thúc nên không mở lại được.",)


@pytest.mark.parametrize("state", [State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED, State.APPRAISED])
def test_closing_is_refused_while_a_dossier_waits(town: Town, state: State) -> None:
    bring_to(town, state)
    reasons = refusal(campaigns.close, campaign_id=town.campaign.pk, actor=town.head, at=NOW)
    assert reasons == ("Còn 1 hồ sơ đã nộp nhưng chưa có quyết định. Vui lòng giải quyết trước khi kết thúc.",)
    town.campaign.refresh_from_db()
    assert town.campaign.state == Campaign.State.OPEN


def test_closing_twice_is_once(town: Town) -> None:
    closed = campaigns.close(campaign_id=town.campaign.pk, actor=town.head, at=NOW)
    again = campaigns.close(campaign_id=town.campaign.pk, actor=town.reviewer, at=NOW)
    assert (closed.closed_by, again.closed_by) == (town.head, town.head)


def test_closing_what_never_opened_is_refused(town: Town) -> None:
    reasons = refusal(campaigns.close, campaign_id=prepared(town).pk, actor=town.head, at=NOW)
    assert reasons == ("Đợt đánh giá chưa mở nên không kết thúc được.",)


def test_extension_moves_the_due_date_with_reason_and_audit(town: Town) -> None:
    extension = campaigns.extend(
        dossier_id=town.dossier.pk,
        due_before=date(2021, 1, 15),
        reason=" Thiên tai. ",
        actor=town.reviewer,
        at=NOW,
    )
    town.dossier.refresh_from_db()
    town.other_dossier.refresh_from_db()
    assert (town.dossier.due_before, town.other_dossier.due_before) == (date(2021, 1, 15), date(2021, 1, 5))
    assert (extension.reason, extension.granted_by) == ("Thiên tai.", town.reviewer)
    event = AuditEvent.objects.get(stream=f"dossier:{town.dossier.pk}", action="extend")
    assert (event.note, event.changes) == ("Thiên tai.", {"due_before": ["2021-01-05", "2021-01-15"]})
    assert list(audit.faults()) == []


def test_extension_names_everything_that_is_wrong(town: Town) -> None:
    bring_to(town, State.SUBMITTED)
    deed = {
        "dossier_id": town.dossier.pk,
        "due_before": date(2021, 1, 5),
        "reason": "  ",
        "actor": town.head,
        "at": NOW,
    }
    assert refusal(campaigns.extend, **deed) == (
        "Hồ sơ đã nộp nên không cần gia hạn.",
        "Hạn mới phải sau hạn hiện tại (trước ngày 05/01/2021).",
        "Vui lòng nêu lý do gia hạn.",
    )


def test_extension_in_a_closed_campaign_is_refused(town: Town) -> None:
    campaigns.close(campaign_id=town.campaign.pk, actor=town.head, at=NOW)
    deed = {
        "dossier_id": town.dossier.pk,
        "due_before": date(2021, 2, 1),
        "reason": "Lũ",
        "actor": town.head,
        "at": NOW,
    }
    assert refusal(campaigns.extend, **deed) == ("Đợt đánh giá đã kết thúc nên không gia hạn được.",)


def test_extension_needs_the_office(town: Town) -> None:
    for person in (town.official, town.leader, town.decider, town.observer, town.administrator):
        with pytest.raises(NotAllowedError):
            campaigns.extend(
                dossier_id=town.dossier.pk, due_before=date(2021, 2, 1), reason="Lũ", actor=person, at=NOW
            )


def test_milestones_come_and_go(town: Town) -> None:
    milestone = Milestone(title="Họp Hội đồng", due_on=date(2021, 1, 20))
    stored = campaigns.add_milestone(town.campaign.pk, milestone=milestone, actor=town.head, at=NOW)
    for _ in range(2):
        campaigns.remove_milestone(town.campaign.pk, milestone_id=stored.pk, actor=town.head, at=NOW)
    assert town.campaign.milestones.count() == 0
    events = AuditEvent.objects.filter(stream=f"campaign:{town.campaign.pk}", action__startswith="milestone")
    assert list(events.values_list("action", flat=True)) == ["milestone_add", "milestone_remove"]
    campaigns.close(campaign_id=town.campaign.pk, actor=town.head, at=NOW)
    late = Milestone(title="Muộn", due_on=date(2021, 3, 1))
    reasons = refusal(campaigns.add_milestone, town.campaign.pk, milestone=late, actor=town.head, at=NOW)
    assert reasons == ("Đợt đánh giá đã kết thúc nên không sửa mốc thời gian được.",)
