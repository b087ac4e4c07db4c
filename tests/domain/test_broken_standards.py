"""A standard with a fault is refused; the sentence names the fault with its place."""

import pytest

from tests.domain.makers import content
from tests.domain.spoiling import Spoil, drop, find, procedure, put, rule, told, top

INSIDE_1_2_3 = "bộ tiêu chí › criteria 1 › indicators 1.2 › items 1.2.3"
INSIDE_2_3_1 = "bộ tiêu chí › criteria 2 › indicators 2.3 › items 2.3.1"

READING = {
    "another schema": (top(schema=2), "bộ tiêu chí: phải có schema: 1."),
    "no edition": (
        top(edition=""),
        "bộ tiêu chí › edition: thiếu nội dung chữ (mã và số phải đặt trong dấu ngoặc kép).",
    ),
    "no years": (top(years=None), "bộ tiêu chí › years: thiếu nhóm dữ liệu."),
    "year as text": (top(years={"from": "2017"}), "bộ tiêu chí › years › from: phải là số nguyên."),
    "true as a year": (top(years={"from": True}), "bộ tiêu chí › years › from: phải là số nguyên."),
    "unknown kind": (
        top(kind="stars"),
        "bộ tiêu chí › kind: giá trị “stars” không thuộc: points, pass_fail.",
    ),
    "a list as kind": (
        top(kind=["points"]),
        "bộ tiêu chí › kind: giá trị “['points']” không thuộc: points, pass_fail.",
    ),
    "classes as text": (top(unit_classes="I, II"), "bộ tiêu chí › unit_classes: phải là danh sách chữ."),
    "criteria as text": (top(criteria="…"), "bộ tiêu chí › criteria: phải là danh sách nhóm dữ liệu."),
    "float in the total": (
        top(total_points=100.0),
        "bộ tiêu chí › total_points: số thập phân phải đặt trong dấu ngoặc kép, ví dụ “0.25”.",
    ),
    "float in an item": (
        put("2.3.1", max_points=10.0),
        f"{INSIDE_2_3_1} › max_points: số thập phân phải đặt trong dấu ngoặc kép, ví dụ “0.25”.",
    ),
    "no number": (put("2.3.1", max_points="mười"), f"{INSIDE_2_3_1} › max_points: “mười” không phải là số."),
    "infinite": (put("2.3.1", max_points="Infinity"), f"{INSIDE_2_3_1} › max_points: “Infinity” không phải là số."),
    "no title": (
        drop("1.2.3", "title"),
        f"{INSIDE_1_2_3} › title: thiếu nội dung chữ (mã và số phải đặt trong dấu ngoặc kép).",
    ),
    "no provenance": (
        drop("1.2.3", "provenance"),
        f"{INSIDE_1_2_3} › provenance: giá trị “None” không thuộc: sourced, derived, provisional.",
    ),
    "no provenance of an indicator": (
        drop("2.5", "provenance"),
        (
            "bộ tiêu chí › criteria 2 › indicators 2.5 › provenance: "
            "giá trị “None” không thuộc: sourced, derived, provisional."
        ),
    ),
    "no provenance of a condition": (
        drop("R1", "provenance"),
        ("bộ tiêu chí › pass_rules R1 › provenance: giá trị “None” không thuộc: sourced, derived, provisional."),
    ),
    "made-up provenance": (
        put("1.2.3", provenance="guessed"),
        f"{INSIDE_1_2_3} › provenance: giá trị “guessed” không thuộc: sourced, derived, provisional.",
    ),
    "no rule": (drop("1.2.3", "rule"), f"{INSIDE_1_2_3} › rule: thiếu nhóm dữ liệu."),
    "unknown rule": (rule("1.2.3", kind="dice"), f"{INSIDE_1_2_3} › rule › kind: không có cách tính “dice”."),
    "a level worth nothing": (
        rule("1.2.3", options=[{"label": "Có"}]),
        f"{INSIDE_1_2_3} › rule › options: mức “Có” phải có points hoặc met.",
    ),
    "an unknown award": (
        put("2.4.1", not_applicable={"label": "Không có", "award": "half", "provenance": "sourced"}),
        (
            "bộ tiêu chí › criteria 2 › indicators 2.4 › items 2.4.1 › not_applicable › award: "
            "phải là full (đủ điểm) hoặc met (đạt)."
        ),
    ),
    "evidence that is no list": (
        put("2.4", evidence="Sổ tiếp nhận"),
        "bộ tiêu chí › criteria 2 › indicators 2.4 › evidence: phải là danh sách chữ.",
    ),
    "unknown condition": (
        put("R1", kind="mood"),
        (
            "bộ tiêu chí › pass_rules R1 › kind: giá trị “mood” không thuộc: total_by_class, total_at_least, "
            "each_criterion_at_least_percent, indicator_at_least_percent, no_disqualifying_fact, all_indicators_met."
        ),
    ),
    "bad date of a law": (
        lambda data: data["legal_bases"][0].update(date="2017-02-30"),
        "bộ tiêu chí › legal_bases 1 › date: phải là ngày dạng NĂM-THÁNG-NGÀY.",
    ),
    "bad deadline": (
        procedure("commune_deadline", before="05/01"),
        "bộ tiêu chí › procedure › commune_deadline › before: phải là THÁNG-NGÀY, ví dụ “01-05”.",
    ),
    "a deadline that no year has": (
        procedure("commune_deadline", before="02-30"),
        "bộ tiêu chí › procedure › commune_deadline › before: phải là THÁNG-NGÀY, ví dụ “01-05”.",
    ),
    "unknown unit of days": (
        procedure("posting_days", unit="weeks"),
        ("bộ tiêu chí › procedure › posting_days › unit: phải là days (ngày) hoặc working_days (ngày làm việc)."),
    ),
    "half a day": (
        procedure("posting_days", value=10.5),
        "bộ tiêu chí › procedure › posting_days › value: phải là số ngày nguyên, không âm.",
    ),
    "days before the start": (
        procedure("posting_days", value=-1),
        "bộ tiêu chí › procedure › posting_days › value: phải là số ngày nguyên, không âm.",
    ),
    "a float in the procedure": (
        procedure("receiving_body", value=0.5),
        "bộ tiêu chí › procedure › receiving_body › value: phải là chữ, số nguyên, true hoặc false.",
    ),
    "perhaps a council": (
        procedure("council", required="perhaps"),
        "bộ tiêu chí › procedure › council › required: phải là true, false hoặc null.",
    ),
    "a trigger that no task has": (
        put("1.2.4", applies_when={"item": "1.2.1", "option": "Không bảo đảm"}),
        (
            "bộ tiêu chí › criteria 1 › indicators 1.2 › items 1.2.4 › rule › tasks: "
            "không có nhiệm vụ nào làm nội dung 1.2.1 bị 0 điểm."
        ),
    ),
}


