"""Units: the list that the product brings, mergers, endings."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from communes.models import Unit, UnitClass, UnitKind, UnitLevel
from communes.services import units
from tests.factories import NOW
from tests.factories.town import make_unit
from tiepcanpl.kit.errors import DomainError

pytestmark = pytest.mark.django_db
MERGER = date(2025, 7, 1)


def test_the_list_holds_the_units_of_the_plan() -> None:
    units.load()
    town = Unit.objects.get(code="381")
    assert (town.full_name, town.parent.full_name if town.parent else "") == ("Thị xã Bỉm Sơn", "Tỉnh Thanh Hóa")
    assert {u.code: u.full_name for u in town.children.all()} == {
        "14809": "Phường Bắc Sơn",
        "14812": "Phường Ba Đình",
        "14815": "Phường Lam Sơn",
        "14818": "Phường Ngọc Trạo",
        "14821": "Phường Đông Sơn",
        "14823": "Phường Phú Sơn",
        "14824": "Xã Quang Trung",
    }
    assert {u.valid_to for u in town.children.all()} == {MERGER}
    assert UnitClass.objects.count() == 0


def test_the_list_says_what_became_of_them() -> None:
    units.load()
    new = {u.full_name: u for u in Unit.objects.valid_on(MERGER).communes()}
    heirs = {name: sorted(p.code for p in unit.predecessors.all()) for name, unit in new.items()}
    assert heirs == {
        "Phường Bỉm Sơn": ["14812", "14815", "14821", "15277"],
        "Phường Quang Trung": ["14809", "14818", "14823", "14824"],
    }
    assert {(u.code, u.parent.code if u.parent else "") for u in new.values()} == {("14812", "38"), ("14818", "38")}


def test_every_unit_names_its_source_and_what_is_not_known() -> None:
    units.load()
    told = {u.valid_from: "chưa xác minh" in u.source for u in Unit.objects.all()}
    assert told == {date(2020, 2, 25): True, MERGER: False}
    assert not Unit.objects.filter(source="").exists()


def test_loading_twice_changes_nothing() -> None:
    first = [u.pk for u in units.load()]
    assert [u.pk for u in units.load()] == first
    assert Unit.objects.count() == len(first) == 13


def test_the_command_loads_the_list() -> None:
    out = StringIO()
    call_command("load_units", stdout=out)
    assert out.getvalue() == "Đã nạp 13 đơn vị hành chính.\n"


def test_the_command_names_each_bad_line_and_loads_none(tmp_path: Path) -> None:
    bad = tmp_path / "units.csv"
    bad.write_text(
        "Mã,Tên,Loại hình,Mã đơn vị cấp trên,Có từ ngày\n"
        "38,Thanh Hóa,Tỉnh,,25/02/2020\n"
        "381,Bỉm Sơn,Thị xã,99,25/02/2020\n"
        "14809,Bắc Sơn,Phường,38,2020\n",
        encoding="utf-8",
    )
    with pytest.raises(CommandError) as refusal:
        call_command("load_units", str(bad))
    assert str(refusal.value).splitlines() == [
        "Dòng 3, Mã đơn vị cấp trên: Không có đơn vị mã “99”. Hãy nhập đơn vị cấp trên trước.",
        "Dòng 4, Có từ ngày: “2020” không phải là ngày hợp lệ theo dạng dd/mm/yyyy.",
    ]
    assert Unit.objects.count() == 0


@pytest.fixture
def wards() -> list[Unit]:
    province = make_unit("38", "Thanh Hóa", UnitKind.TINH)
    town = make_unit("381", "Bỉm Sơn", UnitKind.THI_XA, province)
    return [make_unit("14812", "Ba Đình", UnitKind.PHUONG, town), make_unit("14815", "Lam Sơn", UnitKind.PHUONG, town)]


def successor(parent: Unit | None) -> Unit:
    return Unit(code="14812", name="Bỉm Sơn", kind=UnitKind.PHUONG, level=UnitLevel.COMMUNE, parent=parent)


def test_a_merger_ends_the_old_and_reuses_the_code(wards: list[Unit]) -> None:
    province = Unit.objects.get(code="38")
    new = units.merge(predecessors=wards, successor=successor(province), on=MERGER, actor=None, at=NOW)
    assert [(u.valid_to, list(u.successors.all())) for u in wards] == [(MERGER, [new])] * 2
    assert Unit.objects.valid_on(MERGER).get(code="14812") == new
    assert Unit.objects.valid_on(date(2025, 6, 30)).get(code="14812") == wards[0]


def test_a_faulty_successor_leaves_everything_as_it_was(wards: list[Unit]) -> None:
    faulty = successor(None)
    faulty.code = "14x"
    with pytest.raises(DomainError) as refusal:
        units.merge(predecessors=wards, successor=faulty, on=MERGER, actor=None, at=NOW)
    assert refusal.value.reasons == ("Mã đơn vị chỉ gồm chữ số.",)
    assert set(Unit.objects.values_list("valid_to", flat=True)) == {None}


def test_a_merger_needs_something_to_merge() -> None:
    with pytest.raises(DomainError):
        units.merge(predecessors=[], successor=successor(None), on=MERGER, actor=None, at=NOW)


def test_a_unit_ends_once_after_its_beginning_and_after_its_children(wards: list[Unit]) -> None:
    town = Unit.objects.get(code="381")
    with pytest.raises(DomainError) as refusal:
        units.close(unit=town, on=MERGER, actor=None, at=NOW)
    assert refusal.value.reasons == (
        "Thị xã Bỉm Sơn còn đơn vị trực thuộc (Phường Ba Đình, Phường Lam Sơn…). Hãy kết thúc các đơn vị đó trước.",
    )
    units.close(unit=wards[0], on=MERGER, successors=[wards[1]], actor=None, at=NOW)
    assert list(wards[0].successors.all()) == [wards[1]]
    with pytest.raises(DomainError) as again:
        units.close(unit=wards[0], on=MERGER, actor=None, at=NOW)
    assert again.value.reasons == ("Phường Ba Đình đã hết hiệu lực từ ngày 01/07/2025.",)
    with pytest.raises(DomainError) as early:
        units.close(unit=wards[1], on=date(1999, 1, 1), actor=None, at=NOW)
    assert early.value.reasons == ("Phường Lam Sơn có từ ngày 01/01/2000; ngày kết thúc phải sau ngày này.",)


def test_an_heir_has_to_exist_on_the_day(wards: list[Unit]) -> None:
    units.close(unit=wards[1], on=date(2020, 1, 1), actor=None, at=NOW)
    with pytest.raises(DomainError) as refusal:
        units.close(unit=wards[0], on=MERGER, successors=[wards[1]], actor=None, at=NOW)
    assert refusal.value.reasons == ("Vào ngày 01/07/2025 chưa có hoặc không còn: Phường Lam Sơn.",)
