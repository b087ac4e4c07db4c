"""The conditions for recognition: yes, no, or not yet; the sentence tells why."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.domain.rules_of_recognition import Standing, Subtotal, judge
from assessments.domain.scoring import Answer, ScoreSheet, score
from assessments.domain.standard import Standard
from tests.domain.makers import best, edition, nothing_declared


def standing(
    standard: Standard,
    points: dict[str, str],
    *,
    unit_class: str | None = "I",
    complete: bool = True,
    satisfied: str = "12",
) -> Standing:
    """Return a standing with these points of the criteria, and of the indicator on satisfaction."""
    return Standing(
        criteria={
            row.code: Subtotal(row.code, row.title, Fraction(points[row.code]), row.max_points, None, complete)
            for row in standard.criteria
        },
        indicators={
            row.code: Subtotal(row.code, row.title, Fraction(satisfied), row.max_points, None, complete)
            for row in standard.indicators
        },
        unit_class=unit_class,
        declared=nothing_declared(standard),
    )


def verdicts(standard: Standard, found: Standing) -> dict[str, tuple[bool | None, str]]:
    return {verdict.code: (verdict.ok, verdict.sentence) for verdict in judge(standard, found)}


FULL = {"1": "15", "2": "30", "3": "25", "4": "10", "5": "20"}


@pytest.mark.parametrize(
    ("unit_class", "fifth", "ok", "sentence"),
    [
        ("I", "10", True, "Tổng điểm 90, cấp xã loại I yêu cầu từ 90 điểm: đạt."),
        ("I", "9.996", False, "Tổng điểm 89,996, cấp xã loại I yêu cầu từ 90 điểm: không đạt."),
        ("I", "9.5", False, "Tổng điểm 89,5, cấp xã loại I yêu cầu từ 90 điểm: không đạt."),
        ("II", "9.5", True, "Tổng điểm 89,5, cấp xã loại II yêu cầu từ 80 điểm: đạt."),
        ("III", "0", True, "Tổng điểm 80, cấp xã loại III yêu cầu từ 70 điểm: đạt."),
        (
            None,
            "20",
            None,
            "Chưa có thông tin phân loại đơn vị hành chính (loại I, II, III) nên chưa xác định được điểm cần đạt.",
        ),
        (
            "IV",
            "20",
            None,
            "Chưa có thông tin phân loại đơn vị hành chính (loại I, II, III) nên chưa xác định được điểm cần đạt.",
        ),
    ],
)
def test_total_by_class(*, unit_class: str | None, fifth: str, ok: bool | None, sentence: str) -> None:
    standard = edition()
    found = standing(standard, FULL | {"5": fifth}, unit_class=unit_class)
    assert verdicts(standard, found)["R2"] == (ok, sentence)


@pytest.mark.parametrize(
    ("fifth", "ok", "sentence"),
    [
        ("5", True, "Tổng điểm 80, yêu cầu từ 80 điểm: đạt."),
        ("4.9951", False, "Tổng điểm 79,995, yêu cầu từ 80 điểm: không đạt."),
    ],
)
def test_total(*, fifth: str, ok: bool, sentence: str) -> None:
    standard = edition("qd-25-2021")
    found = standing(standard, {"1": "10", "2": "30", "3": "15", "4": "20", "5": fifth})
    assert verdicts(standard, found)["R1"] == (ok, sentence)


def test_a_total_is_open_while_answers_are_missing() -> None:
    standard = edition("qd-25-2021")
    found = standing(standard, {"1": "10", "2": "30", "3": "15", "4": "20", "5": "25"}, complete=False)
    assert verdicts(standard, found)["R1"] == (
        None,
        "Chưa kết luận được vì hồ sơ còn nội dung chưa có số liệu. Hiện có 100 điểm, yêu cầu từ 80 điểm.",
    )


@pytest.mark.parametrize(
    ("points", "ok", "sentence"),
    [
        ({}, True, "Tất cả 5 tiêu chí đạt từ 50% điểm tối đa trở lên."),
        ({"1": "7.5", "4": "5"}, True, "Tất cả 5 tiêu chí đạt từ 50% điểm tối đa trở lên."),
        ({"4": "4.999"}, False, "Có tiêu chí dưới 50% điểm tối đa: tiêu chí 4 đạt 4,999/10."),
        (
            {"1": "7", "5": "-0.25"},
            False,
            "Có tiêu chí dưới 50% điểm tối đa: tiêu chí 1 đạt 7/15; tiêu chí 5 đạt -0,25/20.",
        ),
    ],
)
def test_each_criterion(*, points: dict[str, str], ok: bool, sentence: str) -> None:
    standard = edition()
    assert verdicts(standard, standing(standard, FULL | points))["R1"] == (ok, sentence)


def test_a_criterion_below_half_is_open_while_it_can_rise() -> None:
    standard = edition()
    found = verdicts(standard, standing(standard, FULL | {"4": "1"}, complete=False))
    assert found["R1"] == (None, "Chưa kết luận được vì hồ sơ còn nội dung chưa có số liệu.")


def test_a_finished_criterion_below_half_decides_although_others_are_open() -> None:
    standard = edition()
    answers = best(standard, i_2_3_1=Answer())
    for code in ("4.1.1", "4.2.1"):
        answers[code] = Answer(facts={"numerator": "0", "denominator": "9"})
    found = {verdict.code: verdict for verdict in score(standard, answers, unit_class="I").verdicts}
    assert (found["R1"].ok, found["R1"].sentence) == (
        False,
        "Có tiêu chí dưới 50% điểm tối đa: tiêu chí 4 đạt 3/10.",
    )


@pytest.mark.parametrize(
    ("satisfied", "ok", "sentence"),
    [
        ("12", True, "Chỉ tiêu 2.5 đạt 100% điểm tối đa, yêu cầu từ 80%: đạt."),
        ("9.6", True, "Chỉ tiêu 2.5 đạt 80% điểm tối đa, yêu cầu từ 80%: đạt."),
        ("9.5999", False, "Chỉ tiêu 2.5 đạt 79,999% điểm tối đa, yêu cầu từ 80%: không đạt."),
        ("6", False, "Chỉ tiêu 2.5 đạt 50% điểm tối đa, yêu cầu từ 80%: không đạt."),
    ],
)
def test_an_indicator(*, satisfied: str, ok: bool, sentence: str) -> None:
    standard = edition()
    assert verdicts(standard, standing(standard, FULL, satisfied=satisfied))["R3"] == (ok, sentence)


def test_an_indicator_is_open_while_answers_are_missing() -> None:
    standard = edition()
    found = verdicts(standard, standing(standard, FULL, complete=False))
    assert found["R3"] == (None, "Chưa kết luận được vì chỉ tiêu 2.5 chưa có đủ số liệu.")


_DISCIPLINED = (
    "Có cán bộ, công chức cấp xã bị xử lý kỷ luật bằng hình thức từ cảnh cáo trở lên do vi phạm pháp luật "
    "trong thi hành công vụ"
)


@pytest.mark.parametrize(
    ("declared", "ok", "sentence"),
    [
        ({"ky_luat": False, "boi_thuong": False}, True, "Không có trường hợp nào được khai báo."),
        ({"ky_luat": False}, None, "Chưa kết luận được vì còn 1 trường hợp chưa được khai báo."),
        ({}, None, "Chưa kết luận được vì còn 2 trường hợp chưa được khai báo."),
        (
            {"ky_luat": True},
            False,
            f"Có trường hợp không được công nhận: {_DISCIPLINED}.",
        ),
        (
            {"ky_luat": True, "boi_thuong": True},
            False,
            (
                f"Có trường hợp không được công nhận: {_DISCIPLINED}; "
                "Phải bồi thường thiệt hại do hành vi công vụ trái pháp luật gây ra."
            ),
        ),
    ],
)
def test_disqualifying_facts(*, declared: dict[str, bool], ok: bool | None, sentence: str) -> None:
    found = {verdict.code: verdict for verdict in score(edition(), {}, declared=declared).verdicts}
    assert (found["R4"].ok, found["R4"].sentence) == (ok, sentence)


def pass_fail(**overrides: Answer) -> ScoreSheet:
    standard = edition("qd-27-2025")
    return score(standard, best(standard, **overrides))


@pytest.mark.parametrize(
    ("override", "ok", "sentence"),
    [
        (Answer(facts={"option": "0"}), True, "14/14 chỉ tiêu đạt."),
        (Answer(facts={"option": "1"}), False, "13/14 chỉ tiêu đạt; chưa đạt: 2.1."),
        (
            Answer(),
            None,
            "Chưa kết luận được vì hồ sơ còn nội dung chưa có số liệu. Hiện có 13/14 chỉ tiêu đạt.",
        ),
    ],
)
def test_all_indicators(*, override: Answer, ok: bool | None, sentence: str) -> None:
    found = pass_fail(i_2_1_1=override)
    assert [(verdict.ok, verdict.sentence) for verdict in found.verdicts] == [(ok, sentence)]
    assert found.passed is (ok is True)


def test_every_condition_has_to_be_met_for_certain() -> None:
    standard = edition()
    known = score(standard, best(standard), unit_class="I", declared=nothing_declared(standard))
    without_class = score(standard, best(standard), declared=nothing_declared(standard))
    assert [verdict.ok for verdict in known.verdicts] == [True, True, True, True]
    assert [verdict.ok for verdict in without_class.verdicts] == [True, None, True, True]
    assert (known.passed, without_class.passed) == (True, False)


def test_a_verdict_keeps_what_is_asked() -> None:
    verdict = score(edition(), {}).verdicts[1]
    assert (verdict.code, verdict.rule.percent, dict(verdict.rule.thresholds)["II"]) == ("R2", None, Decimal(80))
    assert verdict.rule.sentence.startswith(
        "Tổng số điểm của các tiêu chí đạt từ 90 điểm trở lên đối với cấp xã loại I"
    )
