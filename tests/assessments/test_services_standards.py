"""Loading editions: same content once, other content as a new version, faults named, nothing changed afterwards."""

import copy
from typing import Any

import pytest
import yaml

from assessments.domain.parsing import StandardFaults
from assessments.models import AuditEvent, Standard
from assessments.selectors import campaigns as plans
from assessments.selectors.standards import listed, procedure_of
from assessments.services import standards
from tests.factories import NOW
from tiepcanpl.kit.errors import DomainError

pytestmark = pytest.mark.django_db
EDITION = "qd-619-2017"


def content() -> dict[str, Any]:
    text = (standards.FOLDER / f"{EDITION}.yaml").read_text(encoding="utf-8")
    return copy.deepcopy(yaml.safe_load(text))


def test_every_edition_of_the_product_loads() -> None:
    loaded = standards.load_all(actor=None, at=NOW)
    assert {(row.edition, row.kind, row.year_from, row.year_to, row.version) for row in loaded} == {
        ("qd-619-2017", "points", 2017, 2021, 1),
        ("qd-25-2021", "points", 2022, 2024, 1),
        ("qd-27-2025", "pass_fail", 2026, None, 1),
    }
    assert all(row.is_provisional for row in loaded)
    events = AuditEvent.objects.filter(action="standard_load")
    assert events.count() == 3
    assert set(events.values_list("actor_name", flat=True)) == {"Hệ thống"}


def test_the_same_content_again_is_what_is_stored() -> None:
    first, again = (standards.load(content(), actor=None, at=NOW) for _ in range(2))
    assert (first.pk, Standard.objects.count()) == (again.pk, 1)


def test_a_correction_makes_a_new_version_and_new_plans_take_it() -> None:
    first = standards.load(content(), actor=None, at=NOW)
    corrected = content()
    corrected["title"] += " (hiệu đính)"
    second = standards.load(corrected, actor=None, at=NOW)
    assert (first.version, second.version) == (1, 2)
    assert str(second) == f"{first.title} (hiệu đính), hiệu đính lần 2"
    assert list(plans.standards_for(2020)) == [second]
    assert list(plans.standards_for(2022)) == []
    assert list(listed()) == [second, first]


def test_a_broken_edition_is_refused_with_its_place_and_nothing_is_stored() -> None:
    broken = content()
    broken["criteria"][0]["indicators"][0]["max_points"] = "99"
    with pytest.raises(StandardFaults) as caught:
        standards.load(broken, actor=None, at=NOW)
    assert "1.1" in str(caught.value)
    assert (Standard.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_a_stored_edition_never_changes() -> None:
    standard = standards.load(content(), actor=None, at=NOW)
    standard.title = "Tên khác"
    with pytest.raises(DomainError):
        standard.save()
    assert Standard.objects.get().title == content()["title"]


def test_procedure_tells_what_is_known_and_leaves_out_what_is_not() -> None:
    edition = standards.load(content(), actor=None, at=NOW).parsed
    rows = {row.label: row.text for row in procedure_of(edition)}
    assert rows["Niêm yết công khai"] == "10 ngày làm việc kể từ ngày ký Báo cáo"
    assert rows["Cấp xã hoàn thành, gửi kết quả tự đánh giá"] == "trước ngày 05/01 của năm sau năm đánh giá"
    assert rows["Số thành viên Hội đồng tối đa"] == "15"
    assert {label for label, text in rows.items() if not text} == {
        "Cấp xã gửi hồ sơ đề nghị công nhận",
        "Thời gian thẩm tra",
        "Số thành viên tham dự tối thiểu",
        "Tỷ lệ biểu quyết",
        "Gửi tài liệu họp Hội đồng",
        "Điểm số làm căn cứ công nhận",
        "Quyết định công nhận",
        "Công bố quyết định",
    }


def test_other_editions_tell_their_own_procedure() -> None:
    editions = {row.edition: row.parsed for row in standards.load_all(actor=None, at=NOW)}
    second = {row.label: row.text for row in procedure_of(editions["qd-25-2021"])}
    third = {row.label: row.text for row in procedure_of(editions["qd-27-2025"])}
    assert second["Gửi tài liệu họp Hội đồng"] == "3 ngày làm việc trước ngày tổ chức cuộc họp"
    assert second["Điểm số làm căn cứ công nhận"] == "điểm số thẩm định của Hội đồng"
    assert (third["Hội đồng đánh giá"], "Số thành viên Hội đồng tối đa" in third) == ("", False)
