"""Faults of banded and of met/not-met standards, several faults at once, and data that is no standard at all."""

from decimal import Decimal
from typing import Any

import pytest

from assessments.domain.parsing import parse
from tests.domain.makers import content
from tests.domain.spoiling import Spoil, find, put, rule, told, top

BANDS = {
    "a hole": (
        lambda bands: bands[1].update({"from": "91"}),
        ["nội dung 1.2.1: các mức tỷ lệ phải nối tiếp nhau, không hở, không chồng."],
    ),
    "an overlap": (
        lambda bands: bands[1].update({"to_exclusive": "101"}),
        ["nội dung 1.2.1: các mức tỷ lệ phải nối tiếp nhau, không hở, không chồng."],
    ),
    "out of order": (
        lambda bands: (bands[1].update({"from": "110"}), bands[2].update({"to_exclusive": "110"})),
        ["nội dung 1.2.1: các mức tỷ lệ phải nối tiếp nhau, không hở, không chồng."],
    ),
    "no end": (
        lambda bands: bands.pop(),
        ["nội dung 1.2.1: các mức tỷ lệ phải bắt đầu từ mức cao nhất và xuống đến 0%."],
    ),
    "no top": (
        lambda bands: bands[0].update({"to_exclusive": "101"}),
        ["nội dung 1.2.1: các mức tỷ lệ phải bắt đầu từ mức cao nhất và xuống đến 0%."],
    ),
    "none": (
        lambda bands: bands.clear(),
        ["nội dung 1.2.1: các mức tỷ lệ phải bắt đầu từ mức cao nhất và xuống đến 0%."],
    ),
    "less than the maximum": (
        lambda bands: bands[0].update({"points": "6"}),
        ["nội dung 1.2.1: điểm của các mức phải giảm dần từ điểm tối đa."],
    ),
    "rising": (
        lambda bands: bands[4].update({"points": "2"}),
        ["nội dung 1.2.1: điểm của các mức phải giảm dần từ điểm tối đa."],
    ),
}


@pytest.mark.parametrize(("spoil", "sentences"), BANDS.values(), ids=BANDS)
def test_bands(spoil: Any, sentences: list[str]) -> None:
    data = content("qd-25-2021")
    spoil(find(data, "1.2.1")["rule"]["bands"])
    assert told(data) == sentences


def test_a_band_without_a_number() -> None:
    data = content("qd-25-2021")
    del find(data, "1.2.1")["rule"]["bands"][2]["points"]
    place = "bộ tiêu chí › criteria 1 › indicators 1.2 › items 1.2.1 › rule › bands 3"
    assert told(data) == [f"{place} › points: thiếu số."]


PASS_FAIL = {
    "points": (
        put("2.1.1", max_points="1"),
        [
            "mục 2.1.1: bộ tiêu chí đạt/không đạt không có điểm.",
            "nội dung 2.1.1: mức cao nhất phải bằng điểm tối đa 1.",
        ],
    ),
    "a level with points": (
        rule("2.1.1", options=[{"label": "Đạt", "points": "1"}, {"label": "Không đạt", "points": "0"}]),
        ["nội dung 2.1.1: cách tính “yes_no” không hợp với bộ tiêu chí đạt/không đạt."],
    ),
    "a rule with points": (
        rule("1.1.1", kind="ratio_linear"),
        ["nội dung 1.1.1: cách tính “ratio_linear” không hợp với bộ tiêu chí đạt/không đạt."],
    ),
    "a ratio beyond everything": (
        rule("1.1.1", threshold="100.5"),
        ["nội dung 1.1.1: ngưỡng phải từ trên 0% đến 100%."],
    ),
    "a threshold that is always reached": (
        rule("1.1.1", threshold="0"),
        ["nội dung 1.1.1: ngưỡng phải từ trên 0% đến 100%."],
    ),
    "more activities than there are": (
        rule("2.5.1", threshold=9),
        ["nội dung 2.5.1: ngưỡng phải từ 1 đến số hoạt động trong danh sách."],
    ),
    "a denominator from nowhere": (
        rule("1.2.1", denominator_from={"item": "1.1.9", "field": "numerator"}),
        ["nội dung 1.2.1: nhắc đến nội dung 1.1.9 không có trong bộ tiêu chí."],
    ),
    "a denominator from itself": (
        rule("1.2.1", denominator_from={"item": "1.2.1", "field": "numerator"}),
        ["nội dung 1.2.1: nhắc đến nội dung 1.2.1 không có trong bộ tiêu chí."],
    ),
    "a denominator that the item does not have": (
        rule("1.2.1", denominator_from={"item": "2.1.1", "field": "numerator"}),
        ["nội dung 1.2.1: nội dung 2.1.1 không có số liệu “numerator”."],
    ),
    "a condition on points": (
        put("R1", kind="total_at_least", threshold="80"),
        ["điều kiện R1: không hợp với bộ tiêu chí đạt/không đạt."],
    ),
    "no criteria": (top(criteria=[]), ["bộ tiêu chí: chưa có tiêu chí nào."]),
}


