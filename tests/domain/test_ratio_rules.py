"""Ratios: linear, banded, at least a threshold."""

from fractions import Fraction

import pytest

from assessments.domain.item_rules import RatioAtLeast, RatioBands, RatioLinear
from assessments.domain.readings import LARGEST_COUNT, Facts
from assessments.domain.scoring import Outcome, facts_text
from tests.domain.makers import at_least, bands, claim, item, linear

Ratio = RatioLinear | RatioBands | RatioAtLeast


@pytest.mark.parametrize(
    ("above", "below", "max_points", "expected", "explanation", "next_step"),
    [
        (
            "95",
            "100",
            "10",
            Fraction(19, 2),
            "10 × 95/100 (95%) = 9,5 điểm.",
            "Thêm 1 ở “Số đúng hạn” → +0,1 điểm.",
        ),
        (
            "2",
            "3",
            "2",
            Fraction(4, 3),
            "2 × 2/3 (66,67%) = 1,33 điểm.",
            "Thêm 1 ở “Số đúng hạn” → +0,67 điểm.",
        ),
        ("0", "7", "3", Fraction(0), "3 × 0/7 (0%) = 0 điểm.", "Thêm 1 ở “Số đúng hạn” → +0,43 điểm."),
        ("7", "7", "3", Fraction(3), "3 × 7/7 (100%) = 3 điểm.", ""),
        (
            "1200",
            "4000",
            "2",
            Fraction(3, 5),
            "2 × 1.200/4.000 (30%) = 0,6 điểm.",
            "Thêm 20 ở “Số đúng hạn” → +0,01 điểm.",
        ),
        (
            "999999",
            "1000000",
            "2",
            Fraction(2 * 999999, 1000000),
            "2 × 999.999/1.000.000 (100%) = 2 điểm.",
            "Thêm 1 ở “Số đúng hạn” → đủ 2 điểm.",
        ),
    ],
)
def test_linear(above: str, below: str, max_points: str, expected: Fraction, explanation: str, next_step: str) -> None:
    line = claim(linear(max_points), {"numerator": above, "denominator": below}, max_points)
    assert (line.outcome, line.points, line.met, line.ratio) == (
        Outcome.SCORED,
        expected,
        None,
        Fraction(int(above), int(below)),
    )
    assert (line.explanation, line.next_step) == (explanation, next_step)


@pytest.mark.parametrize(
    ("above", "below", "expected", "explanation", "next_step"),
    [
        ("9", "10", "2", "9/10 = 90% (từ 90% trở lên) → 2 điểm.", ""),
        (
            "89",
            "100",
            "1",
            "89/100 = 89% (từ 80% đến dưới 90%) → 1 điểm.",
            "Thêm 1 ở “Số được bồi dưỡng” để đạt từ 90% trở lên → +1 điểm.",
        ),
        (
            "89996",
            "100000",
            "1",
            "89.996/100.000 = 89,996% (từ 80% đến dưới 90%) → 1 điểm.",
            "Thêm 4 ở “Số được bồi dưỡng” để đạt từ 90% trở lên → +1 điểm.",
        ),
        (
            "7",
            "10",
            "0.5",
            "7/10 = 70% (từ 70% đến dưới 80%) → 0,5 điểm.",
            "Thêm 1 ở “Số được bồi dưỡng” để đạt từ 80% đến dưới 90% → +0,5 điểm.",
        ),
        (
            "0",
            "3",
            "0",
            "0/3 = 0% (dưới 70%) → 0 điểm.",
            "Thêm 3 ở “Số được bồi dưỡng” để đạt từ 70% đến dưới 80% → +0,5 điểm.",
        ),
    ],
)
def test_bands(above: str, below: str, expected: str, explanation: str, next_step: str) -> None:
    line = claim(bands(), {"numerator": above, "denominator": below}, "2")
    assert (line.outcome, line.points, line.met) == (Outcome.SCORED, Fraction(expected), None)
    assert (line.explanation, line.next_step) == (explanation, next_step)


@pytest.mark.parametrize(
    ("above", "below", "threshold", "met", "explanation", "next_step"),
    [
        ("95", "100", "95", True, "95/100 = 95% (yêu cầu 95%) → đạt.", ""),
        (
            "94",
            "100",
            "95",
            False,
            "94/100 = 94% (yêu cầu 95%) → chưa đạt.",
            "Thêm 1 ở “Số công khai” → đạt.",
        ),
        (
            "94996",
            "100000",
            "95",
            False,
            "94.996/100.000 = gần 95% (yêu cầu 95%) → chưa đạt.",
            "Thêm 4 ở “Số công khai” → đạt.",
        ),
        ("3", "3", "100", True, "3/3 = 100% (yêu cầu 100%) → đạt.", ""),
        (
            "2",
            "3",
            "100",
            False,
            "2/3 = 66,67% (yêu cầu 100%) → chưa đạt.",
            "Thêm 1 ở “Số công khai” → đạt.",
        ),
    ],
)
def test_at_least(*, above: str, below: str, threshold: str, met: bool, explanation: str, next_step: str) -> None:
    line = claim(at_least(threshold), {"numerator": above, "denominator": below})
    assert (line.outcome, line.points, line.met) == (Outcome.SCORED, None, met)
    assert (line.explanation, line.next_step) == (explanation, next_step)


