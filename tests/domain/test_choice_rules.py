"""Choices, checklists, counts, and the penalty rows."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.domain.item_rules import NO_ACTIVITY, Choice, EnteredRule, ItemRule, Option, Penalty, Task
from assessments.domain.scoring import Outcome, facts_text
from tests.domain.makers import KNOWN, checklist, claim, count, item, levels, yes_no


@pytest.mark.parametrize(
    ("option", "expected", "explanation", "next_step"),
    [
        ("0", "2", "Có giảm → 2 điểm.", ""),
        ("1", "1", "Được kiềm chế → 1 điểm.", "Khi “Có giảm” → +1 điểm."),
        ("2", "0", "Tăng → 0 điểm.", "Khi “Được kiềm chế” → +1 điểm."),
    ],
)
def test_levels(option: str, expected: str, explanation: str, next_step: str) -> None:
    line = claim(levels(), {"option": option}, "2")
    assert (line.outcome, line.points, line.met) == (Outcome.SCORED, Fraction(expected), None)
    assert (line.explanation, line.next_step) == (explanation, next_step)


@pytest.mark.parametrize(
    ("option", "met", "explanation", "next_step"),
    [("0", True, "Đạt → đạt.", ""), ("1", False, "Không đạt → không đạt.", "Khi “Đạt” → đạt.")],
)
def test_yes_no(*, option: str, met: bool, explanation: str, next_step: str) -> None:
    line = claim(yes_no(), {"option": option})
    assert (line.outcome, line.points, line.met) == (Outcome.SCORED, None, met)
    assert (line.explanation, line.next_step) == (explanation, next_step)


def test_a_better_level_that_is_not_met_either_is_no_step() -> None:
    rule = Choice(
        kind="choice",
        options=(
            Option("Đạt", None, met=True),
            Option("Một phần", None, met=False),
            Option("Chưa làm", None, met=False),
        ),
        provenance=KNOWN,
    )
    assert claim(rule, {"option": "2"}).next_step == ""


@pytest.mark.parametrize("option", ["3", "-1", "x", "1.0", "²", "0" * 4, ("0",)])
def test_an_unknown_level(option: str | tuple[str, ...]) -> None:
    line = claim(levels(), {"option": option}, "2")
    assert (line.outcome, line.points) == (Outcome.INVALID, None)
    assert [(fault.field, fault.sentence) for fault in line.faults] == [("option", "vui lòng chọn một mức.")]


@pytest.mark.parametrize(
    ("choices", "met", "explanation", "next_step"),
    [
        (("0", "2"), True, "Đã chọn 2 hoạt động (yêu cầu ít nhất 2) → đạt.", ""),
        (("0", "1", "2"), True, "Đã chọn 3 hoạt động (yêu cầu ít nhất 2) → đạt.", ""),
        (("1",), False, "Đã chọn 1 hoạt động (yêu cầu ít nhất 2) → chưa đạt.", "Thêm 1 hoạt động → đạt."),
        (("1", "1"), False, "Đã chọn 1 hoạt động (yêu cầu ít nhất 2) → chưa đạt.", "Thêm 1 hoạt động → đạt."),
        ("1", False, "Đã chọn 1 hoạt động (yêu cầu ít nhất 2) → chưa đạt.", "Thêm 1 hoạt động → đạt."),
        (
            (NO_ACTIVITY,),
            False,
            "Đã chọn 0 hoạt động (yêu cầu ít nhất 2) → chưa đạt.",
            "Thêm 2 hoạt động → đạt.",
        ),
    ],
)
def test_checklist(*, choices: str | tuple[str, ...], met: bool, explanation: str, next_step: str) -> None:
    line = claim(checklist(), {"choices": choices})
    assert (line.outcome, line.points, line.met) == (Outcome.SCORED, None, met)
    assert (line.explanation, line.next_step) == (explanation, next_step)


@pytest.mark.parametrize(
    ("choices", "sentence"),
    [
        (("0", "3"), "có hoạt động không thuộc danh sách."),
        (("khác",), "có hoạt động không thuộc danh sách."),
        (("0", NO_ACTIVITY), "đã chọn hoạt động thì bỏ chọn “Không thực hiện hoạt động nào”."),
    ],
)
def test_a_checklist_that_cannot_be_right(choices: tuple[str, ...], sentence: str) -> None:
    line = claim(checklist(), {"choices": choices})
    assert (line.outcome, [fault.sentence for fault in line.faults]) == (Outcome.INVALID, [sentence])


@pytest.mark.parametrize(
    ("entered", "met", "explanation", "next_step"),
    [
        ("2", True, "2 (yêu cầu ít nhất 2) → đạt.", ""),
        ("1500", True, "1.500 (yêu cầu ít nhất 2) → đạt.", ""),
        ("1", False, "1 (yêu cầu ít nhất 2) → chưa đạt.", "Thêm 1 → đạt."),
        ("0", False, "0 (yêu cầu ít nhất 2) → chưa đạt.", "Thêm 2 → đạt."),
    ],
)
def test_count(*, entered: str, met: bool, explanation: str, next_step: str) -> None:
    line = claim(count(), {"count": entered})
    assert (line.outcome, line.points, line.met) == (Outcome.SCORED, None, met)
    assert (line.explanation, line.next_step) == (explanation, next_step)


@pytest.mark.parametrize(
    ("entered", "sentence"),
    [
        ("-2", "“Số lần đối thoại” không được là số âm."),
        ("hai", "“Số lần đối thoại” phải là số nguyên, chỉ gồm chữ số."),
        ("9" * 10, "“Số lần đối thoại” quá lớn, vui lòng kiểm tra lại."),
    ],
)
def test_a_count_that_cannot_be_right(entered: str, sentence: str) -> None:
    line = claim(count(), {"count": entered})
    assert (line.outcome, [fault.sentence for fault in line.faults]) == (Outcome.INVALID, [sentence])


def penalty() -> Penalty:
    tasks = ("Không đảm bảo diện tích", "Không đảm bảo trang thiết bị", "Không bố trí công chức")
    return Penalty(
        points_each=Decimal("-0.25"),
        min_points=Decimal("-0.5"),
        tasks=tuple(Task(label, f"2.2.{place}") for place, label in enumerate(tasks, start=1)),
        provenance=KNOWN,
    )


@pytest.mark.parametrize(
    ("failed", "points", "explanation"),
    [
        ((), "0", "Không bị trừ điểm."),
        ((1,), "-0.25", "Không đảm bảo trang thiết bị → trừ 0,25 điểm."),
        ((0, 2), "-0.5", "Không đảm bảo diện tích; Không bố trí công chức → trừ 0,5 điểm."),
        (
            (0, 1, 2),
            "-0.5",
            "Không đảm bảo diện tích; Không đảm bảo trang thiết bị; Không bố trí công chức → trừ 0,5 điểm.",
        ),
    ],
)
def test_penalty(failed: tuple[int, ...], points: str, explanation: str) -> None:
    result = penalty().of(failed)
    assert (result.points, penalty().explain(result)) == (Fraction(points), explanation)


@pytest.mark.parametrize(
    ("rule", "how"),
    [
        (levels(), "Chọn một mức: Có giảm – 2 điểm; Được kiềm chế – 1 điểm; Tăng – 0 điểm."),
        (yes_no(), "Chọn một mức: Đạt – đạt; Không đạt – không đạt."),
        (checklist(), "Đạt khi thực hiện ít nhất 02 hoạt động trong danh sách."),
        (count(), "Đạt khi “Số lần đối thoại” từ 2 trở lên."),
        (
            penalty(),
            (
                "Trừ 0,25 điểm cho mỗi nhiệm vụ: không đảm bảo diện tích; không đảm bảo trang thiết bị; "
                "không bố trí công chức."
            ),
        ),
    ],
    ids=["levels", "yes or no", "checklist", "count", "penalty"],
)
def test_how(rule: ItemRule, how: str) -> None:
    assert rule.how() == how


@pytest.mark.parametrize(
    ("rule", "facts", "text"),
    [
        (levels(), {"option": "1"}, "Được kiềm chế"),
        (levels(), {"option": "9"}, ""),
        (levels(), {}, ""),
        (checklist(), {"choices": ["0", "2"]}, "Thi trực tuyến; Tin nhắn"),
        (checklist(), {"choices": [NO_ACTIVITY]}, "Không thực hiện hoạt động nào"),
        (checklist(), {"choices": ["7"]}, ""),
        (count(), {"count": "1200"}, "1.200"),
        (count(), {"count": "²"}, "²"),
        (count(), {}, ""),
    ],
)
def test_facts_in_one_line(rule: EnteredRule, facts: dict[str, object], text: str) -> None:
    assert facts_text(item(rule), facts) == text