@pytest.mark.parametrize(("spoil", "sentences"), PASS_FAIL.values(), ids=PASS_FAIL)
def test_met_or_not_met(spoil: Spoil, sentences: list[str]) -> None:
    data = content("qd-27-2025")
    spoil(data)
    assert told(data) == sentences


def test_a_count_that_is_always_reached() -> None:
    data = content("qd-27-2025")
    find(data, "2.1.1")["rule"] = {
        "kind": "count_at_least",
        "label": "Số lần",
        "threshold": 0,
        "provenance": "sourced",
    }
    assert told(data) == ["nội dung 2.1.1: ngưỡng phải từ 1 trở lên."]


def test_all_faults_are_named_at_once() -> None:
    data = content()
    for spoil in (
        put("1.1.1", title=None),
        put("1.2.3", provenance=None),
        rule("2.3.1", kind="dice"),
        put("5", max_points=20),
        put("R2", kind="mood"),
    ):
        spoil(data)
    assert [sentence.partition(": ")[0] for sentence in told(data)] == [
        "bộ tiêu chí › pass_rules R2 › kind",
        "bộ tiêu chí › criteria 1 › indicators 1.1 › items 1.1.1 › title",
        "bộ tiêu chí › criteria 1 › indicators 1.2 › items 1.2.3 › provenance",
        "bộ tiêu chí › criteria 2 › indicators 2.3 › items 2.3.1 › rule › kind",
        "bộ tiêu chí › criteria 5 › max_points",
    ]


def test_faults_of_structure_are_named_together_too() -> None:
    data = content()
    for spoil in (put("2.3.1", max_points="9"), put("R3", indicator="7.7"), top(years={"from": 2021, "to": 2020})):
        spoil(data)
    assert told(data) == [
        "chỉ tiêu 2.3: các phần cộng lại được 9 điểm, không bằng 10 điểm.",
        "điều kiện R3: không có chỉ tiêu “7.7”.",
        "bộ tiêu chí › years: năm cuối phải từ năm đầu trở đi.",
    ]


@pytest.mark.parametrize(
    "data", [None, [], "schema: 1", 1, {}], ids=["nothing", "a list", "text", "a number", "empty"]
)
def test_no_standard_at_all(data: object) -> None:
    assert told(data) == ["bộ tiêu chí: phải có schema: 1."]


def test_a_condition_that_is_switched_off_is_not_asked() -> None:
    data = content()
    find(data, "R3")["enabled"] = False
    assert [found.code for found in parse(data).pass_rules] == ["R1", "R2", "R4"]


def test_only_what_decides_makes_an_edition_provisional() -> None:
    data = content("qd-25-2021")
    known = {"provisional": "sourced"}

    def settle(node: Any, key: str = "") -> Any:
        if isinstance(node, dict):
            return {name: settle(value, name) for name, value in node.items()}
        if isinstance(node, list):
            return [settle(value) for value in node]
        return known.get(node, node) if key.endswith("provenance") and isinstance(node, str) else node

    settled = settle(data)
    assert parse(settled).is_provisional is False
    settled["criteria"][0]["indicators"][0]["evidence_provenance"] = "provisional"
    assert parse(settled).is_provisional is False
    settled["criteria"][0]["indicators"][0]["points_provenance"] = "provisional"
    assert parse(settled).is_provisional is True
    assert parse(settled).criterion("1").indicators[0].max_points == Decimal(3)