@pytest.mark.parametrize(("spoil", "sentence"), READING.values(), ids=READING)
def test_what_cannot_be_read(spoil: Spoil, sentence: str) -> None:
    data = content()
    spoil(data)
    assert told(data) == [sentence]


STRUCTURE = {
    "criterion code twice": (
        lambda data: data["criteria"].append({**find(data, "5"), "max_points": "0", "indicators": []}),
        ["mã 5: dùng 2 lần.", "tiêu chí 5: chưa có chỉ tiêu nào."],
    ),
    "item code twice": (put("1.2.2", code="1.2.1"), ["mã 1.2.1: dùng 2 lần."]),
    "condition code twice": (put("R2", code="R1"), ["mã R1: dùng 2 lần."]),
    "fact code twice": (
        lambda data: find(data, "R4")["facts"][1].update(code="ky_luat"),
        ["mã ky_luat: dùng 2 lần."],
    ),
    "item under another indicator's code": (
        put("2.3.1", code="2.9.1"),
        ["nội dung 2.9.1: mã phải bắt đầu bằng “2.3.”."],
    ),
    "indicator under another criterion's code": (
        put("5.5", code="4.5"),
        ["chỉ tiêu 4.5: mã phải bắt đầu bằng “5.”.", "nội dung 5.5.1: mã phải bắt đầu bằng “4.5.”."],
    ),
    "no conditions": (top(pass_rules=[]), ["bộ tiêu chí: chưa có điều kiện công nhận nào."]),
    "an indicator without contents": (
        lambda data: find(data, "5")["indicators"].append(
            {"code": "5.6", "title": "Trống", "max_points": "0", "provenance": "sourced", "items": []}
        ),
        ["chỉ tiêu 5.6: chưa có nội dung nào."],
    ),
    "wrong total": (
        top(total_points="99"),
        ["bộ tiêu chí: các phần cộng lại được 100 điểm, không bằng 99 điểm."],
    ),
    "wrong criterion": (
        put("5", max_points="20.5"),
        [
            "bộ tiêu chí: các phần cộng lại được 100,5 điểm, không bằng 100 điểm.",
            "tiêu chí 5: các phần cộng lại được 20 điểm, không bằng 20,5 điểm.",
        ],
    ),
    "wrong indicator": (
        put("2.3", max_points="9"),
        [
            "tiêu chí 2: các phần cộng lại được 29 điểm, không bằng 30 điểm.",
            "chỉ tiêu 2.3: các phần cộng lại được 10 điểm, không bằng 9 điểm.",
        ],
    ),
    "wrong item": (
        put("2.3.1", max_points="9.99"),
        ["chỉ tiêu 2.3: các phần cộng lại được 9,99 điểm, không bằng 10 điểm."],
    ),
    "no points": (put("2.3.1", max_points=None), ["chỉ tiêu 2.3: thiếu điểm tối đa."]),
    "negative points": (
        lambda data: (put("3.1.1", max_points="-2")(data), put("3.1", max_points="-2")(data)),
        [
            "tiêu chí 3: điểm tối đa không được là số âm.",
            "chỉ tiêu 3.1: điểm tối đa không được là số âm.",
        ],
    ),
    "levels that miss the maximum": (
        lambda data: find(data, "1.2.3")["rule"]["options"][0].update(points="1.5"),
        ["nội dung 1.2.3: mức cao nhất phải bằng điểm tối đa 2."],
    ),
    "levels out of order": (
        lambda data: find(data, "1.2.3")["rule"]["options"].reverse(),
        ["nội dung 1.2.3: các mức phải xếp từ cao xuống thấp."],
    ),
    "no levels": (rule("1.3.2", options=[]), ["nội dung 1.3.2: chưa có mức nào để chọn."]),
    "levels without points": (
        rule("1.3.2", options=[{"label": "Có", "met": True}, {"label": "Không", "met": False}]),
        [
            "nội dung 1.3.2: cách tính “choice” không hợp với bộ tiêu chí chấm điểm.",
            "nội dung 1.3.2: mức cao nhất phải bằng điểm tối đa 1.",
        ],
    ),
    "a rule without points": (
        rule("2.3.1", kind="ratio_at_least", threshold="95"),
        ["nội dung 2.3.1: cách tính “ratio_at_least” không hợp với bộ tiêu chí chấm điểm."],
    ),
    "a tick shared with nobody": (
        lambda data: find(data, "2.4.1")["not_applicable"].update(shared_by=["2.4.1", "2.4.7"]),
        ["nội dung 2.4.1: nhắc đến nội dung 2.4.7 không có trong bộ tiêu chí."],
    ),
    "a penalty on an unknown item": (
        lambda data: find(data, "2.2.4")["rule"]["tasks"][0].update(zeroes="2.2.9"),
        ["nội dung 2.2.4: “2.2.9” không phải là nội dung có các mức để chọn."],
    ),
    "a penalty on a ratio": (
        lambda data: find(data, "2.2.4")["rule"]["tasks"][0].update(zeroes="2.3.1"),
        ["nội dung 2.2.4: “2.3.1” không phải là nội dung có các mức để chọn."],
    ),
    "a penalty on an unknown level": (
        lambda data: find(data, "1.2.4")["applies_when"].update(option="Tăng mạnh"),
        ["nội dung 1.2.4: nội dung 1.2.3 không có mức “Tăng mạnh”."],
    ),
    "a penalty that gives": (
        rule("1.2.4", points_each="0.25"),
        ["nội dung 1.2.4: điểm trừ phải là số âm và không vượt mức trừ tối đa."],
    ),
    "a penalty beyond its limit": (
        rule("1.2.4", points_each="-0.5"),
        ["nội dung 1.2.4: điểm trừ phải là số âm và không vượt mức trừ tối đa."],
    ),
    "a class without a threshold": (
        put("R2", thresholds={"I": "90", "II": "80"}),
        ["điều kiện R2: phải có ngưỡng cho từng loại đơn vị hành chính."],
    ),
    "no threshold": (
        put("R2", kind="total_at_least"),
        ["điều kiện R2: thiếu ngưỡng điểm."],
    ),
    "no percentage": (put("R1", percent=None), ["điều kiện R1: thiếu tỷ lệ phần trăm, từ 0 đến 100."]),
    "more than everything": (put("R3", percent="101"), ["điều kiện R3: thiếu tỷ lệ phần trăm, từ 0 đến 100."]),
    "an unknown indicator": (put("R3", indicator="2.9"), ["điều kiện R3: không có chỉ tiêu “2.9”."]),
    "no facts": (put("R4", facts=[]), ["điều kiện R4: chưa nêu trường hợp nào."]),
    "a condition for another kind": (
        put("R1", kind="all_indicators_met"),
        ["điều kiện R1: không hợp với bộ tiêu chí chấm điểm."],
    ),
    "years in disorder": (
        top(years={"from": 2021, "to": 2017}),
        ["bộ tiêu chí › years: năm cuối phải từ năm đầu trở đi."],
    ),
}


@pytest.mark.parametrize(("spoil", "sentences"), STRUCTURE.values(), ids=STRUCTURE)
def test_what_does_not_fit_together(spoil: Spoil, sentences: list[str]) -> None:
    data = content()
    spoil(data)
    assert told(data) == sentences
