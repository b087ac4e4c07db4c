"""Heads, names and counts as Nghị định 30/2020/NĐ-CP writes them."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from assessments.models import Campaign, standard
from assessments.reports import campaign_results, parts
from assessments.templatetags import reports as tags
from communes.models import Unit, UnitKind
from tests.factories import NOW, ZONE
from tests.factories.town import Town

WARD = Unit(name="Bắc Sơn", kind=UnitKind.PHUONG)
NUMBERED = Unit(name="3", kind=UnitKind.PHUONG)


def test_a_name_that_is_a_number_keeps_its_kind() -> None:
    assert (parts.place_of(WARD), parts.place_of(NUMBERED)) == ("Bắc Sơn", "Phường 3")
    assert (parts.in_sentence(WARD), parts.in_sentence(NUMBERED)) == ("phường Bắc Sơn", "Phường 3")


@pytest.mark.parametrize(("month", "written"), [(1, "01"), (2, "02"), (3, "3"), (12, "12")])
def test_the_month_of_the_head(month: int, written: str) -> None:
    head = parts.head_of(None, ("PHÒNG TƯ PHÁP",), WARD, "BC-PTP", datetime(2021, month, 5, tzinfo=ZONE))
    assert (head.month, head.year, head.superior) == (written, "2021", ())


def test_the_date_is_the_local_one() -> None:
    late_in_utc = datetime(2020, 12, 31, 20, tzinfo=ZONE).astimezone()
    assert parts.head_of(None, (), WARD, "", late_in_utc).month == "12"


def test_kinds_are_named_in_the_order_of_the_law() -> None:
    units = [WARD, Unit(name="An Hòa", kind=UnitKind.XA), Unit(name="Vân Đồn", kind=UnitKind.DAC_KHU), NUMBERED]
    assert parts.kinds_of(units) == "xã, phường, đặc khu"


def test_a_plan_without_number_is_cited_by_its_year(town: Town) -> None:
    assert parts.plan_of(town.campaign) == "Kế hoạch số 15/KH-UBND ngày 10 tháng 02 năm 2020"
    town.campaign.plan_number, town.campaign.plan_date = "", None
    assert parts.plan_of(town.campaign) == "Kế hoạch năm 2020"


def name_body(monkeypatch: pytest.MonkeyPatch, campaign: Campaign, value: str | None) -> None:
    """Let the edition name another receiving body, or none."""
    edition = campaign.standard.parsed
    body = replace(edition.procedure.receiving_body, value=value)
    changed = replace(edition, procedure=replace(edition.procedure, receiving_body=body))
    monkeypatch.setitem(standard._editions, campaign.standard.sha256, changed)  # noqa: SLF001  # an edition is immutable


def test_where_no_body_is_named_the_committee_reports(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    name_body(monkeypatch, town.campaign, None)
    document = campaign_results.gather(town.campaign, at=NOW, progress=lambda *_: None)
    assert document.head.superior == ("UBND TỈNH THANH HÓA",)
    assert document.head.agency == ("ỦY BAN NHÂN DÂN", "THỊ XÃ BỈM SƠN")
    assert (document.head.symbol, document.office) == ("BC-UBND", "Ủy ban nhân dân thị xã Bỉm Sơn")
    assert (document.signature.capacity, document.signature.title) == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert document.signature.recipients == ("Như trên", "Lưu: VT")


@pytest.mark.parametrize(
    ("body", "head", "in_full"),
    [
        ("Phòng Tư pháp", "TRƯỞNG PHÒNG", "TRƯỞNG PHÒNG TƯ PHÁP"),
        ("Sở Tư pháp", "GIÁM ĐỐC", "GIÁM ĐỐC SỞ TƯ PHÁP"),
        ("Ban Pháp chế", "THỦ TRƯỞNG", "THỦ TRƯỞNG BAN PHÁP CHẾ"),
    ],
)
def test_the_title_of_who_signs_for_the_office(
    town: Town, monkeypatch: pytest.MonkeyPatch, body: str, head: str, in_full: str
) -> None:
    name_body(monkeypatch, town.campaign, body)
    office = parts.office_of(town.campaign)
    assert (office.head, office.head_in_full) == (head, in_full)


def test_a_province_reports_to_its_own_committee(town: Town) -> None:
    town.campaign.authority.parent = None
    document = campaign_results.gather(town.campaign, at=NOW, progress=lambda *_: None)
    assert document.recipient == "Ủy ban nhân dân thị xã Bỉm Sơn"


def test_values_on_paper() -> None:
    assert [tags.verdict(met) for met in (True, False, None)] == ["Đạt", "Không đạt", "–"]
    assert (tags.hundredths(Fraction("0.97345")), tags.hundredths(None)) == ("97,35", "–")
    assert (tags.two(7), tags.two(12), tags.two(120)) == ("07", "12", "120")
