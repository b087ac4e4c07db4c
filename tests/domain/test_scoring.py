"""Whole sheets: subtotals, penalty rows, rulings."""

from decimal import Decimal
from fractions import Fraction

import pytest

from assessments.domain.scoring import Answer, Outcome, Ruling, ScoreSheet, facts_text, fields_of, score
from tests.domain.makers import best, edition, nothing_declared

OPTION_0, OPTION_1, OPTION_2 = (Answer(facts={"option": str(place)}) for place in range(3))


def sheet(rulings: dict[str, Ruling] | None = None, **overrides: Answer) -> ScoreSheet:
    standard = edition()
    answers = best(standard, **overrides)
    return score(standard, answers, unit_class="I", declared=nothing_declared(standard), rulings=rulings)


def indicator(found: ScoreSheet, code: str) -> Fraction | None:
    return next(row.points for row in found.indicators if row.code == code)


def criterion(found: ScoreSheet, code: str) -> Fraction | None:
    return next(row.points for row in found.criteria if row.code == code)


def test_the_best_sheet() -> None:
    best_sheet = sheet()
    assert (best_sheet.total, best_sheet.answered_count, best_sheet.passed) == (Fraction(100), 36, True)
    assert [(row.code, row.points, row.met, row.complete) for row in best_sheet.criteria] == [
        ("1", Fraction(15), None, True),
        ("2", Fraction(30), None, True),
        ("3", Fraction(25), None, True),
        ("4", Fraction(10), None, True),
        ("5", Fraction(20), None, True),
    ]


def test_an_empty_sheet() -> None:
    empty = score(edition(), {})
    assert (empty.total, empty.answered_count, empty.passed) == (Fraction(0), 0, False)
    assert {line.outcome for line in empty.lines.values()} == {Outcome.UNANSWERED, Outcome.COMPUTED}
    assert {row.complete for row in (*empty.criteria, *empty.indicators)} == {False}


@pytest.mark.parametrize(
    ("failed", "penalty", "subtotal", "explanation"),
    [
        ([], "0", "3", "Không bị trừ điểm."),
        (["2.2.1"], "-0.25", "1.75", "Không đảm bảo diện tích làm việc → trừ 0,25 điểm."),
        (
            ["2.2.1", "2.2.2"],
            "-0.5",
            "0.5",
            "Không đảm bảo diện tích làm việc; Không đảm bảo trang thiết bị → trừ 0,5 điểm.",
        ),
        (
            ["2.2.1", "2.2.2", "2.2.3"],
            "-0.75",
            "-0.75",
            (
                "Không đảm bảo diện tích làm việc; Không đảm bảo trang thiết bị; "
                "Không bố trí công chức đảm bảo yêu cầu, trách nhiệm → trừ 0,75 điểm."
            ),
        ),
    ],
)
def test_an_indicator_can_fall_below_zero(failed: list[str], penalty: str, subtotal: str, explanation: str) -> None:
    found = sheet(None, **{f"i_{code.replace('.', '_')}": OPTION_1 for code in failed})
    row = found.line("2.2.4")
    assert (row.outcome, row.points, row.explanation) == (Outcome.COMPUTED, Fraction(penalty), explanation)
    assert (row.next_step, row.counts_as_answered, row.complete) == ("", False, True)
    assert indicator(found, "2.2") == Fraction(subtotal)
    assert criterion(found, "2") == 27 + Fraction(subtotal)
    assert found.total == 97 + Fraction(subtotal)


@pytest.mark.parametrize(
    ("option", "penalty", "subtotal"), [(OPTION_0, "0", "7"), (OPTION_1, "0", "6"), (OPTION_2, "-0.25", "4.75")]
)
def test_only_a_rise_of_crime_is_punished(option: Answer, penalty: str, subtotal: str) -> None:
    found = sheet(i_1_2_3=option)
    assert (found.line("1.2.4").points, indicator(found, "1.2")) == (Fraction(penalty), Fraction(subtotal))


@pytest.mark.parametrize("answer", [Answer(), Answer(facts={"option": "9"})], ids=["unanswered", "invalid"])
def test_no_penalty_without_an_answer(answer: Answer) -> None:
    found = sheet(i_1_2_3=answer)
    assert (found.line("1.2.4").points, indicator(found, "1.2")) == (Fraction(0), Fraction(5))