@pytest.mark.parametrize("rule", [linear(), bands(), at_least()], ids=lambda rule: rule.kind)
@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"numerator": "3"}, [("denominator", "vui lòng nhập “Tổng số”.")]),
        ({"denominator": "3"}, [("numerator", "vui lòng nhập “{numerator}”.")]),
        ({"numerator": "  ", "denominator": "3"}, [("numerator", "vui lòng nhập “{numerator}”.")]),
        ({"numerator": ("1",), "denominator": "3"}, [("numerator", "vui lòng nhập “{numerator}”.")]),
        ({"numerator": "-1", "denominator": "3"}, [("numerator", "“{numerator}” không được là số âm.")]),
        (
            {"numerator": "ba", "denominator": "1,5"},
            [
                ("numerator", "“{numerator}” phải là số nguyên, chỉ gồm chữ số."),
                ("denominator", "“Tổng số” phải là số nguyên, chỉ gồm chữ số."),
            ],
        ),
        ({"numerator": "²", "denominator": "3"}, [("numerator", "“{numerator}” phải là số nguyên, chỉ gồm chữ số.")]),
        ({"numerator": "٣", "denominator": "3"}, [("numerator", "“{numerator}” phải là số nguyên, chỉ gồm chữ số.")]),
        (
            {"numerator": "1", "denominator": "1" + "0" * 9},
            [("denominator", "“Tổng số” quá lớn, vui lòng kiểm tra lại.")],
        ),
        (
            {"numerator": "1", "denominator": "9" * 5000},
            [("denominator", "“Tổng số” quá lớn, vui lòng kiểm tra lại.")],
        ),
        (
            {"numerator": "4", "denominator": "3"},
            [("numerator", "“{numerator}” (4) không được lớn hơn “Tổng số” (3).")],
        ),
        (
            {"numerator": "0", "denominator": "0"},
            [
                (
                    "denominator",
                    (
                        "“Tổng số” bằng 0 nên không tính được tỷ lệ. Nếu trong năm không phát sinh, vui lòng chọn ô "
                        "“không phát sinh” (nếu nội dung có ô này) hoặc kiểm tra lại số liệu."
                    ),
                )
            ],
        ),
    ],
)
def test_what_cannot_be_right(rule: Ratio, facts: Facts, expected: list[tuple[str, str]]) -> None:
    line = claim(rule, facts)
    assert (line.outcome, line.points, line.met, line.next_step) == (Outcome.INVALID, None, None, "")
    told = [(fault.field, fault.sentence) for fault in line.faults]
    assert told == [(field, sentence.format(numerator=rule.numerator)) for field, sentence in expected]


def test_the_largest_count_is_still_exact() -> None:
    line = claim(linear("10"), {"numerator": str(LARGEST_COUNT - 1), "denominator": str(LARGEST_COUNT)}, "10")
    assert line.points == 10 - Fraction(10, LARGEST_COUNT)


def test_the_explanation_of_a_fault_is_a_whole_sentence() -> None:
    line = claim(linear(), {"numerator": "-1", "denominator": "x"})
    assert line.explanation == "“Số đúng hạn” không được là số âm. “Tổng số” phải là số nguyên, chỉ gồm chữ số."


@pytest.mark.parametrize(
    ("rule", "how"),
    [
        (linear("4"), "Điểm = 4 × tử số / mẫu số (tính theo đúng tỷ lệ)."),
        (
            bands(),
            (
                "Tỷ lệ % = tử số / mẫu số × 100. Từ 90% trở lên: 2 điểm; từ 80% đến dưới 90%: 1 điểm; "
                "từ 70% đến dưới 80%: 0,5 điểm; dưới 70%: 0 điểm."
            ),
        ),
        (at_least(), "Đạt khi tỷ lệ tử số / mẫu số là từ 95% trở lên."),
        (at_least("100"), "Đạt khi tỷ lệ tử số / mẫu số là 100%."),
    ],
    ids=["linear", "bands", "at least", "all"],
)
def test_how(rule: Ratio, how: str) -> None:
    assert rule.how() == how


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"numerator": "95", "denominator": "1000"}, "95/1.000"),
        ({"numerator": "95"}, "95/…"),
        ({}, "…/…"),
        ({"numerator": "²", "denominator": "9" * 5000}, f"²/{'9' * 5000}"),
        ({"numerator": 95, "denominator": 100}, "95/100"),
    ],
)
def test_facts_in_one_line(facts: dict[str, object], text: str) -> None:
    assert facts_text(item(linear()), facts) == text