@pytest.mark.parametrize(
    ("claimed", "ruling", "penalty", "subtotal"),
    [
        (OPTION_0, "0", "-0.25", "4.75"),
        (OPTION_2, "1", "0", "6"),
        (OPTION_2, "0", "-0.25", "4.75"),
        (OPTION_0, "0.5", "0", "5.5"),
        (Answer(), "0", "-0.25", "4.75"),
        (Answer(), "2", "0", "7"),
    ],
)
def test_a_ruling_to_zero_triggers_the_penalty_and_another_lifts_it(
    claimed: Answer, ruling: str, penalty: str, subtotal: str
) -> None:
    found = sheet(rulings={"1.2.3": Decimal(ruling)}, i_1_2_3=claimed)
    assert (found.line("1.2.4").points, indicator(found, "1.2")) == (Fraction(penalty), Fraction(subtotal))


def test_a_ruling_replaces_the_claim_and_remembers_it() -> None:
    line = sheet(rulings={"2.3.1": Decimal("9.5")}).line("2.3.1")
    assert (line.outcome, line.points, line.next_step, line.complete) == (Outcome.RULED, Fraction(19, 2), "", True)
    assert line.explanation == "Cơ quan thẩm tra tính 9,5 điểm (xã, phường tự chấm: 10 điểm)."
    assert line.claimed is not None
    assert (line.claimed.outcome, line.claimed.points) == (Outcome.SCORED, Fraction(10))
    assert line.counts_as_answered


@pytest.mark.parametrize(
    "answer", [Answer(), Answer(facts={"numerator": "3", "denominator": "2"})], ids=["unanswered", "invalid"]
)
def test_a_ruling_stands_where_there_was_no_valid_claim(answer: Answer) -> None:
    found = sheet(rulings={"2.3.1": Decimal(4)}, i_2_3_1=answer)
    line = found.line("2.3.1")
    assert (line.points, line.faults, line.complete, line.counts_as_answered) == (Fraction(4), (), True, False)
    assert line.explanation == "Cơ quan thẩm tra tính 4 điểm (xã, phường tự chấm: chưa có)."
    assert (found.total, found.answered_count) == (Fraction(94), 35)


@pytest.mark.parametrize(("ruling", "total"), [(True, 14), (False, 13)])
def test_a_ruling_without_points(*, ruling: bool, total: int) -> None:
    standard = edition("qd-27-2025")
    found = score(standard, best(standard), rulings={"2.1.1": ruling})
    line = found.line("2.1.1")
    assert (found.total, line.outcome, line.met, line.points) == (None, Outcome.RULED, ruling, None)
    assert sum(1 for row in found.indicators if row.met) == total
    words = "đạt" if ruling else "không đạt"
    assert line.explanation == f"Cơ quan thẩm tra tính {words} (xã, phường tự chấm: đạt)."


@pytest.mark.parametrize(
    ("override", "met", "complete"),
    [
        (OPTION_0, True, True),
        (OPTION_1, False, True),
        (Answer(), None, False),
        (Answer(facts={"option": "x"}), None, False),
    ],
    ids=["met", "not met", "unanswered", "invalid"],
)
def test_an_indicator_without_points(*, override: Answer, met: bool | None, complete: bool) -> None:
    standard = edition("qd-27-2025")
    found = score(standard, best(standard, i_2_1_1=override))
    row = next(row for row in found.indicators if row.code == "2.1")
    assert (row.points, row.max_points, row.met, row.complete) == (None, None, met, complete)
    above = next(row for row in found.criteria if row.code == "2")
    assert (above.met, above.complete) == (met, complete)


def test_one_item_not_met_decides_although_another_is_open() -> None:
    standard = edition("qd-27-2025")
    found = score(standard, best(standard, i_2_1_1=OPTION_1, i_2_1_2=Answer()))
    row = next(row for row in found.indicators if row.code == "2.1")
    assert (row.met, row.complete) == (False, False)


def test_unknown_codes_are_ignored() -> None:
    standard = edition()
    with_more = score(standard, best(standard) | {"9.9.9": OPTION_0}, rulings={"8.8.8": Decimal(1)})
    assert (with_more.total, set(with_more.lines)) == (Fraction(100), {row.code for row in standard.items})


def test_fields_of_items() -> None:
    standard = edition("qd-27-2025")
    found = {code: fields_of(standard.item(code)) for code in ("1.1.1", "1.2.1", "2.1.1", "2.5.1")}
    assert found == {
        "1.1.1": ("numerator", "denominator"),
        "1.2.1": ("numerator",),
        "2.1.1": ("option",),
        "2.5.1": ("choices",),
    }
    assert fields_of(edition().item("1.2.4")) == ()


def test_a_computed_item_has_no_facts() -> None:
    assert facts_text(edition().item("1.2.4"), {"option": "0"}) == ""
